// Clients that deliver batches as SDKs do: the same messageIds again and again until the answer is 200. They keep
// book of what was acknowledged and of everything they were told.
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom, type Random } from '../../src/testing/random.ts'
import { generateEvents, itemText } from '../../src/testing/stream.ts'
import { type Answer, Hang, post } from './ask.ts'
import type { ServerUnderTest } from './server.ts'

export interface ClientSettings {
  readonly clients: number
  /** events per call: from the one to the other, small ones as often as large ones; absent: 1 */
  readonly batchMin?: number
  readonly batchMax: number
  readonly seed: number
  /** batches made before the first is sent, so that making them costs no measured time; absent: none */
  readonly prepared?: number
  /** pause of each client after a refusal; absent: 50 ms, so that no fault goes unnoticed */
  readonly pauseMs?: number
}

export interface Book {
  /** every messageId of a call that was answered 200 */
  readonly acknowledged: Set<string>
  /** how often each status came; 0 = the connection broke */
  readonly statuses: Record<string, number>
  /** how often a connection broke, by the code of the error */
  readonly breaks: Record<string, number>
  /** ms of every call that was answered 200 */
  readonly acceptedMs: number[]
  /** events stored by a call that got no answer, found by the repeat */
  unknownCommits: number
  /** events stored by a commit whose answer the server itself lost and found again */
  unknownInside: number
  /** answers that break a promise, said in words; at most a few are kept */
  readonly wrong: string[]
}

export interface Clients {
  readonly book: Book
  /** Each finishes the call it is in; what is not acknowledged then stays unknown. */
  readonly stop: () => Promise<void>
}

interface Batch {
  readonly ids: readonly string[]
  readonly text: string
}

const CUSTOMERS = 2_000
/** More than any campaign sends. */
const EVENTS_MAX = 20_000_000
const AGAIN_SHARE = 0.1
const WRONG_KEPT = 10
const PAUSE_MS = 50

export function startClients(server: ServerUnderTest, settings: ClientSettings): Clients {
  const random = createRandom(settings.seed)
  const stream = newStream(settings.seed)
  const book = emptyBook()
  const state = { isStopping: false }
  const make = (): Batch => takeBatch(stream, sizeOf(random, settings))
  const prepared = Array.from({ length: settings.prepared ?? 0 }, make)
  const next = (): Batch => prepared.pop() ?? make()
  const pauseMs = settings.pauseMs ?? PAUSE_MS
  const context: Context = { server, book, state, pauseMs }
  const running = Array.from({ length: settings.clients }, () => client(context, random, next))
  return {
    book,
    stop: async () => {
      state.isStopping = true
      await Promise.all(running)
    },
  }
}

interface Context {
  readonly server: ServerUnderTest
  readonly book: Book
  readonly state: { readonly isStopping: boolean }
  readonly pauseMs: number
}

async function client(context: Context, random: Random, next: () => Batch): Promise<void> {
  while (!context.state.isStopping) {
    const batch = next()
    await deliver(batch, context)
    // A client that crashed after the answer sends all of it once more.
    if (random.chance(AGAIN_SHARE)) await deliver(batch, context)
  }
}

async function deliver(batch: Batch, context: Context): Promise<void> {
  const { server, book, state } = context
  for (let attempt = 1; ; attempt++) {
    const answer = await post(server.port, '/v1/batch', server.keys().write, batch.text).catch(
      (error: unknown) => broken(book, error),
    )
    count(book, answer?.status ?? 0)
    if (answer?.status === 200) return acknowledge(batch, answer, { book, attempt })
    if (answer) judgeRefusal(book, answer)
    if (state.isStopping) return
    await sleep(context.pauseMs)
  }
}

function broken(book: Book, error: unknown): undefined {
  if (error instanceof Hang) note(book, 'a call got no answer')
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  book.breaks[code] = (book.breaks[code] ?? 0) + 1
}

function count(book: Book, status: number): void {
  book.statuses[status] = (book.statuses[status] ?? 0) + 1
}

function acknowledge(
  batch: Batch,
  { body, tookMs }: Answer,
  { book, attempt }: { readonly book: Book; readonly attempt: number },
): void {
  const { accepted, duplicate, rejected } = JSON.parse(body) as Counts
  if (rejected > 0 || accepted + duplicate !== batch.ids.length) {
    note(book, `of ${batch.ids.length} events: ${body.slice(0, 300)}`)
    return
  }
  if (!batch.ids.some((id) => book.acknowledged.has(id))) {
    if (attempt > 1) book.unknownCommits += duplicate
    else book.unknownInside += duplicate
  }
  for (const id of batch.ids) book.acknowledged.add(id)
  book.acceptedMs.push(tookMs)
}

interface Counts {
  readonly accepted: number
  readonly duplicate: number
  readonly rejected: number
}

/** Refusals that tell a client what to do; everything else breaks a promise. */
const REFUSALS: ReadonlySet<number> = new Set([429, 503, 507])

function judgeRefusal(book: Book, { status, headers, body }: Answer): void {
  if (!REFUSALS.has(status)) note(book, `${status}: ${body.slice(0, 300)}`)
  const isWhole = /^[1-9]\d*$/.test(headers['retry-after'] ?? '')
  if (status !== 507 && !isWhole) note(book, `${status} with retry-after ${headers['retry-after']}`)
}

export function note(book: Book, wrong: string): void {
  if (book.wrong.length < WRONG_KEPT) book.wrong.push(wrong)
}

export function emptyBook(): Book {
  return {
    acknowledged: new Set(),
    statuses: {},
    breaks: {},
    acceptedMs: [],
    unknownCommits: 0,
    unknownInside: 0,
    wrong: [],
  }
}

interface Item {
  readonly id: string
  readonly text: string
}

function* newStream(seed: number): Generator<Item> {
  const options = { customers: CUSTOMERS, events: EVENTS_MAX, seed, endsAt: Date.now() }
  for (const item of generateEvents({ ...options, sharedDevices: 0.05 })) {
    const id = item.truth.messageId
    if (id !== undefined) yield { id, text: itemText(item) }
  }
}

function takeBatch(stream: Generator<Item>, size: number): Batch {
  const items = Array.from({ length: size }, () => stream.next().value as Item)
  const text = `{"batch":[${items.map((item) => item.text).join(',')}]}`
  return { ids: items.map(({ id }) => id), text }
}

/** Evenly on the scale of sizes: 1, 2, 4 ... come as often as 100, 200, 400. */
function sizeOf(random: Random, { batchMin: min = 1, batchMax: max }: ClientSettings): number {
  return Math.min(max, Math.floor(min * (max / min) ** random.next()))
}
