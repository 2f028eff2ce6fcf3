// Another given name at home. People of one home share family name, address, often mailbox and telephone, and now and
// then their names are alike: Anna and Hanna, Erik and Henrik, Jan and Jan-Olof. However much else agrees, it would
// agree for any two of them. So a name that is not hers is asked about, unless something of her own says that it is.
import { EMAIL_LEVELS } from '../compare/contact.ts'
import { NAME_LEVELS } from '../compare/name-part.ts'
import { isGivenName } from '../normalise/nicknames.ts'
import type { Role } from '../roles/role.ts'
import { spellsGivenName } from '../score/owner.ts'
import type { Known, Scorer } from '../score/scorer.ts'

/**
 * Whether a record bears the family's name and another given name than a customer's records, and nothing outweighs it.
 * A name that nobody is known to bear, a slip or a made-up one of a visit, is neither hers nor another.
 */
export function hasOtherName(scorer: Scorer, record: Known, members: readonly Known[]): boolean {
  const own = givenNames(scorer, record)
  if (own.length === 0) return false
  const kinships = members.map((member) => kinshipOf(scorer, record, member))
  return (
    kinships.includes('another') &&
    !kinships.includes('hers') &&
    members.some((member) => isOfFamily(scorer, record, member)) &&
    !members.some((member) => isOwn(scorer, record, member))
  )
}

/** Given names in full: an initial is nobody's name. */
function givenNames({ bench }: Scorer, { features }: Known): readonly string[] {
  return bench.schema.attributes.flatMap(({ role }, at) =>
    role === 'given_name'
      ? (features.values[at] ?? [])
          .map((value) => bench.textOf(at, value))
          .filter((text) => text.length > 1)
      : [],
  )
}

const scratch = new Int8Array(256)

/** Positions of the attributes of a role and how far two records agree there; those that one leaves out are left out. */
function levelsOf(
  { bench }: Scorer,
  [a, b]: readonly [Known, Known],
  role: Role,
): readonly Agreement[] {
  bench.compare(a.features, b.features, scratch)
  return bench.schema.attributes.flatMap((own, at) => {
    const level = scratch[at] as number
    return own.role === role && level >= 0 ? [{ at, level }] : []
  })
}

/** hers: the same name, a slip or a short form of it; another: two names that people bear, or a double name and its part. */
type Kinship = 'hers' | 'another' | 'unknown'

function kinshipOf(scorer: Scorer, record: Known, member: Known): Kinship {
  const [own, others] = [givenNames(scorer, record), givenNames(scorer, member)]
  if (others.length === 0) return 'unknown'
  const levels = levelsOf(scorer, [record, member], 'given_name')
  const level = Math.min(...levels.map((each) => each.level))
  if (level <= NAME_LEVELS.near) return 'hers'
  const words = (texts: readonly string[]) => texts.map((text) => text.split(' '))
  if (level === NAME_LEVELS.short) {
    const isPart = words(own).every((a) => words(others).every((b) => a.length !== b.length))
    return isPart ? 'another' : 'hers'
  }
  return [...words(own), ...words(others)].flat().every(isGivenName) ? 'another' : 'unknown'
}

function isOfFamily(scorer: Scorer, record: Known, member: Known): boolean {
  return levelsOf(scorer, [record, member], 'family_name').some(
    ({ level }) => level <= NAME_LEVELS.near,
  )
}

/** What speaks so much for one customer rather than strangers, or rather than her family, is her own. */
const OWN_BITS = 4

/** Whether something agrees that the people of one home do not share: birth date, a number, a mailbox that spells both names. */
function isOwn(scorer: Scorer, record: Known, member: Known): boolean {
  const pair = [record, member] as const
  if (levelsOf(scorer, pair, 'birth_date').some((own) => bitsOf(scorer, own) >= OWN_BITS))
    return true
  if (levelsOf(scorer, pair, 'national_id').some((own) => isOwnNumber(scorer, own))) return true
  return (
    levelsOf(scorer, pair, 'email').some(({ level }) => level === EMAIL_LEVELS.same) &&
    spellsGivenName(scorer.bench, record.features, record.features) &&
    spellsGivenName(scorer.bench, record.features, member.features)
  )
}

interface Agreement {
  readonly at: number
  readonly level: number
}

function bitsOf({ model }: Scorer, { at, level }: Agreement): number {
  return model.attributes[at]?.bits[level] ?? 0
}

/** A card that the whole family shows is nobody's own. */
function isOwnNumber(scorer: Scorer, own: Agreement): boolean {
  const family = scorer.model.lookalikes.find(({ name }) => name === 'family')
  return own.level === 0 && bitsOf(scorer, own) - (family?.bits[own.at]?.[0] ?? 0) >= OWN_BITS
}
