// Group commit: concurrent collecting calls become one batch. A batch starts as soon as the one before has
// committed, so a quiet server answers at once and a busy one fills its batches by itself.
import type { Event } from '../contract/event.ts'
import { ProblemError } from '../contract/problem.ts'
import type { Outcome } from './ingest.ts'
import { StoreFault } from './ports.ts'

/** More in one transaction brings no more speed and lets single calls wait longer. */
const BATCH_EVENTS_MAX = 1_000
/** Events waiting in memory: about 64 MB of payload; beyond that callers are asked to come back. */
const WAITING_EVENTS_MAX = 20_000
const WAITING_BYTES_MAX = 64 * 1024 * 1024
const RETRY_AFTER_SECONDS = 2

/** What an event ends as; a fault of ours on one event only sets that one aside. */
export type WriteOutcome = Outcome | { readonly status: 'failed'; readonly reason: string }

/** Stores a batch in one transaction. Throws StoreFault. */
export type StoreBatch = (events: readonly Event[]) => Promise<readonly Outcome[]>

interface Waiting {
  readonly events: readonly Event[]
  readonly bytes: number
  readonly resolve: (outcomes: readonly WriteOutcome[]) => void
  readonly reject: (error: unknown) => void
}

export interface Writer {
  /** Resolves after the commit that holds these events. Throws ProblemError for the whole call. */
  write(events: readonly Event[], bytes: number): Promise<readonly WriteOutcome[]>
  /** events waiting or being written */
  waiting(): number
  /** Resolves when everything accepted so far is stored or refused. */
  drain(): Promise<void>
}

export function createWriter(storeBatch: StoreBatch): Writer {
  const queue: Waiting[] = []
  let waitingEvents = 0
  let waitingBytes = 0
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    // One turn of the event loop lets calls that arrived together be written together.
    await new Promise((resolve) => setImmediate(resolve))
    while (queue.length > 0) {
      const outage = await writeNext(takeBatch(queue), storeBatch)
      // Who stood behind has waited for the same database already; trying for one batch after the other would
      // let the last of them wait for minutes.
      if (outage) for (const item of queue.splice(0)) item.reject(outage)
    }
    // In one step with the look at the queue: a call that came between would wait for ever.
    running = undefined
  }

  function settle(item: Waiting): void {
    waitingEvents -= item.events.length
    waitingBytes -= item.bytes
  }

  return {
    write(events, bytes) {
      if (waitingEvents > WAITING_EVENTS_MAX || waitingBytes + bytes > WAITING_BYTES_MAX) {
        return Promise.reject(overloaded())
      }
      waitingEvents += events.length
      waitingBytes += bytes
      return new Promise((resolve, reject) => {
        const item: Waiting = {
          events,
          bytes,
          resolve: (outcomes) => {
            settle(item)
            resolve(outcomes)
          },
          reject: (error) => {
            settle(item)
            reject(error)
          },
        }
        queue.push(item)
        running ??= run()
      })
    },
    waiting: () => waitingEvents,
    async drain() {
      while (running) await running
    },
  }
}

const overloaded = () =>
  new ProblemError(
    'OVERLOADED',
    `More is coming in than can be stored now; try again in ${RETRY_AFTER_SECONDS} s`,
    {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    },
  )

function takeBatch(queue: Waiting[]): readonly Waiting[] {
  let count = queue[0]?.events.length ?? 0
  let items = 1
  while (items < queue.length) {
    const next = queue[items]?.events.length ?? 0
    if (count + next > BATCH_EVENTS_MAX) break
    count += next
    items += 1
  }
  return queue.splice(0, items)
}

/** Never rejects; returns what all who wait must be told when the database is away or full. */
async function writeNext(batch: readonly Waiting[], storeBatch: StoreBatch): Promise<unknown> {
  try {
    const outcomes = await storeSafely(
      batch.flatMap((item) => item.events),
      storeBatch,
    )
    let from = 0
    for (const item of batch) {
      item.resolve(outcomes.slice(from, from + item.events.length))
      from += item.events.length
    }
  } catch (error) {
    const problem = problemOf(error)
    for (const item of batch) item.reject(problem)
    return isOutage(error) ? problem : undefined
  }
  return undefined
}

const isOutage = (error: unknown): boolean =>
  error instanceof StoreFault && (error.kind === 'unavailable' || error.kind === 'full')

/**
 * A bad event never hurts its neighbours: when a batch fails for another reason than the database being away
 * or full, its halves are tried apart until the culprit stands alone.
 */
async function storeSafely(
  events: readonly Event[],
  storeBatch: StoreBatch,
): Promise<readonly WriteOutcome[]> {
  try {
    return await storeBatch(events)
  } catch (error) {
    if (isOutage(error)) throw error
    if (events.length <= 1) return events.map(() => ({ status: 'failed', reason: reasonOf(error) }))
    const middle = events.length >> 1
    const left = await storeSafely(events.slice(0, middle), storeBatch)
    const right = await storeSafely(events.slice(middle), storeBatch)
    return [...left, ...right]
  }
}

const reasonOf = (error: unknown): string =>
  `The event could not be stored: ${error instanceof Error ? error.message : String(error)}`

/** A fault of the store as the answer to a caller. */
export function problemOf(error: unknown): unknown {
  if (!(error instanceof StoreFault)) return error
  const options = { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS }
  switch (error.kind) {
    case 'full':
      return new ProblemError(
        'STORAGE_FULL',
        'The disk of the database is full; nothing was stored. Make room, then send again.',
        options,
      )
    case 'unavailable':
      return new ProblemError(
        'UNAVAILABLE',
        `The database cannot be reached now; try again in ${RETRY_AFTER_SECONDS} s`,
        options,
      )
    case 'data':
      return new ProblemError(
        'BODY_INVALID',
        'A value cannot be stored: a text holds a NUL character, or a number or time is out of range',
        { cause: error },
      )
    case 'bug':
      return error
  }
}
