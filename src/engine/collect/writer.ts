// Group commit: concurrent collecting calls become one batch. A batch starts as soon as the commit of the one before is
// on its way, so a quiet server answers at once and a busy one fills its batches by itself.
import type { Event } from '../../contract/event.ts'
import { ProblemError } from '../../contract/problem.ts'
import { nextTurn } from '../next-turn.ts'
import { StoreFault } from '../ports/fault.ts'
import type { Outcome } from './sort-out.ts'
import { createSuspects, type Suspects } from './suspects.ts'
import { createWaitingRoom } from './waiting-room.ts'

/** Calls are written together as long as they bring fewer: more brings no more speed and lets single calls wait longer. */
export const BATCH_EVENTS_MAX = 1_000
/** Fewer wait until the last batch has committed: those who come meanwhile are written with them, at no cost of their own. */
const EARLY_EVENTS_MIN = 100
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

/** What an event ends as; `failed`: the event itself is what cannot be stored, so it is to be set aside. */
export type WriteOutcome = Outcome | { readonly status: 'failed'; readonly reason: string }

/** What the writer is told of a batch while it is stored; a batch that fails may leave any of it out or say it again. */
export interface BatchProgress {
  /** The database has begun; this process computes now. */
  onBegun(): void
  /** All that is left is the database's work. */
  onSent(): void
  /** The commit is on its way. */
  onCommitting(): void
}

/** Stores a batch in one transaction. Throws StoreFault. */
export type StoreBatch = (
  events: readonly Event[],
  progress: BatchProgress,
) => Promise<readonly Outcome[]>

type Store = (events: readonly Event[]) => Promise<readonly Outcome[]>

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
  /** Resolves when the events of a call should be prepared for write(); undefined when that is now. */
  turn(events: number, bytes: number): Promise<void> | undefined
  /** Resolves after the commit that holds these events. Throws ProblemError for the whole call. */
  write(events: readonly Event[], bytes: number): Promise<readonly WriteOutcome[]>
  /** events waiting or being written */
  waiting(): number
  /** Resolves when everything accepted so far is stored or refused. */
  drain(): Promise<void>
}

/**
 * @param clock ms since any fixed point
 * @param log told of faults of ours: callers only learn that there was one
 */
export function createWriter(
  storeBatch: StoreBatch,
  clock: () => number,
  log: (line: string) => void,
): Writer {
  const queue: Waiting[] = []
  const pace = createPace()
  const suspects = createSuspects()
  const room = createWaitingRoom()
  /** batches being stored: one that is computed and one that commits */
  const underWay = new Set<Promise<void>>()
  let waitingEvents = 0
  let waitingBytes = 0
  let endedAt = 0
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    // One turn of the event loop lets calls that arrived together be written together.
    await nextTurn()
    for (;;) {
      await room.fill(BATCH_EVENTS_MAX - eventsIn(queue))
      if (queue.length > 0) await writeSome()
      else if (room.isEmpty()) break
    }
    // In one step with the look at the queue: a call that came between would wait for ever.
    running = undefined
    room.open()
  }

  /** Resolves when the next batch may begin. */
  function writeSome(): Promise<void> {
    const batch = takeBatch(queue)
    return new Promise((mayBegin) => {
      const written = writeBatch(batch, mayBegin).finally(() => {
        underWay.delete(written)
        if (!running) room.open()
        mayBegin()
      })
      underWay.add(written)
    })
  }

  async function writeBatch(batch: readonly Waiting[], onCommitting: () => void): Promise<void> {
    const began = clock()
    const store = storingOf(onCommitting)
    const outage = await writeNext(batch, { store, suspects, log })
    const ended = clock()
    if (!outage) pace.learn(eventsIn(batch), ended - Math.max(began, endedAt))
    endedAt = ended
    if (!outage) return
    // Who stood behind has waited for the same database already; trying for one batch after the other would
    // let the last of them wait for minutes.
    for (const item of queue.splice(0)) item.reject(outage)
    room.refuse(outage)
  }

  /** Stores a batch, or its parts once it could not be stored whole: the next must wait for all of them. */
  function storingOf(onCommitting: () => void): Store {
    let isWhole = true
    return (events) => {
      const progress = {
        onBegun: () => room.close(),
        onSent: () => room.open(),
        onCommitting: isWhole ? () => void (isWorthwhile() && onCommitting()) : () => undefined,
      }
      isWhole = false
      return storeBatch(events, progress)
    }
  }

  /** Are there enough for a batch that begins before the last one has committed? */
  const isWorthwhile = (): boolean => eventsIn(queue) + room.events() >= EARLY_EVENTS_MIN

  function settle(item: Waiting): void {
    waitingEvents -= item.events.length
    waitingBytes -= item.bytes
  }

  function isCrowded(bytes: number): boolean {
    const events = waitingEvents + room.events()
    return (
      events > WAITING_EVENTS_MAX ||
      waitingBytes + room.bytes() + bytes > WAITING_BYTES_MAX ||
      pace.msFor(events) > WAIT_MS_MAX
    )
  }

  return {
    admit(bytes) {
      if (isCrowded(bytes)) throw overloaded()
    },
    turn: (events, bytes) => room.enter(events, bytes),
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
    waiting: () => waitingEvents + room.events(),
    async drain() {
      while (running || underWay.size > 0) await Promise.all([running, ...underWay])
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
    if (count + next >= BATCH_EVENTS_MAX) break
    count += next
    items += 1
  }
  return queue.splice(0, items)
}

