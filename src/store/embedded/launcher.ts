// The embedded PostgreSQL: everything `npx alidade` needs to have a durable database of its own.
//
//   lock the directory -> stop leftovers -> make the cluster if new -> start -> provision -> ready
//   ready -> died (kill, crash) -> restarted, a bounded number of times -> ready | gave up
//   ready -> stop() -> gone, lock released
//
// What it is made of: lock.ts (one Alidade per directory), account.ts (never as root), binaries.ts
// (the programs), data-directory.ts (made whole or not at all), server.ts (one run of postgres),
// reserve.ts (room for a full disk).

import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { rmdir, writeFile } from 'node:fs/promises'
import { release, totalmem } from 'node:os'
import { join } from 'node:path'
import { chooseAccount, giveTo } from './account.ts'
import { type Binaries, bundledBinaries } from './binaries.ts'
import {
  ADMIN_ROLE,
  type Credentials,
  ensureCluster,
  prepareDataDirectory,
} from './data-directory.ts'
import { lockDataDirectory } from './lock.ts'
import { EmbeddedPostgresError, explainFailure } from './problem.ts'
import { APP_DATABASE, APP_ROLE, type Connection, connectionUrl, provision } from './provision.ts'
import { keepReserve, type Reserve } from './reserve.ts'
import { clearLeftovers, type ServerOptions } from './server.ts'
import {
  renderSettings,
  type Setting,
  serverSettings,
  syncsFileSystems,
  usableMemoryBytes,
} from './settings.ts'
import { SOCKET_PORT, socketDirectory } from './socket-directory.ts'
import { type ServerEvent, type Supervisor, supervise } from './supervisor.ts'

export type EmbeddedPostgres = {
  /** For Alidade's pools: a role that owns its database, and is neither superuser nor exempt from
   * row security. */
  readonly connection: Connection
  /** The same connection as a URL. */
  readonly url: string
  /** The superuser's connection: for test databases and repairs, never for the product. */
  readonly admin: Connection
  /** The running postmaster; changes when the server was restarted. */
  readonly pid: number
  /** Fast shutdown, bounded; leaves nothing running and releases the directory. */
  readonly stop: () => Promise<void>
  /** What is left on the disk, and for whom; see reserve.ts. */
  readonly room: Reserve
  /** Hears when the server died, came back, or is given up. stop() is not heard. */
  readonly onExit: (callback: (event: ServerEvent) => void) => void
}

export type EmbeddedOptions = {
  readonly dataDir: string
  readonly log?: (line: string) => void
}

export type ClusterOptions = EmbeddedOptions & {
  /** Programs other than the bundled ones, such as a Debian server's for tests. */
  readonly binaries?: Binaries
  /** As root: the user of the PostgreSQL processes, instead of the data's owner or `nobody`. */
  readonly runAs?: { readonly uid: number; readonly gid: number }
  /** Added after the usual settings, so these win. */
  readonly settings?: readonly Setting[]
}

/** Starts the bundled PostgreSQL on this directory; makes the database when there is none. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  return await startCluster(options)
}

/** The same for any PostgreSQL programs. */
export async function startCluster(options: ClusterOptions): Promise<EmbeddedPostgres> {
  try {
    return await startLocked(options)
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error
    // A full disk, a missing right: the system's word alone would not say what to do.
    const what = `The embedded PostgreSQL could not start on ${options.dataDir}`
    throw explainFailure('START_FAILED', what, String(error), error)
  }
}

async function startLocked(options: ClusterOptions): Promise<EmbeddedPostgres> {
  const dataDir = prepareDataDirectory(options.dataDir)
  const lock = lockDataDirectory(dataDir)
  try {
    const reserve = keepReserve(dataDir, () => performance.now())
    const { server, credentials } = await prepare(dataDir, options)
    const supervisor = await supervise(server, reserve.giveUp)
    const connections = describe(server, credentials)
    await provision(connections.admin, credentials.password).catch(async (error: unknown) => {
      await supervisor.stop()
      throw error
    })
    const release = async (): Promise<void> => {
      await leaveSocketDirectory(server.socketDir, dataDir)
      lock.release()
    }
    return handle(connections, { supervisor, reserve, release })
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Stops what a killed Alidade left running on this directory; refused while one uses it. */
export async function stopLeftovers(options: EmbeddedOptions): Promise<void> {
  const dataDir = prepareDataDirectory(options.dataDir)
  const lock = lockDataDirectory(dataDir)
  try {
    const pgdata = join(dataDir, 'pgdata')
    const account = chooseAccount(pgdata)
    const socketDir = await socketDirectory(account, dataDir)
    const log = options.log ?? (() => {})
    await clearLeftovers({ pgdata, socketDir, tag: clusterTag(dataDir), log })
    await leaveSocketDirectory(socketDir, dataDir)
  } finally {
    lock.release()
  }
}

async function prepare(
  dataDir: string,
  options: ClusterOptions,
): Promise<{ readonly server: ServerOptions; readonly credentials: Credentials }> {
  const pgdata = join(dataDir, 'pgdata')
  const account = chooseAccount(pgdata, options.runAs)
  const binaries = options.binaries ?? (await bundledBinaries({ account, dataDir }))
  const socketDir = await socketDirectory(account, dataDir)
  const log = options.log ?? (() => {})
  const server = { binaries, account, pgdata, socketDir, tag: clusterTag(dataDir), log }
  await clearLeftovers(server)
  const credentials = await ensureCluster(dataDir, binaries, account)
  await writeSettings(server, options.settings ?? [])
  return { server, credentials }
}

/** From the directory itself, not its content: a copy of the data is another cluster. */
function clusterTag(dataDir: string): string {
  const { dev, ino } = statSync(dataDir)
  return `alidade-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 12)}`
}

async function writeSettings(server: ServerOptions, more: readonly Setting[]): Promise<void> {
  const machine = {
    memoryBytes: usableMemoryBytes(totalmem(), process.constrainedMemory()),
    syncsFileSystems: syncsFileSystems(process.platform, release()),
  }
  const settings = [...serverSettings(machine, server.binaries.major), ...more]
  const file = join(server.pgdata, 'alidade.conf')
  await writeFile(file, renderSettings(settings), { mode: 0o600 })
  await giveTo(server.account, file)
}

/** A directory in /tmp is ours to take away again; one that is not empty stays. */
async function leaveSocketDirectory(socketDir: string, dataDir: string): Promise<void> {
  if (!socketDir.startsWith(dataDir)) await rmdir(socketDir).catch(() => {})
}

type Connections = { readonly app: Connection; readonly admin: Connection }

function describe(server: ServerOptions, credentials: Credentials): Connections {
  const place = { host: server.socketDir, port: SOCKET_PORT, database: APP_DATABASE }
  return {
    app: { ...place, user: APP_ROLE, password: credentials.password },
    admin: { ...place, user: ADMIN_ROLE, password: credentials.adminPassword },
  }
}

function handle(
  { app, admin }: Connections,
  {
    supervisor,
    reserve,
    release,
  }: {
    readonly supervisor: Supervisor
    readonly reserve: Reserve
    readonly release: () => Promise<void>
  },
): EmbeddedPostgres {
  return {
    connection: app,
    url: connectionUrl(app),
    admin,
    get pid() {
      return supervisor.pid()
    },
    stop: async () => {
      await supervisor.stop()
      await release()
    },
    room: reserve,
    onExit: supervisor.listen,
  }
}
