// Several statements on their way at once: one way to the server and back instead of one for each.
import type { Writable } from 'node:stream'
import type pg from 'pg'

/** The driver asks at every query whether to wait for the answer before. */
type Switchable = { pipeline: boolean }

/**
 * Runs work whose queries are sent without waiting for the answers before them. All of them must be answered
 * when it ends: whoever asks for several must wait for all, also when one fails.
 */
export async function pipelined<Result>(
  client: pg.PoolClient | pg.Client,
  work: () => Promise<Result>,
): Promise<Result> {
  setPipelined(client, true)
  try {
    return await work()
  } finally {
    setPipelined(client, false)
  }
}

/** Whether queries are sent from now on without waiting for the answers before them. */
export function setPipelined(client: pg.PoolClient | pg.Client, isPipelined: boolean): void {
  const driver = client as Switchable
  driver.pipeline = isPipelined
}

/**
 * Queries sent inside, before anything is awaited, leave in one write: each write costs a call of the system here
 * and wakes the server there, which for small batches is a tenth of all work.
 */
export function together<Result>(client: pg.PoolClient | pg.Client, ask: () => Result): Result {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  stream.cork()
  try {
    return ask()
  } finally {
    stream.uncork()
  }
}
