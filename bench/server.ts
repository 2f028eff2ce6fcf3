// Starts the server process and talks to it.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Ready {
  readonly kind: 'ready'
  readonly port: number
  readonly writeKey: string
  readonly readKey: string
}

export interface Usage {
  readonly kind: 'usage'
  /** processor time since it began */
  readonly cpuMs: number
  readonly rssMb: number
  readonly rssMaxMb: number
}

export type ServerQuestion =
  | { readonly ask: 'usage' }
  | { readonly ask: 'startProfile' }
  | { readonly ask: 'saveProfile'; readonly path: string }
export type ServerAnswer = Usage | { readonly kind: 'done' }

export interface BenchServer extends Omit<Ready, 'kind'> {
  readonly usage: () => Promise<Usage>
  readonly startProfile: () => Promise<void>
  readonly saveProfile: (path: string) => Promise<void>
  readonly stop: () => Promise<void>
}

/** A server that does not come up or go down in this time is stuck. */
const START_MS_MAX = 60_000
const STOP_MS_MAX = 15_000

export async function startServer(databaseUrl: string): Promise<BenchServer> {
  const program = fileURLToPath(new URL('server-process.ts', import.meta.url))
  const child = fork(program, [databaseUrl], { stdio: ['ignore', 2, 2, 'ipc'] })
  const ready = (await heard(child, START_MS_MAX)) as Ready
  const ask = async (question: ServerQuestion): Promise<ServerAnswer> => {
    child.send(question)
    return (await heard(child, START_MS_MAX)) as ServerAnswer
  }
  return {
    port: ready.port,
    writeKey: ready.writeKey,
    readKey: ready.readKey,
    usage: async () => (await ask({ ask: 'usage' })) as Usage,
    startProfile: async () => void (await ask({ ask: 'startProfile' })),
    saveProfile: async (path) => void (await ask({ ask: 'saveProfile', path })),
    stop: () => stop(child),
  }
}

/** The next message; throws when the process ends instead or says nothing for too long. */
function heard(child: ChildProcess, msMax: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => finish(() => reject(new Error('The server says nothing'))),
      msMax,
    )
    const message = (said: unknown): void => finish(() => resolve(said))
    const exit = (code: number | null): void =>
      finish(() => reject(new Error(`The server ended with code ${code}`)))
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      child.off('message', message)
      child.off('exit', exit)
      settle()
    }
    child.on('message', message)
    child.on('exit', exit)
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX)
  const gone = once(child, 'exit')
  child.disconnect()
  await gone
  clearTimeout(timer)
}
