// Set-aside items: what could not become an event is kept with its reason until someone fixes or discards it.
import * as z from 'zod'
import { CollectAnswer, Page, SetAsideItem } from '../../contract/api.ts'
import { ProblemError } from '../../contract/problem.ts'
import { answers } from '../answers.ts'
import { sumUp } from '../collect.ts'
import { defined } from '../defined.ts'
import type { App, Door } from '../door.ts'

/** Items one call may replay or discard: each is stored again, and the call must end in time. */
const IDS_MAX = 1_000
const Ids = z.array(z.string().min(1).max(100)).min(1).max(IDS_MAX)

export function setAsideRoutes(app: App, door: Door): void {
  listRoute(app, door)
  replayRoute(app, door)
  discardRoute(app, door)
}

function listRoute(app: App, door: Door): void {
  app.get(
    '/v1/set-aside',
    {
      config: { scope: 'dead-letters' },
      schema: {
        tags: ['set-aside'],
        summary: 'Items that could not become events, oldest first',
        querystring: z.object({
          cursor: z.string().max(500).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
          state: z.enum(['open', 'replayed', 'discarded']).optional(),
          code: z.string().max(63).optional(),
        }),
        response: answers({ 200: Page.extend({ items: z.array(SetAsideItem) }) }),
      },
    },
    async (request) => {
      const { items, next } = await door.engine.setAsides(defined(request.query))
      return { items: [...items], next }
    },
  )
}

function replayRoute(app: App, door: Door): void {
  app.post(
    '/v1/set-aside/replay',
    {
      config: { scope: 'dead-letters' },
      schema: {
        tags: ['set-aside'],
        summary: 'Put items through collection again, a single one also corrected',
        body: z
          .object({
            ids: Ids,
            correctedRaw: z
              .string()
              .optional()
              .describe('the corrected event as JSON text; one id only'),
          })
          .strict(),
        response: answers({ 200: CollectAnswer }, { body: true, also: ['REFERENCE_INVALID'] }),
      },
    },
    async (request) => {
      const { ids, correctedRaw } = request.body
      if (correctedRaw !== undefined && ids.length > 1) {
        throw new ProblemError('BODY_INVALID', 'A corrected body belongs to one id, not to several')
      }
      return sumUp(await door.engine.replay(ids, correctedRaw), true)
    },
  )
}

function discardRoute(app: App, door: Door): void {
  app.post(
    '/v1/set-aside/discard',
    {
      config: { scope: 'dead-letters' },
      schema: {
        tags: ['set-aside'],
        summary: 'Mark items as not to be replayed',
        body: z.object({ ids: Ids }).strict(),
        response: answers(
          { 200: z.object({ discarded: z.number().int() }) },
          { body: true, also: ['REFERENCE_INVALID'] },
        ),
      },
    },
    async (request) => ({ discarded: await door.engine.discard(request.body.ids) }),
  )
}
