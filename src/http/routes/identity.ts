// People decide about identity: link two records, or take one out. Only links are written, never records.
import * as z from 'zod'
import {
  DecideInput,
  ExplainQuery,
  IdentityExplanation,
  LinkAnswer,
  LinkInput,
  MoveInput,
  Page,
  ReviewItem,
  ReviewQuery,
  UnlinkInput,
} from '../../contract/api.ts'
import { Entity } from '../../contract/identifier.ts'
import { answers } from '../answers.ts'
import { callerOf } from '../auth.ts'
import { defined } from '../defined.ts'
import type { App, Door } from '../door.ts'
import { IdempotencyHeaders, withKey } from '../idempotency.ts'

const LinkTraits = {
  body: true,
  also: ['REFERENCE_INVALID', 'IDENTITY_CONSTRAINT', 'CONFLICT'],
} as const

const OneTarget = UnlinkInput.refine(
  ({ record, link, links }) =>
    [record, link, links].filter((target) => target !== undefined).length === 1,
  { message: 'Name either a record, a link or links', path: ['record'] },
)

export function identityRoutes(app: App, door: Door): void {
  app.post(
    '/v1/identity/link',
    {
      config: { scope: 'identity:write' },
      schema: {
        tags: ['identity'],
        summary: 'Say that two records are the same customer; dryRun shows what would happen',
        headers: IdempotencyHeaders,
        body: LinkInput,
        response: answers({ 200: LinkAnswer }, LinkTraits),
      },
    },
    async (request) => door.engine.link(withKey(request.body, request.headers), callerOf(request)),
  )
  app.post(
    '/v1/identity/unlink',
    {
      config: { scope: 'identity:write' },
      schema: {
        tags: ['identity'],
        summary: 'Take a record out of its customer, or take back a link that a person made',
        headers: IdempotencyHeaders,
        body: OneTarget,
        response: answers({ 200: LinkAnswer }, LinkTraits),
      },
    },
    async (request) =>
      door.engine.unlink(withKey(request.body, request.headers), callerOf(request)),
  )
  app.post(
    '/v1/identity/move',
    {
      config: { scope: 'identity:write' },
      schema: {
        tags: ['identity'],
        summary: 'Take a record out of its customer and put it with another, at once',
        headers: IdempotencyHeaders,
        body: MoveInput,
        response: answers({ 200: LinkAnswer }, LinkTraits),
      },
    },
    async (request) => door.engine.move(withKey(request.body, request.headers), callerOf(request)),
  )
  explainRoute(app, door)
  reviewRoutes(app, door)
  resumeRoute(app, door)
}

function explainRoute(app: App, door: Door): void {
  app.get(
    '/v1/identity/explain',
    {
      config: { scope: 'identity:read' },
      schema: {
        tags: ['identity'],
        summary:
          'Why two are, or are not, one customer: links, weights, obstacles, what would change it',
        querystring: ExplainQuery,
        response: answers(
          { 200: IdentityExplanation },
          { purpose: true, also: ['REFERENCE_AMBIGUOUS'] },
        ),
      },
    },
    async (request) => door.engine.explainIdentity(request.query, callerOf(request)),
  )
}

function reviewRoutes(app: App, door: Door): void {
  app.get(
    '/v1/identity/reviews',
    {
      config: { scope: 'identity:read' },
      schema: {
        tags: ['identity'],
        summary:
          'Pairs that people are asked about: those joined though they contradict each other first, then the likeliest',
        querystring: ReviewQuery,
        response: answers({ 200: Page.extend({ items: z.array(ReviewItem) }) }, { purpose: true }),
      },
    },
    async (request) => {
      const { items, next } = await door.engine.reviews(
        defined(request.query) as ReviewQuery,
        callerOf(request),
      )
      return { items: [...items], next }
    },
  )
  app.post(
    '/v1/identity/reviews/:id',
    {
      config: { scope: 'identity:write' },
      schema: {
        tags: ['identity'],
        summary: 'Answer a question for good: the two are the same, or they are different',
        params: z.object({ id: z.string().describe('rev_...') }),
        headers: IdempotencyHeaders,
        body: DecideInput,
        response: answers({ 200: LinkAnswer }, LinkTraits),
      },
    },
    async (request) =>
      door.engine.decideReview(
        request.params.id,
        withKey(request.body, request.headers),
        callerOf(request),
      ),
  )
}

function resumeRoute(app: App, door: Door): void {
  app.post(
    '/v1/identity/resume',
    {
      config: { scope: 'identity:write' },
      schema: {
        tags: ['identity'],
        summary:
          'Let the matcher link by itself again, after it stopped because it merged too much',
        body: z.object({ entity: Entity.default('customer') }).strict(),
        response: answers({ 200: z.object({ resumed: z.boolean() }) }, { body: true }),
      },
    },
    async (request) => ({
      resumed: await door.engine.resumeMatching(request.body.entity, callerOf(request)),
    }),
  )
}
