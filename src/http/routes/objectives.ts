// What a customer wants, as she or somebody who speaks with her says it: one call confirms, corrects, declares or settles.
import * as z from 'zod'
import { CustomerRef } from '../../contract/identifier.ts'
import { ObjectiveInput } from '../../contract/objective.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import type { App, Door } from '../door.ts'
import { IdempotencyHeaders, withKey } from '../idempotency.ts'

export function objectiveRoutes(app: App, door: Door): void {
  app.post(
    '/v1/customers/:ref/objective',
    {
      config: { scope: 'objective:write' },
      schema: {
        tags: ['customers'],
        summary: 'Say what she wants done; the next view has it, and the language model learns',
        params: z.object({ ref: CustomerRef }),
        headers: IdempotencyHeaders,
        body: ObjectiveInput,
        response: answers(
          { 201: z.object({ id: z.string() }) },
          { body: true, also: ['REFERENCE_INVALID', 'REFERENCE_AMBIGUOUS', 'CONFLICT'] },
        ),
      },
    },
    async (request, reply) => {
      const input = withKey(request.body, request.headers)
      const { id } = await door.engine.sayObjective(request.params.ref, input, callerOf(request))
      return reply.code(201).send({ id })
    },
  )
}
