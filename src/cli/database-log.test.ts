// What of PostgreSQL's log is worth a line in the terminal.
import { expect, test } from 'vitest'
import { isImportant } from './database-log.ts'

const at = '2026-11-22 20:02:26.272 UTC [7416]'

test.each([
  [`${at} FATAL:  could not write to file "pg_wal/x": No space left on device`, true],
  [`${at} PANIC:  could not locate a valid checkpoint record`, true],
  [`${at} WARNING:  terminating connection because of crash of another server process`, true],
  [`${at} FATAL:  terminating autovacuum process due to administrator command`, false],
  [
    `${at} FATAL:  terminating background worker "parallel worker" due to administrator command`,
    false,
  ],
  [`${at} LOG:  database system is shut down`, false],
  [`${at} STATEMENT:  select 'ERROR' from customer`, false],
])('%s', (line, isShown) => {
  expect(isImportant(line)).toBe(isShown)
})
