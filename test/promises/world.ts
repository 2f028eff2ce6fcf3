// A small world in which everything happens to a handful of people: shared devices, aliases, late and repeated
// events, objects that change hands. Small, so that random histories collide all the time.
import * as fc from 'fast-check'
import type { ObjectWrite } from '../../src/engine/api.ts'
import { NOW } from '../support/engine.ts'

const MINUTE_MS = 60_000
const DAYS = 30

/** One thing that happened: an item of a collecting call, or a change of an object. */
export type Deed =
  | {
      readonly kind: 'item'
      readonly source: string
      readonly item: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'object'; readonly object: ObjectWrite }

const USERS = ['ann', 'bo', 'cy', 'di'] as const
const DEVICES = ['tablet', 'laptop', 'kiosk'] as const
const SOURCES = ['web', 'app', 'crm'] as const
const EMAILS = ['ann@x.io', 'bo@x.io', 'us@x.io'] as const
const PHONES = ['+14155550101', '+14155550102'] as const
const CARDS = ['1111222233334444', '5555666677778888'] as const
const NAMES = ['Ann', 'Bo Ek', 'Cy  Ålund', ''] as const
const BIRTHDAYS = ['1970-05-06', '1999-08-17'] as const
const GROUPS = ['acme', 'globex'] as const
const ORDERS = ['A-1', 'A-2', 'A-3'] as const
const TRACKS = [
  'Order Completed',
  'Order Shipped',
  'Ticket Created',
  'Payment Failed',
  'Logged In',
  'Cart Viewed',
] as const

const maybe = <Value>(values: readonly Value[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 })

const draft = fc.record({
  what: fc.constantFrom(
    'identify',
    'identify',
    'page',
    'page',
    'page',
    'track',
    'track',
    'group',
    'alias',
    'consent',
    'object',
    'gpc',
    'app',
  ),
  source: fc.constantFrom(...SOURCES),
  user: fc.constantFrom(...USERS),
  device: fc.constantFrom(...DEVICES),
  /** 0: device only, 1: user only, 2: both */
  who: fc.integer({ min: 0, max: 2 }),
  email: maybe(EMAILS),
  phone: maybe(PHONES),
  card: maybe(CARDS),
  name: maybe(NAMES),
  birthday: maybe(BIRTHDAYS),
  group: fc.constantFrom(...GROUPS),
  order: fc.constantFrom(...ORDERS),
  track: fc.constantFrom(...TRACKS),
  other: fc.constantFrom(...USERS, ...DEVICES),
  total: fc.constantFrom(1, 19.9, 0.1, 250),
  isFull: fc.boolean(),
  purpose: fc.constantFrom('marketing', 'personalisation', 'sales'),
  isGiven: fc.boolean(),
  /** mostly within a few hours, so that sessions touch; sometimes weeks ago */
  at: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 300 }).map((m) => m * 3) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: DAYS * 24 * 60 }) },
  ),
})
type Draft = typeof draft extends fc.Arbitrary<infer Value> ? Value : never

const who = ({ who: which, user, device }: Draft) => ({
  ...(which === 0 ? {} : { userId: user }),
  ...(which === 1 ? {} : { anonymousId: device }),
})

const traits = ({ email, phone, card, name, birthday, total }: Draft) =>
  JSON.parse(
    JSON.stringify({ email, phone, loyalty_card: card, name, birthday, score: total }),
  ) as object

