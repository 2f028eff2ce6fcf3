// Whether the engine can serve, and what holds it up.
import type { PauseRow } from './ports/match.ts'
import type { Readiness } from './ports/store.ts'
import type { Runtime } from './runtime.ts'

const pauseText = ({ entity, at }: PauseRow): string =>
  `paused for ${entity}s since ${new Date(at).toISOString()}`

/** @returns what everybody may hear, and what only the log does; undefined: nothing is amiss */
function amissIn({ isReadOnly, lacking }: Readiness): { told: string; why: string } | undefined {
  if (isReadOnly) return { told: 'read only', why: 'the database is read only' }
  if (lacking.length === 0) return undefined
  const rights = lacking.join(', ')
  return {
    told: 'tables cannot be read or written',
    why: `the database user lacks ${rights}; grant them, or put the tables back`,
  }
}

export async function health({ store, writer, matcher, log }: Runtime, version: string) {
  try {
    const database = await store.readiness()
    const amiss = amissIn(database)
    if (amiss) log(`health: ${amiss.why}`)
    const pauses = matcher.pausesKnown()
    return {
      ready: amiss === undefined,
      database: database.version,
      version,
      checks: {
        database: amiss?.told ?? 'ok',
        waitingEvents: String(writer.waiting()),
        matching: pauses.length === 0 ? 'ok' : pauses.map(pauseText).join('; '),
      },
    }
  } catch (error) {
    // The route needs no key, so it says that, not why; the reason stands in the log.
    log(`health: ${error instanceof Error ? error.message : String(error)}`)
    return { ready: false, database: 'unreachable', version, checks: { database: 'unreachable' } }
  }
}
