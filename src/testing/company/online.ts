// Visits to the web shop (first unknown, then logged in), use of the app, and the letters sent to those who agreed.
import { DAY_MS, MINUTE_MS, seasonalTime, VISIT_SEASON } from './calendar.ts'
import { PRODUCTS } from './catalogue.ts'
import { type CompanyItem, page, track } from './item.ts'
import { as, type Resident } from './resident.ts'
import type { World } from './world.ts'

const VISITS_MAX = 4
const LOGGED_IN_SHARE = 0.55

export function* onlineLife(world: World, one: Resident): Generator<CompanyItem> {
  if (one.joinedAt === one.customerSince && one.isOnline) yield* firstVisit(world, one)
  if (one.isOnline) {
    const visits = one.random.int(0, VISITS_MAX)
    for (let n = 1; n <= visits; n++) yield* visit(world, one, n)
  }
  if (one.usesApp) yield* appUse(world, one)
}

/** She looked around before she was anybody to us; the device tells later that it was her. */
function* firstVisit(world: World, one: Resident): Generator<CompanyItem> {
  const at = Math.max(world.startsAt, one.joinedAt - one.random.int(5, 3000) * MINUTE_MS)
  const common = { who: as.visitor(one), channel: 'web' }
  yield page('web', 'Fibre plans', { ...common, key: `${one.key}-first`, at, path: '/fibre' })
  const properties = { name: one.plan.name, price: one.plan.price, currency: 'SEK' }
  yield track('web', 'Product Viewed', {
    ...common,
    key: `${one.key}-first-2`,
    at: at + MINUTE_MS,
    properties,
  })
}

function* visit(world: World, one: Resident, n: number): Generator<CompanyItem> {
  const { random } = one
  const at = seasonalTime(random, VISIT_SEASON, {
    from: one.joinedAt,
    to: world.now - 9 * MINUTE_MS,
  })
  const device = n % 2
  const isLoggedIn = random.chance(LOGGED_IN_SHARE)
  const common = { who: isLoggedIn ? as.web(one, device) : as.visitor(one, device), channel: 'web' }
  const key = `${one.key}-v${n}`
  const [name, path] = random.pick(PAGES)
  yield page('web', name, { ...common, key: `${key}-1`, at, path })
  if (path === '/shop') {
    const { sku, name, price } = random.pick(PRODUCTS)
    const properties = { product_id: sku, name, price, currency: 'SEK' }
    yield track('web', 'Product Viewed', {
      ...common,
      key: `${key}-2`,
      at: at + MINUTE_MS,
      properties,
    })
    if (random.chance(0.35)) {
      yield track('web', 'Product Added', {
        ...common,
        key: `${key}-3`,
        at: at + 2 * MINUTE_MS,
        properties,
      })
    }
  } else if (path === '/help') {
    const properties = { query: random.pick(SEARCHES) }
    yield track('web', 'Products Searched', {
      ...common,
      key: `${key}-2`,
      at: at + MINUTE_MS,
      properties,
    })
  }
}

function* appUse(world: World, one: Resident): Generator<CompanyItem> {
  const { random } = one
  const sessions = random.int(1, 5)
  const common = { who: { userId: one.userId }, channel: 'mobile' }
  for (let n = 1; n <= sessions; n++) {
    const at = seasonalTime(random, VISIT_SEASON, {
      from: one.joinedAt,
      to: world.now - DAY_MS / 24,
    })
    const feature = random.pick(FEATURES)
    yield track('app', 'Logged In', { ...common, key: `${one.key}-a${n}`, at, properties: {} })
    yield track('app', 'Feature Used', {
      ...common,
      key: `${one.key}-a${n}-2`,
      at: at + MINUTE_MS,
      properties: { feature },
    })
  }
}

const PAGES = [
  ['Home', '/'],
  ['Shop', '/shop'],
  ['Shop', '/shop'],
  ['Help', '/help'],
  ['My pages', '/my'],
  ['Bills', '/my/bills'],
  ['Service status', '/status'],
] as const
const SEARCHES = ['red light', 'move house', 'slow wifi', 'change plan', 'cancel', 'bill higher']
const FEATURES = ['speed test', 'guest wifi', 'bill', 'outage map', 'restart router', 'chat']
