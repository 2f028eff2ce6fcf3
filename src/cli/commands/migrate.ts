// alidade migrate: brings the tables up to date. `start` does it too; this is for those who want it apart.
import type { Command } from '../command.ts'
import { EXIT } from '../exit.ts'
import { openMigrated } from '../open.ts'
import { PLACE, placeOf } from '../options.ts'
import { withDatabase } from '../with-database.ts'

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
    const log = call.io.err
    const migrated = await withDatabase(place, {
      log,
      begins: true,
      work: async (database) => {
        const opened = await openMigrated(place, { log, database })
        await opened.close()
        return opened.migrated
      },
    })
    call.answer(
      { applied: migrated },
      migrated.length === 0
        ? ['The tables are up to date.']
        : ['Applied:', ...migrated.map((name) => `  ${name}`)],
    )
    return EXIT.ok
  },
}
