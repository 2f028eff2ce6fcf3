// Refuses what a route does not know in its query. Who misspells a filter would be shown everything, and who writes
// dryRun there instead of in the body would merge two customers.
import { ProblemError } from '../contract/problem.ts'
import type { App } from './door.ts'

/** SDKs, pixels and probes of health add what they like to their addresses; they are left alone. */
export function refuseUnknownQuery(app: App): void {
  app.addHook('preValidation', (request, _reply, done) => {
    const { url, config, schema } = request.routeOptions
    if (url === undefined || config.cors === true || config.scope === 'open') return done()
    if (typeof request.query !== 'object' || request.query === null) return done()
    const known = namesIn(schema?.querystring)
    const unknown = Object.keys(request.query).find((name) => !known.includes(name))
    if (unknown === undefined) return done()
    throw new ProblemError(
      'QUERY_INVALID',
      `There is no parameter ${JSON.stringify(unknown.slice(0, NAME_SHOWN_MAX))} here; ${hint(known)}`,
    )
  })
}

const NAME_SHOWN_MAX = 100

function hint(known: readonly string[]): string {
  return known.length === 0 ? 'this address takes none' : `there are ${known.join(', ')}`
}

/** The names of a query's schema, an object of Zod. */
function namesIn(schema: unknown): readonly string[] {
  const isObject = typeof schema === 'object' && schema !== null && 'shape' in schema
  return isObject ? Object.keys(schema.shape as object) : []
}
