// The life of a private customer: joining, ordering, paying, having trouble, browsing, saying what she thinks.

import { billsOf } from './billing.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './calendar.ts'
import type { CompanyItem } from './item.ts'
import { consent, group, identify, iso, thing, track } from './item.ts'
import { onlineLife } from './online.ts'
import { extraOrders, joiningOrder } from './orders.ts'
import { addressOf, as, type Resident } from './resident.ts'
import { outageTroubles, troubles } from './support.ts'
import type { World } from './world.ts'

/** Every item of one private customer, in no particular order. */
export function* homeLife(world: World, one: Resident): Generator<CompanyItem> {
  yield* records(one)
  yield* joiningOrder(world, one)
  yield* contract(one)
  yield* billsOf(world, one)
  yield* extraOrders(world, one)
  yield* outageTroubles(world, one)
  yield* troubles(world, one)
  yield* onlineLife(world, one)
  yield* consents(world, one)
  yield* opinions(world, one)
}

/** What crm, billing and the web shop each write down about her; e-mail and phone are all they share. */
export function* records(one: Resident, account?: { id: string; traits: Record<string, string> }) {
  const { key, joinedAt: at, email, phone } = one
  yield identify('crm', {
    key: `${key}-known`,
    at,
    who: as.crm(one),
    channel: 'server',
    traits: {
      firstName: one.given,
      lastName: one.family,
      name: `${one.given} ${one.family}`,
      email,
      phone,
      language: one.language,
      address: addressOf(one),
      createdAt: iso(one.customerSince),
      ...account?.traits,
    },
  })
  if (account === undefined) {
    yield identify('billing', {
      key: `${key}-known`,
      at: at + MINUTE_MS,
      who: as.billing(one),
      channel: 'server',
      traits: { name: `${one.given} ${one.family}`, email, plan: one.plan.name },
    })
  } else {
    const { id: groupId, traits } = account
    const who = as.crm(one)
    yield group('crm', groupId, {
      key: `${key}-group`,
      at,
      who,
      channel: 'server',
      traits: { name: traits['company'] ?? groupId },
    })
  }
  if (one.isOnline) {
    const who = as.web(one)
    yield identify('web', {
      key: `${key}-known`,
      at: at + HOUR_MS,
      who,
      channel: 'web',
      traits: { email, phone },
    })
  }
}

function* contract(one: Resident): Generator<CompanyItem> {
  const at = one.joinedAt + 3 * HOUR_MS
  const customer = `customer_number:${one.customerNumber}`
  const subscription = `S-${one.n}`
  yield thing('billing', 'subscription', subscription, {
    at,
    step: 'active',
    customer,
    body: {
      status: 'active',
      plan: one.plan.name,
      price: one.plan.price,
      currency: 'SEK',
      interval: 'month',
      startedAt: iso(one.customerSince),
    },
  })
  yield thing('crm', 'installed_product', `D-${one.n}`, {
    at,
    step: 'installed',
    customer: `crm_id:${one.crmId}`,
    body: {
      status: 'installed',
      name: one.n % 3 === 0 ? 'Halo Router R2' : 'Halo Router R3',
      serial_number: `HR${300_000 + one.n}`,
      software_version: `4.${one.n % 4}`,
      subscription,
    },
  })
}

const CONSENTS = [
  ['marketing', 'email', 0.62],
  ['marketing', 'sms', 0.38],
  ['personalisation', '*', 0.5],
  ['sharing', '*', 0.05],
] as const
const WITHDRAW_SHARE = 0.12

export function* consents(world: World, one: Resident): Generator<CompanyItem> {
  const { random, key, joinedAt } = one
  const customer = `email:${one.email}`
  for (const [purpose, channel, share] of CONSENTS) {
    if (!random.chance(share)) continue
    const about = { purpose, channel }
    const name = `${key}-${purpose}-${channel === '*' ? 'all' : channel}`
    const at = joinedAt + 10 * MINUTE_MS
    yield consent('shop', customer, {
      ...about,
      key: `${name}-given`,
      at,
      state: 'given',
      method: 'web form',
    })
    const left = world.now - at
    const isWithdrawn = random.chance(WITHDRAW_SHARE) && left > DAY_MS
    const heldFor = DAY_MS / 2 + Math.floor(random.next() * (left - DAY_MS / 2))
    const withdrawnAt = isWithdrawn ? at + heldFor : world.now
    if (channel === 'email')
      yield* letter(one, at + Math.floor(random.next() * (withdrawnAt - at - HOUR_MS)))
    if (isWithdrawn)
      yield consent('shop', customer, {
        ...about,
        key: `${name}-withdrawn`,
        at: withdrawnAt,
        state: 'withdrawn',
        method: 'link in e-mail',
      })
  }
}

const OPENED_SHARE = 0.4

/** Sent only while her consent holds. */
function* letter(one: Resident, at: number): Generator<CompanyItem> {
  const properties = { subject: one.random.pick(SUBJECTS), campaign_name: 'newsletter' }
  const common = { who: as.support(one), channel: 'email', properties }
  yield track('crm', 'Email Sent', { ...common, key: `${one.key}-letter`, at })
  if (!one.random.chance(OPENED_SHARE)) return
  const openedAt = at + one.random.int(1, 50) * MINUTE_MS
  yield track('crm', 'Email Opened', { ...common, key: `${one.key}-letter-opened`, at: openedAt })
}
const SUBJECTS = [
  'Faster fibre at the same price',
  'Wifi in every room',
  'Your line before the holidays',
]

const IDEA_SHARE = 0.16

function* opinions(world: World, one: Resident): Generator<CompanyItem> {
  const { random, key } = one
  if (!one.isOnline || !random.chance(IDEA_SHARE)) return
  const idea = random.pick(world.ideas)
  const from = Math.max(idea.submittedAt, one.joinedAt)
  const at = from + Math.floor(random.next() * (world.now - from))
  yield track('web', 'Idea Supported', {
    key: `${key}-${idea.id}`,
    at,
    who: as.web(one),
    channel: 'web',
    properties: { idea_id: idea.id, title: idea.title },
  })
}
