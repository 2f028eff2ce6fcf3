// Work that is tried again while the server is overloaded or its database restarts.
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError } from '../contract/problem.ts'

/** With growing pauses these are some fourteen seconds: longer than a restart, or a queue that is being written. */
const TRIES = 8
const WAIT_MS = 500

/** For work whose items carry their own ids, so that sending them again is safe. Throws the last refusal. */
export async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const code = error instanceof ProblemError ? error.code : undefined
      if (attempt >= TRIES || (code !== 'OVERLOADED' && code !== 'UNAVAILABLE')) throw error
      await sleep(WAIT_MS * attempt)
    }
  }
}
