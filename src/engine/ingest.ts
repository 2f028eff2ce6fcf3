// One micro-batch through the stages, in one transaction:
//
//   events -> receipts (seen before?) -> identity (whose?) -> fold (what follows?) -> one commit
//
// Read this file and view.ts to know the product.
import type { ConsentSignal, Event } from '../contract/event.ts'
import type { Compiled } from './compiled.ts'
import { settleDevices } from './devices.ts'
import { fold } from './fold.ts'
import { identify } from './identify.ts'
import type { BatchWrites, ConsentRow, EventRow, RecordRow, WriteTransaction } from './ports.ts'
import { NO_WRITES } from './writes.ts'

export type Outcome =
  | { readonly status: 'stored' }
  | { readonly status: 'duplicate' }
  | { readonly status: 'conflict'; readonly reason: string }

export interface IngestContext {
  readonly tx: WriteTransaction
  readonly compiled: Compiled
  /** ms since epoch */
  readonly now: number
  readonly hash: (text: string) => string
  readonly eventOf: (row: EventRow, record: RecordRow) => Event
}

/** Stores what is new of a batch and everything that follows from it; one outcome per event, in order. */
export async function ingest(
  events: readonly Event[],
  context: IngestContext,
): Promise<readonly Outcome[]> {
  const { fresh, outcomes, deliveries } = await sortOut(events, context)
  if (fresh.length === 0) {
    await context.tx.write({ ...NO_WRITES, deliveries })
    return outcomes
  }
  const identified = await identify(fresh, context)
  const state = await fold(fresh, { ...context, rows: identified.rows })
  await context.tx.write({
    ...NO_WRITES,
    ...ledgerRows(fresh, identified.rows, context),
    ...identified.writes,
    ...state,
    deliveries,
  })
  await settleDevices(identified.devices, fresh, identified.rows, context)
  return outcomes
}

interface SortedOut {
  readonly fresh: readonly Event[]
  readonly outcomes: readonly Outcome[]
  readonly deliveries: BatchWrites['deliveries']
}

/** The first content under a messageId counts, for ever; the same again is a duplicate, other is a conflict. */
async function sortOut(events: readonly Event[], { tx, now }: IngestContext): Promise<SortedOut> {
  const receipts = await tx.receipts(events.map((event) => event.id))
  const seen = new Map(receipts.map((receipt) => [receipt.id, receipt.fingerprint]))
  const fresh: Event[] = []
  const deliveries: BatchWrites['deliveries'][number][] = []
  const outcomes = events.map((event): Outcome => {
    const before = seen.get(event.id)
    if (before === undefined) {
      seen.set(event.id, event.fingerprint)
      fresh.push(event)
      return { status: 'stored' }
    }
    const outcome = before === event.fingerprint ? DUPLICATE : conflict(event)
    deliveries.push({
      id: event.id,
      at: now,
      status: outcome.status,
      fingerprint: event.fingerprint,
    })
    return outcome
  })
  return { fresh, outcomes, deliveries }
}

const DUPLICATE = { status: 'duplicate' } as const

const conflict = (event: Event) =>
  ({
    status: 'conflict',
    reason: `messageId ${event.messageId} was used before for other content; the first stands. Send the change under a messageId of its own.`,
  }) as const

/** What the ledger keeps of new events: receipts, the events themselves, the consents they carry. */
function ledgerRows(
  events: readonly Event[],
  rows: ReadonlyMap<string, RecordRow>,
  context: IngestContext,
): Pick<BatchWrites, 'receipts' | 'events' | 'consents'> {
  const receipts: BatchWrites['receipts'][number][] = []
  const stored: EventRow[] = []
  const consents: ConsentRow[] = []
  for (const event of events) {
    const home = rows.get(event.record.id)?.home
    if (home === undefined) throw new Error(`Event ${event.id} has no record; identity left it out`)
    const { id, fingerprint, occurredAt } = event
    receipts.push({ id, fingerprint, home, record: event.record.id, occurredAt })
    stored.push(eventRow(event, home))
    if (event.consents.length > 0) consents.push(...consentRows(event, home, context))
  }
  return { receipts, events: stored, consents }
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
    properties: JSON.stringify(event.properties),
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
