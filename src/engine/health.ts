// Whether the engine can serve, and what holds it up.
import type { PauseRow } from './ports/match.ts'
import type { Runtime } from './runtime.ts'

const pauseText = ({ entity, at }: PauseRow): string =>
  `paused for ${entity}s since ${new Date(at).toISOString()}`

export async function health({ store, writer, matcher, log }: Runtime, version: string) {
  try {
    const database = await store.ping()
    const pauses = matcher.pausesKnown()
    return {
      ready: true,
      database: database.version,
      version,
      checks: {
        database: 'ok',
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
