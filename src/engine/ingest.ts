// One micro-batch through the stages, in one transaction:
//
//   events -> receipts (seen before?) -> identity (whose?) -> fold (what follows?) -> match (who is likely
//   the same?) -> one commit
//
// Read this file and view.ts to know the product.
import type { ConsentSignal, Event } from '../contract/event.ts'
import { saidBy } from '../core/profile/said.ts'
import { allDone } from './all-done.ts'
import type { FoldedBearing } from './bearing.ts'
import type { RecordCache } from './cache.ts'
import type { Compiled } from './compiled.ts'
import { settleDevices } from './devices.ts'
import { type Folded, fold, rememberState } from './fold.ts'
import { identify, recordsShown, rememberIdentity } from './identify.ts'
import type { Matcher } from './match/matcher.ts'
import { matchBatch, readerOf, type Told } from './match/stage.ts'
import type { ConsentRow, EventRow } from './ports/ledger.ts'
import type { RecordRow } from './ports/records.ts'
import type { BatchWrites, WriteTransaction } from './ports/writing.ts'
import { type BatchNews, newsOfBatch } from './situation-feed.ts'
import { NO_WRITES } from './writes.ts'

export type Outcome =
  | { readonly status: 'stored' }
  | { readonly status: 'duplicate' }
  | { readonly status: 'conflict'; readonly reason: string }

export interface IngestContext {
  readonly tx: WriteTransaction
  readonly compiled: Compiled
  readonly cache: RecordCache
  readonly matcher: Matcher
  /** ms since epoch */
  readonly now: number
  readonly hash: (text: string) => string
  readonly eventOf: (row: EventRow, record: RecordRow) => Event
  /** called when the largest part of the writes is on its way: this process has time for others */
  readonly onSent: () => void
}

export interface Ingested {
  /** one per event, in order */
  readonly outcomes: readonly Outcome[]
  /** to be called once the transaction has committed */
  readonly remember: () => void
  /** what the batch showed of journeys and objectives; undefined when nothing was new */
  readonly bearing?: FoldedBearing
  /** what the batch said of the company's own situation */
  readonly news?: BatchNews
}

/** Stores what is new of a batch and everything that follows from it. */
export async function ingest(events: readonly Event[], context: IngestContext): Promise<Ingested> {
  if (context.tx.isAfterOthers) {
    context.cache.clear()
    context.matcher.forget()
  }
  const [{ fresh, outcomes, deliveries }, known] = await allDone(
    context.tx.together(() => [sortOut(events, context), recordsShown(events, context)]),
  )
  if (fresh.length === 0) {
    await context.tx.write({ ...NO_WRITES, deliveries })
    return { outcomes, remember: () => undefined }
  }
  const identified = await identify(fresh, context, { known })
  const state = await fold(fresh, { ...context, rows: identified.rows })
  const told = toldBy(state, identified.rows, known)
  const news = newsOfBatch(fresh, context)
  const writes = {
    ...NO_WRITES,
    ...ledgerRows(fresh, identified.rows, context),
    ...identified.writes,
    ...state.writes,
    news: news.rows,
    deliveries,
  }
  const written = context.tx.write(writes, await readerOf(told, context.matcher))
  context.onSent()
  await written
  await settleDevices(identified.devices, fresh, identified.rows, context)
  const matched = await matchBatch(told, context)
  if (matched) await settleDevices(matched.devices, [], matched.rows, context)
  const remember = () => {
    rememberIdentity(identified, context.cache)
    if (matched) rememberIdentity(matched, context.cache)
    rememberState(state, context.cache)
  }
  return { outcomes, remember, bearing: state.bearing, news }
}

/** Records of the batch whose traits were spoken of, with all that they say now. */
function toldBy(
  { traits }: Folded,
  rows: ReadonlyMap<string, RecordRow>,
  known: ReadonlyMap<string, unknown>,
): readonly Told[] {
  return [...traits].flatMap(([id, state]) => {
    const row = rows.get(id)
    if (!row) return []
    const values = saidBy(state)
    return [{ row, values, said: { text: JSON.stringify(values) }, isNew: !known.has(id) }]
  })
}

interface SortedOut {
  readonly fresh: readonly Event[]
  readonly outcomes: readonly Outcome[]
  readonly deliveries: BatchWrites['deliveries']
}

