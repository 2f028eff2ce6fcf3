// Numbered plain-SQL migrations, each in a transaction of its own, under one lock so that two starting
// processes do not race.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { withClient } from './wire/pool.ts'

const MIGRATION_LOCK = 7_210_001

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** Reads `0001_name.sql ...` from a folder, in order. Throws when numbers are missing or doubled. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder))
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
  const migrations = await Promise.all(names.map((name) => readMigration(folder, name)))
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1) {
      throw new Error(`Migration ${migration.name} should have number ${index + 1}`)
    }
  })
  return migrations
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const sql = await readFile(join(folder, name), 'utf8')
  const checksum = createHash('sha256').update(sql).digest('hex')
  return { number: Number(name.slice(0, 4)), name, sql, checksum }
}

/** Applies what is missing; answers the names applied. Refuses a database that a newer version has migrated. */
export async function migrate(
  pool: pg.Pool,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  return withClient(pool, async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    try {
      return await applyMissing(client, migrations)
    } finally {
      await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
    }
  })
}

async function applyMissing(
  client: pg.PoolClient,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  await client.query(
    'create table if not exists migration (number integer primary key, name text not null, checksum text not null, at timestamptz not null default now())',
  )
  const done = await appliedMigrations(client)
  const newest = Math.max(0, ...done.keys())
  if (newest > migrations.length) {
    throw new Error(
      `The database was migrated to ${newest} by a newer Alidade; this one knows ${migrations.length}. Start the newer version, or restore a backup.`,
    )
  }
  const missing = migrations.filter((migration) => !done.has(migration.number))
  for (const migration of missing) await apply(client, migration)
  return missing.map((migration) => migration.name)
}

async function appliedMigrations(client: pg.PoolClient): Promise<ReadonlyMap<number, string>> {
  const { rows } = await client.query<{ number: number; checksum: string }>(
    'select number, checksum from migration',
  )
  return new Map(rows.map((row) => [row.number, row.checksum]))
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query("set local lock_timeout = '5s'")
    await client.query(migration.sql)
    await client.query('insert into migration (number, name, checksum) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.checksum,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${migration.name} failed: ${(error as Error).message}`, {
      cause: error,
    })
  }
}
