// Everything a benchmark works with: database, server in its own process, a pool for floors and checks.
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type BenchDatabase, openBenchDatabase } from './database.ts'
import type { BenchOptions } from './options.ts'
import { postgresCpuMs } from './postgres-cpu.ts'
import { type BenchServer, startServer } from './server.ts'
import { rounded } from './statistics.ts'

export interface BenchWorld {
  readonly server: BenchServer
  readonly databaseUrl: string
  readonly pool: pg.Pool
  /** a line about the progress */
  readonly say: (line: string) => void
  /** runs a timed part; with --profile it is profiled under this name */
  readonly timed: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>
  readonly cpu: () => Promise<CpuTimes>
  readonly conditions: () => Promise<Conditions>
  readonly close: () => Promise<void>
}

/** Processor time so far, ms. */
export interface CpuTimes {
  readonly serverMs: number
  /** undefined when the database is on another machine */
  readonly postgresMs: number | undefined
}

export interface CpuPerThousand {
  /** Node, ms of processor time per 1,000 events or views (so microseconds each) */
  readonly serverCpuMs: number
  /** the same of PostgreSQL; null when it is on another machine */
  readonly postgresCpuMs: number | null
}

/** Processor time between two readings: other than rates it hardly depends on who else uses the machine. */
export function cpuPerThousand(before: CpuTimes, after: CpuTimes, count: number): CpuPerThousand {
  const per = (from: number, to: number): number => rounded(((to - from) * 1000) / count, 1)
  const { postgresMs: from } = before
  const { postgresMs: to } = after
  return {
    serverCpuMs: per(before.serverMs, after.serverMs),
    postgresCpuMs: from === undefined || to === undefined ? null : per(from, to),
  }
}

/** What every result says beside its figures. */
export interface Conditions {
  /** of the server process, the most it ever had */
  readonly rssMb: number
  readonly node: string
  readonly postgres: string
  readonly database: BenchDatabase['kind']
  readonly cpus: number
  /** of the last minute: well above 3 on two cores means that others worked there too */
  readonly loadAverage: number
}

const POOL_MAX = 10

export async function openWorld(options: BenchOptions): Promise<BenchWorld> {
  const startedAt = performance.now()
  const say = (line: string): void => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    if (!options.json) console.error(`${seconds.padStart(7)} s  ${line}`)
  }
  const { databaseUrl, profile } = options
  const database = await openBenchDatabase({ databaseUrl, statementTimes: profile !== undefined })
  try {
    const server = await startServer(database.url)
    say(`${database.kind} database and server are up`)
    return worldOf({ database, server, profile, say })
  } catch (error) {
    await database.stop()
    throw error
  }
}

interface Parts {
  readonly database: BenchDatabase
  readonly server: BenchServer
  readonly profile: string | undefined
  readonly say: (line: string) => void
}

function worldOf({ database, server, profile, say }: Parts): BenchWorld {
  const pool = new pg.Pool({ connectionString: database.url, max: POOL_MAX })
  pool.on('error', () => {})
  const close = async (): Promise<void> => {
    await pool.end()
    await server.stop()
    await database.stop()
  }
  let closing: Promise<void> | undefined
  return {
    server,
    databaseUrl: database.url,
    pool,
    say,
    timed: (name, work) =>
      profile === undefined ? work() : profiled({ name, folder: profile, database, server }, work),
    cpu: async () => ({
      serverMs: (await server.usage()).cpuMs,
      postgresMs: await postgresCpuMs(pool),
    }),
    conditions: () => conditionsOf(database, server, pool),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

async function conditionsOf(
  database: BenchDatabase,
  server: BenchServer,
  pool: pg.Pool,
): Promise<Conditions> {
  const { rows } = await pool.query<{ version: string }>(
    "select current_setting('server_version') as version",
  )
  return {
    rssMb: Math.round((await server.usage()).rssMaxMb),
    node: process.version,
    postgres: rows[0]?.version ?? '',
    database: database.kind,
    cpus: cpus().length,
    loadAverage: rounded(loadavg()[0] ?? 0, 2),
  }
}

interface Profiled {
  readonly name: string
  readonly folder: string
  readonly database: BenchDatabase
  readonly server: BenchServer
}

async function profiled<Result>(
  { name, folder, database, server }: Profiled,
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(folder, { recursive: true })
  await statements(database, 'select pg_stat_statements_reset()')
  await server.startProfile()
  const result = await work()
  await server.saveProfile(join(folder, `${name}.cpuprofile`))
  await saveStatements(database, folder, name)
  return result
}

/** Writes what the statements of the database cost since they were last counted anew. */
export async function saveStatements(
  database: BenchDatabase,
  folder: string,
  name: string,
): Promise<void> {
  const rows = await statements(database, STATEMENT_TIMES)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${name}.statements.json`), JSON.stringify(rows, null, 2))
}

const STATEMENT_TIMES = `select query, calls, rows, round(total_exec_time) as exec_ms, round(total_plan_time) as plan_ms,
    round((total_exec_time / calls)::numeric, 3) as mean_ms, shared_blks_hit, shared_blks_read, shared_blks_dirtied, wal_bytes
  from pg_stat_statements where calls > 0 order by total_exec_time + total_plan_time desc limit 60`

async function statements(database: BenchDatabase, sql: string): Promise<readonly object[]> {
  if (database.adminUrl === undefined) return []
  const client = new pg.Client(database.adminUrl)
  await client.connect()
  const { rows } = await client.query<object>(sql).finally(() => client.end())
  return rows
}
