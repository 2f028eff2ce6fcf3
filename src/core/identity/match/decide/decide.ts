// What to do with a record: join a customer, ask a person, or stand alone; and whether customers that it could
// all be are one. Pure: the answer is a list of effects.
//
//   bits >= link: join the best   |   review <= bits < link: new customer, ask   |   below: new customer
import type { Known, Scorer } from '../score/scorer.ts'
import { type Candidate, findCandidates, knownMembers } from './candidates.ts'
import { obstacleTo } from './constraints.ts'
import { withoutCrowd } from './crowd.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import { isOfOthers, isTorn, isTornOver, speaksAgainst } from './torn.ts'

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
  /** somebody else has appeared who fits some of a customer's records: they are to be looked at again */
  | { readonly kind: 'doubt'; readonly customer: string }
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
  const alone: readonly Effect[] = [
    { kind: 'found', record: record.id },
    ...doubts(scorer, near, own, candidates),
  ]
  if (!best) return alone
  if (
    best.bits < link ||
    isHesitant(scorer, near, own, best) ||
    isTorn(scorer, near, own, [best, candidates]) ||
    isTornOver(scorer, near, own, best)
  )
    return [...alone, reviewOf(record, best)]
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

/** So little above the threshold, one record that speaks against it is enough to ask. */
const HESITANT_BITS = 2

/**
 * Whether a record hardly fits a customer and contradicts one of its records. Joined by mistake, it would draw the
 * records of its own person after it, each of which fits it well.
 */
function isHesitant(scorer: Scorer, near: Neighbourhood, record: Known, best: Candidate): boolean {
  if (best.bits >= scorer.model.thresholds.link + HESITANT_BITS) return false
  return knownMembers(near, best.customer, record.id).some((member) =>
    speaksAgainst(scorer, record, [member]),
  )
}

/** Customers that are put in doubt by one record. */
const DOUBTS_MAX = 3

/** A new person beside one who is known: what fits both may have been given to the first one by chance. */
function doubts(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  candidates: readonly Candidate[],
): readonly Effect[] {
  return candidates
    .filter(({ memberBits }) => memberBits >= scorer.model.thresholds.review)
    .slice(0, DOUBTS_MAX)
    .filter(({ customer }) =>
      speaksAgainst(scorer, record, knownMembers(near, customer, record.id)),
    )
    .map(({ customer }) => ({ kind: 'doubt', customer }))
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
    const isOne =
      score >= merge || (score >= link && isLoose(scorer, near, customer, best.customer))
    if (isOne) effects.push({ kind: 'merge', from: customer, into: best.customer, bits: score })
  }
  return effects
}

/** Whether a customer is a single record that would join the other one if it came now. */
function isLoose(scorer: Scorer, near: Neighbourhood, customer: string, other: string): boolean {
  const [single, more] = near.members(customer)
  const known = single === undefined || more !== undefined ? undefined : near.record(single)
  if (!known) return false
  const { record } = withoutCrowd(scorer, near, known)
  const candidates = findCandidates(scorer, near, { record, keys: near.keysOf(record.id) })
  const best = candidates[0]
  return best?.customer === other && !isTorn(scorer, near, record, [best, candidates])
}

/**
 * Mean score of the smaller customer's records against the larger one, or that of all together where none of them
 * contradicts: a visit without a name is no reason to doubt what the next one says. -Infinity where a guard forbids it.
 */
export function mergeBits(scorer: Scorer, near: Neighbourhood, a: string, b: string): number {
  const [large, small] = near.members(a).length >= near.members(b).length ? [a, b] : [b, a]
  const voices = knownMembers(near, small, '').slice(0, VOICES_MAX)
  const members = knownMembers(near, large, '')
  if (voices.length === 0 || members.length === 0) return Number.NEGATIVE_INFINITY
  if (isOfOthers(scorer, near, voices, large) || isOfOthers(scorer, near, members, small))
    return Number.NEGATIVE_INFINITY
  let sum = 0
  let isContradicted = false
  for (const record of voices) {
    if (obstacleTo(scorer, near, { record, customer: large })) return Number.NEGATIVE_INFINITY
    sum += scorer.group(record, members)
    isContradicted ||= speaksAgainst(scorer, record, members)
  }
  const mean = sum / voices.length
  return isContradicted ? mean : Math.max(mean, scorer.groups(voices, members))
}
