// Dresses a step of a visit as a raw Segment call, of the fields and the size that real SDKs send (450-700 bytes).
import type { JsonObject } from '../../contract/event.ts'
import { accountOf, type Person, personOf } from './person.ts'
import type { Draft, Visit } from './visit.ts'

export interface Stamp {
  readonly messageId: string
  /** ISO 8601 */
  readonly timestamp: string
}

/** One Segment call without sentAt: the sender puts that on the batch, as SDKs do. */
export function bodyOf(seed: number, visit: Visit, draft: Draft, stamp: Stamp): JsonObject {
  const context = contextOf(visit, draft)
  const { messageId, timestamp } = stamp
  const { type } = draft
  const who = whoOf(visit, draft)
  switch (draft.type) {
    case 'identify':
      return { type, messageId, timestamp, ...who, traits: traitsOf(seed, visit), context }
    case 'group':
      return { type, messageId, timestamp, ...who, ...membershipOf(seed, visit), context }
    case 'alias': {
      const { anonymousId, userId } = visit
      return { type, messageId, timestamp, previousId: anonymousId, userId, context }
    }
    case 'track': {
      const properties = (draft.properties ?? {}) as JsonObject
      return { type, messageId, timestamp, ...who, event: draft.name ?? '', properties, context }
    }
    default: {
      const properties = type === 'page' ? { path: draft.path ?? '/' } : draft.properties
      const name = draft.name ?? ''
      return {
        type,
        messageId,
        timestamp,
        ...who,
        name,
        properties: properties as JsonObject,
        context,
      }
    }
  }
}

function whoOf(visit: Visit, draft: Draft): JsonObject {
  const { anonymousId, userId } = visit
  if (draft.door === 'server') return { userId, channel: 'server' }
  return visit.isKnown ? { anonymousId, userId } : { anonymousId }
}

function contextOf(visit: Visit, draft: Draft): JsonObject {
  const look = visit.look
  if (draft.door === 'server') return SERVER_CONTEXT
  if (draft.door === 'app') return APP_CONTEXTS[look % APP_CONTEXTS.length] ?? SERVER_CONTEXT
  const base = WEB_CONTEXTS[look % WEB_CONTEXTS.length] ?? SERVER_CONTEXT
  const campaign = CAMPAIGNS[look % CAMPAIGN_EVERY]
  const context = { ...base, ip: `203.0.113.${look % 256}`, page: pageOf(visit, draft) }
  return campaign === undefined ? context : { ...context, campaign }
}

function pageOf(visit: Visit, draft: Draft): JsonObject {
  const path = draft.path ?? '/'
  const campaign = CAMPAIGNS[visit.look % CAMPAIGN_EVERY]
  return {
    path,
    referrer: visit.at === 0 ? 'https://search.example.net/' : SITE,
    search: campaign === undefined ? '' : '?utm_source=mail',
    title: `${draft.name ?? 'Page'} | Webshop`,
    url: `${SITE}${path}`,
  }
}

function traitsOf(seed: number, visit: Visit): JsonObject {
  const person: Person = personOf(seed, visit.customer)
  return {
    firstName: person.given,
    lastName: person.family,
    email: person.email,
    phone: person.phone,
    address: {
      street: person.street,
      postalCode: person.postcode,
      city: person.city,
      country: 'SE',
    },
  }
}

function membershipOf(seed: number, visit: Visit): JsonObject {
  const groupId = accountOf(seed, visit.customer) ?? `org-of-${visit.customer}`
  return {
    groupId,
    traits: { name: `Company ${groupId}`, industry: 'services', employees: 5 + (visit.look % 400) },
  }
}

const SITE = 'https://www.shop.example.com'
const CAMPAIGN_EVERY = 6
const CAMPAIGNS: readonly JsonObject[] = [
  { name: 'spring-fibre', source: 'mail', medium: 'email', content: 'header' },
]
const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
]
const LOCALES = ['sv-SE', 'en-GB', 'nb-NO']
const WEB_CONTEXTS: readonly JsonObject[] = BROWSERS.flatMap((userAgent) =>
  LOCALES.map((locale) => ({
    userAgent,
    locale,
    library: { name: 'analytics.js', version: 'next-1.84.3' },
  })),
)
const APP_CONTEXTS: readonly JsonObject[] = ['iPhone17,1', 'Pixel 9', 'SM-S931B'].map((model) => ({
  app: { name: 'My Line', version: '6.2.1', build: '6210', namespace: 'com.example.myline' },
  device: { model, type: model.startsWith('iPhone') ? 'ios' : 'android', manufacturer: 'various' },
  os: { name: model.startsWith('iPhone') ? 'iOS' : 'Android', version: '18' },
  network: { wifi: true, cellular: false, carrier: 'Norr' },
  library: { name: 'analytics-mobile', version: '1.9.4' },
  locale: 'sv-SE',
  timezone: 'Europe/Stockholm',
}))
const SERVER_CONTEXT: JsonObject = {
  library: { name: '@segment/analytics-node', version: '3.1.0' },
  app: { name: 'order-service', version: '2026.11.2' },
  traits: {},
}
