// A customer who turns out to be two people: a record that fitted both brought them together, and then one came that
// says so. Record by record nobody would leave, because each fits those of its own person.

import { TELLING_ROLES } from '../roles/role.ts'
import { isSilent } from '../score/owner.ts'
import type { GrowingFit, Known, Scorer } from '../score/scorer.ts'
import type { Neighbourhood } from './neighbourhood.ts'

/** Two records this unlikely to be of one person, of which a name or birth date says so, are two people's. */
const CONTRADICTION_BITS = -1
const AGAINST_BITS = -2

/** Whoever is of the one person rather than of the other fits that one better by this. */
const CLEAR_BITS = 3

export interface Division {
  /** the record and those that are rather of its person */
  readonly own: readonly Known[]
  readonly others: readonly Known[]
}

/** Parts a customer into the person of a record and somebody else; undefined where all may be one. */
export function divisionOf(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  members: readonly Known[],
): Division | undefined {
  const opponent = opponentOf(scorer, record, members)
  if (!opponent) return undefined
  const division = partsOf(scorer, [record, opponent], members)
  return areTwo(scorer, division) && !isDecided(near, division) ? division : undefined
}

/** Between two records that contradict each other the others are parted, the clearest first. */
function partsOf(
  scorer: Scorer,
  [record, opponent]: readonly [Known, Known],
  members: readonly Known[],
): Division {
  const own: Known[] = []
  const others: Known[] = []
  const undecided = new Set(
    members.filter((member) => member !== opponent).map((member) => claimedBy(scorer, member)),
  )
  const take = (member: Known, isOwn: boolean): void => {
    ;(isOwn ? own : others).push(member)
    for (const { byOwn, byOthers } of undecided) (isOwn ? byOwn : byOthers).add(member)
  }
  take(record, true)
  take(opponent, false)
  while (undecided.size > 0) {
    let clearest: Claimed | undefined
    let lead = 0
    for (const claimed of undecided) {
      const ahead = claimed.byOwn.fit() - claimed.byOthers.fit()
      if (clearest && Math.abs(ahead) <= Math.abs(lead)) continue
      clearest = claimed
      lead = ahead
    }
    if (!clearest) break
    undecided.delete(clearest)
    take(clearest.member, lead >= CLEAR_BITS)
  }
  return { own, others }
}

/** A member that either part may claim, and how well it fits them. */
interface Claimed {
  readonly member: Known
  readonly byOwn: GrowingFit
  readonly byOthers: GrowingFit
}

const claimedBy = (scorer: Scorer, member: Known): Claimed => ({
  member,
  byOwn: scorer.growing(member),
  byOthers: scorer.growing(member),
})

/** Whether somebody said, or a rule, that one of the one part is one of the other. */
function isDecided(near: Neighbourhood, { own, others }: Division): boolean {
  const isTied = (some: readonly Known[], to: readonly Known[]): boolean =>
    some.some(({ id }) => {
      const same = near.sameAs(id)
      return same.length > 0 && to.some((other) => same.includes(other.id))
    })
  return isTied(own, others) || isTied(others, own)
}

function areTwo(scorer: Scorer, { own, others }: Division): boolean {
  return scorer.groups(own, others) < CONTRADICTION_BITS
}

/** The member that a record contradicts most. */
function opponentOf(scorer: Scorer, record: Known, members: readonly Known[]): Known | undefined {
  let opponent: Known | undefined
  let least = CONTRADICTION_BITS
  for (const member of members) {
    if (!contradicts(scorer, record, member)) continue
    const bits = scorer.pair(record, member)
    if (bits < least) [opponent, least] = [member, bits]
  }
  return opponent
}

const scratch = new Int8Array(256)

/** Whether names or birth dates of two records speak against one person. */
export function contradicts({ bench, model }: Scorer, a: Known, b: Known): boolean {
  bench.compare(a.features, b.features, scratch)
  return bench.schema.attributes.some(
    ({ role }, at) =>
      TELLING_ROLES.has(role) &&
      (model.attributes[at]?.bits[scratch[at] as number] ?? 0) <= AGAINST_BITS,
  )
}

/** Whether a record is the one of its person that leaves first: the others follow it. */
export function leavesFirst(scorer: Scorer, { own, others }: Division, record: Known): boolean {
  const [first] = own
    .filter((one) => others.some((other) => contradicts(scorer, one, other)))
    .map(({ id }) => id)
    .sort()
  if (first !== record.id) return false
  return own.length < others.length || (own.length === others.length && isFirst(own, others))
}

function isFirst(own: readonly Known[], others: readonly Known[]): boolean {
  const least = (list: readonly Known[]): string => list.map(({ id }) => id).sort()[0] ?? ''
  return least(own) < least(others)
}

/** Whether a customer is two people, as a record shows that is one of them. */
export function isDivided(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  members: readonly Known[],
): boolean {
  const division = divisionOf(scorer, near, record, members)
  return division !== undefined && division.own.length > 1
}

/** Whether a record is of another customer, because that one shows that those whom it is with are two people. */
export function isDrawn(
  scorer: Scorer,
  near: Neighbourhood,
  record: Known,
  { from, to }: { readonly from: readonly Known[]; readonly to: readonly Known[] },
): boolean {
  if (isSilent(scorer.bench, record.features)) return false
  for (const one of to) {
    const division = divisionOf(scorer, near, one, from)
    if (!division) continue
    const { own, others } = division
    const lead = scorer.weigh(record, own).fit - scorer.weigh(record, others).fit
    return lead >= CLEAR_BITS
  }
  return false
}
