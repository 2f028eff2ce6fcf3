// Who customer number n is. Everything is computed from (seed, n), so nothing is kept for 100,000 customers
// and a test can ask for the truth about any of them at any time.
import { CITIES, FAMILY_NAMES, GIVEN_NAMES, MAIL_DOMAINS, plainLetters, STREETS } from '../names.ts'
import { createRandom, mix, uuidOf } from '../random.ts'

const DEVICES_MAX = 4
/** Of 100 customers so many never say who they are. */
const NEVER_KNOWN_PERCENT = 12
const BUSINESS_PERCENT = 15
const MEMBERS_PER_ACCOUNT = 12

export interface Person {
  readonly userId: string
  readonly given: string
  readonly family: string
  readonly email: string
  readonly phone: string
  readonly street: string
  readonly postcode: string
  readonly city: string
}

export function userIdOf(customer: number): string {
  return `u${String(customer).padStart(7, '0')}`
}

export function personOf(seed: number, customer: number): Person {
  const random = createRandom(mix(seed, customer, 1))
  const given = random.pick(GIVEN_NAMES)
  const family = random.pick(FAMILY_NAMES)
  const [city, postcode] = random.pick(CITIES)
  return {
    userId: userIdOf(customer),
    given,
    family,
    email: `${plainLetters(given)}.${plainLetters(family)}.${customer}@${random.pick(MAIL_DOMAINS)}`,
    phone: phoneOf(customer),
    street: `${random.pick(STREETS)} ${random.int(1, 120)}`,
    postcode: `${postcode} ${random.int(10, 99)}`,
    city,
  }
}

/** A Swedish mobile number of its own for each of up to 40 million customers. */
export function phoneOf(customer: number): string {
  const prefix = ['70', '72', '73', '76'][Math.floor(customer / 10_000_000) % 4] ?? '79'
  // 7,654,321 has no factor in common with ten million, so no two customers meet.
  const local = (customer * 7_654_321 + 2_000_003) % 10_000_000
  return `+46${prefix}${String(local).padStart(7, '0')}`
}

/** 1 to 4; most have two. */
export function devicesOf(seed: number, customer: number): number {
  const dice = mix(seed, customer, 2) % 10
  return dice < 3 ? 1 : dice < 7 ? 2 : dice < 9 ? 3 : DEVICES_MAX
}

/** The anonymous id a device shows; on a shared device it is the first owner's. */
export function anonymousIdOf(seed: number, customer: number, device: number): string {
  const a = mix(seed, customer, 10 + device)
  return uuidOf(a, mix(a, customer, 1), mix(a, customer, 2), mix(a, device, 3))
}

/** True for those who at some time log in; the others stay anonymous for ever. */
export function becomesKnown(seed: number, customer: number): boolean {
  return mix(seed, customer, 3) % 100 >= NEVER_KNOWN_PERCENT
}

/** The organisation she works for, if any. Neighbours in number are colleagues. */
export function accountOf(seed: number, customer: number): string | undefined {
  const block = Math.floor(customer / MEMBERS_PER_ACCOUNT)
  return mix(seed, block, 4) % 100 < BUSINESS_PERCENT ? `org-${block}` : undefined
}

/**
 * Whose device she uses as her first one: her own number, or that of the person she shares it with.
 * Pairs (0,1), (2,3) ... share with the given probability.
 */
export function deviceOwner(
  seed: number,
  customer: number,
  device: number,
  sharedShare: number,
): number {
  if (device !== 0) return customer
  const pair = customer - (customer % 2)
  return mix(seed, pair, 5) / 4_294_967_296 < sharedShare ? pair : customer
}
