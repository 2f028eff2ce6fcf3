// The company's own situation: queues, stock, incidents, promises. Sent again, the same news counts once.
import * as z from 'zod'
import {
  Commitment,
  CommitmentInput,
  Constraint,
  ConstraintInput,
  IncidentInput,
  Signal,
  SignalInput,
  SituationAnswer,
  SituationNewsInput,
  SituationNow,
  ToldUpdate,
} from '../../contract/situation.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import type { App, Door } from '../door.ts'

const IdParams = z.object({ id: z.string().min(1).max(100) })
const PutTraits = { body: true, also: ['REFERENCE_INVALID'] } as const

export function situationRoutes(app: App, door: Door): void {
  readRoute(app, door)
  manyRoute(app, door)
  putRoute(app, door, {
    noun: 'signals',
    summary: 'A measurement: a queue, a waiting time, stock; past its time it is unknown',
    input: SignalInput,
    updateOf: (news, actor) => ({
      kind: 'signal',
      signal: Signal.parse({ source: actor.slice(0, 100), ...news }),
    }),
  })
  putRoute(app, door, {
    noun: 'constraints',
    summary: 'Something stands in the way of a capability; effect none lifts it',
    input: ConstraintInput,
    updateOf: (news) => ({ kind: 'constraint', constraint: Constraint.parse(news) }),
  })
  putRoute(app, door, {
    noun: 'incidents',
    summary: 'Something is broken, and whom it touches',
    input: IncidentInput,
    updateOf: (news) => ToldUpdate.parse({ kind: 'incident', incident: news }),
  })
  putRoute(app, door, {
    noun: 'commitments',
    summary: 'Something we owe a customer or an account: a promise, an entitlement',
    input: CommitmentInput,
    updateOf: (news) => ({ kind: 'commitment', commitment: Commitment.parse(news) }),
  })
}

interface PutSpec<Input extends z.ZodType<{ readonly at?: string | undefined }>> {
  readonly noun: string
  readonly summary: string
  readonly input: Input
  readonly updateOf: (news: object, actor: string) => ToldUpdate
}

function putRoute<Input extends z.ZodType<{ readonly at?: string | undefined }>>(
  app: App,
  door: Door,
  { noun, summary, input, updateOf }: PutSpec<Input>,
): void {
  app.put(
    `/v1/situation/${noun}/:id`,
    {
      config: { scope: 'situation:write' },
      schema: {
        tags: ['situation'],
        summary,
        params: IdParams,
        body: input as z.ZodType<{ readonly at?: string | undefined }>,
        response: answers({ 200: SituationAnswer }, PutTraits),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const news = { at: door.engine.time(), ...request.body, id: request.params.id }
      return door.engine.putSituation([updateOf(news, caller.source ?? caller.actor)], caller)
    },
  )
}

function manyRoute(app: App, door: Door): void {
  app.post(
    '/v1/situation',
    {
      config: { scope: 'situation:write' },
      schema: {
        tags: ['situation'],
        summary: 'Many pieces of news at once: all are stored or none',
        body: SituationNewsInput,
        response: answers({ 200: SituationAnswer }, PutTraits),
      },
    },
    async (request) => door.engine.putSituation(request.body.updates, callerOf(request)),
  )
}

function readRoute(app: App, door: Door): void {
  app.get(
    '/v1/situation',
    {
      config: { scope: 'situation:read' },
      schema: {
        tags: ['situation'],
        summary: 'How the company stands now; what it owes a customer is in her view',
        response: answers({ 200: SituationNow }),
      },
    },
    async () => door.engine.situation(),
  )
}
