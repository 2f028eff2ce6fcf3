// One run of the postgres program: start it, wait until it is ready, stop it, and clear away what
// a killed run left behind.
//
//   spawn -> starting (maybe recovering) -> ready -> SIGINT -> gone
//                     '-> exited: error with its last words

import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Account, spawnAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import { childEnvironment, dataPathFor } from './data-directory.ts'
import { EmbeddedPostgresError, explainFailure } from './problem.ts'
import { clusterProcesses, isPostgresProcess, isRunning } from './process-table.ts'
import { SOCKET_PORT } from './socket-directory.ts'

/** Where a cluster lives and how its processes are told from others. */
export type ClusterPlace = {
  readonly pgdata: string
  readonly socketDir: string
  /** Names the cluster in every process title; see process-table.ts. */
  readonly tag: string
  readonly log: (line: string) => void
}

export type ServerOptions = ClusterPlace & {
  readonly binaries: Binaries
  readonly account: Account
}

export type Server = {
  readonly pid: number
  /** Resolves, never rejects, with why it ended and what it printed last. */
  readonly exited: Promise<string>
}

/** Crash recovery of 2 GB of log on a slow disk takes minutes; past this something is wrong. */
const READY_MS_MAX = 600_000

/** A fast shutdown writes at most shared_buffers; past this an immediate one is the lesser evil. */
const FAST_STOP_MS_MAX = 20_000
const IMMEDIATE_STOP_MS_MAX = 5_000

/** Backends end by themselves within milliseconds of their postmaster, unless busy. */
const ORPHAN_MS_MAX = 1_000

const POLL_MS = 10

/** Starts postgres and resolves when it accepts connections. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const child = spawnPostgres(options)
  const lastWords = keepLastWords(child, options.log)
  const exited = new Promise<string>((done) => {
    child.once('error', (error) => done(`${error}\n${lastWords()}`))
    child.once('exit', (code, signal) => done(`(${signal ?? `code ${code}`})\n${lastWords()}`))
  })
  const ending = exited.then((because) => ({ because }))
  const pid = child.pid
  if (pid === undefined) throw startFailure(options, (await ending).because)
  const end = await Promise.race([ending, untilReady(options, pid)])
  if (end === undefined) return { pid, exited }
  await stopCluster(options)
  throw startFailure(options, end.because)
}

/**
 * Fast shutdown: sessions are cut, everything is written, nothing stays. When that takes too long
 * an immediate one, which costs a recovery at the next start but no data.
 */
export async function stopCluster(options: ClusterPlace): Promise<void> {
  for (const [signal, msMax] of STOP_STEPS) {
    const left = clusterProcesses(options.tag)
    if (left.length === 0) return
    const postmasters = left.filter(({ isPostmaster }) => isPostmaster)
    for (const { pid } of postmasters) kill(pid, signal)
    if (postmasters.length === 0) await endOrphans(left, signal, options)
    if (await isGoneWithin(options.tag, msMax)) return
    options.log(`PostgreSQL did not end within ${msMax} ms of ${signal}`)
  }
  for (const { pid } of clusterProcesses(options.tag)) kill(pid, 'SIGKILL')
  await isGoneWithin(options.tag, IMMEDIATE_STOP_MS_MAX)
}

/**
 * Makes way for a new start: stops what a killed Alidade left running and removes lock files whose
 * owner is gone. Stopping beats adopting: old sessions lose their locks, new settings and programs
 * take effect, and the new server is our child. Only to be called under the data directory's lock.
 */
export async function clearLeftovers(options: ClusterPlace): Promise<void> {
  const left = clusterProcesses(options.tag)
  if (left.length > 0) options.log(`stopping a PostgreSQL left running: process ${left[0]?.pid}`)
  await stopCluster(options)
  const still = clusterProcesses(options.tag)[0]
  const pid = still?.pid ?? foreignPostmaster(options.pgdata)
  if (pid !== undefined) {
    throw new EmbeddedPostgresError(
      'DATA_DIRECTORY_IN_USE',
      `A PostgreSQL (process ${pid}) runs on ${options.pgdata} and this process may not or could ` +
        'not stop it. Stop it, then start again.',
    )
  }
  // A zombie, or another process that got the old id, would make postgres refuse to start.
  for (const file of lockFiles(options)) rmSync(file, { force: true })
}

