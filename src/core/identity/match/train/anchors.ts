// What is known of people whatever the data say. Without such anchors the classes of pairs may change places:
// where families are more frequent than repeats, living together would be learnt as being one.
import { NAME_LEVELS } from '../compare/name-part.ts'
import type { Role } from '../roles/role.ts'

/** Least and most share of one person's records that differ. Names and birth dates stay, addresses change. */
const DIFFERENT: Partial<Record<Role, readonly [least: number, most: number]>> = {
  given_name: [0.001, 0.12],
  full_name: [0.001, 0.2],
  family_name: [0.005, 0.15],
  birth_date: [0.001, 0.2],
  street: [0.05, 1],
  house_number: [0.05, 1],
  postcode: [0.05, 1],
  place: [0.03, 1],
  phone: [0.05, 1],
  email: [0.01, 1],
}

/** Namesakes share both names; who shares only one is a stranger. */
const NAMESAKES_DIFFERENT_MAX = 0.2

/** Level shares of one customer's records, the last level kept within what is known. */
export function anchoredMatch(shares: Float64Array, role: Role | undefined): Float64Array {
  const [least, most] = (role && DIFFERENT[role]) ?? [0, 1]
  const kept = withLast(shares, Math.min(most, Math.max(least, shares.at(-1) ?? 0)))
  return role === 'given_name' ? withoutDistant(kept) : kept
}

/** Given names that are hardly alike (Lena, Leif) are those of brothers and sisters, not errors. */
const DISTANT_MAX = 0.008

function withoutDistant(shares: Float64Array): Float64Array {
  const distant = shares[NAME_LEVELS.distant] ?? 0
  if (distant <= DISTANT_MAX) return shares
  const factor = (1 - DISTANT_MAX) / (1 - distant)
  return shares.map((share, level) =>
    level === NAME_LEVELS.distant ? DISTANT_MAX : share * factor,
  )
}

export function anchoredNamesake(shares: Float64Array): Float64Array {
  return withLast(shares, Math.min(NAMESAKES_DIFFERENT_MAX, shares.at(-1) ?? 0))
}

/**
 * Living together is sharing an address, being a family sharing mailbox and phone: so many at least share them
 * exactly. Without this the classes drift to people of one town, and families are left to the class of one customer.
 */
const SAME_MIN: Readonly<Record<'home' | 'family', Partial<Record<Role, number>>>> = {
  home: { family_name: 0.5, street: 0.6, house_number: 0.6, postcode: 0.6, place: 0.7 },
  family: {
    family_name: 0.5,
    street: 0.6,
    house_number: 0.6,
    postcode: 0.6,
    place: 0.7,
    email: 0.4,
    phone: 0.4,
  },
}

export function anchoredHome(
  shares: Float64Array,
  name: 'home' | 'family',
  role: Role | undefined,
): Float64Array {
  if (role === 'full_name') return withoutWholeNames(shares)
  const least = (role && SAME_MIN[name][role]) ?? 0
  const same = shares[0] ?? 0
  if (same >= least || same >= 1) return shares
  const factor = (1 - least) / (1 - same)
  return shares.map((share, level) => (level === 0 ? least : share * factor))
}

/** Of two people of one home hardly ever all words of their names agree; without this the class takes in repeats. */
const WHOLE_NAMES_MAX = 0.05

/** Shares of levels of whole names, of which the first half says that every word found its partner. */
function withoutWholeNames(shares: Float64Array): Float64Array {
  const middle = shares.length / 2
  const whole = shares.subarray(0, middle).reduce((sum, share) => sum + share, 0)
  if (whole <= WHOLE_NAMES_MAX || whole >= 1) return shares
  const [fewer, more] = [WHOLE_NAMES_MAX / whole, (1 - WHOLE_NAMES_MAX) / (1 - whole)]
  return shares.map((share, level) => share * (level < middle ? fewer : more))
}

/** A number counts as shared by families only when more pairs than this show it. */
const SHARED_NUMBERS_MIN = 40

/** Counts of levels with so many more pairs that share nothing. */
export function withDoubt(counts: Float64Array): Float64Array {
  return counts.map((count, level) =>
    level === counts.length - 1 ? count + SHARED_NUMBERS_MIN : count,
  )
}

/** Shares with another last one; the others keep their proportions. */
function withLast(shares: Float64Array, wanted: number): Float64Array {
  const last = shares.length - 1
  const before = shares[last] ?? 0
  if (before === wanted || before >= 1) return shares
  const factor = (1 - wanted) / (1 - before)
  return shares.map((share, level) => (level === last ? wanted : share * factor))
}
