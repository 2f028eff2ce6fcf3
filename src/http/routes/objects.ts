// Business objects: orders, invoices, tickets and other things with a state. Each write is also an event.
import * as z from 'zod'
import {
  CollectAnswer,
  ItemResult,
  NamedObject,
  ObjectInput,
  ObjectName,
  ObjectState,
} from '../../contract/api.ts'
import { ProblemError } from '../../contract/problem.ts'
import type { CollectOutput } from '../../engine/api.ts'
import { answers } from '../answers.ts'
import { callerOf, sourceOf } from '../auth.ts'
import { sumUp, wantsAll } from '../collect.ts'
import type { App, Door } from '../door.ts'
import { IdempotencyHeaders, keyOf } from '../idempotency.ts'
import { HTTP_LIMITS } from '../limits.ts'

const ObjectList = z
  .object({
    objects: z
      .array(NamedObject)
      .max(HTTP_LIMITS.itemsPerCallMax)
      .describe(
        'all must fit this shape, or none is stored; what does not fit its type, or names nobody, is set aside',
      ),
  })
  .strict()

export function objectRoutes(app: App, door: Door): void {
  putRoute(app, door)
  listRoute(app, door)
  getRoute(app, door)
}

function putRoute(app: App, door: Door): void {
  app.put(
    '/v1/objects/:type/:id',
    {
      config: { scope: 'objects:write' },
      schema: {
        tags: ['objects'],
        summary: 'Create or change one business object',
        params: ObjectName,
        headers: IdempotencyHeaders,
        body: ObjectInput,
        response: answers(
          { 200: ItemResult },
          { body: true, also: ['OBJECT_INVALID', 'CONFLICT'] },
        ),
      },
    },
    async (request) => {
      const source = sourceOf(callerOf(request))
      const messageId = keyOf(request.headers, request.body.messageId)
      const write = { ...request.body, ...request.params, source, ...(messageId && { messageId }) }
      return onlyResult(await door.engine.putObjects([write]))
    },
  )
}

/** A single write has nobody to wait for: what was not stored is an error of this call. */
function onlyResult(output: CollectOutput): ItemResult {
  const [result] = output.results
  if (!result) throw new Error('the engine answered no result for one object')
  const why = result.reason ?? 'The object was not stored'
  if (result.status === 'conflict') throw new ProblemError('CONFLICT', why)
  if (result.status === 'set_aside') throw new ProblemError('OBJECT_INVALID', why)
  return result
}

function listRoute(app: App, door: Door): void {
  app.post(
    '/v1/objects',
    {
      config: { scope: 'objects:write' },
      schema: {
        tags: ['objects'],
        summary: 'Create or change many business objects',
        querystring: z.object({ results: z.string().optional() }),
        body: ObjectList,
        response: answers({ 200: CollectAnswer }, { body: true }),
      },
    },
    async (request) => {
      const source = sourceOf(callerOf(request))
      const objects = request.body.objects.map((object) => ({ ...object, source }))
      const output = objects.length === 0 ? { results: [] } : await door.engine.putObjects(objects)
      return sumUp(output, wantsAll(request))
    },
  )
}

function getRoute(app: App, door: Door): void {
  app.get(
    '/v1/objects/:type/:id',
    {
      config: { scope: 'objects:read' },
      schema: {
        tags: ['objects'],
        summary: 'One business object as it is now',
        params: ObjectName,
        querystring: z.object({ purpose: z.string().describe('why you look') }),
        response: answers({ 200: ObjectState }, { purpose: true }),
      },
    },
    async (request) => {
      const { type, id } = request.params
      return door.engine.getObject(type, id, request.query.purpose, callerOf(request))
    },
  )
}