/** The way out when Node ends without stop(): waits without an event loop, bounded. */
export function stopServerNow({ tag }: ClusterPlace): void {
  for (const { pid, isPostmaster } of clusterProcesses(tag)) if (isPostmaster) kill(pid, 'SIGINT')
  const until = Date.now() + EXIT_MS_MAX
  while (clusterProcesses(tag).length > 0 && Date.now() < until) {
    Atomics.wait(SLEEPER, 0, 0, POLL_MS)
  }
  for (const { pid, isPostmaster } of clusterProcesses(tag)) if (isPostmaster) kill(pid, 'SIGQUIT')
}

const STOP_STEPS = [
  ['SIGINT', FAST_STOP_MS_MAX],
  ['SIGQUIT', IMMEDIATE_STOP_MS_MAX],
] as const

const EXIT_MS_MAX = 5_000
const SLEEPER = new Int32Array(new SharedArrayBuffer(4))

/** detached: a session of its own, so that Ctrl-C in the terminal reaches Alidade only. */
function spawnPostgres({ binaries, account, pgdata, socketDir, tag }: ServerOptions): ChildProcess {
  // On the command line, because no configuration file may change these.
  const fixed = [
    `cluster_name=${tag}`,
    'listen_addresses=',
    `port=${SOCKET_PORT}`,
    `unix_socket_directories=${quoted(socketDir)}`,
    'unix_socket_permissions=0700',
    'logging_collector=off',
    'log_destination=stderr',
  ]
  const args = ['-D', dataPathFor(account, pgdata), ...fixed.flatMap((each) => ['-c', each])]
  return spawn(join(binaries.binDir, 'postgres'), args, {
    ...spawnAs(account),
    cwd: pgdata,
    env: childEnvironment(pgdata),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** The setting is a list: a comma or a quote in a directory's name must not split it. */
function quoted(directory: string): string {
  return `"${directory.replaceAll('"', '""')}"`
}

const LAST_WORDS_LINES_MAX = 30

function keepLastWords(child: ChildProcess, log: (line: string) => void): () => string {
  const lines: string[] = []
  let rest = ''
  child.stderr?.on('data', (bytes: Buffer) => {
    const parts = (rest + bytes).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) log(line)
    lines.push(...parts)
    lines.splice(0, lines.length - LAST_WORDS_LINES_MAX)
  })
  return () => [...lines, rest].join('\n')
}

/** The server writes its state into line 8 of postmaster.pid; line 1 says whose file it is. */
async function untilReady(
  { pgdata, log }: ServerOptions,
  pid: number,
): Promise<{ readonly because: string } | undefined> {
  const until = Date.now() + READY_MS_MAX
  let nextWord = Date.now() + 10_000
  while (Date.now() < until) {
    const lines = readLines(join(pgdata, 'postmaster.pid'))
    if (lines[0] === String(pid) && lines[7]?.trim() === 'ready') return undefined
    if (!isRunning(pid)) return await wait(1_000, { because: 'it ended while starting' })
    if (Date.now() > nextWord) {
      log('PostgreSQL is still starting; after a crash it first repeats the last changes')
      nextWord += 10_000
    }
    await wait(POLL_MS)
  }
  return { because: `it was not ready within ${READY_MS_MAX} ms` }
}

/** Without a postmaster there is no recovery to spoil: what will not end is ended. */
async function endOrphans(
  orphans: readonly { readonly pid: number }[],
  signal: 'SIGINT' | 'SIGQUIT',
  { tag }: ClusterPlace,
): Promise<void> {
  if (await isGoneWithin(tag, ORPHAN_MS_MAX)) return
  for (const { pid } of orphans) kill(pid, signal === 'SIGINT' ? 'SIGQUIT' : 'SIGKILL')
}

async function isGoneWithin(tag: string, msMax: number): Promise<boolean> {
  const until = Date.now() + msMax
  while (clusterProcesses(tag).length > 0) {
    if (Date.now() > until) return false
    await wait(POLL_MS)
  }
  return true
}

/** A postgres somebody started by hand on our files. */
function foreignPostmaster(pgdata: string): number | undefined {
  const pid = Number(readLines(join(pgdata, 'postmaster.pid'))[0])
  return Number.isInteger(pid) && pid > 0 && isRunning(pid) && isPostgresProcess(pid)
    ? pid
    : undefined
}

function lockFiles({ pgdata, socketDir }: ClusterPlace): readonly string[] {
  const socket = join(socketDir, `.s.PGSQL.${SOCKET_PORT}`)
  return [join(pgdata, 'postmaster.pid'), `${socket}.lock`, socket]
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone, or not ours to end; the wait that follows tells.
  }
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    return []
  }
}

function startFailure({ pgdata }: ServerOptions, printed: string): EmbeddedPostgresError {
  return explainFailure('START_FAILED', `PostgreSQL could not start on ${pgdata}`, printed)
}
