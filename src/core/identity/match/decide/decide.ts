// What to do with a record: join a customer, ask a person, or stand alone; and whether customers that it could
// all be are one. Pure: the answer is a list of effects.
//
//   bits >= link: join the best   |   review <= bits < link: new customer, ask   |   below: new customer
import type { Known, Scorer } from '../score/scorer.ts'
import { type Candidate, findCandidates, knownMembers } from './candidates.ts'
import { obstacleTo } from './constraints.ts'
import { withoutCrowd } from './crowd.ts'
import { isDivided } from './divided.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import { hasOtherName } from './other-name.ts'
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
    best.bits >= link &&
    isDivided(scorer, near, own, knownMembers(near, best.customer, record.id))
  )
    return [...alone, { kind: 'doubt', customer: best.customer }, reviewOf(record, best)]
  if (
    best.bits < link ||
    isHesitant(scorer, near, own, best) ||
    isTorn(scorer, near, own, [best, candidates]) ||
    isTornOver(scorer, near, own, best) ||
    hasOtherName(scorer, own, knownMembers(near, best.customer, record.id))
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
    ...andThen(scorer, near, allowed),
  ]
}

/** What follows where a record joins the first of its candidates: some are merged, the others are looked at again. */
export function andThen(
  scorer: Scorer,
  near: Neighbourhood,
  candidates: readonly Candidate[],
): readonly Effect[] {
  const merges = mergesInto(scorer, near, candidates)
  const merged = new Set(merges.flatMap((effect) => (effect.kind === 'merge' ? effect.from : [])))
  // Those who nearly fit the record may fit the one whom it has joined: it has told something of her.
  const nearly = candidates
    .slice(1)
    .filter(
      ({ customer, bits }) =>
        bits >= scorer.model.thresholds.review &&
        !merged.has(customer) &&
        near.members(customer).length <= LOOSE_MAX,
    )
    .slice(0, DOUBTS_MAX)
  return [...merges, ...nearly.map(({ customer }): Effect => ({ kind: 'doubt', customer }))]
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
  const { link, review, merge } = scorer.model.thresholds
  const [best, ...others] = candidates
  if (!best) return []
  // What each of them agrees with best need not agree with the other: a visit without a name fits two people.
  const effects: Extract<Effect, { kind: 'merge' }>[] = []
  for (const { customer, bits } of others.slice(0, MERGES_MAX)) {
    if (bits < link) break
    const score = mergeBits(scorer, near, best.customer, customer)
    if (score < link) continue
    const records = near.members(customer)
    const isFree = (record: string): boolean => isLoose(scorer, near, record, best.customer)
    const isOne =
      score >= merge
        ? !isKeptFrom(scorer, near, customer, best.customer) &&
          !isKeptFrom(scorer, near, best.customer, customer)
        : records.length <= LOOSE_MAX && records.every(isFree)
    const isWithAll = effects.every(({ from }) => mergeBits(scorer, near, from, customer) >= review)
    if (isOne && isWithAll)
      effects.push({ kind: 'merge', from: customer, into: best.customer, bits: score })
  }
  return effects
}

/** Customers of so few records are seen as these, each of which would find its place by itself. */
const LOOSE_MAX = 3

/** Whether a record would join a customer rather than any other if it came now. */
function isLoose(scorer: Scorer, near: Neighbourhood, id: string, customer: string): boolean {
  const [best] = candidatesOf(scorer, near, id)
  const { link } = scorer.model.thresholds
  return best?.customer === customer && best.bits >= link && !isHeld(scorer, near, id, customer)
}

/** Whether one of a customer's few records must not join another customer. */
function isKeptFrom(scorer: Scorer, near: Neighbourhood, from: string, into: string): boolean {
  const records = near.members(from)
  return records.length <= LOOSE_MAX && records.some((id) => isHeld(scorer, near, id, into))
}

/** Whether a record fits a customer and must not join it, because it fits somebody else as well. */
function isHeld(scorer: Scorer, near: Neighbourhood, id: string, customer: string): boolean {
  const known = near.record(id)
  if (!known) return false
  const { record } = withoutCrowd(scorer, near, known)
  const candidates = candidatesOf(scorer, near, id)
  const claim = candidates.find((own) => own.customer === customer)
  if (!claim) return false
  return (
    isTorn(scorer, near, record, [claim, candidates]) ||
    isDivided(scorer, near, record, knownMembers(near, customer, id))
  )
}

function candidatesOf(scorer: Scorer, near: Neighbourhood, id: string): readonly Candidate[] {
  const known = near.record(id)
  if (!known) return []
  const { record } = withoutCrowd(scorer, near, known)
  return findCandidates(scorer, near, { record, keys: near.keysOf(id) })
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
  if (voices.some((record) => hasOtherName(scorer, record, members)))
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
