// What forbids that a record is a customer, however much else agrees: decisions of people, a source that holds
// nobody twice, and evidence of two people of one home (another given name and birth date, Jr and Sr).
import { KINDS } from '../compare/kinds.ts'
import { NAME_LEVELS } from '../compare/name-part.ts'
import type { Model } from '../model.ts'
import { generationOf } from '../score/generation.ts'
import type { Known, Scorer } from '../score/scorer.ts'
import { knownMembers } from './candidates.ts'
import type { Neighbourhood } from './neighbourhood.ts'

export type Obstacle =
  | 'decided_different'
  | 'same_source'
  | 'other_name_and_birth_date'
  | 'other_generation'

export interface Claim {
  readonly record: Known
  readonly customer: string
}

/** Why the record cannot be that customer; undefined when nothing forbids it. */
export function obstacleTo(
  scorer: Scorer,
  near: Neighbourhood,
  { record, customer }: Claim,
): Obstacle | undefined {
  const parted = near.notSameAs(record.id)
  if (parted.some((id) => near.customerOf(id) === customer)) return 'decided_different'
  const members = knownMembers(near, customer, record.id)
  const isSingle = scorer.model.duplicateFreeSources.includes(record.source)
  if (isSingle && members.some(({ source }) => source === record.source)) return 'same_source'
  let conflicts = 0
  for (const member of members) {
    const conflict = conflictOf(scorer, record, member)
    // Jr is never Sr, whatever those say that do not mention it.
    if (conflict === 'other_generation') return conflict
    if (conflict) conflicts++
  }
  // One wrong record does not speak for a customer; most of them do.
  return conflicts * 2 > members.length ? 'other_name_and_birth_date' : undefined
}

const scratch = new Int8Array(256)

/** Two people for sure: both given name and birth date differ beyond errors, or the generation differs. */
export function conflictOf(scorer: Scorer, a: Known, b: Known): Obstacle | undefined {
  const ofA = generationOf(scorer.bench, a.features)
  const ofB = generationOf(scorer.bench, b.features)
  if (ofA !== '' && ofB !== '' && ofA !== ofB) return 'other_generation'
  scorer.bench.compare(a.features, b.features, scratch)
  let isOtherName = false
  let isOtherDate = false
  let hasSameId = false
  const { attributes } = scorer.bench.schema
  for (let at = 0; at < attributes.length; at++) {
    const level = scratch[at] as number
    const attribute = attributes[at]
    if (!attribute || level < 0) continue
    const { role, kind } = attribute
    if (role === 'given_name') isOtherName = level >= NAME_LEVELS.distant
    if (role === 'birth_date') isOtherDate = level >= KINDS[kind].levels.length - 2
    if (role === 'national_id') hasSameId ||= level <= ID_NEAR && isOwn(scorer.model, at)
  }
  return isOtherName && isOtherDate && !hasSameId ? 'other_name_and_birth_date' : undefined
}

/** A number of one person at most one edit apart outweighs a wrong name and date. */
const ID_NEAR = 1
/** A code that one in so many strangers share is nobody's own number. */
const OWN_CHANCE_MAX = 2e-4

function isOwn({ attributes }: Model, at: number): boolean {
  return (attributes[at]?.chance[0] ?? 1) <= OWN_CHANCE_MAX
}
