// Second thoughts: a record is scored again against its own customer without itself and against its candidates;
// it stays, moves, or stands alone, and customers that have become one are merged.
import { type Candidate, findCandidates, knownMembers, weightOf } from '../decide/candidates.ts'
import { obstacleTo } from '../decide/constraints.ts'
import { withoutCrowd } from '../decide/crowd.ts'
import { andThen, type Effect, mergesInto } from '../decide/decide.ts'
import { divisionOf, isDivided, isDrawn, leavesFirst } from '../decide/divided.ts'
import type { Neighbourhood } from '../decide/neighbourhood.ts'
import { hasOtherName } from '../decide/other-name.ts'
import { isTorn, isTornOver } from '../decide/torn.ts'
import type { Known, Scorer, Weight } from '../score/scorer.ts'

/** A record moves only for a customer that is better by this, so that two equals do not swap for ever. */
const MOVE_BITS = 1
/** ... or agrees with it so much more. */
const MOVE_FIT_BITS = 6
/** A record leaves only when it is this far below the threshold: what was decided stands in doubt. */
const LEAVE_BITS = 1

export function reconsider(scorer: Scorer, near: Neighbourhood, id: string): readonly Effect[] {
  const given = near.record(id)
  const own = near.customerOf(id)
  if (!given || own === undefined) return []
  if (near.sameAs(id).some((other) => near.customerOf(other) === own)) return []
  const { record } = withoutCrowd(scorer, near, given)
  const { link } = scorer.model.thresholds
  const { bits: stay, fit } = weightWhereItIs(scorer, near, record, own)
  const isAlone = near.members(own).length === 1
  const candidates = findCandidates(scorer, near, { record, keys: near.keysOf(id) })
  const allowed = candidates.filter(
    ({ customer, bits }) => bits >= link && !obstacleTo(scorer, near, { record, customer }),
  )
  const best = allowed[0]
  const home = isAlone ? best : ownCandidate(scorer, near, record, own)
  const isNobodys =
    home &&
    (isTorn(scorer, near, record, [home, candidates]) ||
      (isAlone && isTornOver(scorer, near, record, home)) ||
      hasOtherName(scorer, record, knownMembers(near, home.customer, id)) ||
      isOfTwo(scorer, near, record, [home, isAlone]))
  if (isNobodys) return parted(id, isAlone, home)
  const place = { own, stay, fit, isAlone }
  const isFree = (other: Candidate): boolean =>
    isAlone || !isHeldFrom(scorer, near, record, [other, candidates])
  if (best && isBetter(scorer, near, record, [best, place]) && isFree(best)) {
    const join: Effect = {
      kind: 'join',
      record: id,
      customer: best.customer,
      with: best.member,
      bits: best.bits,
    }
    const nearly = candidates.filter(({ bits }) => bits < link)
    return [join, ...andThen(scorer, near, [...allowed, ...nearly])]
  }
  if (!isAlone && stay < link - LEAVE_BITS) return [{ kind: 'leave', record: id, bits: stay }]
  if (!best || isAlone) return []
  const member = knownMembers(near, own, id)[0]
  if (!member) return []
  return mergesInto(scorer, near, [
    { customer: own, bits: stay, fit, member: member.id, memberBits: stay },
    ...allowed,
  ])
}

function weightWhereItIs(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  customer: string,
): Weight {
  const weight = weightOf(scorer, near, record, customer)
  return obstacleTo(scorer, near, { record, customer })
    ? { ...weight, bits: Number.NEGATIVE_INFINITY }
    : weight
}

interface Place {
  readonly own: string
  /** how well the record fits where it is */
  readonly stay: number
  readonly fit: number
  readonly isAlone: boolean
}

/** Whether a record is rather another customer's than that of its own. */
function isBetter(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  [best, { own, stay, fit, isAlone }]: readonly [best: Candidate, place: Place],
): boolean {
  if (best.bits > Math.max(stay, scorer.model.thresholds.review) + MOVE_BITS) return true
  if (best.bits + best.fit > stay + fit + MOVE_FIT_BITS) return true
  return !isAlone && isDrawnTo(scorer, near, record, [own, best.customer])
}

/** Whether a record must not move to a customer: it fits somebody else as well, or bears another name. */
function isHeldFrom(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  [best, candidates]: readonly [best: Candidate, candidates: readonly Candidate[]],
): boolean {
  return (
    isTorn(scorer, near, record, [best, candidates]) ||
    isTornOver(scorer, near, record, best) ||
    hasOtherName(scorer, record, knownMembers(near, best.customer, record.id))
  )
}

function isDrawnTo(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  [own, other]: readonly [own: string, other: string],
): boolean {
  const from = knownMembers(near, own, record.id)
  return isDrawn(scorer, near, record, { from, to: knownMembers(near, other, record.id) })
}

/** Whether a customer is two people, and the record the first that leaves, or one that should not join. */
function isOfTwo(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  [home, isAlone]: readonly [Candidate, isAlone: boolean],
): boolean {
  const members = knownMembers(near, home.customer, record.id)
  if (isAlone) return isDivided(scorer, near, record, members)
  const division = divisionOf(scorer, near, record, members)
  return division !== undefined && leavesFirst(scorer, division, record)
}

/** Whoever fits two people is nobody's, and a question. */
function parted(
  record: string,
  isAlone: boolean,
  { customer, member, bits }: Candidate,
): readonly Effect[] {
  const asked: Effect = { kind: 'review', record, customer, with: member, bits }
  return isAlone ? [asked] : [{ kind: 'leave', record, bits }, asked]
}

/** The customer that a record is of as a candidate: how well its other records fit, and the best of them. */
function ownCandidate(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  customer: string,
): Candidate {
  let member = record.id
  let memberBits = Number.NEGATIVE_INFINITY
  for (const other of knownMembers(near, customer, record.id)) {
    const bits = scorer.pair(record, other)
    if (bits > memberBits) [member, memberBits] = [other.id, bits]
  }
  return { customer, bits: memberBits, fit: memberBits, member, memberBits }
}
