// What to do with a record: join a customer, ask a person, or stand alone; and whether customers that it could
// all be are one. Pure: the answer is a list of effects.
//
//   bits >= link: join the best   |   review <= bits < link: new customer, ask   |   below: new customer
import type { Known, Scorer } from '../score/scorer.ts'
import { type Candidate, findCandidates, knownMembers } from './candidates.ts'
import { obstacleTo } from './constraints.ts'
import { withoutCrowd } from './crowd.ts'
import type { Neighbourhood } from './neighbourhood.ts'

export type Effect =
  | {
      readonly kind: 'join'
      readonly record: string
      /** the customer, and the member that the record resembles most */
      readonly customer: string
      readonly with: string
      readonly bits: number
    }
  | { readonly kind: 'found'; readonly record: string }
  | { readonly kind: 'merge'; readonly from: string; readonly into: string; readonly bits: number }
  | { readonly kind: 'leave'; readonly record: string; readonly bits: number }
  | {
      readonly kind: 'review'
      readonly record: string
      readonly customer: string
      readonly with: string
      readonly bits: number
    }

/** Customers that are weighed against the best one for a merge. */
const MERGES_MAX = 3
/** Records of the smaller customer that speak for it. */
const VOICES_MAX = 8

/** Effects for a record that belongs to no customer yet. */
export function decide(
  scorer: Scorer,
  near: Neighbourhood,
  { record, keys }: { readonly record: Known; readonly keys: readonly number[] },
): readonly Effect[] {
  const decided = joinDecided(near, record)
  if (decided) return decided
  const { link, review } = scorer.model.thresholds
  const { record: own } = withoutCrowd(scorer, near, record)
  const candidates = findCandidates(scorer, near, { record: own, keys })
  const allowed = candidates.filter(
    ({ customer, bits }) => bits >= review && !obstacleTo(scorer, near, { record, customer }),
  )
  const best = allowed[0]
  if (!best) return [{ kind: 'found', record: record.id }]
  if (
    best.bits < link ||
    isTorn(scorer, near, record.id, [best, candidates]) ||
    isTornOver(scorer, near, own, best)
  )
    return [{ kind: 'found', record: record.id }, reviewOf(record, best)]
  return [
    {
      kind: 'join',
      record: record.id,
      customer: best.customer,
      with: best.member,
      bits: best.bits,
    },
    ...mergesInto(scorer, near, allowed),
  ]
}

/** A record that fits a record of another customer nearly as well as its best fits both. */
const TORN_BITS = 3
/** Two customers that are this unlikely to be one are two people. */
const TWO_PEOPLE_BITS = -3
/** A record that fits this well is not torn: more than one shared mailbox speaks for it. */
const CERTAIN_BITS = 8

/**
 * Whether a record fits two people alike: a mailbox that mother and child share, with no name beside it. Whom it
 * is given to would be chance, so it is given to nobody. Records are weighed one by one: a customer of many records
 * with other mailboxes besides must not lose to one of a single record.
 */
export function isTorn(
  scorer: Scorer,
  near: Neighbourhood,
  record: string,
  [best, others]: readonly [best: Candidate, others: readonly Candidate[]],
): boolean {
  if (best.memberBits >= CERTAIN_BITS) return false
  const least = Math.max(best.memberBits - TORN_BITS, scorer.model.thresholds.review)
  return others
    .filter(({ customer, memberBits }) => customer !== best.customer && memberBits >= least)
    .slice(0, MERGES_MAX)
    .some(
      ({ customer }) => meanBits(scorer, near, [best.customer, customer], record) < TWO_PEOPLE_BITS,
    )
}

/** The same seen from the other side: the single record that would be joined fits somebody else as well. */
export function isTornOver(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  best: Candidate,
): boolean {
  const [single, more] = near.members(best.customer)
  const other = single === undefined || more !== undefined ? undefined : near.record(single)
  if (!other || best.memberBits >= CERTAIN_BITS) return false
  const least = Math.max(best.memberBits - TORN_BITS, scorer.model.thresholds.review)
  const own = near.customerOf(record.id)
  return findCandidates(scorer, near, { record: other, keys: near.keysOf(other.id) })
    .filter(({ customer, memberBits }) => customer !== own && memberBits >= least)
    .slice(0, MERGES_MAX)
    .some(
      ({ customer }) =>
        scorer.group(record, knownMembers(near, customer, record.id)) < TWO_PEOPLE_BITS,
    )
}

/** Mean score of the smaller customer's records against the larger one's, without one record. */
function meanBits(
  scorer: Scorer,
  near: Neighbourhood,
  customers: readonly [string, string],
  without: string,
): number {
  const [a, b] = customers.map((customer) => knownMembers(near, customer, without)) as [
    readonly Known[],
    readonly Known[],
  ]
  const [large, small] = a.length >= b.length ? [a, b] : [b, a]
  const voices = small.slice(0, VOICES_MAX)
  if (voices.length === 0) return 0
  return voices.reduce((sum, voice) => sum + scorer.group(voice, large), 0) / voices.length
}

/** What somebody decided needs no evidence: join that customer, and all such customers are one. */
function joinDecided(near: Neighbourhood, record: Known): readonly Effect[] | undefined {
  const customers = new Map<string, string>()
  for (const id of near.sameAs(record.id)) {
    const customer = near.customerOf(id)
    if (customer !== undefined && !customers.has(customer)) customers.set(customer, id)
  }
  const [first, ...others] = customers
  if (!first) return undefined
  const bits = DECIDED_BITS
  return [
    { kind: 'join', record: record.id, customer: first[0], with: first[1], bits },
    ...others.map(([from]): Effect => ({ kind: 'merge', from, into: first[0], bits })),
  ]
}

/** Bits shown for a decision of a person or an exact rule. */
export const DECIDED_BITS = 60

function reviewOf(record: Known, { customer, member, bits }: Candidate): Effect {
  return { kind: 'review', record: record.id, customer, with: member, bits }
}

/** Other customers that the record would join as well: each is merged if it is the same by its own evidence. */
export function mergesInto(
  scorer: Scorer,
  near: Neighbourhood,
  candidates: readonly Candidate[],
): readonly Effect[] {
  const { link, merge } = scorer.model.thresholds
  const [best, ...others] = candidates
  if (!best) return []
  const effects: Effect[] = []
  for (const { customer, bits } of others.slice(0, MERGES_MAX)) {
    if (bits < link) break
    const score = mergeBits(scorer, near, best.customer, customer)
    if (score >= merge)
      effects.push({ kind: 'merge', from: customer, into: best.customer, bits: score })
  }
  return effects
}

/** Mean score of the smaller customer's records against the larger one; -Infinity where a guard forbids it. */
export function mergeBits(scorer: Scorer, near: Neighbourhood, a: string, b: string): number {
  const [large, small] = near.members(a).length >= near.members(b).length ? [a, b] : [b, a]
  const voices = knownMembers(near, small, '').slice(0, VOICES_MAX)
  const members = knownMembers(near, large, '')
  if (voices.length === 0 || members.length === 0) return Number.NEGATIVE_INFINITY
  let sum = 0
  for (const record of voices) {
    if (obstacleTo(scorer, near, { record, customer: large })) return Number.NEGATIVE_INFINITY
    sum += scorer.group(record, members)
  }
  return sum / voices.length
}
