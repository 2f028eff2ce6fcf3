// Runs the real command line in processes of its own, as a user does, in a directory of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../bin/alidade.js', import.meta.url))
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs a command to its end. */
export async function alidade(...args: readonly string[]): Promise<Ended> {
  const { child, text } = launch(args)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...text }
}

/** Runs a command with --json that must succeed, and reads its answer. */
export async function answerOf<Answer>(...args: readonly string[]): Promise<Answer> {
  const { code, out, err } = await alidade(...args, '--json')
  if (code !== 0) throw new Error(`alidade ${args.join(' ')} ended with ${code}: ${out}${err}`)
  return JSON.parse(out) as Answer
}

export interface RunningServer<Ready> {
  readonly ready: Ready
  readonly pid: number
  readonly stop: (signal: NodeJS.Signals) => Promise<Ended>
}

/** Starts `start` or `demo` and waits until it has said that it is ready. */
export async function startServer<Ready extends object>(
  ...args: readonly string[]
): Promise<RunningServer<Ready>> {
  const { child, text } = launch([...args, '--json'])
  const closed = once(child, 'close') as Promise<[number | null]>
  const ready = await Promise.race([
    untilJson<Ready>(child, text),
    closed.then(() => {
      throw new Error(`it ended before it was ready: ${text.out}${text.err}`)
    }),
  ])
  return {
    ready,
    pid: child.pid ?? 0,
    stop: async (signal) => {
      child.kill(signal)
      const [code] = await closed
      return { code, ...text }
    },
  }
}

function launch(args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { out: '', err: '' }
  child.stdout.on('data', (bytes: Buffer) => {
    text.out += bytes
  })
  child.stderr.on('data', (bytes: Buffer) => {
    text.err += bytes
  })
  return { child, text }
}

function untilJson<Ready>(child: ChildProcess, text: { readonly out: string }): Promise<Ready> {
  return new Promise((resolve) => {
    child.stdout?.on('data', () => {
      if (text.out.trimEnd().endsWith('}')) resolve(JSON.parse(text.out) as Ready)
    })
  })
}

export interface Directory {
  readonly dataDir: string
  readonly path: (...names: readonly string[]) => string
  readonly remove: () => void
}

export function newDirectory(): Directory {
  const folder = mkdtempSync(join(tmpdir(), 'alidade-cli-'))
  return {
    dataDir: join(folder, 'data'),
    path: (...names) => join(folder, ...names),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Process id of the database server of a data directory; undefined when none runs. */
export function databasePid(dataDir: string): number | undefined {
  const file = join(dataDir, 'pgdata', 'postmaster.pid')
  if (!existsSync(file)) return undefined
  return Number(readFileSync(file, 'utf8').split('\n')[0])
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
