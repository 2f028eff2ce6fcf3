// What the ledger keeps of new events beside their receipts: the events and the consents they carry.
import type { ConsentSignal, Event } from '../../contract/event.ts'
import { parseInstant } from '../../core/collect/instant.ts'
import type { ConsentRow, EventRow } from '../ports/ledger.ts'
import type { RecordRow } from '../ports/records.ts'
import type { BatchWrites } from '../ports/writing.ts'

interface LedgerContext {
  /** ms since epoch */
  readonly now: number
  readonly hash: (text: string) => string
}

/** @param rows of all records of the events; throws when one is missing */
export function ledgerRows(
  events: readonly Event[],
  rows: ReadonlyMap<string, RecordRow>,
  context: LedgerContext,
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
  { now, hash }: LedgerContext,
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
function standing(event: Event, signal: ConsentSignal, hash: LedgerContext['hash']) {
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
  const textHash = text('textHash')
  return {
    expiresAt: parseInstant(event.properties['expiresAt'])?.ms,
    textVersion: text('textVersion'),
    textHash: textHash !== undefined && /^[0-9a-f]{32}$/.test(textHash) ? textHash : undefined,
    language: text('language'),
    method: text('method') ?? 'event',
    proof: text('proof'),
    actor: text('actor') ?? event.source,
  }
}
