// Customers and accounts: search, timeline, and why their records belong together.
import * as z from 'zod'
import { IdentityAnswer, Page, SearchHit, TimelineItem, TimelineQuery } from '../../contract/api.ts'
import { CustomerRef } from '../../contract/identifier.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import { defined } from '../defined.ts'
import type { App, Door } from '../door.ts'

export function customerRoutes(app: App, door: Door): void {
  searchRoute(app, door)
  for (const noun of ['customers', 'accounts']) {
    timelineRoute(app, door, noun)
    identityRoute(app, door, noun)
  }
}

function searchRoute(app: App, door: Door): void {
  app.get(
    '/v1/customers',
    {
      config: { scope: 'search' },
      schema: {
        tags: ['customers'],
        summary:
          'Find customers and accounts by name, email, phone or order number, one typo allowed',
        querystring: z.object({
          q: z.string().min(1).max(200),
          purpose: z.string().describe('why you look'),
          limit: z.coerce.number().int().min(1).max(100).default(20),
        }),
        response: answers({ 200: z.object({ items: z.array(SearchHit) }) }, { purpose: true }),
      },
    },
    async (request) => {
      const { q, ...options } = request.query
      return { items: [...(await door.engine.search(q, options, callerOf(request)))] }
    },
  )
}

const RefParams = z.object({ ref: CustomerRef })

function timelineRoute(app: App, door: Door, noun: string): void {
  app.get(
    `/v1/${noun}/:ref/timeline`,
    {
      config: { scope: 'timeline' },
      schema: {
        tags: [noun],
        summary: 'Everything that happened over all channels and areas, newest first',
        params: RefParams,
        querystring: TimelineQuery,
        response: answers(
          { 200: Page.extend({ items: z.array(TimelineItem) }) },
          { purpose: true },
        ),
      },
    },
    async (request) => {
      const { items, next } = await door.engine.timeline(
        request.params.ref,
        request.query,
        callerOf(request),
      )
      return { items: [...items], next }
    },
  )
}

function identityRoute(app: App, door: Door, noun: string): void {
  app.get(
    `/v1/${noun}/:ref/identity`,
    {
      config: { scope: 'identity:read' },
      schema: {
        tags: [noun],
        summary: 'Which source records belong together, by which links, and which were kept apart',
        params: RefParams,
        querystring: z.object({
          purpose: z.string().describe('why you look'),
          asOf: z.string().datetime({ offset: true }).optional(),
        }),
        response: answers({ 200: IdentityAnswer }, { purpose: true }),
      },
    },
    async (request) =>
      door.engine.identity(request.params.ref, defined(request.query), callerOf(request)),
  )
}
