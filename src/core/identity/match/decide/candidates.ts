// The customers that a record may be: those whose records share a key with it, the likeliest scored in full.
import { type Known, MEMBERS_MAX, type Scorer, type Weight } from '../score/scorer.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import { sharersOf } from './sharers.ts'

export interface Candidate {
  readonly customer: string
  /** score of the record against the whole customer */
  readonly bits: number
  /** how much agrees, before it is weighed what else would explain it */
  readonly fit: number
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
  for (const id of sharers(scorer, near, { record, keys })) {
    const customer = near.customerOf(id)
    const other = near.record(id)
    if (customer === undefined || customer === own || !other) continue
    const bits = scorer.pair(record, other, CLOSE_BITS)
    if (!(bits >= CLOSE_BITS)) continue
    const known = best.get(customer)
    if (!known || bits > known.bits) best.set(customer, { member: id, bits })
  }
  return [...best]
    .map(([customer, { member, bits }]) => ({
      customer,
      ...weightOf(scorer, near, record, customer),
      member,
      memberBits: bits,
    }))
    .sort(byLikelihood(scorer.model.thresholds.link))
}

/**
 * Likeliest first. How likely it is that a record is of a customer has a bound: there may be a namesake at home. Where
 * that namesake is a customer too, it is the agreement that tells whose it is.
 */
function byLikelihood(link: number): (a: Candidate, b: Candidate) => number {
  return (a, b) => {
    const isByFit = a.bits >= link && b.bits >= link
    const lead = b.bits - a.bits + (isByFit ? b.fit - a.fit : 0)
    return lead || (a.customer < b.customer ? -1 : 1)
  }
}

function sharers(
  scorer: Scorer,
  near: Neighbourhood,
  { record, keys }: { readonly record: Known; readonly keys: readonly number[] },
): Iterable<string> {
  const personal = (): readonly number[] => scorer.personalKeys(record).map(({ key }) => key)
  const found = sharersOf(keys, { holders: near.holders, holding: near.holding, personal })
  found.delete(record.id)
  return found.size <= RECORDS_MAX ? found : closestOf(near, record.id, [keys, found])
}

const NOBODY_HOLDS: readonly string[] = []

/** Of very many those that share most keys. */
function closestOf(
  near: Neighbourhood,
  own: string,
  [keys, found]: readonly [keys: readonly number[], found: ReadonlySet<string>],
): readonly string[] {
  const shared = new Map<string, number>()
  for (const key of keys) {
    for (const id of near.holders(key) ?? NOBODY_HOLDS)
      if (id !== own && found.has(id)) shared.set(id, (shared.get(id) ?? 0) + 1)
  }
  return [...shared]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, RECORDS_MAX)
    .map(([id]) => id)
}

/** Score against a customer without the record itself; -Infinity when nobody else is left. */
export function weightOf(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  customer: string,
): Weight {
  const members = knownMembers(near, customer, record.id)
  return members.length === 0 ? NOBODY : scorer.weigh(record, members)
}

const NOBODY: Weight = { bits: Number.NEGATIVE_INFINITY, fit: Number.NEGATIVE_INFINITY }

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
