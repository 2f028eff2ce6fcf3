// One after the other: what people decide and ask about identity takes turns before it takes a connection. Each needs
// the one writing transaction; waiting for it in the database, a crowd would hold every connection and leave none to
// events and to the audit log.
import { ProblemError } from '../contract/problem.ts'

export interface Turns {
  /** Runs the work once those before it have ended. Throws OVERLOADED when too many are waiting. */
  take<Result>(work: () => Promise<Result>): Promise<Result>
}

/** At some 10 ms each, more would wait longer than a caller does. */
const WAITING_MAX = 500
const RETRY_AFTER_SECONDS = 2

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return {
    take(work) {
      if (waiting >= WAITING_MAX) {
        const text = `Too many decisions are waiting; try again in ${RETRY_AFTER_SECONDS} s`
        const options = { retryAfterSeconds: RETRY_AFTER_SECONDS }
        return Promise.reject(new ProblemError('OVERLOADED', text, options))
      }
      waiting++
      const turn = last.then(work).finally(() => waiting--)
      last = turn.catch(() => undefined)
      return turn
    },
  }
}
