// Headers of every answer: browsers may not guess types, frame pages, keep answers or run anything in them.
import type { FastifyReply } from 'fastify'
import type { App, Door } from './door.ts'

const NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'"
const HSTS_SECONDS = 31_536_000

/** Adds them before anything can fail, and the request id, so that errors carry them too. */
export function addHeaders(app: App, door: Door): void {
  const isHttps = door.publicUrl?.startsWith('https:') === true
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('cache-control', 'no-store')
    if (isHttps) reply.header('strict-transport-security', `max-age=${HSTS_SECONDS}`)
    if (request.routeOptions.config.cors !== true) closeToOthers(reply)
    done()
  })
}

/** Collecting routes leave these out: their pixel is loaded by pages of other origins. */
function closeToOthers(reply: FastifyReply): void {
  reply.header('content-security-policy', NOTHING_RUNS)
  reply.header('referrer-policy', 'no-referrer')
  reply.header('cross-origin-resource-policy', 'same-origin')
  reply.header('x-frame-options', 'DENY')
}
