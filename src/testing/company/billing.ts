// Quarterly invoices and what comes of them: paid by direct debit, paid late after a reminder, failed and tried again.

import type { Random } from '../random.ts'
import { DAY_MS } from './calendar.ts'
import { type CompanyItem, iso, thing, track } from './item.ts'
import type { Resident } from './resident.ts'
import { as } from './resident.ts'
import type { World } from './world.ts'

const QUARTER_DAYS = 91
const DUE_DAYS = 30
const RETRY_DAYS = 3
const REMIND_DAYS = 5
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
  const course = courseOf(world, payer, issued)
  yield* troubles(world, one, payer, course)
  const { id, dueAt, paidAt } = course
  const status = course.isPaid ? 'paid' : dueAt < world.now ? 'overdue' : 'open'
  const changedAt = { paid: paidAt, overdue: dueAt, open: issued.at }[status]
  yield thing('billing', 'invoice', id, {
    at: changedAt,
    step: status,
    ...ownerOf(payer),
    body: {
      status,
      invoice_id: id,
      invoice_number: id,
      total: payer.total,
      currency: 'SEK',
      issuedAt: iso(issued.at),
      dueAt: iso(dueAt),
      subscription: payer.subscription,
    },
  })
  if (!course.isPaid) return
  const method = METHODS[one.n % METHODS.length] ?? 'card'
  const body = { status: 'succeeded', amount: payer.total, currency: 'SEK', method, invoice: id }
  yield thing('billing', 'payment', `P-${id}`, {
    at: paidAt,
    step: 'succeeded',
    ...ownerOf(payer),
    body,
  })
}

/** What becomes of one invoice; times in ms since epoch. */
interface Course {
  readonly id: string
  readonly dueAt: number
  readonly paidAt: number
  readonly isPaid: boolean
  readonly isLate: boolean
  readonly hasFailed: boolean
}

function courseOf(world: World, { key, random }: Payer, issued: Issued): Course {
  const dueAt = issued.at + DUE_DAYS * DAY_MS
  const dice = random.next()
  const isLate = dice < LATE_SHARE
  const paidAt = isLate ? dueAt + random.int(6, 25) * DAY_MS : dueAt - random.int(0, 12) * DAY_MS
  return {
    id: `I-${key}-${issued.number}`,
    dueAt,
    paidAt,
    isLate,
    isPaid: dice >= UNPAID_SHARE && paidAt < world.now,
    hasFailed: random.chance(FAILED_SHARE),
  }
}

/** A payment that failed (tried again later under the same id), a reminder when the due day has gone by. */
function* troubles(
  world: World,
  one: Resident,
  payer: Payer,
  { id, dueAt, paidAt, isLate, hasFailed }: Course,
): Generator<CompanyItem> {
  const about = { invoice_id: id, total: payer.total, currency: 'SEK' }
  const common = { who: whoPays(one, payer), channel: 'server' }
  const failedAt = paidAt - RETRY_DAYS * DAY_MS
  if (hasFailed && failedAt < world.now) {
    const reason = payer.random.pick(REASONS)
    const properties = { ...about, payment_id: `P-${id}`, amount: payer.total, reason }
    yield track('billing', 'Payment Failed', {
      ...common,
      key: `${id}-failed`,
      at: failedAt,
      properties,
    })
  }
  const remindedAt = dueAt + REMIND_DAYS * DAY_MS
  if (isLate && remindedAt < world.now) {
    const properties = { ...about, due_date: iso(dueAt) }
    yield track('billing', 'Invoice Reminder Sent', {
      ...common,
      key: `${id}-reminded`,
      at: remindedAt,
      properties,
    })
  }
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
