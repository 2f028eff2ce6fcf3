// Cross-origin answers of the collecting routes. They never use cookies, so every origin may call them; all
// other routes stay silent and thereby closed to browsers of other origins.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './door.ts'

/** Seconds a browser may remember a preflight; the value RudderStack's own server sends. */
const PREFLIGHT_SECONDS = 900

/**
 * Headers are set before anything can fail: without them on an error answer an SDK sees a network error and
 * retries what it should drop.
 */
export function answerOtherOrigins(app: App): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.cors === true) allowOrigin(request, reply)
    done()
  })
}

function allowOrigin(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('vary', 'Origin')
  const origin = request.headers.origin
  if (origin === undefined) return
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-allow-credentials', 'true')
  // Browser SDKs read it to obey it; a browser hides it unless it is named here.
  reply.header('access-control-expose-headers', 'Retry-After, X-Request-Id')
}

/** Answers a preflight. SDKs add headers on retries, so the list asked for is echoed instead of fixed. */
export async function answerPreflight(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers')
  const asked = request.headers['access-control-request-headers']
  if (asked !== undefined) reply.header('access-control-allow-headers', asked)
  reply.header('access-control-allow-methods', 'GET, POST, OPTIONS')
  reply.header('access-control-max-age', PREFLIGHT_SECONDS)
  reply.code(204).send()
}
