// A hand-made person: the same keys in the same systems as everybody else, but a story written by hand.

import type { JsonObject } from '../../contract/event.ts'
import { createRandom } from '../random.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './calendar.ts'
import { HOME_PLANS, type Plan } from './catalogue.ts'
import { type CompanyItem, consent, iso, thing, track } from './item.ts'
import { as, type Resident } from './resident.ts'

export interface PersonaInput {
  /** `ann-berg`: stands in every key of her story */
  readonly slug: string
  readonly given: string
  readonly family: string
  /** local part before @example.com */
  readonly mail: string
  readonly phone: string
  readonly street: string
  readonly postcode: string
  readonly city: string
  readonly area?: string
  readonly language?: string
  readonly plan?: Plan
  readonly joinedDaysAgo: number
}

export function persona(now: number, input: PersonaInput): Resident {
  const { slug, mail, joinedDaysAgo, ...rest } = input
  const random = createRandom(slug)
  const joinedAt = now - joinedDaysAgo * DAY_MS
  return {
    n: 0,
    area: 'west',
    language: 'en',
    plan: HOME_PLANS[1]?.[0] ?? { name: 'Fibre 500', price: 449 },
    ...rest,
    key: slug,
    random,
    email: `${mail}@example.com`,
    userId: slug,
    crmId: `CRM-${slug}`,
    customerNumber: `K-${slug}`,
    devices: [random.uuid(), random.uuid()],
    joinedAt,
    customerSince: joinedAt,
    isOnline: true,
    usesApp: true,
  }
}

/** A time before now. */
export function before(now: number, days: number, hours = 0, minutes = 0): number {
  return now - days * DAY_MS - hours * HOUR_MS - minutes * MINUTE_MS
}

/** `Thursday`, in UTC. */
export function weekday(at: number): string {
  return DAYS[new Date(at).getUTCDay()] ?? ''
}
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Short verbs for one person's story. `key` must be new within a source and a person. */
export function storyteller(one: Resident) {
  const named = (key: string) => `${one.key}-${key}`
  const owner = `customer_number:${one.customerNumber}`
  const say =
    (source: 'phone' | 'support' | 'web' | 'app' | 'crm' | 'billing' | 'shop', channel: string) =>
    (key: string, at: number, event: string, properties: JsonObject): CompanyItem =>
      track(source, event, { key: named(key), at, who: whoIn(source, one), channel, properties })
  return {
    phone: say('phone', 'phone'),
    chat: say('support', 'chat'),
    mail: say('support', 'email'),
    web: say('web', 'web'),
    app: say('app', 'mobile'),
    crm: say('crm', 'store'),
    billing: say('billing', 'server'),
    shop: say('shop', 'web'),
    network: say('billing', 'server'),
    /** a business object of hers, by the number that billing knows her by */
    has: (type: string, id: string, at: number, body: JsonObject): CompanyItem => {
      const step = String(body['status'] ?? body['stage'])
      return thing(type === 'ticket' ? 'support' : 'billing', type, id, {
        at,
        step,
        customer: owner,
        body,
      })
    },
    consents: (
      at: number,
      said: {
        readonly purpose: string
        readonly channel: string
        readonly state: 'given' | 'withdrawn'
        readonly method: string
        readonly text?: string
      },
    ): CompanyItem =>
      consent('shop', `email:${one.email}`, {
        ...said,
        at,
        key: named(`${said.purpose}-${said.channel === '*' ? 'all' : said.channel}-${said.state}`),
      }),
    subscription: (at: number, more: JsonObject = {}): CompanyItem =>
      thing('billing', 'subscription', `S-${one.key}`, {
        at,
        step: 'active',
        customer: owner,
        body: {
          status: 'active',
          plan: one.plan.name,
          price: one.plan.price,
          currency: 'SEK',
          interval: 'month',
          startedAt: iso(one.customerSince),
          ...more,
        },
      }),
  }
}

function whoIn(source: string, one: Resident) {
  switch (source) {
    case 'phone':
      return as.phone(one)
    case 'support':
      return as.support(one)
    case 'crm':
      return as.crm(one)
    case 'billing':
      return as.billing(one)
    case 'app':
      return { userId: one.userId }
    case 'shop':
      return as.shop(one)
    default:
      return as.web(one)
  }
}
