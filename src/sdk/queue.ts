// Events waiting to be sent. They are turned into text when they are added, so later changes of the caller's
// objects do no harm, and they keep their messageId over all retries, so nothing is stored twice.
import type { CollectAnswer } from '../contract/api.ts'
import { AlidadeError } from './error.ts'
import { isTransient, type Send } from './transport.ts'

export interface QueueOptions {
  /** events that make a batch go out at once; default 100 */
  readonly flushAt?: number
  /** milliseconds an event waits at most for others; default 1,000 */
  readonly flushIntervalMs?: number
  /** events kept while the server cannot be reached; default 10,000 */
  readonly queueMax?: number
  /** a batch that the server refused for good, or that could not be sent in the background */
  readonly onError?: (error: AlidadeError, messageIds: readonly string[]) => void
}

/** What became of the events of one flush. */
export interface FlushAnswer {
  readonly accepted: number
  readonly duplicate: number
  readonly rejected: number
  readonly results: CollectAnswer['results']
}

export interface Queue {
  /** Throws QUEUE_FULL instead of dropping an event silently. */
  add(event: Readonly<Record<string, unknown>> & { readonly messageId: string }): void
  /** Sends all that waits. Throws what stopped it; events that may still succeed stay for the next flush. */
  flush(): Promise<FlushAnswer>
}

interface Waiting {
  readonly messageId: string
  readonly text: string
}

const FLUSH_AT = 100
const FLUSH_INTERVAL_MS = 1_000
const QUEUE_MAX = 10_000
/** The server takes 2,500 events and 4 MB; smaller batches come back sooner. */
const BATCH_EVENTS_MAX = 500
const BATCH_CHARACTERS_MAX = 500_000

export function createQueue(send: Send, options: QueueOptions): Queue {
  const waiting: Waiting[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<FlushAnswer> | undefined

  const flushAll = async (): Promise<FlushAnswer> => {
    clearTimeout(timer)
    timer = undefined
    let sum = NOTHING
    while (waiting.length > 0) sum = added(sum, await sendBatch(send, waiting, options))
    return sum
  }
  // One flush at a time: events go out in the order they were added.
  const flush = (): Promise<FlushAnswer> => {
    running = (running ?? Promise.resolve()).then(flushAll, flushAll)
    return running
  }
  const flushLater = (): void => {
    // The error was reported through onError; what may still succeed waits for the next event or flush.
    flush().catch(() => undefined)
  }
  return {
    add(event) {
      if (waiting.length >= (options.queueMax ?? QUEUE_MAX)) throw queueFull()
      waiting.push({ messageId: event.messageId, text: JSON.stringify(event) })
      if (waiting.length === (options.flushAt ?? FLUSH_AT)) flushLater()
      else timer ??= setTimeout(flushLater, options.flushIntervalMs ?? FLUSH_INTERVAL_MS)
    },
    flush,
  }
}

async function sendBatch(
  send: Send,
  waiting: Waiting[],
  options: QueueOptions,
): Promise<FlushAnswer> {
  const batch = waiting.slice(0, batchLength(waiting))
  try {
    const answer = await send<CollectAnswer>({
      method: 'POST',
      path: '/v1/batch',
      body: batchBody(batch),
      isRepeatable: true,
    })
    waiting.splice(0, batch.length)
    return answer
  } catch (error) {
    if (!(error instanceof AlidadeError)) throw error
    // Refused for good: keeping it would stop everything behind it.
    if (!isTransient(error)) waiting.splice(0, batch.length)
    options.onError?.(
      error,
      batch.map(({ messageId }) => messageId),
    )
    throw error
  }
}

function batchLength(waiting: readonly Waiting[]): number {
  let characters = 0
  for (const [index, { text }] of waiting.entries()) {
    characters += text.length
    if (index > 0 && (index >= BATCH_EVENTS_MAX || characters > BATCH_CHARACTERS_MAX)) return index
  }
  return waiting.length
}

function batchBody(batch: readonly Waiting[]): string {
  const events = batch.map(({ text }) => text).join(',')
  return `{"batch":[${events}],"sentAt":"${new Date().toISOString()}"}`
}

const NOTHING: FlushAnswer = { accepted: 0, duplicate: 0, rejected: 0, results: [] }

/** Indexes in `results` are those of the batch they came in; the messageId says which event it was. */
function added(sum: FlushAnswer, answer: FlushAnswer): FlushAnswer {
  return {
    accepted: sum.accepted + answer.accepted,
    duplicate: sum.duplicate + answer.duplicate,
    rejected: sum.rejected + answer.rejected,
    results: [...sum.results, ...answer.results],
  }
}

function queueFull(): AlidadeError {
  return new AlidadeError(
    'QUEUE_FULL',
    'Too many events wait to be sent; flush, or wait and try again',
  )
}
