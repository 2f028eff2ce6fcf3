// What the generator of the demo company hands to a loader: Segment calls, business objects and consents, each
// with an id that depends on nothing but its story, so that loading twice changes nothing.
import type { ConsentInput } from '../../contract/consent.ts'
import type { JsonObject } from '../../contract/event.ts'

/** Systems of the company. Each knows people by keys of its own. */
export const COMPANY_SOURCES = [
  'web',
  'app',
  'shop',
  'crm',
  'billing',
  'support',
  'phone',
  'partner',
] as const
export type CompanySource = (typeof COMPANY_SOURCES)[number]

/** A raw Segment call: type, messageId, timestamp and the ids are in the body. */
export interface EventItem {
  readonly via: 'event'
  readonly source: CompanySource
  readonly body: JsonObject
}

/** What PUT /v1/objects/{type}/{id} takes; mode is full. */
export interface ObjectItem {
  readonly via: 'object'
  readonly source: CompanySource
  readonly type: string
  readonly id: string
  readonly messageId: string
  /** ISO 8601 */
  readonly changedAt: string
  /** namespace:value */
  readonly customer?: string
  /** group_id:value */
  readonly account?: string
  readonly body: JsonObject
}

/** What POST /v1/consents takes; idempotencyKey and effectiveAt are always there. */
export interface ConsentItem {
  readonly via: 'consent'
  readonly source: CompanySource
  readonly body: ConsentInput
}

export type CompanyItem = EventItem | ObjectItem | ConsentItem

/** The ids under which a source knows someone. `ids` become context.externalIds. */
export interface Who {
  readonly userId?: string
  readonly anonymousId?: string
  readonly ids?: Readonly<Record<string, string>>
}

interface Common {
  /** unique within the source */
  readonly key: string
  /** ms since epoch */
  readonly at: number
  readonly who: Who
  /** web, mobile, phone, chat, email, store, server, partner */
  readonly channel: string
}

export function track(
  source: CompanySource,
  event: string,
  { properties, ...common }: Common & { readonly properties: JsonObject },
): EventItem {
  return call(source, { type: 'track', event, properties }, common)
}

export function page(
  source: CompanySource,
  name: string,
  { path, ...common }: Common & { readonly path: string },
): EventItem {
  return call(source, { type: 'page', name, properties: { path } }, common)
}

export function identify(
  source: CompanySource,
  { traits, ...common }: Common & { readonly traits: JsonObject },
): EventItem {
  return call(source, { type: 'identify', traits }, common)
}

export function group(
  source: CompanySource,
  groupId: string,
  { traits, ...common }: Common & { readonly traits: JsonObject },
): EventItem {
  return call(source, { type: 'group', groupId, traits }, common)
}

function call(
  source: CompanySource,
  what: JsonObject,
  { key, at, who, channel }: Common,
): EventItem {
  const ids = Object.entries(who.ids ?? {})
  const external = ids.map(([type, id]) => ({ id, type, collection: 'users', encoding: 'none' }))
  return {
    via: 'event',
    source,
    body: {
      ...what,
      messageId: `${source}-${key}`,
      timestamp: iso(at),
      channel,
      ...(who.userId === undefined ? {} : { userId: who.userId }),
      ...(who.anonymousId === undefined ? {} : { anonymousId: who.anonymousId }),
      ...(external.length === 0 ? {} : { context: { externalIds: external } }),
    },
  }
}

/** `step` tells the states of one object apart: opened, paid, delivered ... */
export function thing(
  source: CompanySource,
  type: string,
  id: string,
  {
    at,
    step,
    ...rest
  }: {
    readonly at: number
    readonly step: string
    readonly customer?: string
    readonly account?: string
    readonly body: JsonObject
  },
): ObjectItem {
  const messageId = `${source}-${type}-${id}-${step}`
  return { via: 'object', source, type, id, messageId, changedAt: iso(at), ...rest }
}

export function consent(
  source: CompanySource,
  customer: string,
  said: {
    readonly key: string
    readonly at: number
    readonly purpose: string
    readonly channel: string
    readonly state: 'given' | 'withdrawn'
    readonly method: string
    readonly text?: string
  },
): ConsentItem {
  const { key, at, purpose, channel, state, method } = said
  return {
    via: 'consent',
    source,
    body: {
      customer,
      purpose,
      channel,
      state,
      method,
      ...(said.text === undefined ? {} : { text: said.text }),
      textVersion: TEXT_VERSION,
      language: 'en',
      effectiveAt: iso(at),
      idempotencyKey: `${source}-${key}`,
    },
  }
}
const TEXT_VERSION = 'lunavik-2025-04'

/** ms since epoch -> ISO 8601 in UTC. */
export function iso(ms: number): string {
  return new Date(ms).toISOString()
}
