// The API describes itself: the OpenAPI document and a page of it, both served from here and nowhere else.
import * as z from 'zod'
import { answers } from '../answers.ts'
import { documentedOnly } from '../documented-only.ts'
import type { App, Door } from '../door.ts'
import { REFERENCE_STYLE, renderReference } from '../reference-page.ts'

const ONLY_OUR_STYLE =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export function referenceRoutes(app: App, _door: Door): void {
  documentRoute(app)
  pageRoute(app)
  styleRoute(app)
}

function documentRoute(app: App): void {
  // Bytes, not a text: a text would be copied for each answer that waits to be taken.
  let bytes: Buffer | undefined
  app.get(
    '/v1/openapi.json',
    {
      ...documentedOnly,
      config: { scope: 'open' },
      schema: {
        tags: ['reference'],
        summary: 'This API as an OpenAPI 3.1 document',
        response: answers({ 200: z.unknown() }, { key: false }),
      },
    },
    async (_request, reply) => {
      bytes ??= Buffer.from(JSON.stringify(app.swagger()))
      return reply.header('content-type', 'application/json; charset=utf-8').send(bytes)
    },
  )
}

function pageRoute(app: App): void {
  let page: Buffer | undefined
  app.get('/docs', hidden, async (_request, reply) => {
    page ??= Buffer.from(renderReference(app.swagger()))
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', ONLY_OUR_STYLE)
      .send(page)
  })
}

function styleRoute(app: App): void {
  app.get('/docs/style.css', hidden, async (_request, reply) =>
    reply.header('content-type', 'text/css; charset=utf-8').send(REFERENCE_STYLE),
  )
}

const hidden = { config: { scope: 'open' }, schema: { hide: true } } as const