interface Writing {
  readonly store: Store
  readonly suspects: Suspects
  readonly log: (line: string) => void
}

/** Never rejects; returns what all who wait must be told when the database is away or full, or nothing can be stored. */
async function writeNext(batch: readonly Waiting[], writing: Writing): Promise<unknown> {
  try {
    const outcomes = await storeSafely(
      batch.flatMap((item) => item.events),
      writing,
    )
    let from = 0
    for (const item of batch) {
      answer(item, outcomes.slice(from, from + item.events.length))
      from += item.events.length
    }
    return undefined
  } catch (error) {
    const problem = problemOf(error)
    for (const item of batch) item.reject(problem)
    return isOutage(error) || error instanceof NothingStored ? problem : undefined
  }
}

/** A call with an event that is neither stored nor known to be at fault is to be sent again, as a whole. */
function answer(item: Waiting, outcomes: readonly Tried[]): void {
  const undecided = outcomes.find((outcome) => outcome.status === 'undecided')
  if (undecided) item.reject(problemOf(new NothingStored(undecided.cause)))
  else item.resolve(outcomes as readonly WriteOutcome[])
}

const isOutage = (error: unknown): boolean =>
  error instanceof StoreFault && (error.kind === 'unavailable' || error.kind === 'full')

/** What became of an event so far; `undecided`: alone it failed through a fault that may be ours. */
type Tried = WriteOutcome | { readonly status: 'undecided'; readonly cause: unknown }

/** Not one event could be stored, and none is to blame: the fault is ours, and may be gone soon. */
class NothingStored extends Error {
  constructor(cause: unknown) {
    super('Nothing could be stored', { cause })
    this.name = 'NothingStored'
  }
}

/**
 * A bad event never hurts its neighbours: when a batch fails for another reason than the database being away
 * or full, its halves are tried apart until the culprit stands alone. Whether the event or we are at fault shows
 * in what else can be stored: an event is to blame when others got through beside it or since it was first tried.
 */
async function storeSafely(
  events: readonly Event[],
  { store, suspects, log }: Writing,
): Promise<readonly Tried[]> {
  const tried = await halve(events, store)
  // Duplicates tell nothing: most of the work is not done for them.
  const isWorking = tried.some(({ status }) => status === 'stored')
  if (isWorking) suspects.storedSome()
  const fault = tried.find((outcome) => outcome.status === 'undecided')
  if (fault) log(`A batch could not be stored whole: ${originOf(fault.cause)}`)
  return tried.map((outcome, index) => {
    if (outcome.status !== 'undecided') return outcome
    const isAtFault =
      isWorking || isBadValue(outcome.cause) || suspects.isToBlame(events[index]?.id ?? '')
    return isAtFault ? { status: 'failed', reason: reasonOf(outcome.cause) } : outcome
  })
}

async function halve(events: readonly Event[], store: Store): Promise<readonly Tried[]> {
  try {
    return await store(events)
  } catch (cause) {
    if (isOutage(cause)) throw cause
    if (events.length <= 1) return events.map(() => ({ status: 'undecided', cause }))
    const middle = events.length >> 1
    const left = await halve(events.slice(0, middle), store)
    const right = await halve(events.slice(middle), store)
    return [...left, ...right]
  }
}

/** PostgreSQL names the value: sent again, it fails again. */
const isBadValue = (error: unknown): boolean => error instanceof StoreFault && error.kind === 'data'

const originOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

const reasonOf = (error: unknown): string =>
  `The event could not be stored: ${error instanceof Error ? error.message : String(error)}`

/** A fault of the store as the answer to a caller. */
export function problemOf(error: unknown): unknown {
  if (error instanceof NothingStored) return ours(error)
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

/** Retryable, unlike INTERNAL: senders would drop what is not stored yet. */
function ours(cause: NothingStored): ProblemError {
  return new ProblemError(
    'UNAVAILABLE',
    `A fault of ours keeps this from being stored; it was logged. Try again in ${RETRY_AFTER_SECONDS} s`,
    { cause, retryAfterSeconds: RETRY_AFTER_SECONDS },
  )
}
