// alidade migrate: brings the tables up to date. `start` does it too; this is for those who want it apart.
import type { Command } from '../command.ts'
import { EXIT } from '../exit.ts'
import { openMigrated } from '../open.ts'
import { PLACE, placeOf } from '../options.ts'
import { databaseOfRunning } from '../with-service.ts'

export const migrateCommand: Command = {
  words: ['migrate'],
  summary: 'bring the tables of the database up to date (start does it too)',
  options: { ...PLACE },
  examples: [
    'alidade migrate',
    'alidade migrate --database-url postgres://localhost/alidade --json',
  ],
  run: async (call) => {
    const place = placeOf(call)
    const database = await databaseOfRunning(place)
    const opened = await openMigrated(place, {
      log: call.io.err,
      ...(database && { database }),
    })
    await opened.close()
    const { migrated } = opened
    call.answer(
      { applied: migrated },
      migrated.length === 0
        ? ['The tables are up to date.']
        : ['Applied:', ...migrated.map((name) => `  ${name}`)],
    )
    return EXIT.ok
  },
}
