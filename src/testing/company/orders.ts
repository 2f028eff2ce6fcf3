// Orders of private customers: the one they joined with, and devices bought later, with what becomes of them.
import { DAY_MS, HOUR_MS, ORDER_SEASON, seasonalTime } from './calendar.ts'
import { PRODUCTS, type Product } from './catalogue.ts'
import { type CompanyItem, iso, thing, track } from './item.ts'
import { as, type Resident } from './resident.ts'
import type { World } from './world.ts'

const EXTRA_SHARE = 0.45
const ORDERS_MAX = 3
const CANCELLED_SHARE = 0.04
const RETURNED_SHARE = 0.04

/** Only for those who joined in the window; the others' first orders are older than the systems. */
export function* joiningOrder(world: World, one: Resident): Generator<CompanyItem> {
  if (one.joinedAt !== one.customerSince) return
  yield* order(world, one, {
    number: 1,
    at: one.joinedAt,
    name: one.plan.name,
    total: one.plan.price,
  })
}

export function* extraOrders(world: World, one: Resident): Generator<CompanyItem> {
  for (let number = 2; number < 2 + ORDERS_MAX && one.random.chance(EXTRA_SHARE); number++) {
    const from = one.joinedAt + DAY_MS
    const at = seasonalTime(one.random, ORDER_SEASON, { from, to: world.now })
    if (at > world.now) return
    const product: Product = one.random.pick(PRODUCTS)
    yield* order(world, one, {
      number,
      at,
      name: product.name,
      total: product.price,
      sku: product.sku,
    })
  }
}

interface Bought {
  readonly number: number
  readonly at: number
  readonly name: string
  readonly total: number
  readonly sku?: string
}

function* order(world: World, one: Resident, bought: Bought): Generator<CompanyItem> {
  const id = `O-${one.n}-${bought.number}`
  const { at, name, total } = bought
  const properties = { order_id: id, total, currency: 'SEK', products: [{ name, quantity: 1 }] }
  // Who never logs in orders in the store, by mail address.
  const who = one.isOnline ? as.web(one) : as.support(one)
  yield track('shop', 'Order Completed', { key: id, at, who, channel: 'web', properties })
  const { status, changedAt } = fate(world, one, at)
  yield thing('shop', 'order', id, {
    at: changedAt,
    step: status,
    customer: `email:${one.email}`,
    body: {
      status,
      order_number: id,
      total,
      currency: 'SEK',
      summary: name,
      placedAt: iso(at),
      ...(status === 'shipped' ? { expectedAt: iso(changedAt + 2 * DAY_MS) } : {}),
    },
  })
}

/** How far an order of that time has come by now. */
function fate({ now }: World, { random }: Resident, at: number) {
  const shippedAt = at + random.int(10, 60) * HOUR_MS
  const deliveredAt = shippedAt + random.int(20, 90) * HOUR_MS
  const decidedAt = deliveredAt + random.int(1, 12) * DAY_MS
  const dice = random.next()
  if (dice < CANCELLED_SHARE && at + HOUR_MS < now)
    return { status: 'cancelled', changedAt: at + HOUR_MS }
  if (shippedAt > now) return { status: 'processing', changedAt: Math.min(at + HOUR_MS / 2, now) }
  if (deliveredAt > now) return { status: 'shipped', changedAt: shippedAt }
  if (dice > 1 - RETURNED_SHARE && decidedAt < now)
    return { status: 'returned', changedAt: decidedAt }
  return { status: 'delivered', changedAt: deliveredAt }
}
