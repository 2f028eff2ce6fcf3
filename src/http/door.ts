// What every route file gets: the engine, the limits, where errors are logged; and what a route must declare.
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ProblemCode } from '../contract/problem.ts'
import type { Caller, Engine, SCOPES } from '../engine/api.ts'
import type { Hold } from './in-flight.ts'
import type { HttpLimits } from './limits.ts'

export type Scope = (typeof SCOPES)[number]

/** `open` asks for no key. `collect` reads the key from header, body or query, after the body was read. */
export type RouteScope = Scope | 'open'

/** Where faults of ours go. Requests are not logged one by one: that costs more than serving them. */
export interface Log {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface Door {
  readonly engine: Engine
  readonly limits: HttpLimits
  readonly log: Log
  /** scheme and host under which clients reach us, without a slash at the end; absent: as they asked */
  readonly publicUrl: string | undefined
  readonly version: string
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** who may call; a route without it stops the server from starting */
    readonly scope?: RouteScope
    /** collecting routes answer browsers of every origin; no other route does */
    readonly cors?: boolean
    /** code of the answer when the body does not fit the schema; absent: BODY_INVALID */
    readonly bodyProblem?: ProblemCode
  }
  interface FastifyRequest {
    /** set on every route that asks for a key, before its handler runs */
    caller: Caller | null
    /** size of the body after inflating, for the engine's own in-flight bound */
    bodyBytes: number
    /** what the body takes of the room for all bodies; null without a body */
    hold: Hold | null
  }
}
