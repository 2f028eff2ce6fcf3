// Monthly partitions of the big append-only tables, made when a time first needs one, so that retention is
// dropping a partition. Times before the last decade share the rest partition.
import type pg from 'pg'
import { withClient } from './wire/pool.ts'

/** Where monthly partitions begin: earlier times are rare enough to share one table. */
const FIRST_MONTH = Date.UTC(2005, 0, 1)
const PARTITION_LOCK = 7_210_002

const pad = (value: number): string => String(value).padStart(2, '0')

/** `2026-11` of a time in ms since epoch. */
export function monthOf(time: number): string {
  const date = new Date(time)
  return `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}`
}

/** Keeps track of which months have a partition and makes those that have not. */
export function createPartitions(pool: pg.Pool, table: 'event' | 'access') {
  const known = new Set<string>()
  return async function prepare(times: readonly number[]): Promise<void> {
    const missing = new Set<string>()
    for (const time of times) {
      const month = monthOf(time)
      if (time >= FIRST_MONTH && !known.has(month)) missing.add(month)
    }
    if (missing.size === 0) return
    await withClient(pool, (client) => makePartitions(client, table, [...missing].sort()))
    for (const month of missing) known.add(month)
  }
}

async function makePartitions(
  client: pg.PoolClient,
  table: string,
  months: readonly string[],
): Promise<void> {
  const exists = await client.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relname = any($1)",
    [months.map((month) => partitionName(table, month))],
  )
  const have = new Set(exists.rows.map((row) => row.name))
  for (const month of months) {
    if (!have.has(partitionName(table, month))) await makePartition(client, table, month)
  }
}

const partitionName = (table: string, month: string): string =>
  `${table}_${month.replace('-', '_')}`

/**
 * Rows of the month that already lie in the rest partition stay there: PostgreSQL refuses the new partition
 * then (23514), which is fine, they are found all the same.
 */
async function makePartition(client: pg.PoolClient, table: string, month: string): Promise<void> {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const from = new Date(Date.UTC(year, number - 1, 1)).toISOString()
  const to = new Date(Date.UTC(year, number, 1)).toISOString()
  try {
    await client.query('begin')
    await client.query("set local lock_timeout = '10s'")
    await client.query('select pg_advisory_xact_lock($1)', [PARTITION_LOCK])
    const name = partitionName(table, month)
    await client.query(
      `create table if not exists ${name} partition of ${table} for values from ('${from}') to ('${to}')`,
    )
    // Its statistics are gathered again and again while it grows: from few rows (migrations/0018_sample_lightly.sql).
    await client.query(`select sample_lightly('${name}')`)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    if ((error as { code?: string }).code !== '23514') throw error
  }
}
