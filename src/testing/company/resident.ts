// A customer of the demo company as its systems know her: one person, five keys.
import { CITIES, FAMILY_NAMES, GIVEN_NAMES, MAIL_DOMAINS, plainLetters, STREETS } from '../names.ts'
import { createRandom, mix, type Random } from '../random.ts'
import { DAY_MS, ORDER_SEASON, seasonalTime } from './calendar.ts'
import { HOME_PLANS, type Plan } from './catalogue.ts'
import type { Who } from './item.ts'
import type { World } from './world.ts'

export interface Resident {
  readonly n: number
  /** prefix of every key of her story */
  readonly key: string
  readonly random: Random
  readonly given: string
  readonly family: string
  readonly email: string
  readonly phone: string
  readonly userId: string
  readonly crmId: string
  readonly customerNumber: string
  readonly devices: readonly string[]
  readonly language: string
  readonly street: string
  readonly postcode: string
  readonly city: string
  readonly area: string
  readonly plan: Plan
  /** ms since epoch: since when the systems of today know her */
  readonly joinedAt: number
  /** ms since epoch: since when she is a customer; before joinedAt for those moved over from older systems */
  readonly customerSince: number
  /** logs in on the web: only then is her user id known beside her mail address */
  readonly isOnline: boolean
  readonly usesApp: boolean
}

/** Keeps the numbers of 300,000 customers (scale 100) within seven digits. */
const PHONE_STEP = 23
const NEW_SHARE = 0.3
const ONLINE_SHARE = 0.75
/** of those who are online */
const APP_SHARE = 0.45
const MOVE_OVER_DAYS = 14

export function residentOf(world: World, n: number): Resident {
  const random = createRandom(mix(world.seed, n, 2))
  const given = random.pick(GIVEN_NAMES)
  const family = random.pick(FAMILY_NAMES)
  const [city, postcode, area] = random.pick(CITIES)
  const isOnline = random.chance(ONLINE_SHARE)
  const name = `${plainLetters(given)}.${plainLetters(family)}`
  return {
    n,
    key: `c${n}`,
    random,
    given,
    family,
    email: `${name}.${n}@${random.pick(MAIL_DOMAINS)}`,
    phone: `+4673${String(2_000_000 + n * PHONE_STEP).padStart(7, '0')}`,
    userId: `lv-${10_000 + n}`,
    crmId: `CRM-${50_000 + n}`,
    customerNumber: `K${700_000 + n}`,
    devices: [random.uuid(), random.uuid()],
    language: random.weighted(LANGUAGES),
    street: `${random.pick(STREETS)} ${random.int(1, 99)}`,
    postcode: `${postcode} ${random.int(10, 99)}`,
    city,
    area,
    plan: random.weighted(HOME_PLANS),
    ...joining(world, random),
    isOnline,
    usesApp: isOnline && random.chance(APP_SHARE),
  }
}

const LANGUAGES = [
  ['sv', 8],
  ['en', 2],
  ['fi', 1],
] as const

function joining(world: World, random: Random) {
  if (random.chance(NEW_SHARE)) {
    const from = world.startsAt + MOVE_OVER_DAYS * DAY_MS
    const joinedAt = seasonalTime(random, ORDER_SEASON, { from, to: world.now - DAY_MS })
    return { joinedAt, customerSince: joinedAt }
  }
  const joinedAt = world.startsAt + Math.floor(random.next() * MOVE_OVER_DAYS * DAY_MS)
  return { joinedAt, customerSince: joinedAt - random.int(30, 2000) * DAY_MS }
}

/** How each system knows her. */
export const as = {
  visitor: (one: Resident, device = 0): Who => ({ anonymousId: one.devices[device] ?? one.userId }),
  web: (one: Resident, device = 0): Who => ({ ...as.visitor(one, device), userId: one.userId }),
  shop: (one: Resident): Who => ({ userId: one.userId }),
  crm: (one: Resident): Who => ({ ids: { crm_id: one.crmId } }),
  billing: (one: Resident): Who => ({ ids: { customer_number: one.customerNumber } }),
  support: (one: Resident): Who => ({ ids: { email: one.email } }),
  phone: (one: Resident): Who => ({ ids: { phone: one.phone } }),
}

export function addressOf({ street, postcode, city }: Resident) {
  return { street, postalCode: postcode, city, country: 'SE' }
}