function deedOf(one: Draft, number: number): Deed {
  const base = {
    messageId: `m${number}`,
    timestamp: new Date(NOW - one.at * MINUTE_MS).toISOString(),
  }
  const item = (more: object): Deed => ({
    kind: 'item',
    source: one.source,
    item: { ...base, ...who(one), ...more },
  })
  switch (one.what) {
    case 'identify':
      return item({ type: 'identify', traits: traits(one) })
    case 'page':
      return item({
        type: 'page',
        name: `Page ${one.order}`,
        properties: { path: `/${one.order}` },
      })
    case 'app':
      return item({
        type: 'screen',
        name: 'Start',
        context: { device: { id: `dev-${one.device}` } },
      })
    case 'gpc':
      return item({ type: 'page', name: 'Quiet', context: { gpc: true } })
    case 'group':
      return item({
        type: 'group',
        groupId: one.group,
        traits: { name: one.name ?? 'Corp', employees: one.total },
      })
    case 'alias':
      return item({ type: 'alias', userId: one.user, previousId: one.other })
    case 'consent':
      return item({
        type: 'track',
        event: one.isGiven ? 'Consent Given' : 'Consent Withdrawn',
        properties: { purpose: one.purpose, ...(one.isFull ? {} : { channel: 'email' }) },
      })
    case 'object':
      return { kind: 'object', object: objectOf(one, base) }
    default:
      return item({
        type: 'track',
        event: one.track,
        properties: {
          order_id: one.order,
          ticket_id: `T${one.order}`,
          total: one.total,
          value: one.total,
        },
      })
  }
}

function objectOf(one: Draft, base: { messageId: string; timestamp: string }): ObjectWrite {
  return {
    type: one.total === 1 ? 'ticket' : 'order',
    id: one.order,
    source: one.source,
    customer: one.email === undefined ? `user_id:${one.user}` : `email:${one.email}`,
    mode: one.isFull ? 'full' : 'patch',
    changedAt: base.timestamp,
    messageId: base.messageId,
    body: { status: one.isGiven ? 'shipped' : 'closed', [one.isFull ? 'a' : 'b']: one.total },
  }
}

/** What happened, in no order yet. */
export const deeds = (max: number): fc.Arbitrary<readonly Deed[]> =>
  fc.array(draft, { minLength: 2, maxLength: max }).map((drafts) => drafts.map(deedOf))

/** Deeds as calls: each call's items belong to one source. */
export type Delivery = readonly (readonly Deed[])[]

/**
 * An order of delivery: every deed at least once, some up to ten times, cut into calls at random.
 * `seed` numbers come from fast-check, so that a failure shrinks.
 */
export function deliveryOf(history: readonly Deed[], plan: DeliveryPlan): Delivery {
  const repeated = history.flatMap((deed, i) =>
    Array.from({ length: 1 + (plan.repeats[i] ?? 0) }, () => deed),
  )
  const shuffled = repeated
    .map((deed, i) => ({ deed, rank: plan.ranks[i % plan.ranks.length] ?? 0, i }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .map(({ deed }) => deed)
  const calls: Deed[][] = []
  for (let at = 0, turn = 0; at < shuffled.length; turn++) {
    const size = plan.sizes[turn % plan.sizes.length] ?? 1
    calls.push(shuffled.slice(at, at + size))
    at += size
  }
  return calls
}

export interface DeliveryPlan {
  readonly repeats: readonly number[]
  readonly ranks: readonly number[]
  readonly sizes: readonly number[]
}

export const deliveryPlan: fc.Arbitrary<DeliveryPlan> = fc.record({
  repeats: fc.array(fc.constantFrom(0, 0, 0, 0, 1, 9), { maxLength: 30 }),
  ranks: fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 300 }),
  sizes: fc.array(fc.constantFrom(1, 1, 2, 3, 8, 50), { minLength: 1, maxLength: 10 }),
})

/** Every way to name somebody of this world. */
export const REFERENCES: readonly string[] = [
  ...USERS.map((user) => `user_id:${user}`),
  ...DEVICES.map((device) => `anonymous_id:${device}`),
  ...EMAILS.map((email) => `email:${email}`),
  ...PHONES.map((phone) => `phone:${phone}`),
  ...ORDERS.map((order) => `order:${order}`),
]
export const ACCOUNTS: readonly string[] = GROUPS.map((group) => `group_id:${group}`)
