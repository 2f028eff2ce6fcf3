// The database behind a place: starts the embedded one, or reaches the server's. And says clearly why not.
import pg from 'pg'
import { type EmbeddedPostgres, startEmbedded } from '../store/embedded/launcher.ts'
import type { ServerEvent } from '../store/embedded/supervisor.ts'
import { isImportant } from './database-log.ts'
import { CommandError, EXIT } from './exit.ts'
import type { Place } from './options.ts'

export interface Database {
  readonly kind: 'embedded' | 'server'
  readonly connection: pg.PoolConfig
  /** with the password: for running.json (embedded only), never for a screen */
  readonly url: string
  /** absent for a server: of its disk we know nothing before it is full */
  readonly room?: EmbeddedPostgres['room']
  /** hears when the embedded server died, came back or is given up */
  readonly onExit: (callback: (event: ServerEvent) => void) => void
  readonly stop: () => Promise<void>
}

const VERSION_MIN = 15
const CONNECT_MS_MAX = 5_000

export async function openDatabase(place: Place, log: (line: string) => void): Promise<Database> {
  if (place.databaseUrl !== undefined) return reachServer(place.databaseUrl)
  const embedded = await startEmbedded({
    dataDir: place.dataDir,
    log: (line) => {
      if (isImportant(line)) log(line)
    },
  })
  return {
    kind: 'embedded',
    connection: embedded.connection,
    url: embedded.url,
    room: embedded.room,
    onExit: embedded.onExit,
    stop: embedded.stop,
  }
}

/** A database that is running already; nothing is started or stopped. */
export function databaseAt(url: string, kind: Database['kind']): Database {
  const connection = { connectionString: url }
  return { kind, connection, url, onExit: () => {}, stop: async () => {} }
}

async function reachServer(url: string): Promise<Database> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS_MAX })
  // Without a listener a connection cut by a dying server would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    await requireVersion(client)
    await requireEncoding(client)
    await ensureTrigrams(client)
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError(
      `The database ${withoutPassword(url)} cannot be reached: ${why}. Check DATABASE_URL or --database-url; without either, Alidade brings its own database.`,
      { exitCode: EXIT.refused, cause },
    )
  } finally {
    await client.end().catch(() => {})
  }
  return databaseAt(url, 'server')
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ major: number; version: string }>(
    "select current_setting('server_version_num')::int / 10000 as major, current_setting('server_version') as version",
  )
  const { major = 0, version = '?' } = rows[0] ?? {}
  if (major >= VERSION_MIN) return
  throw new CommandError(
    `PostgreSQL ${version} is too old; Alidade needs ${VERSION_MIN} or newer`,
    {
      exitCode: EXIT.refused,
    },
  )
}

/** Another encoding cannot hold what customers write, or holds it as bytes that mean nothing. */
async function requireEncoding(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ encoding: string }>(
    "select current_setting('server_encoding') as encoding",
  )
  const { encoding = '?' } = rows[0] ?? {}
  if (encoding === 'UTF8') return
  throw new CommandError(
    `The database is encoded in ${encoding}; Alidade needs UTF8: create database alidade encoding utf8 template template0`,
    { exitCode: EXIT.refused },
  )
}

/** The one extension: search with a typing mistake. An owner of a database may add it since PostgreSQL 13. */
async function ensureTrigrams(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select 1 from pg_extension where extname = 'pg_trgm'")
  if (rows.length > 0) return
  await client.query('create extension if not exists pg_trgm').catch((cause: Error) => {
    throw new CommandError(
      `The extension pg_trgm is missing and cannot be added (${cause.message}). As superuser: create extension pg_trgm; on Debian it comes with the package postgresql-contrib.`,
      { exitCode: EXIT.refused, cause },
    )
  })
}

export function withoutPassword(url: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^:@/]*):[^@]*@/, '$1:***@')
}