/** The first content under a messageId counts, for ever; the same again is a duplicate, other is a conflict. */
async function sortOut(events: readonly Event[], { tx, now }: IngestContext): Promise<SortedOut> {
  const first = new Map<string, Event>()
  for (const event of events) if (!first.has(event.id)) first.set(event.id, event)
  const { fresh, known } = await tx.claim([...first.values()].map(receiptOf).sort(byId))
  const deliveries: BatchWrites['deliveries'][number][] = []
  const outcomes = events.map((event): Outcome => {
    const original = first.get(event.id)
    if (original === event && fresh.has(event.id)) return STORED
    const outcome =
      (known.get(event.id) ?? original?.fingerprint) === event.fingerprint
        ? DUPLICATE
        : conflict(event)
    const { id, fingerprint } = event
    deliveries.push({ id, at: now, status: outcome.status, fingerprint })
    return outcome
  })
  return { fresh: [...first.values()].filter(({ id }) => fresh.has(id)), outcomes, deliveries }
}

/** In the order of the index, so that neighbours in it are found while their page is at hand. */
const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : 1

const receiptOf = ({ id, fingerprint, record, occurredAt }: Event) => ({
  id,
  fingerprint,
  record: record.id,
  occurredAt,
})

const STORED = { status: 'stored' } as const
const DUPLICATE = { status: 'duplicate' } as const

const conflict = (event: Event) =>
  ({
    status: 'conflict',
    reason: `messageId ${event.messageId} was used before for other content; the first stands. Send the change under a messageId of its own.`,
  }) as const

/** What the ledger keeps of new events beside their receipts: the events and the consents they carry. */
function ledgerRows(
  events: readonly Event[],
  rows: ReadonlyMap<string, RecordRow>,
  context: IngestContext,
): Pick<BatchWrites, 'events' | 'consents'> {
  const stored: EventRow[] = []
  const consents: ConsentRow[] = []
  for (const event of events) {
    const home = rows.get(event.record.id)?.home
    if (home === undefined) throw new Error(`Event ${event.id} has no record; identity left it out`)
    stored.push(eventRow(event, home))
    if (event.consents.length > 0) consents.push(...consentRows(event, home, context))
  }
  return { events: stored, consents }
}

function eventRow(event: Event, home: string): EventRow {
  return {
    home,
    record: event.record.id,
    occurredAt: event.occurredAt,
    id: event.id,
    receivedAt: event.receivedAt,
    type: event.type,
    name: event.name,
    kind: event.kind,
    channel: event.channel,
    notable: event.notable,
    properties: event.propertiesText,
    payload: event.payload,
  }
}

const DAY_MS = 86_400_000

function consentRows(
  event: Event,
  home: string,
  { now, hash }: IngestContext,
): readonly ConsentRow[] {
  const isStatement =
    /^consent (given|withdrawn)$/i.test(event.name) || /^segment consent/i.test(event.name)
  return event.consents.map((signal, index) => ({
    ...(isStatement
      ? {
          ...proofOf(event),
          effectiveAt: event.occurredAt,
          id: index === 0 ? event.id : hash(`con\0${event.id}\0${index}`),
        }
      : standing(event, signal, hash)),
    home,
    record: event.record.id,
    purpose: signal.purpose,
    channel: signal.channel,
    state: signal.state,
    receivedAt: now,
    event: event.id,
    fingerprint: event.fingerprint,
  }))
}

/**
 * A browser's standing signal (Global Privacy Control) comes with every page: one row a day says it, dated to
 * the day's begin, so that it does not matter which page came first.
 */
function standing(event: Event, signal: ConsentSignal, hash: IngestContext['hash']) {
  const day = Math.floor(event.occurredAt / DAY_MS) * DAY_MS
  return {
    ...NO_PROOF,
    id: hash(
      `con\0${event.record.id}\0${signal.purpose}\0${signal.channel}\0${signal.state}\0${day}`,
    ),
    effectiveAt: day,
    method: 'browser signal',
    actor: event.source,
  }
}

const NO_PROOF = {
  expiresAt: undefined,
  textVersion: undefined,
  textHash: undefined,
  language: undefined,
  proof: undefined,
} as const

function proofOf(event: Event) {
  const text = (name: string) => {
    const value = event.properties[name]
    return typeof value === 'string' ? value : undefined
  }
  const expires = Date.parse(text('expiresAt') ?? '')
  const textHash = text('textHash')
  return {
    expiresAt: Number.isNaN(expires) ? undefined : expires,
    textVersion: text('textVersion'),
    textHash: textHash !== undefined && /^[0-9a-f]{32}$/.test(textHash) ? textHash : undefined,
    language: text('language'),
    method: text('method') ?? 'event',
    proof: text('proof'),
    actor: text('actor') ?? event.source,
  }
}
