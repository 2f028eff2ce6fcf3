// What browser SDKs ask beside collecting: their settings before they send anything, a place for their own
// metrics, and the pixel for places where only an image can be loaded.
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import { EVENT_TYPES, type EventType } from '../../contract/event.ts'
import { ProblemError } from '../../contract/problem.ts'
import { answers } from '../answers.ts'
import { collectingCaller, keyOf } from '../auth.ts'
import { collectRequest, isRecord } from '../collect.ts'
import { CollectQuery } from '../collect-docs.ts'
import { documentedOnly } from '../documented-only.ts'
import type { App, Door } from '../door.ts'

export function sdkHelperRoutes(app: App, door: Door): void {
  settingsRoute(app, door)
  sourceConfigRoute(app, door)
  selfMetricsRoute(app)
  pixelRoute(app, door, '/v1/pixel/:method')
  pixelRoute(app, door, '/pixel/v1/:method')
}

function settingsRoute(app: App, door: Door): void {
  app.get(
    '/v1/projects/:writeKey/settings',
    {
      ...documentedOnly,
      config: { scope: 'collect', cors: true },
      schema: {
        tags: ['collect'],
        summary: 'Settings that @segment/analytics-next asks for before it sends',
        params: z.object({ writeKey: z.string() }),
        response: answers({ 200: z.unknown() }),
      },
    },
    async (request) => {
      const { writeKey } = request.params
      await collectingCaller(door.engine, request, writeKey)
      return segmentSettings(writeKey, addressOf(door, request))
    },
  )
}

function segmentSettings(writeKey: string, address: URL): object {
  return {
    integrations: {
      'Segment.io': {
        apiKey: writeKey,
        apiHost: `${address.host}${address.pathname.replace(/\/$/, '')}/v1`,
        protocol: address.protocol.slice(0, -1),
      },
    },
    plan: { track: { __default: { enabled: true } } },
    edgeFunction: {},
  }
}

/** The address clients use, so that what they are told to call is what they could already reach. */
function addressOf(door: Door, request: FastifyRequest): URL {
  try {
    return new URL(door.publicUrl ?? `${request.protocol}://${request.host}`)
  } catch {
    throw new ProblemError('QUERY_INVALID', 'The Host header is not a host name')
  }
}

function sourceConfigRoute(app: App, door: Door): void {
  app.get(
    '/sourceConfig',
    {
      ...documentedOnly,
      config: { scope: 'collect', cors: true },
      schema: {
        tags: ['collect'],
        summary: 'Source configuration that RudderStack SDKs ask for before they send',
        querystring: CollectQuery,
        response: answers({ 200: z.unknown() }),
      },
    },
    async (request) => {
      const caller = await collectingCaller(door.engine, request, undefined)
      return rudderSource(caller.source ?? caller.keyId, keyOf(request))
    },
  )
}

/** Only changes of destinations would move it, and there are none. */
const CONFIG_UPDATED_AT = '2026-01-01T00:00:00.000Z'

/** Mobile SDKs take no configuration that lacks one of these fields. */
function rudderSource(name: string, writeKey: string | undefined): object {
  return {
    source: {
      id: name,
      name,
      writeKey,
      enabled: true,
      workspaceId: 'alidade',
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      dataplanes: {},
      destinations: [],
      updatedAt: CONFIG_UPDATED_AT,
    },
    consentManagementMetadata: {},
  }
}

function selfMetricsRoute(app: App): void {
  app.post(
    '/v1/m',
    {
      ...documentedOnly,
      config: { scope: 'open', cors: true },
      schema: {
        tags: ['collect'],
        summary: 'Metrics of SDKs about themselves: taken and dropped',
        body: z.unknown(),
        response: answers({ 200: z.object({ success: z.boolean() }) }, { key: false, body: true }),
      },
    },
    async () => ({ success: true }),
  )
}

/** A transparent GIF of one pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

function pixelRoute(app: App, door: Door, url: string): void {
  app.get(
    url,
    {
      ...documentedOnly,
      config: { scope: 'collect', cors: true },
      schema: {
        tags: ['collect'],
        summary:
          'One event in the address of an image; a fault is set aside, the image comes anyway',
        params: z.object({ method: z.string() }),
        querystring: z.looseObject({
          data: z.string().optional().describe('the event as JSON in base64url'),
          writeKey: z.string().optional(),
        }),
        produces: ['image/gif'],
        response: answers({ 200: z.unknown().describe('a GIF of one pixel') }),
      },
    },
    async (request, reply) => {
      await collectPixel(door, request, request.params.method)
      return reply.header('content-type', 'image/gif').send(PIXEL)
    },
  )
}

/** An image cannot show an error, so faults of the caller are swallowed; ours are told as they are. */
async function collectPixel(door: Door, request: FastifyRequest, method: string): Promise<void> {
  const type = EVENT_TYPES.find((known) => known === method || known.charAt(0) === method)
  try {
    await collectRequest(door, request, pixelOf(type), pixelEvent(request.query))
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status === 429 || error.status >= 500) throw error
  }
}

function pixelOf(type: EventType | undefined) {
  return { ...(type && { type }), isBatch: false, isClientSide: true }
}

/** `data` as JSON; else the text itself, so that it can be set aside; without it the query is the event. */
function pixelEvent(query: unknown): unknown {
  const fields = isRecord(query) ? query : {}
  const { data, writeKey: _key, ...event } = fields
  if (typeof data !== 'string') return nested(event)
  // Pages that do not escape a plus sign send it as a space.
  const text = Buffer.from(data.replaceAll(' ', '+'), 'base64url').toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

interface Nested {
  [name: string]: unknown
}

/** `properties.total=3` -> {properties: {total: '3'}}, one level deep as RudderStack's pixel has it. */
function nested(event: Readonly<Record<string, unknown>>): Nested {
  const outer: Nested = Object.create(null)
  for (const [name, value] of Object.entries(event)) {
    const at = name.indexOf('.')
    if (at <= 0) outer[name] = value
    else inside(outer, name.slice(0, at))[name.slice(at + 1)] = value
  }
  return outer
}

function inside(outer: Nested, name: string): Nested {
  const known = outer[name]
  if (typeof known === 'object' && known !== null) return known as Nested
  const inner: Nested = Object.create(null)
  outer[name] = inner
  return inner
}
