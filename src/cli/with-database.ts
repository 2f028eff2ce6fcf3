// The database of a place, for a command that asks it itself: that of a running server, else one that is started or
// reached here and is stopped with the command, also when the user stops it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, databaseAt, openDatabase } from './database.ts'
import { CommandError, EXIT } from './exit.ts'
import { onStop } from './on-stop.ts'
import type { Place } from './options.ts'
import { findRunning } from './running.ts'

/** Of a command that may be the first there is: it makes the data directory. All others ask for what is there. */
export interface Beginning {
  readonly begins?: boolean
}

export interface DatabaseWork<Result> extends Beginning {
  readonly log: (line: string) => void
  /** @param endsItself call it once the work listens for signals and then ends by itself: nothing else ends it any more */
  readonly work: (database: Database, endsItself: () => void) => Promise<Result>
}

/** Stops nothing that was running before. */
export async function withDatabase<Result>(
  place: Place,
  { log, work, begins = false }: DatabaseWork<Result>,
): Promise<Result> {
  const running = await databaseOfRunning(place)
  if (!running && !begins) refuseNothing(place)
  const opening = running ? Promise.resolve(running) : openDatabase(place, log)
  const forget = onStop(async () => (await opening).stop())
  try {
    const database = await opening
    try {
      return await work(database, forget)
    } finally {
      await database.stop()
    }
  } finally {
    forget()
  }
}

/** Whether the place has a database, as far as can be told without asking one. */
export const hasDatabase = ({ dataDir, databaseUrl }: Place): boolean =>
  databaseUrl !== undefined || existsSync(join(dataDir, 'pgdata'))

/** Who asks in the wrong directory must not be told that nobody is known and all is well. */
function refuseNothing(place: Place): void {
  if (hasDatabase(place)) return
  throw new CommandError(
    `There is no data in ${place.dataDir}. Name its directory with --data-dir (or ALIDADE_DATA_DIR); alidade start makes a new one.`,
    { exitCode: EXIT.refused },
  )
}

async function databaseOfRunning(place: Place): Promise<Database | undefined> {
  const running = await findRunning(place.dataDir)
  if (running?.databaseUrl !== undefined) return databaseAt(running.databaseUrl, 'embedded')
  if (!running || place.databaseUrl !== undefined) return undefined
  throw new CommandError(
    `The server ${running.url} uses a database of its own; name it with --database-url or DATABASE_URL.`,
    { exitCode: EXIT.refused },
  )
}
