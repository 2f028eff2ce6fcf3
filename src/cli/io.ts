// Where a command reads from and writes to, so that tests can run it without a process of its own.
import { once } from 'node:events'
import { endNow } from './end-now.ts'

export interface Io {
  /** one line to standard output: what was asked for */
  readonly out: (line: string) => void
  /** one line to standard error: progress, warnings, advice */
  readonly err: (line: string) => void
  /** text to standard output; resolves when the reader keeps up, so that memory stays small */
  readonly write: (text: string) => Promise<void>
  /** rewrites one line of the terminal; does nothing when standard error is no terminal */
  readonly status: (line: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

/** The real process. */
export function processIo(): Io {
  const isTerminal = process.stderr.isTTY === true
  let shown = 0
  const clear = (): void => {
    if (shown > 0) process.stderr.write(`\r${' '.repeat(shown)}\r`)
    shown = 0
  }
  return {
    out: (line) => {
      clear()
      process.stdout.write(`${line}\n`)
    },
    err: (line) => {
      clear()
      process.stderr.write(`${line}\n`)
    },
    write: async (text) => {
      if (!process.stdout.write(text)) await once(process.stdout, 'drain')
    },
    status: (line) => {
      if (!isTerminal) return
      const fitting = line.slice(0, Math.max(20, process.stderr.columns ?? 80) - 1)
      process.stderr.write(`\r${fitting.padEnd(shown)}`)
      shown = fitting.length
      if (line === '') clear()
    },
    env: process.env,
    cwd: process.cwd(),
  }
}

/** A reader such as `head` that has seen enough ends the command quietly. */
export function endWhenReaderLeaves(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') endNow(0)
    throw error
  })
}
