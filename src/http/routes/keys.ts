// API keys: create (shown once), list, revoke.
import * as z from 'zod'
import { KeyInput } from '../../contract/api.ts'
import { ProblemError } from '../../contract/problem.ts'
import { answers } from '../answers.ts'
import type { App, Door } from '../door.ts'

export function keyRoutes(app: App, door: Door): void {
  listRoute(app, door)
  createRoute(app, door)
  revokeRoute(app, door)
}

function listRoute(app: App, door: Door): void {
  app.get(
    '/v1/keys',
    {
      config: { scope: 'keys' },
      schema: {
        tags: ['keys'],
        summary: 'All keys, without their secrets',
        response: answers({ 200: z.object({ items: z.array(z.looseObject({})) }) }),
      },
    },
    async () => ({ items: (await door.engine.listKeys()).map((key) => ({ ...key })) }),
  )
}

function createRoute(app: App, door: Door): void {
  app.post(
    '/v1/keys',
    {
      config: { scope: 'keys' },
      schema: {
        tags: ['keys'],
        summary: 'Create a key; it is shown this once',
        body: KeyInput,
        response: answers({ 201: z.object({ id: z.string(), key: z.string() }) }, { body: true }),
      },
    },
    async (request, reply) => reply.code(201).send(await door.engine.createKey(request.body)),
  )
}

function revokeRoute(app: App, door: Door): void {
  app.delete(
    '/v1/keys/:id',
    {
      config: { scope: 'keys' },
      schema: {
        tags: ['keys'],
        summary: 'Revoke a key; the next request with it is refused',
        params: z.object({ id: z.string().min(1).max(100) }),
        response: answers({ 204: z.null().describe('revoked') }, { body: true }),
      },
    },
    async (request, reply) => {
      if (await door.engine.revokeKey(request.params.id)) return reply.code(204).send(null)
      throw new ProblemError('NOT_FOUND', 'There is no such key, or it is revoked already')
    },
  )
}
