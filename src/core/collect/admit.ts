// From whatever a door received to a clean body with its times, message id, fingerprint and payload.
//
//   raw item + batch envelope + route -> body -> one walk -> properties text ┬─hash──> fingerprint
//                                                         └> rest text ──────┘
//                                                              └ + envelope ─> payload
//
// The ledger keeps the properties' text and the payload side by side: a view reads only the former.
import { EVENT_TYPES, type EventType, type JsonObject } from '../../contract/event.ts'
import {
  type ClientSeen,
  type CollectContext,
  type CollectLimits,
  DEFAULT_COLLECT_LIMITS,
  MESSAGE_ID_CHARACTERS_MAX,
  type Refusal,
} from './context.ts'
import { effectiveTime } from './instant.ts'
import { cleanText, inOnePiece, jsonText, startWalk, utf8Bytes, type Walk } from './json-text.ts'

/** What the server knows of an event beside its body; kept in the payload under `_alidade`. */
export interface Envelope {
  readonly flags?: readonly string[]
  readonly client?: { readonly ip?: string; readonly userAgent?: string; readonly gpc?: boolean }
  readonly trusted?: true
}

/** An item that is fit to be stored, before anything is derived from it. */
export interface Admitted {
  readonly id: string
  readonly messageId: string
  readonly source: string
  readonly type: EventType
  readonly occurredAt: number
  readonly receivedAt: number
  readonly body: JsonObject
  readonly envelope: Envelope
  readonly propertiesText: string
  readonly payload: string
  readonly fingerprint: string
}

/** Admits an item or says why not. May throw only for objects that are no JSON (getters, proxies). */
export function admit(raw: unknown, context: CollectContext, place: string): Admitted | Refusal {
  if (!isObject(raw)) return { code: 'NOT_AN_OBJECT', reason: 'The item must be a JSON object' }
  const type = context.type ?? readType(raw['type'])
  if (!type)
    return { code: 'TYPE_UNKNOWN', reason: `type must be one of ${EVENT_TYPES.join(', ')}` }
  const limits = context.limits ?? DEFAULT_COLLECT_LIMITS
  const { properties } = raw
  const isSplit = isObject(properties)
  const rest = composeBody(raw, { type, context, isSplit })
  const cleaned = clean(rest, isSplit ? properties : undefined, limits)
  if ('code' in cleaned) return cleaned
  const givenId = readMessageId(raw['messageId'])
  if (typeof givenId === 'object') return givenId
  return assemble({ raw, type, cleaned, givenId, limits, context, place })
}

function assemble(parts: {
  readonly raw: Readonly<Record<string, unknown>>
  readonly type: EventType
  readonly cleaned: Cleaned
  readonly givenId: string | undefined
  readonly limits: CollectLimits
  readonly context: CollectContext
  readonly place: string
}): Admitted | Refusal {
  const { raw, type, cleaned, givenId, limits, context, place } = parts
  const { source, receivedAt, hash, batch } = context
  const sentAt = raw['sentAt'] ?? batch?.sentAt ?? batch?.timestamp ?? undefined
  const isTrusted = context.trusted === true
  const { cameAt = receivedAt } = context
  const time = effectiveTime({ body: cleaned.body, sentAt, receivedAt: cameAt, limits, isTrusted })
  const content = `${cleaned.propertiesText}\n${cleaned.text}`
  const messageId = givenId ?? `gen-${hash(`msg\0${place}\0${cameAt}\0${content}`)}`
  const flags = flagsOf(cleaned.walk, time.flags, givenId === undefined)
  const envelope = envelopeOf(flags, context)
  const payload = inOnePiece(payloadOf(cleaned.text, { messageId, sentAt, envelope }))
  if (isTooLarge(cleaned.propertiesText, payload, limits)) return tooLarge(limits)
  return {
    id: hash(`evt\0${source}\0${messageId}`),
    messageId,
    source,
    type,
    occurredAt: time.ms,
    receivedAt,
    body: cleaned.body,
    envelope,
    propertiesText: cleaned.propertiesText,
    payload,
    fingerprint: hash(content),
  }
}

/** Bytes are counted only where the characters leave a doubt. */
function isTooLarge(
  properties: string,
  payload: string,
  { eventBytesMax }: CollectLimits,
): boolean {
  if ((properties.length + payload.length) * 3 <= eventBytesMax) return false
  return utf8Bytes(properties) + utf8Bytes(payload) > eventBytesMax
}

function readType(value: unknown): EventType | undefined {
  const name = typeof value === 'string' ? value.trim().toLowerCase() : undefined
  return EVENT_TYPES.find((type) => type === name)
}

/**
 * Kept out of the body: what changes with a retry (it would look like other content), secrets, what only
 * the server may say, and what is written again in one form.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['writeKey', '_metadata', 'sentAt', 'receivedAt', 'messageId', '_alidade', '__proto__'],
  ...['type', 'context', 'integrations', 'channel'],
])

interface Composing {
  readonly type: EventType
  readonly context: CollectContext
  /** the properties are an object and written apart */
  readonly isSplit: boolean
}

function composeBody(
  raw: Readonly<Record<string, unknown>>,
  { type, context: { batch }, isSplit }: Composing,
): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const key of Object.keys(raw)) {
    if (!LEFT_OUT.has(key) && !(isSplit && key === 'properties')) body[key] = raw[key]
  }
  const context = merged(batch?.context, raw['context'])
  const integrations = merged(batch?.integrations, raw['integrations'])
  const channel = raw['channel'] ?? batch?.channel
  if (context !== undefined) body['context'] = context
  if (integrations !== undefined) body['integrations'] = integrations
  if (channel !== undefined) body['channel'] = channel
  body['type'] = type
  return body
}

