// Keeps one PostgreSQL server running until it is told to stop.
//
//   running -> died -> (clear, wait, start) -> running
//                   '-> five times in a row: given up, and said so; but a full disk is waited for
//   running -> stop() -> stopped
//
// Pools lose their connections when the server dies and come back by themselves: the socket and
// the passwords stay the same.

import { setTimeout as wait } from 'node:timers/promises'
import { type EmbeddedPostgresError, explainFailure } from './problem.ts'
import {
  clearLeftovers,
  type Server,
  type ServerOptions,
  startServer,
  stopCluster,
  stopServerNow,
} from './server.ts'

export type ServerEvent =
  | { readonly kind: 'died'; readonly because: string; readonly attempt: number }
  | { readonly kind: 'recovered'; readonly tookMs: number }
  | { readonly kind: 'gave-up'; readonly error: EmbeddedPostgresError }

export type Supervisor = {
  readonly pid: () => number
  readonly stop: () => Promise<void>
  readonly listen: (callback: (event: ServerEvent) => void) => void
}

/** Before each restart in a row: at once, because most deaths are single, then ever slower. */
const RESTART_DELAYS_MS = [0, 250, 1_000, 2_000, 4_000]

/**
 * A server that served this long had recovered; its next death is a new story. Longer, and a machine that kills
 * processes every half minute would be left without a database although each restart works.
 */
const STEADY_MS = 5_000

/** Somebody will make room, and a restart that fails for want of it harms nothing. */
const FULL_DISK_DELAY_MS = 2_000
const FULL_DISK = /no space left on device|disk quota exceeded/i

/**
 * Starts the server; throws if that first start fails.
 * @param makeRoom called when it died of a full disk, before it is started again
 */
export async function supervise(
  options: ServerOptions,
  makeRoom: () => void = () => {},
): Promise<Supervisor> {
  const state: State = {
    options,
    makeRoom,
    server: await startServer(options),
    startedAt: Date.now(),
    failures: 0,
    isStopping: false,
    stopAsked: new AbortController(),
    listeners: [],
  }
  const leave = (): void => {
    if (!state.isStopping) stopServerNow(options)
  }
  process.once('exit', leave)
  const watching = watch(state)
  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    state.isStopping = true
    state.stopAsked.abort()
    await stopCluster(options)
    await watching
    process.off('exit', leave)
  }
  return {
    pid: () => state.server.pid,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
    listen: (callback) => state.listeners.push(callback),
  }
}

type State = {
  readonly options: ServerOptions
  readonly makeRoom: () => void
  server: Server
  startedAt: number
  failures: number
  isStopping: boolean
  readonly stopAsked: AbortController
  readonly listeners: ((event: ServerEvent) => void)[]
}

/** Runs as long as the server is kept; ends when stopped or given up. */
async function watch(state: State): Promise<void> {
  let because = await untilExit(state)
  while (!state.isStopping) {
    const isDiskFull = FULL_DISK.test(because)
    if (isDiskFull) state.makeRoom()
    const delayMs =
      RESTART_DELAYS_MS[state.failures] ?? (isDiskFull ? FULL_DISK_DELAY_MS : undefined)
    if (delayMs === undefined) return giveUp(state, because)
    state.failures += 1
    tell(state, { kind: 'died', because, attempt: state.failures })
    because = await restart(state, delayMs)
  }
  // A stop that came while a restart was under way must end that server too.
  await stopCluster(state.options)
}

/** Starts again and stays until that server ends; returns why it did, or why it never came up. */
async function restart(state: State, delayMs: number): Promise<string> {
  const diedAt = Date.now()
  try {
    await wait(delayMs, undefined, { signal: state.stopAsked.signal })
    await clearLeftovers(state.options)
    if (state.isStopping) return 'stopped'
    state.server = await startServer(state.options)
    state.startedAt = Date.now()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  tell(state, { kind: 'recovered', tookMs: Date.now() - diedAt })
  return await untilExit(state)
}

/** Why the running server ended; one that had served for a while leaves no failures behind. */
async function untilExit(state: State): Promise<string> {
  const because = await state.server.exited
  if (Date.now() - state.startedAt > STEADY_MS) state.failures = 0
  return because
}

function giveUp(state: State, because: string): void {
  const what = `PostgreSQL ended ${RESTART_DELAYS_MS.length + 1} times in a row and stays down`
  tell(state, { kind: 'gave-up', error: explainFailure('GAVE_UP', what, because) })
}

function tell(state: State, event: ServerEvent): void {
  state.options.log(describe(event))
  for (const listener of state.listeners) listener(event)
}

function describe(event: ServerEvent): string {
  switch (event.kind) {
    case 'died':
      return `PostgreSQL ended unasked, restart ${event.attempt}: ${event.because}`
    case 'recovered':
      return `PostgreSQL is ready again after ${event.tookMs} ms`
    case 'gave-up':
      return event.error.message
  }
}
