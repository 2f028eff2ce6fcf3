// Records that fit two people alike. Whom such a record is given to would be chance, so it is given to nobody and
// people are asked.
import { generationOf } from '../score/generation.ts'
import { isSilent, type Owner, ownerOf } from '../score/owner.ts'
import type { Known, Scorer } from '../score/scorer.ts'
import { type Candidate, findCandidates, knownMembers } from './candidates.ts'
import { contradicts } from './divided.ts'
import type { Neighbourhood } from './neighbourhood.ts'

/** Customers that are weighed as rivals. */
const RIVALS_MAX = 3
/** Records of a customer that speak for it. */
const VOICES_MAX = 8

/** A record that fits a record of another customer nearly as well as its best fits both. */
const TORN_BITS = 3
/** Whoever agrees so much more is no rival's, however close the scores: these are bounded by the other explanations. */
const CLEARLY_BITS = 10
/** Two customers that are this unlikely to be one are two people, if something speaks against it. */
const TWO_PEOPLE_BITS = -1
/** An attribute speaks against one customer from here on; to have little in common is no such thing. */
const AGAINST_BITS = -2

/**
 * Whether a record fits two people alike: a mailbox that mother and child share, with no name beside it. Whom it
 * is given to would be chance, so it is given to nobody. Records are weighed one by one: a customer of many records
 * with other mailboxes besides must not lose to one of a single record.
 */
export function isTorn(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  [best, others]: readonly [best: Candidate, others: readonly Candidate[]],
): boolean {
  const isTwo = (customer: string): boolean =>
    customer !== best.customer && areTwo(scorer, near, [best.customer, customer], record.id)
  const members = knownMembers(near, best.customer, record.id)
  if (isSilent(scorer.bench, record.features))
    return isAstray(scorer, near, record, { members, isTwo })
  const member = near.record(best.member)
  const most = member ? scorer.agreement(record, member) : 0
  return others
    .filter(({ customer }) => customer !== best.customer)
    .filter((rival) => isNearly(scorer, near, record, [best, most, rival]))
    .slice(0, RIVALS_MAX)
    .some(({ customer }) => isTwo(customer))
}

/**
 * The same seen from the other side: the single record that would be joined fits somebody else as well, or those that
 * would be joined do not say who they are of.
 */
export function isTornOver(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  best: Candidate,
): boolean {
  if (isOfOthers(scorer, near, [record], best.customer)) return true
  if (isSilent(scorer.bench, record.features)) return false
  const others = knownMembers(near, best.customer, record.id)
  return (
    others.length > 0 &&
    others.length <= FEW &&
    others.every(
      (other) => isSilent(scorer.bench, other.features) || isClaimed(scorer, near, record, other),
    )
  )
}

/** Records of a customer each of which is looked at for somebody else whom it fits. */
const FEW = 3

/** Whether a record fits somebody nearly as well as the one who would join it, and she is somebody else. */
function isClaimed(scorer: Scorer, near: Neighbourhood, record: Known, other: Known): boolean {
  const own = near.customerOf(record.id)
  const home = near.customerOf(other.id)
  const most = scorer.agreement(other, record)
  const memberBits = scorer.pair(other, record)
  const claim = { customer: own ?? '', bits: memberBits, fit: most, member: record.id, memberBits }
  return findCandidates(scorer, near, { record: other, keys: near.keysOf(other.id) })
    .filter(({ customer }) => customer !== own && customer !== home)
    .filter((rival) => isNearly(scorer, near, other, [claim, most, rival]))
    .slice(0, RIVALS_MAX)
    .some(({ customer }) => speaksAgainst(scorer, record, knownMembers(near, customer, record.id)))
}

/** Whether a rival fits a record nearly as well as its best, by score and by what agrees. */
function isNearly(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  [best, most, rival]: readonly [best: Candidate, most: number, rival: Candidate],
): boolean {
  const other = near.record(rival.member)
  if (!other) return false
  const least = Math.max(best.memberBits - TORN_BITS, scorer.model.thresholds.review)
  if (rival.memberBits < least && !isUnsaid(scorer, record, other)) return false
  return most - agreementWith(scorer, near, record, rival.customer) <= CLEARLY_BITS
}

/** Agreement with the record of a customer that agrees most; scores are bounded, so it need not be the best of these. */
function agreementWith(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  customer: string,
): number {
  return knownMembers(near, customer, record.id).reduce(
    (most, member) => Math.max(most, scorer.agreement(record, member)),
    Number.NEGATIVE_INFINITY,
  )
}

/** Whether one writes Jr or Sr and the other does not: that takes from their score, and yet he may be meant. */
function isUnsaid({ bench }: Scorer, a: Known, b: Known): boolean {
  return (generationOf(bench, a.features) === '') !== (generationOf(bench, b.features) === '')
}

