// Refuses addresses that hold a NUL character: no stored text has one, and PostgreSQL fails on it.
import { ProblemError } from '../contract/problem.ts'
import type { App } from './door.ts'

/** Collecting routes are left out: what they take is repaired or set aside, never refused. */
export function refuseNul(app: App): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const url = request.raw.url ?? ''
    if (!url.includes('%00') || request.routeOptions.config.cors === true) return done()
    const isInPath = url.split('?', 1)[0]?.includes('%00') === true
    throw isInPath
      ? new ProblemError('NOT_FOUND', 'Nothing has a NUL character in its name')
      : new ProblemError('QUERY_INVALID', 'A parameter holds a NUL character')
  })
}
