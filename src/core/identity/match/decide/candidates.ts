// The customers that a record may be: those whose records share a key with it, the likeliest scored in full.
import { type Known, MEMBERS_MAX, type Scorer } from '../score/scorer.ts'
import type { Neighbourhood } from './neighbourhood.ts'

export interface Candidate {
  readonly customer: string
  /** score of the record against the whole customer */
  readonly bits: number
  /** the member that it resembles most, and that score */
  readonly member: string
  readonly memberBits: number
}

/** Records compared one by one; those that share most keys come first. */
const RECORDS_MAX = 400
/** A customer none of whose records comes this close is not scored in full. */
const CLOSE_BITS = -9

/** Candidates of a record, best first; its own customer is left out, its own id never counts. */
export function findCandidates(
  scorer: Scorer,
  near: Neighbourhood,
  { record, keys }: { readonly record: Known; readonly keys: readonly number[] },
): readonly Candidate[] {
  const own = near.customerOf(record.id)
  const best = new Map<string, { member: string; bits: number }>()
  for (const id of sharers(near, record.id, keys)) {
    const customer = near.customerOf(id)
    const other = near.record(id)
    if (customer === undefined || customer === own || !other) continue
    const bits = scorer.pair(record, other, CLOSE_BITS)
    const known = best.get(customer)
    if (!known || bits > known.bits) best.set(customer, { member: id, bits })
  }
  return [...best]
    .filter(([, { bits }]) => bits >= CLOSE_BITS)
    .map(([customer, { member, bits }]) => ({
      customer,
      bits: groupBits(scorer, near, record, customer),
      member,
      memberBits: bits,
    }))
    .sort((a, b) => b.bits - a.bits || (a.customer < b.customer ? -1 : 1))
}

function sharers(near: Neighbourhood, own: string, keys: readonly number[]): readonly string[] {
  const shared = new Map<string, number>()
  for (const key of keys) {
    for (const id of near.holders(key) ?? [])
      if (id !== own) shared.set(id, (shared.get(id) ?? 0) + 1)
  }
  if (shared.size <= RECORDS_MAX) return [...shared.keys()]
  return [...shared]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, RECORDS_MAX)
    .map(([id]) => id)
}

/** Score against a customer without the record itself; -Infinity when nobody else is left. */
export function groupBits(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  customer: string,
): number {
  const members = knownMembers(near, customer, record.id)
  return members.length === 0 ? Number.NEGATIVE_INFINITY : scorer.group(record, members)
}

export function knownMembers(
  near: Neighbourhood,
  customer: string,
  without: string,
): readonly Known[] {
  const members: Known[] = []
  for (const id of near.members(customer)) {
    const member = id === without ? undefined : near.record(id)
    if (member) members.push(member)
    if (members.length === MEMBERS_MAX) break
  }
  return members
}
