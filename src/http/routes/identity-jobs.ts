// Training the matcher, and trying another definition of it: a call starts a job, others ask how it stands.
// They decide about every customer, as applying definitions does, so they need the same right.
import * as z from 'zod'
import { Page } from '../../contract/api.ts'
import {
  ChangesQuery,
  IdentityChange,
  IdentityJob,
  TrainInput,
  TryInput,
} from '../../contract/identity-job.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import { defined } from '../defined.ts'
import type { App, Door } from '../door.ts'

const SCOPE = { scope: 'definitions:write' } as const
const JobId = z.object({ id: z.string().describe('job_...') })

export function identityJobRoutes(app: App, door: Door): void {
  startRoutes(app, door)
  app.get(
    '/v1/identity/jobs/:id',
    {
      config: SCOPE,
      schema: {
        tags: ['identity'],
        summary: 'How a training or trial stands, and what it came to',
        params: JobId,
        response: answers({ 200: IdentityJob }),
      },
    },
    async (request) => door.engine.identityJob(request.params.id),
  )
  app.get(
    '/v1/identity/jobs/:id/changes',
    {
      config: SCOPE,
      schema: {
        tags: ['identity'],
        summary: 'Customers that would merge, then those that would split, as a trial found',
        params: JobId,
        querystring: ChangesQuery,
        response: answers({ 200: Page.extend({ items: z.array(IdentityChange) }) }),
      },
    },
    async (request) => {
      const query = defined(request.query) as ChangesQuery
      const { items, next } = await door.engine.identityChanges(request.params.id, query)
      return { items: [...items], next }
    },
  )
}

function startRoutes(app: App, door: Door): void {
  app.post(
    '/v1/identity/train',
    {
      config: SCOPE,
      schema: {
        tags: ['identity'],
        summary: 'Learn from the records there are who is likely whom; answers the job that does',
        body: TrainInput,
        response: answers({ 202: IdentityJob }, { body: true, also: ['CONFLICT'] }),
      },
    },
    async (request, reply) => {
      const job = await door.engine.startTraining(request.body, callerOf(request))
      return reply.code(202).send(job)
    },
  )
  app.post(
    '/v1/identity/try',
    {
      config: SCOPE,
      schema: {
        tags: ['identity'],
        summary:
          'Find out who would merge or split under another definition of matching; answers the job that does',
        body: TryInput,
        response: answers(
          { 202: IdentityJob },
          { body: true, also: ['CONFLICT', 'DEFINITION_INVALID'] },
        ),
      },
    },
    async (request, reply) => {
      const job = await door.engine.startTrying(request.body, callerOf(request))
      return reply.code(202).send(job)
    },
  )
}
