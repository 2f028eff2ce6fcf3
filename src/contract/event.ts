// The canonical event: an immutable fact about something that happened, at a time, through a channel,
// attached to one source record. Doors produce it (core/collect), the ledger keeps it, stages fold it.
import type { Entity, Identifier } from './identifier.ts'
import type { Provenance } from './reason.ts'

export const EVENT_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** JSON as parsed, after cleaning: no NUL, no lone surrogate, bounded depth. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** Which source record an event belongs to: what one source knows under that source's own key. */
export interface RecordKey {
  /** 32 hex characters; a keyed hash of (entity, source, namespace, key): the same in any order of arrival. */
  readonly id: string
  readonly entity: Entity
  readonly source: string
  readonly namespace: string
  readonly key: string
}

/** How an identifier came to stand on an event. `alias` is an assertion made by an alias call. */
export type IdentifierVia = 'key' | 'trait' | 'external' | 'sighting' | 'alias'
export interface SeenIdentifier extends Identifier {
  readonly via: IdentifierVia
  /** 32 hex characters; hash of (entity, namespace, value): the look-up key in the identifier table. */
  readonly id: string
}

/** A consent decision carried by an event (Segment's consent event, GPC, native consent events). */
export interface ConsentSignal {
  readonly purpose: string
  /** `*` = every channel */
  readonly channel: string
  readonly state: 'given' | 'withdrawn'
}

/** A change of a business object carried by an event. */
export interface ObjectChange {
  readonly type: string
  readonly id: string
  /** full = replaces the whole state; patch = sets the named fields only */
  readonly mode: 'full' | 'patch'
  readonly status: string | undefined
  readonly body: JsonObject
}

export interface Event {
  /** 32 hex characters; hash of (source, messageId), so it is the same however often and whenever it arrives. */
  readonly id: string
  readonly messageId: string
  readonly source: string
  readonly type: EventType
  /** track: the event name; page, screen: name, else path; otherwise '' */
  readonly name: string
  /** from the kinds definition: browse, cart, order, payment, support, message ... */
  readonly kind: string
  /** true when the kind is worth finding again after a flood of page views */
  readonly notable: boolean
  /** web, mobile, server, phone, chat, email, store, import ... */
  readonly channel: string
  /** ms since epoch, corrected for clock skew and clamped: the order key of every fold */
  readonly occurredAt: number
  /** ms since epoch at our door */
  readonly receivedAt: number
  readonly record: RecordKey
  /** every identifier the event shows for its record, the record's own key included */
  readonly identifiers: readonly SeenIdentifier[]
  /**
   * The organisation's record and its identifiers: group calls, context.groupId, account objects. When no person
   * is named, `record` is this same record (entity account), so compare ids before making her a member.
   */
  readonly account?: {
    readonly record: RecordKey
    readonly identifiers: readonly SeenIdentifier[]
    readonly traits: JsonObject
  }
  /** traits of the person, from traits or context.traits */
  readonly traits?: JsonObject
  /** how the traits came to be known (context.provenance); absent: the source did not say */
  readonly provenance?: Provenance
  /** 0..1, how sure the source is of observed or inferred traits (context.confidence) */
  readonly confidence?: number
  /** ms since epoch from when on the traits no longer hold (context.traitsExpireAt); absent = they last */
  readonly traitExpiresAt?: number
  readonly properties: JsonObject
  readonly consents: readonly ConsentSignal[]
  readonly object?: ObjectChange
  /** `properties` as JSON text, as the ledger keeps them; `{}` when there are none */
  readonly propertiesText: string
  /** the rest of the cleaned body as JSON text: with the properties enough to derive all of the above again */
  readonly payload: string
  /** 32 hex characters over the canonical body without sentAt, _metadata, writeKey, receivedAt */
  readonly fingerprint: string
  /** what was repaired or looked odd: clock_skew, clock_future, text_repaired, id_generated ... */
  readonly flags: readonly string[]
}

/** What became of one item of a collecting call. */
export const RECEIPT_STATUSES = ['stored', 'duplicate', 'conflict', 'set_aside'] as const
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number]

/** Why an event was set aside. Stable codes: they are answered over the wire and kept with the event. */
export const SET_ASIDE_CODES = {
  BODY_UNREADABLE:
    'The whole body of a call is no JSON, or holds no list of events where one is needed',
  NOT_AN_OBJECT: 'The item is not a JSON object',
  TYPE_UNKNOWN: 'The type is none of identify, track, page, screen, group, alias',
  ID_MISSING: 'Neither userId nor anonymousId nor an external id says whose event it is',
  ID_INVALID: 'userId, anonymousId or groupId is not a usable text (1 to 500 characters)',
  ID_BLOCKED: 'Every id on the event is a placeholder such as null, 0 or anonymous',
  EVENT_NAME_MISSING: 'A track event needs an event name of 1 to 500 characters',
  GROUP_ID_MISSING: 'A group event needs a groupId',
  PREVIOUS_ID_MISSING: 'An alias event needs a previousId and a userId',
  MESSAGE_ID_INVALID: 'The messageId is longer than 255 characters or not a text',
  EVENT_TOO_LARGE: 'The event is larger than the limit',
  TOO_DEEP: 'The event is nested deeper than the limit',
  TOO_MANY_KEYS: 'The event has more keys than the limit',
  TRAITS_INVALID: 'traits, properties or context is not an object',
  OBJECT_INVALID: 'The business object does not fit its type',
  PLAN_VIOLATION: 'The event is not in the tracking plan, or does not fit it',
  IDENTITY_TOO_LARGE: 'The event would join more source records than the limit for one customer',
  INTERNAL: 'The event could not be stored because of a fault of ours; replay it after the fix',
} as const
export type SetAsideCode = keyof typeof SET_ASIDE_CODES

/** An item that could not become an event: kept with its reason, listed and replayable. */
export interface SetAside {
  readonly code: SetAsideCode
  /** a sentence that names the field and what to do */
  readonly reason: string
  readonly source: string
  readonly messageId: string | undefined
  readonly receivedAt: number
  /** the item as it came, JSON text where it was JSON */
  readonly raw: string
  /** library name/version as the SDK gave it */
  readonly library: string | undefined
  /** it came through our own doors, so a replay may change business objects too */
  readonly trusted?: boolean
}
