// Consents with their proof, and the catalogue of purposes they are given for.
import * as z from 'zod'
import { ConsentInput, Purpose } from '../../contract/consent.ts'
import { CustomerRef } from '../../contract/identifier.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import type { App, Door } from '../door.ts'
import { IdempotencyHeaders, withKey } from '../idempotency.ts'

export function consentRoutes(app: App, door: Door): void {
  listRoute(app, door)
  recordRoute(app, door)
  purposesRoute(app, door)
}

function listRoute(app: App, door: Door): void {
  app.get(
    '/v1/consents',
    {
      config: { scope: 'consent:read' },
      schema: {
        tags: ['consents'],
        summary: 'What a customer agreed to and withdrew, with the proof',
        querystring: z.object({
          customer: CustomerRef,
          purpose: z.string().describe('why you look; not the purpose consented to'),
        }),
        response: answers(
          { 200: z.object({ items: z.array(z.looseObject({})) }) },
          { purpose: true },
        ),
      },
    },
    async (request) => {
      const { customer, purpose } = request.query
      const items = await door.engine.consents(customer, { purpose }, callerOf(request))
      return { items: items.map((item) => ({ ...item })) }
    },
  )
}

function recordRoute(app: App, door: Door): void {
  app.post(
    '/v1/consents',
    {
      config: { scope: 'consent:write' },
      schema: {
        tags: ['consents'],
        summary: 'Record that a customer gave or withdrew consent; the very next read obeys',
        headers: IdempotencyHeaders,
        body: ConsentInput,
        response: answers(
          { 201: z.object({ id: z.string(), state: z.string() }) },
          { body: true, also: ['PURPOSE_UNKNOWN', 'REFERENCE_INVALID', 'CONFLICT'] },
        ),
      },
    },
    async (request, reply) => {
      const input = withKey(request.body, request.headers)
      const answer = await door.engine.recordConsent(input, callerOf(request))
      return reply.code(201).send(answer)
    },
  )
}

function purposesRoute(app: App, door: Door): void {
  app.get(
    '/v1/purposes',
    {
      config: { scope: 'consent:read' },
      schema: {
        tags: ['consents'],
        summary: 'The purposes one may look or act for, with their legal basis',
        response: answers({ 200: z.object({ items: z.array(Purpose) }) }),
      },
    },
    async () => ({ items: [...door.engine.purposes()] }),
  )
}
