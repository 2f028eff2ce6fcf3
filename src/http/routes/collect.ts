// The collecting routes: Segment's wire with its older forms, and the cheap relatives Jitsu, Dittofeed, PostHog.
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import { CollectAnswer } from '../../contract/api.ts'
import { EVENT_TYPES, type EventType } from '../../contract/event.ts'
import { answers } from '../answers.ts'
import { bodyOf, type CollectRoute, collectRequest } from '../collect.ts'
import { CollectQuery, SegmentBatch, SegmentEvent } from '../collect-docs.ts'
import { documentedOnly } from '../documented-only.ts'
import type { App, Door } from '../door.ts'
import { segmentBatch } from '../posthog.ts'

const POSTHOG_ANSWER = { status: 1 } as const
const PosthogAnswer = CollectAnswer.extend({
  status: z.literal(POSTHOG_ANSWER.status).describe('what PostHog clients read'),
})

interface Collecting extends CollectRoute {
  readonly url: string
  readonly summary: string
  /** name in generated clients where the path alone is not unique */
  readonly operationId?: string
  /** rewrites a foreign body into Segment's words */
  readonly translate?: (body: unknown) => unknown
  /** what the foreign client expects to read beside our own counts */
  readonly answer?: typeof POSTHOG_ANSWER
}

export function collectRoutes(app: App, door: Door): void {
  for (const route of COLLECTING) addRoute(app, door, route)
}

function addRoute(app: App, door: Door, route: Collecting): void {
  app.post(
    route.url,
    {
      ...documentedOnly,
      config: { scope: 'collect', cors: true },
      schema: {
        tags: ['collect'],
        summary: route.summary,
        ...(route.operationId && { operationId: route.operationId }),
        querystring: CollectQuery,
        body: route.isBatch ? SegmentBatch : SegmentEvent,
        response: answers({ 200: route.answer ? PosthogAnswer : CollectAnswer }, { body: true }),
      },
    },
    async (request) => {
      const answer = await collectRequest(door, request, route, segmentBody(request, route))
      return route.answer ? { ...answer, ...route.answer } : answer
    },
  )
}

function segmentBody(request: FastifyRequest, route: Collecting): unknown {
  return route.translate ? route.translate(bodyOf(request)) : bodyOf(request)
}

function single(url: string, type: EventType, summary: string, isClientSide: boolean): Collecting {
  return { url, type, summary, isClientSide, isBatch: false }
}

function batch(url: string, summary: string, isClientSide = false): Collecting {
  return { url, summary, isClientSide, isBatch: true }
}

const COLLECTING: readonly Collecting[] = [
  ...EVENT_TYPES.flatMap((type) => [
    single(`/v1/${type}`, type, `One ${type} event`, false),
    single(`/v1/${type.charAt(0)}`, type, `One ${type} event from a browser`, true),
    single(`/api/s/${type}`, type, `One ${type} event from a Jitsu browser client`, true),
    single(`/api/s/s2s/${type}`, type, `One ${type} event from a Jitsu server client`, false),
  ]),
  ...EVENT_TYPES.map((type) =>
    single(`/api/public/apps/${type}`, type, `One ${type} event from a Dittofeed client`, false),
  ),
  batch('/v1/batch', 'Many events of any type'),
  batch('/v1/import', 'Many events of any type (older name of /v1/batch)'),
  batch('/v1/b', 'Many events from one browser', true),
  batch('/beacon/v1/batch', 'Many events sent while a page closes; the key is in the query', true),
  batch('/api/public/apps/batch', 'Many events from a Dittofeed client'),
  {
    ...batch('/batch', 'Many events from a PostHog client'),
    operationId: 'postPosthogBatch',
    translate: segmentBatch,
    answer: POSTHOG_ANSWER,
  },
]
