// A server's life on one data directory:
//
//   lock -> database -> engine -> port -> announced -> serving -> draining -> stopped, nothing left running
import { createServer as createProbe } from 'node:net'
import { createServer } from '../http/server.ts'
import { prepareDataDirectory } from '../store/embedded/data-directory.ts'
import { lockDataDirectory } from '../store/embedded/lock.ts'
import { CommandError, EXIT } from './exit.ts'
import { keyFromRing } from './key-ring.ts'
import { type Opened, openEngine } from './open.ts'
import type { Place } from './options.ts'
import { VERSION } from './package-files.ts'
import { announce, withdraw } from './running.ts'

export const PORT_DEFAULT = 8123
/** When the default is taken, the ports after it are tried, then any. */
const PORTS_TRIED = 20
/** Requests that are open when the server stops get so long to end. */
const DRAIN_MS_MAX = 10_000

export interface ServeSettings {
  readonly place: Place
  readonly host: string
  /** absent: the default, or a free one when that is taken */
  readonly port: number | undefined
  readonly publicUrl: string | undefined
  readonly log: (line: string) => void
  /** runs before the port opens, for instance to load the demo */
  readonly prepare?: (opened: Opened) => Promise<void>
}

export interface Serving {
  /** the address for this machine */
  readonly url: string
  readonly opened: Opened
  /** the database could not be kept running: stop and report */
  readonly failed: Promise<Error>
  readonly close: () => Promise<void>
}

export async function serve(settings: ServeSettings): Promise<Serving> {
  const { place, log } = settings
  // The embedded database locks the directory itself.
  const release = place.databaseUrl === undefined ? () => {} : lockOf(place)
  try {
    const opened = await openEngine(place, { log, isServer: true })
    try {
      await settings.prepare?.(opened)
      return await listen(settings, opened, release)
    } catch (error) {
      await opened.close()
      throw error
    }
  } catch (error) {
    release()
    throw error
  }
}

function lockOf(place: Place): () => void {
  return lockDataDirectory(prepareDataDirectory(place.dataDir)).release
}

async function listen(
  settings: ServeSettings,
  opened: Opened,
  release: () => void,
): Promise<Serving> {
  const { place, host, log, publicUrl } = settings
  const server = createServer(opened.engine, {
    version: VERSION,
    logger: faultLog(log),
    ...(publicUrl !== undefined && { publicUrl }),
  })
  const port = await choosePort(host, settings.port)
  await server.listen({ host, port })
  const url = localUrl(host, portOf(server.server.address(), port))
  await announce(place.dataDir, {
    pid: process.pid,
    url,
    key: await operatorKey(place, opened),
    version: VERSION,
    ...(opened.database.kind === 'embedded' && { databaseUrl: opened.database.url }),
  })
  const close = async (): Promise<void> => {
    await withdraw(place.dataDir)
    await atMost(DRAIN_MS_MAX, server.close())
    await opened.close()
    release()
  }
  return { url, opened, failed: databaseFailure(opened, log), close }
}

/** Waits, but not for ever: a client that does not read its answer must not keep the server up. */
async function atMost(ms: number, work: PromiseLike<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}

function databaseFailure({ database }: Opened, log: (line: string) => void): Promise<Error> {
  return new Promise((resolve) => {
    database.onExit((event) => {
      if (event.kind === 'died') log(`The embedded PostgreSQL died (${event.because}); restarting`)
      else if (event.kind === 'recovered') log(`It is back after ${event.tookMs} ms`)
      else resolve(event.error)
    })
  })
}

function faultLog(log: (line: string) => void) {
  const write = (level: string) => (fields: object, message: string) =>
    log(JSON.stringify({ at: new Date().toISOString(), level, message, ...readable(fields) }))
  return { error: write('error'), warn: write('warn') }
}

/** Errors have no fields of their own that JSON would show. */
function readable(fields: object): object {
  const entries = Object.entries(fields).map(
    ([name, value]) =>
      [name, value instanceof Error ? (value.stack ?? value.message) : value] as const,
  )
  return Object.fromEntries(entries)
}

async function choosePort(host: string, wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if (wanted === 0 || (await isFree(host, wanted))) return wanted
    throw new CommandError(
      `Port ${wanted} on ${host} is taken. Choose another with --port, or leave --port out to get a free one.`,
      { exitCode: EXIT.refused },
    )
  }
  for (let port = PORT_DEFAULT; port < PORT_DEFAULT + PORTS_TRIED; port++) {
    if (await isFree(host, port)) return port
  }
  return 0
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createProbe()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(noSuchHost(host, error))
    })
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

function noSuchHost(host: string, cause: Error): CommandError {
  return new CommandError(`Cannot listen on ${host}: ${cause.message}`, {
    exitCode: EXIT.refused,
    cause,
  })
}

function portOf(address: unknown, port: number): number {
  return typeof address === 'object' && address !== null && 'port' in address
    ? Number(address.port)
    : port
}

function localUrl(host: string, port: number): string {
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const name = isEverywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

function operatorKey({ dataDir }: Place, { engine }: Opened): Promise<string> {
  return keyFromRing(dataDir, {
    name: 'operator',
    input: { name: 'operator of this machine', kind: 'read', role: 'admin' },
    maker: keyMaker(engine),
  })
}

/** Keys made and tried in the engine of this process. */
export function keyMaker(engine: Opened['engine']) {
  return {
    createKey: (input: Parameters<typeof engine.createKey>[0]) => engine.createKey(input),
    isValid: async (key: string) => (await engine.authenticate(key)) !== undefined,
  }
}
