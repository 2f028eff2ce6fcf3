// Group commit: concurrent collecting calls become one batch. A batch starts as soon as the one before has
// committed, so a quiet server answers at once and a busy one fills its batches by itself.
import type { Event } from '../contract/event.ts'
import { ProblemError } from '../contract/problem.ts'
import type { Outcome } from './ingest.ts'
import { StoreFault } from './ports.ts'

/** More in one transaction brings no more speed and lets single calls wait longer. */
const BATCH_EVENTS_MAX = 1_000
/** Waiting in memory: a second of work on a quick machine; beyond that callers are asked to come back. */
const WAITING_EVENTS_MAX = 10_000
const WAITING_BYTES_MAX = 64 * 1024 * 1024
const RETRY_AFTER_SECONDS = 2
/** Who would have to wait longer is asked to come back, however few are waiting: a slow disk must not mean slow answers. */
const WAIT_MS_MAX = 2_000
/** Batches of at least this size tell how fast events are stored; small ones only how long a commit takes. */
const TELLING_EVENTS_MIN = BATCH_EVENTS_MAX / 2
/** share of the newest batch in the running mean of the pace */
const PACE_WEIGHT = 0.3

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
  /** Throws OVERLOADED when so many bytes more cannot be taken. Asked before any work is done on them: refusing must cost
   * little, or a crowd that is refused leaves no time for those who are accepted. */
  admit(bytes: number): void
  /** Resolves after the commit that holds these events. Throws ProblemError for the whole call. */
  write(events: readonly Event[], bytes: number): Promise<readonly WriteOutcome[]>
  /** events waiting or being written */
  waiting(): number
  /** Resolves when everything accepted so far is stored or refused. */
  drain(): Promise<void>
}

/** @param clock ms since any fixed point */
export function createWriter(storeBatch: StoreBatch, clock: () => number): Writer {
  const queue: Waiting[] = []
  const pace = createPace()
  let waitingEvents = 0
  let waitingBytes = 0
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    // One turn of the event loop lets calls that arrived together be written together.
    await new Promise((resolve) => setImmediate(resolve))
    while (queue.length > 0) {
      const batch = takeBatch(queue)
      const began = clock()
      const outage = await writeNext(batch, storeBatch)
      if (!outage) pace.learn(eventsIn(batch), clock() - began)
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

  const isCrowded = (bytes: number): boolean =>
    waitingEvents > WAITING_EVENTS_MAX ||
    waitingBytes + bytes > WAITING_BYTES_MAX ||
    pace.msFor(waitingEvents) > WAIT_MS_MAX

  return {
    admit(bytes) {
      if (isCrowded(bytes)) throw overloaded()
    },
    write(events, bytes) {
      if (isCrowded(bytes)) return Promise.reject(overloaded())
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

interface Pace {
  learn(events: number, tookMs: number): void
  /** ms to store so many events at the pace of late; 0 while the pace is unknown */
  msFor(events: number): number
}

function createPace(): Pace {
  let msPerEvent = 0
  return {
    learn(events, tookMs) {
      if (events < TELLING_EVENTS_MIN) return
      const newest = Math.max(0, tookMs) / events
      msPerEvent = msPerEvent === 0 ? newest : msPerEvent + PACE_WEIGHT * (newest - msPerEvent)
    },
    msFor: (events) => events * msPerEvent,
  }
}

const eventsIn = (batch: readonly Waiting[]): number =>
  batch.reduce((sum, item) => sum + item.events.length, 0)

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
