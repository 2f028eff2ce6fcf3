// Work that is tried again while the server is overloaded or its database restarts.
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError } from '../contract/problem.ts'
import { AlidadeError } from '../sdk/error.ts'

/**
 * Milliseconds to wait in all, by what the server says. A queue that is full gets shorter by itself, slowly on a
 * machine that has other work; a database that restarts is back in seconds or not at all.
 */
const PATIENCE_MS: Readonly<Record<string, number>> = { OVERLOADED: 300_000, UNAVAILABLE: 15_000 }
const PAUSE_MS = 500
const PAUSE_MS_MAX = 5_000

/** For work whose items carry their own ids, so that sending them again is safe. Throws the last refusal. */
export async function patiently<Result>(
  work: () => Promise<Result>,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<Result> {
  for (let attempt = 1, waitedMs = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (waitedMs >= patienceFor(error)) throw error
      const ms = Math.min(PAUSE_MS * attempt, PAUSE_MS_MAX)
      await pause(ms)
      waitedMs += ms
    }
  }
}

function patienceFor(error: unknown): number {
  if (!(error instanceof ProblemError || error instanceof AlidadeError)) return 0
  return PATIENCE_MS[error.code] ?? 0
}
