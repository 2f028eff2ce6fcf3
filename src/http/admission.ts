// Refuses what cannot be stored now before its body is read: reading and parsing it would take the time away
// from those who were accepted, and then nobody is served.
import type { FastifyRequest } from 'fastify'
import { drain, hasBody } from './body.ts'
import type { App, Door, RouteScope } from './door.ts'

/** Routes whose bodies go into the ledger. Consents are let in: a withdrawal must not stand behind a crowd. */
const STORING: ReadonlySet<RouteScope | undefined> = new Set(['collect', 'objects:write'])

/** Call it after what every answer needs, and before anything that costs more than a look at the headers. */
export function refuseCrowd(app: App, door: Door): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (!STORING.has(request.routeOptions.config.scope) || !hasBody(request)) return done()
    try {
      door.engine.admit(announcedBytes(request))
    } catch (problem) {
      // Answered at once, and what is still being sent is thrown away: the connection stays, unless it never ends.
      void drain(request.raw, door.limits).then(() => {
        if (!request.raw.complete) request.raw.destroy()
      })
      throw problem
    }
    done()
  })
}

/** 0 for a body that comes in chunks: nobody knows yet. What is too large is refused as that later. */
function announcedBytes(request: FastifyRequest): number {
  const bytes = Number(request.raw.headers['content-length'] ?? 0)
  return Number.isFinite(bytes) ? bytes : 0
}