/**
 * Whether nobody in a customer says who she is, and their mailboxes and numbers may be those of somebody else than the
 * one who would join them.
 */
export function isOfOthers(
  scorer: Scorer,
  near: Neighbourhood,
  joining: readonly Known[],
  customer: string,
): boolean {
  const silent = knownMembers(near, customer, '')
  if (silent.length === 0 || !silent.every((own) => isSilent(scorer.bench, own.features)))
    return false
  if (joining.every((own) => isSilent(scorer.bench, own.features))) return false
  const own = joining.map(({ id }) => near.customerOf(id))
  const isTwo = (other: string): boolean =>
    other !== customer &&
    !own.includes(other) &&
    isAgainst(scorer, joining, knownMembers(near, other, ''))
  return silent.some((one) => isAstray(scorer, near, one, { members: joining, isTwo }))
}

interface Claimants {
  /** records of the one whom a silent record would be given to */
  readonly members: readonly Known[]
  /** whether another customer is another person than she */
  readonly isTwo: (customer: string) => boolean
}

/**
 * Whether a silent record may be of somebody else: its mailbox spells another name, or two people hold what joins it.
 * A mailbox says more than a telephone, which goes round in a home.
 */
function isAstray(
  scorer: Scorer,
  near: Neighbourhood,
  silent: Known,
  { members, isTwo }: Claimants,
): boolean {
  const owner = ownerWithin(scorer, silent, members)
  if (owner === 'another') return true
  const isHers = (customer: string): boolean =>
    ownerWithin(scorer, silent, knownMembers(near, customer, silent.id)) === 'hers'
  return holdersOf(scorer, near, silent, members).some(
    (customer) => isTwo(customer) && (owner === 'unknown' || isHers(customer)),
  )
}

function ownerWithin({ bench }: Scorer, { features }: Known, members: readonly Known[]): Owner {
  return ownerOf(
    bench,
    features,
    members.map((member) => member.features),
  )
}

/** Whether two customers, without one record, are two people: most of the smaller one's records say so, or all together. */
function areTwo(
  scorer: Scorer,
  near: Neighbourhood,
  customers: readonly [string, string],
  without: string,
): boolean {
  const [a, b] = customers.map((customer) => knownMembers(near, customer, without)) as [
    readonly Known[],
    readonly Known[],
  ]
  const [large, small] = a.length >= b.length ? [a, b] : [b, a]
  return isAgainst(scorer, small, large) || isAgainstTogether(scorer, small, large)
}

/** A birth date that some leave out is that of the others as well. */
function isAgainstTogether(
  scorer: Scorer,
  small: readonly Known[],
  large: readonly Known[],
): boolean {
  const voices = small.slice(0, VOICES_MAX)
  return (
    voices.length > 1 &&
    voices.some((one) => large.some((other) => contradicts(scorer, one, other))) &&
    scorer.groups(voices, large) < TWO_PEOPLE_BITS
  )
}

function isAgainst(scorer: Scorer, small: readonly Known[], large: readonly Known[]): boolean {
  const voices = small.slice(0, VOICES_MAX)
  const against = voices.filter((voice) => speaksAgainst(scorer, voice, large))
  return against.length * 2 > voices.length
}

/** Whether a record is unlikely to be of that customer, and not only for want of anything in common. */
export function speaksAgainst(scorer: Scorer, record: Known, members: readonly Known[]): boolean {
  if (members.length === 0 || scorer.group(record, members) >= TWO_PEOPLE_BITS) return false
  return scorer
    .evidence(record, members)
    .some(({ level, bits }) => level !== '' && bits <= AGAINST_BITS)
}

/** Customers that hold what a silent record and the others have in common: their mailbox, else their numbers. */
function holdersOf(
  scorer: Scorer,
  near: Neighbourhood,
  silent: Known,
  members: readonly Known[],
): readonly string[] {
  const shared = scorer
    .personalKeys(silent)
    .filter(({ attribute, value }) =>
      members.some(({ features }) => features.values[attribute]?.includes(value)),
    )
  const mailboxes = shared.filter(
    ({ attribute }) => scorer.bench.schema.attributes[attribute]?.role === 'email',
  )
  const customers = new Set<string>()
  for (const { key } of mailboxes.length > 0 ? mailboxes : shared) {
    for (const id of near.holders(key) ?? []) {
      const customer = id === silent.id ? undefined : near.customerOf(id)
      if (customer !== undefined) customers.add(customer)
    }
  }
  return [...customers].slice(0, HOLDERS_MAX)
}

/** More customers than a home has people. */
const HOLDERS_MAX = 8
