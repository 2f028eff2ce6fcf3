// The database of one benchmark run: an embedded PostgreSQL in a temporary folder, or a database of its own on
// the server that was named. Either way nothing stays behind.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { onStop } from '../src/cli/on-stop.ts'
import { startCluster } from '../src/store/embedded/launcher.ts'
import { connectionUrl } from '../src/store/embedded/provision.ts'
import type { Setting } from '../src/store/embedded/settings.ts'

export interface BenchDatabase {
  readonly kind: 'embedded' | 'server'
  readonly url: string
  /** superuser; only the embedded one has it */
  readonly adminUrl: string | undefined
  readonly stop: () => Promise<void>
}

export interface BenchDatabaseOptions {
  readonly databaseUrl: string | undefined
  /** counts times per statement; costs some per cent, so it is not on by itself */
  readonly statementTimes: boolean
}

export function openBenchDatabase(options: BenchDatabaseOptions): Promise<BenchDatabase> {
  const { databaseUrl, statementTimes } = options
  return databaseUrl === undefined ? ownCluster(statementTimes) : ownDatabaseOn(databaseUrl)
}

const STATEMENT_TIMES: readonly Setting[] = [
  ['shared_preload_libraries', "'pg_stat_statements'", 'times per statement'],
  ['pg_stat_statements.track_planning', 'on', 'planning counts too'],
]

async function ownCluster(statementTimes: boolean): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'alidade-bench-'))
  const dataDir = join(folder, 'data')
  const starting = startCluster({ dataDir, settings: statementTimes ? STATEMENT_TIMES : [] })
  const close = async (): Promise<void> => {
    await (await starting).stop()
    await rm(folder, { recursive: true, force: true })
  }
  const forget = onStop(close)
  const cluster = await starting
  const adminUrl = connectionUrl({ ...cluster.admin, database: cluster.connection.database })
  if (statementTimes) await ask(adminUrl, 'create extension if not exists pg_stat_statements')
  const stop = (): Promise<void> => close().finally(forget)
  return { kind: 'embedded', url: cluster.url, adminUrl, stop }
}

/** A database of its own, so that a benchmark never mixes with anybody's data. */
async function ownDatabaseOn(databaseUrl: string): Promise<BenchDatabase> {
  const name = `alidade_bench_${randomBytes(4).toString('hex')}`
  await ask(databaseUrl, `create database ${name}`)
  const url = Object.assign(new URL(databaseUrl), { pathname: `/${name}` }).href
  const drop = () => ask(databaseUrl, `drop database if exists ${name} with (force)`)
  const forget = onStop(drop)
  const stop = (): Promise<void> => drop().finally(forget)
  return { kind: 'server', url, adminUrl: undefined, stop }
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
