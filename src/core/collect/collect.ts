// Any input of the Segment wire -> a canonical event, or an item set aside with its reason.
//
//   door -> canonicalise -> Event -> ledger row -> eventFromLedger -> the same Event
import type { Event, SetAside } from '../../contract/event.ts'
import { type Admitted, admit, bodyOf, type Envelope, isObject, merged } from './admit.ts'
import type { CompiledCollect } from './compile.ts'
import {
  type CollectContext,
  type Collected,
  type Hash,
  isRefusal,
  MESSAGE_ID_CHARACTERS_MAX,
  type Refusal,
} from './context.ts'
import { deriveEvent } from './derive.ts'
import { cleanText } from './json-text.ts'
import { rawText } from './raw-text.ts'

/**
 * Turns one item of a collecting call into an event. Never throws, whatever comes in.
 * @param place tells the items of all calls apart: without a messageId two that are alike are two events
 */
export function canonicalise(raw: unknown, context: CollectContext, place = ''): Collected {
  try {
    const result = eventOf(raw, context, place)
    if (!isRefusal(result)) return { ok: true, event: result }
    return { ok: false, setAside: setAsideOf(raw, result, context) }
  } catch (error) {
    const reason = `The item could not be read: ${error instanceof Error ? error.message : 'unknown'}`
    return { ok: false, setAside: setAsideOf(raw, { code: 'INTERNAL', reason }, context) }
  }
}

function eventOf(raw: unknown, context: CollectContext, place: string): Event | Refusal {
  const admitted = admit(raw, context, place)
  if ('code' in admitted) return admitted
  return deriveEvent(admitted, { compiled: context.compiled, hash: context.hash, isStrict: true })
}

/** What the ledger keeps of an event; times in ms since epoch. */
export interface LedgerRow {
  readonly id: string
  readonly source: string
  readonly occurredAt: number
  readonly receivedAt: number
  readonly propertiesText: string
  readonly payload: string
  readonly fingerprint: string
}

/**
 * The event of a ledger row. With the definitions it was stored under it equals the stored event; with
 * others its kind, identifiers, object and consents follow those, while its time stays. Never refuses:
 * what is stored stays an event. Throws when the payload is not one that canonicalise wrote.
 */
export function eventFromLedger(row: LedgerRow, compiled: CompiledCollect, hash: Hash): Event {
  const body = bodyOf(row.payload, row.propertiesText) as Admitted['body']
  const envelope = (body['_alidade'] ?? {}) as Envelope
  const admitted: Admitted = {
    id: row.id,
    messageId: String(body['messageId']),
    source: row.source,
    type: body['type'] as Admitted['type'],
    occurredAt: row.occurredAt,
    receivedAt: row.receivedAt,
    body,
    envelope,
    propertiesText: row.propertiesText,
    payload: row.payload,
    fingerprint: row.fingerprint,
  }
  const event = deriveEvent(admitted, { compiled, hash, isStrict: false })
  if (!isRefusal(event)) return event
  throw new Error(`Ledger row ${row.id} holds no event (${event.code}: ${event.reason})`)
}

/** The item as it is kept when it cannot be an event. Never throws. */
export function setAsideOf(raw: unknown, refusal: Refusal, context: CollectContext): SetAside {
  return {
    code: refusal.code,
    reason: refusal.reason,
    source: context.source,
    messageId: readSafely(() => messageIdOf(raw)),
    receivedAt: context.receivedAt,
    raw: readSafely(() => rawText(replayable(raw, context))) ?? '',
    library: readSafely(() => libraryOf(raw, context)),
  }
}

/** Items that are no JSON (proxies, getters) may throw at any touch; setting them aside must not fail. */
function readSafely<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** The item with what the route and the batch said about it: a replay sees only this text. */
function replayable(raw: unknown, { type, batch }: CollectContext): unknown {
  if (!isObject(raw) || (type === undefined && batch === undefined)) return raw
  const common: Record<string, unknown> = {
    context: merged(batch?.context, raw['context']),
    integrations: merged(batch?.integrations, raw['integrations']),
    channel: raw['channel'] ?? batch?.channel,
    sentAt: raw['sentAt'] ?? batch?.sentAt ?? batch?.timestamp,
    type: type ?? raw['type'],
  }
  const { writeKey: _, ...rest } = raw
  return { ...rest, ...common }
}

function messageIdOf(raw: unknown): string | undefined {
  const id = isObject(raw) ? raw['messageId'] : undefined
  const isUsable = typeof id === 'string' && id !== '' && id.length <= MESSAGE_ID_CHARACTERS_MAX
  return isUsable ? cleanText(id) : undefined
}

const LIBRARY_CHARACTERS_MAX = 200

function libraryOf(raw: unknown, { batch }: CollectContext): string | undefined {
  const context = isObject(raw) ? merged(batch?.context, raw['context']) : undefined
  const library = isObject(context) ? context['library'] : undefined
  if (!isObject(library) || typeof library['name'] !== 'string') return undefined
  const version = typeof library['version'] === 'string' ? `/${library['version']}` : ''
  return cleanText(`${library['name']}${version}`.slice(0, LIBRARY_CHARACTERS_MAX))
}

/** The whole body of an event as JSON text, as it can be sent again. */
export function bodyText({ payload, propertiesText }: Event): string {
  return propertiesText === '{}' ? payload : `{"properties":${propertiesText},${payload.slice(1)}`
}
