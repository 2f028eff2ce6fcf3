// The server under test: the real program in a process of its own, which a campaign kills, stops and starts again.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stopLeftovers } from '../../src/store/embedded/launcher.ts'
import { ask, post } from './ask.ts'

const PROGRAM = fileURLToPath(new URL('../../bin/alidade.js', import.meta.url))
/** The first start makes a database, on a busy machine in some seconds. */
const READY_MS_MAX = 60_000
const POLL_MS = 10

export interface ServerUnderTest {
  readonly port: number
  readonly dataDir: string
  /** what it wrote on standard error in all its lives */
  readonly said: () => string
  readonly pid: () => number
  /** made at the first launch */
  readonly keys: () => Keys
  /** where its database is; changes with no launch */
  readonly databaseUrl: () => string
  /** Starts it; ms until /health answered 200. Throws when it ends instead. */
  readonly launch: () => Promise<number>
  /** kill -9, until it is gone; its embedded PostgreSQL stays behind */
  readonly kill: () => Promise<void>
  /** SIGTERM, until it has ended */
  readonly stop: () => Promise<{ readonly code: number | null; readonly tookMs: number }>
  readonly isRunning: () => boolean
  /** Ends everything and removes the directory. */
  readonly close: () => Promise<void>
}

export interface Keys {
  readonly admin: string
  /** may look for service */
  readonly agent: string
  readonly write: string
}

export interface ServerSettings {
  /** absent: its own embedded PostgreSQL */
  readonly databaseUrl?: string
  /** absent: a new one under the system's temporary directory */
  readonly dataDir?: string
}

/** A server that is not started yet. */
export async function newServer(settings: ServerSettings = {}): Promise<ServerUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'alidade-reliability-'))
  const dataDir = settings.dataDir ?? join(folder, 'data')
  const port = await freePort()
  const args = ['start', '--data-dir', dataDir, '--port', String(port), '--json']
  let child: ChildProcess | undefined
  let keys: Keys | undefined
  let databaseUrl = settings.databaseUrl ?? ''
  const text = { out: '', err: '' }

  async function launch(): Promise<number> {
    const began = performance.now()
    text.out = ''
    child = spawnProgram([...args, ...databaseOf(settings)], text)
    await untilHealthy(port, child, text)
    const tookMs = performance.now() - began
    if (settings.databaseUrl === undefined) databaseUrl = await announcedDatabase(dataDir)
    keys ??= await makeKeys(port, text)
    return tookMs
  }
  const isRunning = (): boolean =>
    child !== undefined && child.exitCode === null && child.signalCode === null

  async function end(signal: NodeJS.Signals) {
    const began = performance.now()
    if (child && isRunning()) {
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    }
    return { code: child?.exitCode ?? null, tookMs: performance.now() - began }
  }
  const server: ServerUnderTest = {
    port,
    dataDir,
    said: () => text.err,
    pid: () => child?.pid ?? 0,
    keys: () => keys ?? { admin: '', agent: '', write: '' },
    databaseUrl: () => databaseUrl,
    launch,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    isRunning,
    close: async () => {
      open.delete(server)
      await end('SIGKILL')
      if (settings.databaseUrl === undefined) await stopLeftovers({ dataDir })
      rmSync(folder, { recursive: true, force: true })
    },
  }
  open.add(server)
  return server
}

const KB_PER_MB = 1024
/** Resident memory of the server now (VmRSS) or at most so far (VmHWM). */
export function residentMb(server: ServerUnderTest, line: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${server.pid()}/status`, 'utf8')
  const kb = new RegExp(`${line}:\\s*(\\d+)`).exec(status)?.[1]
  return Math.round(Number(kb) / KB_PER_MB)
}

const open = new Set<ServerUnderTest>()

/** Whatever a campaign left open, because it failed or was interrupted. */
export async function closeServers(): Promise<void> {
  for (const server of [...open]) await server.close()
}

/** A started server. */
export async function startServer(settings: ServerSettings = {}): Promise<ServerUnderTest> {
  const server = await newServer(settings)
  await server.launch()
  return server
}

const databaseOf = ({ databaseUrl }: ServerSettings): readonly string[] =>
  databaseUrl === undefined ? [] : ['--database-url', databaseUrl]

function spawnProgram(args: readonly string[], text: { out: string; err: string }): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.on('data', (bytes: Buffer) => {
    text.out += bytes
  })
  child.stderr.on('data', (bytes: Buffer) => {
    text.err += bytes
  })
  return child
}

async function untilHealthy(
  port: number,
  child: ChildProcess,
  text: { readonly out: string; readonly err: string },
): Promise<void> {
  const until = performance.now() + READY_MS_MAX
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`The server ended: ${text.out}${text.err}`)
    const status = await ask({ port, path: '/health' }).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status === 200) return
    await sleep(POLL_MS)
  }
  throw new Error(`The server is not ready after ${READY_MS_MAX} ms: ${text.err}`)
}

/** Written just after the port opens. */
async function announcedDatabase(dataDir: string): Promise<string> {
  const running = await untilReadable(() => {
    const text = readFileSync(join(dataDir, 'running.json'), 'utf8')
    return JSON.parse(text) as { readonly databaseUrl: string }
  })
  return running.databaseUrl
}

async function makeKeys(port: number, text: { readonly out: string }): Promise<Keys> {
  const { adminKey } = await untilReadable(
    () => JSON.parse(text.out) as { readonly adminKey: string },
  )
  const make = async (input: object): Promise<string> => {
    const { body } = await post(port, '/v1/keys', adminKey, { name: 'campaign', ...input })
    return (JSON.parse(body) as { readonly key: string }).key
  }
  return {
    admin: adminKey,
    agent: await make({ kind: 'read', role: 'agent' }),
    write: await make({ kind: 'write', source: 'campaign' }),
  }
}

async function untilReadable<Value>(read: () => Value): Promise<Value> {
  for (const until = performance.now() + READY_MS_MAX; ; await sleep(POLL_MS)) {
    try {
      return read()
    } catch (error) {
      if (performance.now() > until) throw error
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
