// How a command ends: exit codes, and what is said about an error.
import * as z from 'zod'
import { ProblemError } from '../contract/problem.ts'
import { StoreFault } from '../engine/ports/fault.ts'
import { AlidadeError } from '../sdk/error.ts'
import { EmbeddedPostgresError } from '../store/embedded/problem.ts'

export const EXIT = { ok: 0, failed: 1, usage: 2, notFound: 3, refused: 4 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** A command was called in a way it does not understand; the message says how to call it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** Something went wrong that a person can mend; the message says how. */
export class CommandError extends Error {
  readonly exitCode: ExitCode
  constructor(
    message: string,
    options: { readonly exitCode?: ExitCode; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CommandError'
    this.exitCode = options.exitCode ?? EXIT.failed
  }
}

/** An error as a command reports it. `details` are further lines, such as the fields at fault. */
export interface Failure {
  readonly exitCode: ExitCode
  readonly code: string
  readonly message: string
  readonly details: readonly string[]
}

export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) return failure(EXIT.usage, 'USAGE', error)
  if (error instanceof CommandError) return failure(error.exitCode, 'FAILED', error)
  if (error instanceof ProblemError || error instanceof AlidadeError) {
    const details = error.errors.map(({ path, message }) => `${path}: ${message}`)
    return { ...failure(exitCodeOf(error.code), error.code, error), details }
  }
  if (error instanceof EmbeddedPostgresError) return failure(EXIT.refused, error.code, error)
  if (error instanceof StoreFault) {
    const exitCode = error.kind === 'bug' ? EXIT.failed : EXIT.refused
    return failure(exitCode, `DATABASE_${error.kind.toUpperCase()}`, error)
  }
  return unexpected(error)
}

/** Codes that are neither here nor refusals are faults of the content: exit code 1. */
const EXIT_OF: Readonly<Record<string, ExitCode>> = {
  NOT_FOUND: EXIT.notFound,
  QUERY_INVALID: EXIT.usage,
  BODY_INVALID: EXIT.usage,
  REFERENCE_INVALID: EXIT.usage,
  PURPOSE_UNKNOWN: EXIT.usage,
  LENS_UNKNOWN: EXIT.usage,
  KEY_MISSING: EXIT.refused,
  KEY_INVALID: EXIT.refused,
  SCOPE_MISSING: EXIT.refused,
  PURPOSE_NOT_ALLOWED: EXIT.refused,
  OVERLOADED: EXIT.refused,
  REQUEST_TIMEOUT: EXIT.refused,
  UNAVAILABLE: EXIT.refused,
  STORAGE_FULL: EXIT.refused,
  NETWORK: EXIT.refused,
  TIMEOUT: EXIT.refused,
}

function exitCodeOf(code: string): ExitCode {
  return EXIT_OF[code] ?? EXIT.failed
}

function failure(exitCode: ExitCode, code: string, error: Error): Failure {
  return { exitCode, code, message: error.message, details: [] }
}

/** A fault of ours: its origin is worth more than a short message. */
function unexpected(error: unknown): Failure {
  if (error instanceof z.ZodError) {
    const details = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    return { exitCode: EXIT.usage, code: 'INVALID', message: 'The input does not fit', details }
  }
  const isError = error instanceof Error
  const message = isError ? error.message : String(error)
  const origin = isError && error.stack ? error.stack.split('\n').slice(1, 4) : []
  return { exitCode: EXIT.failed, code: 'INTERNAL', message, details: origin }
}
