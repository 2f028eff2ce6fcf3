// What is known of people whatever the data say. Without such anchors the classes of pairs may change places:
// where families are more frequent than repeats, living together would be learnt as being one.
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
  return withLast(shares, Math.min(most, Math.max(least, shares.at(-1) ?? 0)))
}

export function anchoredNamesake(shares: Float64Array): Float64Array {
  return withLast(shares, Math.min(NAMESAKES_DIFFERENT_MAX, shares.at(-1) ?? 0))
}

/** Shares with another last one; the others keep their proportions. */
function withLast(shares: Float64Array, wanted: number): Float64Array {
  const last = shares.length - 1
  const before = shares[last] ?? 0
  if (before === wanted || before >= 1) return shares
  const factor = (1 - wanted) / (1 - before)
  return shares.map((share, level) => (level === last ? wanted : share * factor))
}