/** The batch's block under the event's own; anything that is no object is left for the checks. */
export function merged(common: unknown, own: unknown): unknown {
  // PHP writes an empty object as [].
  const isEmpty = own === undefined || own === null || (Array.isArray(own) && own.length === 0)
  if (isEmpty) return isObject(common) ? common : own
  return isObject(common) && isObject(own) ? { ...common, ...own } : own
}

interface Cleaned {
  readonly body: JsonObject
  /** canonical JSON text of the properties; `{}` when there are none */
  readonly propertiesText: string
  /** canonical JSON text of the body without them */
  readonly text: string
  readonly walk: Walk
}

/**
 * Repairs can make keys equal or move them, so a repaired body is walked again until it stands.
 * @param rest the body without its properties
 */
function clean(
  rest: Record<string, unknown>,
  properties: object | undefined,
  limits: CollectLimits,
): Cleaned | Refusal {
  const walk = startWalk(limits)
  for (;;) {
    walk.changed = false
    walk.size = 0
    walk.keys = 0
    const propertiesText = properties ? (jsonText(properties, 2, walk) ?? NONE) : NONE
    const text = jsonText(rest, 1, walk) ?? ''
    if (walk.failure) return refusalOf(walk.failure, limits)
    if (!walk.changed) {
      if (properties) rest['properties'] = properties
      const texts = { propertiesText: inOnePiece(propertiesText), text: inOnePiece(text) }
      return { body: rest as JsonObject, ...texts, walk }
    }
    rest = JSON.parse(text) as Record<string, unknown>
    if (properties) properties = JSON.parse(propertiesText) as object
  }
}

/** the text of no properties */
const NONE = '{}'

/** The body of its two texts; empty properties are none. */
export function bodyOf(text: string, propertiesText: string): Record<string, unknown> {
  const body = JSON.parse(text) as Record<string, unknown>
  if (propertiesText !== NONE) body['properties'] = JSON.parse(propertiesText)
  return body
}

function refusalOf(code: Refusal['code'], limits: CollectLimits): Refusal {
  if (code === 'TOO_DEEP') {
    return { code, reason: `The event is nested deeper than ${limits.depthMax} levels; flatten it` }
  }
  if (code === 'TOO_MANY_KEYS') {
    return { code, reason: `The event has more than ${limits.keysMax} keys; split it` }
  }
  return tooLarge(limits)
}

function tooLarge(limits: CollectLimits): Refusal {
  const reason = `The event is larger than ${limits.eventBytesMax} bytes; send less, or raise the limit`
  return { code: 'EVENT_TOO_LARGE', reason }
}

function readMessageId(value: unknown): string | undefined | Refusal {
  if (value === undefined || value === null || value === '') return undefined
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text === 'string' && text.length <= MESSAGE_ID_CHARACTERS_MAX) {
    return cleanText(text).trim() || undefined
  }
  const reason = `messageId must be a text of at most ${MESSAGE_ID_CHARACTERS_MAX} characters`
  return { code: 'MESSAGE_ID_INVALID', reason }
}

const NO_FLAGS: readonly string[] = []

function flagsOf(walk: Walk, times: readonly string[], isIdMade: boolean): readonly string[] {
  const isClean = !walk.textRepaired && !walk.numberImprecise && !walk.keyDropped
  if (isClean && times.length === 0 && !isIdMade) return NO_FLAGS
  const flags = [...times]
  if (isIdMade) flags.push('id_generated')
  if (walk.textRepaired) flags.push('text_repaired')
  if (walk.numberImprecise) flags.push('number_imprecise')
  if (walk.keyDropped) flags.push('key_dropped')
  return flags
}

const CLIENT_TEXT_CHARACTERS_MAX = 1_000

const NO_ENVELOPE: Envelope = {}
/** All events of a call share the client, and nearly all have no flags: one envelope does for them. */
const envelopes = new WeakMap<ClientSeen, Envelope>()

function envelopeOf(flags: readonly string[], context: CollectContext): Envelope {
  const { client, trusted } = context
  if (flags.length > 0 || trusted) return newEnvelope(flags, context)
  if (!client) return NO_ENVELOPE
  const known = envelopes.get(client)
  if (known) return known
  const envelope = newEnvelope(flags, context)
  envelopes.set(client, envelope)
  return envelope
}

function newEnvelope(flags: readonly string[], { client, trusted }: CollectContext): Envelope {
  return {
    ...(flags.length > 0 && { flags }),
    ...(client && {
      client: {
        ...(client.ip !== undefined && { ip: shortText(client.ip) }),
        ...(client.userAgent !== undefined && { userAgent: shortText(client.userAgent) }),
        ...(client.gpc !== undefined && { gpc: client.gpc }),
      },
    }),
    ...(trusted && { trusted }),
  }
}

function shortText(text: string): string {
  return cleanText(text.slice(0, CLIENT_TEXT_CHARACTERS_MAX))
}

const SENT_AT_CHARACTERS_MAX = 40

/** The core text with the envelope behind it: one text, and the core is not written twice. */
function payloadOf(
  text: string,
  envelope: { readonly messageId: string; readonly sentAt: unknown; readonly envelope: Envelope },
): string {
  const { sentAt } = envelope
  let payload = `${text.slice(0, -1)},"messageId":${JSON.stringify(envelope.messageId)}`
  const isText = typeof sentAt === 'string' && sentAt.length <= SENT_AT_CHARACTERS_MAX
  if (isText) payload += `,"sentAt":${JSON.stringify(cleanText(sentAt))}`
  else if (Number.isFinite(sentAt)) payload += `,"sentAt":${sentAt}`
  if (envelope.envelope === NO_ENVELOPE) return `${payload}}`
  return `${payload},"_alidade":${JSON.stringify(envelope.envelope)}}`
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
