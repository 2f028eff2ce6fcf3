// Is it up, which version is it, and how is it doing.
import * as z from 'zod'
import { answers } from '../answers.ts'
import type { App, Door } from '../door.ts'

const Health = z.object({
  ready: z.boolean(),
  database: z.string(),
  version: z.string(),
  checks: z.record(z.string(), z.string()),
})

export function healthRoutes(app: App, door: Door): void {
  healthRoute(app, door)
  versionRoute(app, door)
  metricsRoute(app, door)
}

function healthRoute(app: App, door: Door): void {
  app.get(
    '/health',
    {
      config: { scope: 'open' },
      schema: {
        tags: ['operation'],
        summary: 'Whether it can store and answer now: 200, else 503',
        response: { ...answers({ 200: Health }, { key: false }), 503: Health },
      },
    },
    async (_request, reply) => {
      const health = await door.engine.health()
      if (!health.ready) reply.header('retry-after', door.limits.retryAfterSeconds)
      return reply.code(health.ready ? 200 : 503).send(health)
    },
  )
}

function versionRoute(app: App, door: Door): void {
  app.get(
    '/version',
    {
      config: { scope: 'open' },
      schema: {
        tags: ['operation'],
        summary: 'Name and version',
        response: answers(
          { 200: z.object({ name: z.string(), version: z.string() }) },
          { key: false },
        ),
      },
    },
    async () => ({ name: 'alidade', version: door.version }),
  )
}

function metricsRoute(app: App, door: Door): void {
  app.get(
    '/metrics',
    {
      config: { scope: 'metrics' },
      schema: {
        tags: ['operation'],
        summary: 'Counters and timings in the Prometheus text form',
        produces: ['text/plain'],
        response: answers({ 200: z.string() }),
      },
    },
    async (_request, reply) =>
      reply
        .header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
        .send(door.engine.metrics()),
  )
}
