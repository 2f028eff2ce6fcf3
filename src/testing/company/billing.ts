// Quarterly invoices and what comes of them: paid by direct debit, paid late after a reminder, failed and tried again.

import type { Random } from '../random.ts'
import { DAY_MS, within } from './calendar.ts'
import { type CompanyItem, iso, thing, track } from './item.ts'
import type { Resident } from './resident.ts'
import { as } from './resident.ts'
import type { World } from './world.ts'

const QUARTER_DAYS = 91
const DUE_DAYS = 30
const LATE_SHARE = 0.09
const FAILED_SHARE = 0.04
const UNPAID_SHARE = 0.015

/** Who pays: a private customer or an account through its contact. */
export interface Payer {
  readonly key: string
  readonly random: Random
  /** namespace:value */
  readonly customer: string
  readonly account?: string
  readonly firstAt: number
  /** crowns a quarter */
  readonly total: number
  readonly subscription: string
}

export function* billsOf(world: World, one: Resident): Generator<CompanyItem> {
  yield* bills(world, one, {
    key: String(one.n),
    random: one.random,
    customer: `customer_number:${one.customerNumber}`,
    firstAt: one.joinedAt + (one.n % QUARTER_DAYS) * DAY_MS,
    total: one.plan.price * 3,
    subscription: `S-${one.n}`,
  })
}

/** One invoice a quarter; `one` is whom the reminders and failures are about. */
export function* bills(world: World, one: Resident, payer: Payer): Generator<CompanyItem> {
  let number = 1
  for (let at = payer.firstAt; at < world.now; at += QUARTER_DAYS * DAY_MS) {
    yield* bill(world, one, payer, { number, at })
    number++
  }
}

interface Issued {
  readonly number: number
  readonly at: number
}

function* bill(world: World, one: Resident, payer: Payer, issued: Issued): Generator<CompanyItem> {
  const { random, total } = payer
  const id = `I-${payer.key}-${issued.number}`
  const dueAt = issued.at + DUE_DAYS * DAY_MS
  const dice = random.next()
  const isUnpaid = dice < UNPAID_SHARE
  const isLate = dice < LATE_SHARE
  const paidAt = isLate ? dueAt + random.int(6, 25) * DAY_MS : dueAt - random.int(0, 12) * DAY_MS
  const hasFailed = random.chance(FAILED_SHARE)
  const about = { invoice_id: id, total, currency: 'SEK' }
  const common = { who: whoPays(one, payer), channel: 'server' }
  const failedAt = paidAt - 3 * DAY_MS
  if (hasFailed && failedAt < world.now) {
    const properties = {
      ...about,
      payment_id: `P-${id}-0`,
      amount: total,
      reason: random.pick(REASONS),
    }
    yield track('billing', 'Payment Failed', {
      ...common,
      key: `${id}-failed`,
      at: failedAt,
      properties,
    })
  }
  const remindedAt = dueAt + 5 * DAY_MS
  if (isLate && remindedAt < world.now) {
    const properties = { ...about, due_date: iso(dueAt) }
    yield track('billing', 'Invoice Reminder Sent', {
      ...common,
      key: `${id}-reminded`,
      at: remindedAt,
      properties,
    })
  }
  const isPaid = !isUnpaid && paidAt < world.now
  const status = isPaid ? 'paid' : dueAt < world.now ? 'overdue' : 'open'
  const changedAt = isPaid ? paidAt : within(dueAt, issued.at, world.now)
  yield thing('billing', 'invoice', id, {
    at: status === 'open' ? issued.at : changedAt,
    step: status,
    ...ownerOf(payer),
    body: {
      status,
      ...about,
      invoice_number: id,
      issuedAt: iso(issued.at),
      dueAt: iso(dueAt),
      subscription: payer.subscription,
    },
  })
  if (!isPaid) return
  yield thing('billing', 'payment', `P-${id}`, {
    at: paidAt,
    step: 'succeeded',
    ...ownerOf(payer),
    body: {
      status: 'succeeded',
      amount: total,
      currency: 'SEK',
      method: METHODS[one.n % 3] ?? 'card',
      invoice: id,
    },
  })
}

/** Companies pay through the person who looks after the contract, whom billing knows by mail. */
function whoPays(one: Resident, payer: Payer) {
  return payer.account === undefined ? as.billing(one) : as.support(one)
}

function ownerOf({ customer, account }: Payer) {
  return account === undefined ? { customer } : { customer, account }
}

const REASONS = ['card expired', 'not enough money on the account', 'bank did not answer']
const METHODS = ['direct debit', 'card', 'bank transfer']
