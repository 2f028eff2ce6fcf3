// What forbids that a record is a customer, however much else agrees: decisions of people, and evidence that
// two people of one home give (another given name and another birth date, Jr and Sr).
import { KINDS } from '../compare/kinds.ts'
import { NAME_LEVELS } from '../compare/name-part.ts'
import type { Model } from '../model.ts'
import type { Known, Scorer } from '../score/scorer.ts'
import { knownMembers } from './candidates.ts'
import type { Neighbourhood } from './neighbourhood.ts'

export interface Claim {
  readonly record: Known
  readonly customer: string
}

export function isForbidden(
  scorer: Scorer,
  near: Neighbourhood,
  { record, customer }: Claim,
): boolean {
  for (const id of near.members(customer)) {
    if (near.decided(record.id, id) === 'different') return true
  }
  const members = knownMembers(near, customer, record.id)
  const against = members.filter((member) => isConflict(scorer, record, member)).length
  return against * 2 > members.length
}

const GENERATION = / (jr|sr|ii|iii|iv)$/

/** A number of one person at most one edit apart outweighs a wrong name and date. */
const ID_NEAR = 1

/** A code that one in so many strangers share is nobody's own number. */
const PERSONAL_CHANCE_MAX = 2e-4

function isPersonal({ attributes }: Model, at: number): boolean {
  return (attributes[at]?.chance[0] ?? 1) <= PERSONAL_CHANCE_MAX
}

/** Two people for sure: both given name and birth date differ beyond errors, or the generation differs. */
export function isConflict({ bench, model }: Scorer, a: Known, b: Known): boolean {
  const levels = new Int8Array(bench.kinds.length)
  bench.compare(a.features, b.features, levels)
  let isOtherName = false
  let isOtherDate = false
  let hasSameId = false
  for (const [at, { role, kind }] of bench.schema.attributes.entries()) {
    const level = levels[at] as number
    const last = KINDS[kind].levels.length - 1
    if (role === 'given_name' && level >= NAME_LEVELS.distant) isOtherName = true
    if (role === 'birth_date' && level >= last - 1) isOtherDate = true
    if (role === 'national_id' && level >= 0 && level <= ID_NEAR && isPersonal(model, at))
      hasSameId = true
    if ((role === 'family_name' || role === 'full_name' || role === 'given_name') && level >= 0) {
      const own = generation(scorerText(bench, at, a))
      const other = generation(scorerText(bench, at, b))
      if (own !== '' && other !== '' && own !== other) return true
    }
  }
  return isOtherName && isOtherDate && !hasSameId
}

function scorerText(bench: Scorer['bench'], at: number, { features }: Known): string {
  const value = features.values[at]?.[0]
  return value === undefined ? '' : bench.textOf(at, value)
}

function generation(text: string): string {
  return GENERATION.exec(text)?.[1] ?? ''
}
