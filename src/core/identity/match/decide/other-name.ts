// Another given name at home. People of one home share family name, address, often mailbox and telephone, and now and
// then their names are alike: Anna and Hanna, Erik and Henrik, Jan and Jan-Olof. However much else agrees, it would
// agree for any two of them. So a name that is not hers is asked about, unless something of her own says that it is.
import { EMAIL_LEVELS } from '../compare/contact.ts'
import { NAME_LEVELS } from '../compare/name-part.ts'
import { textsOf } from '../compare/texts.ts'
import { isGivenName } from '../normalise/nicknames.ts'
import { positionsOf } from '../roles/positions.ts'
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
  let isAnother = false
  let isOfFamily = false
  for (const member of members) {
    scorer.bench.compare(record.features, member.features, levels)
    const kinship = kinshipOf(own, givenNames(scorer, member), bestLevel(scorer, 'given_name'))
    if (kinship === 'hers' || isOwn(scorer, record, member)) return false
    isAnother ||= kinship === 'another'
    isOfFamily ||= bestLevel(scorer, 'family_name') <= NAME_LEVELS.near
  }
  return isAnother && isOfFamily
}

/** How far the record and the member that is looked at agree, by attribute; more attributes than this has no schema. */
const levels = new Int8Array(256)

/** How far they agree under a role; Infinity where one leaves it out. */
function bestLevel({ bench }: Scorer, role: Role): number {
  let best = Number.POSITIVE_INFINITY
  for (const at of positionsOf(bench.schema, role)) {
    const level = levels[at] as number
    if (level >= 0 && level < best) best = level
  }
  return best
}

/** Given names in full: an initial is nobody's name. */
const givenNames = ({ bench }: Scorer, { features }: Known): readonly string[] =>
  textsOf(bench, features, 'given_name').filter((text) => text.length > 1)

/** hers: the same name, a slip or a short form of it; another: two names that people bear, or a double name and its part. */
type Kinship = 'hers' | 'another' | 'unknown'

function kinshipOf(own: readonly string[], others: readonly string[], level: number): Kinship {
  if (others.length === 0) return 'unknown'
  if (level <= NAME_LEVELS.near) return 'hers'
  const words = (texts: readonly string[]) => texts.map((text) => text.split(' '))
  if (level === NAME_LEVELS.short) {
    const isPart = words(own).every((a) => words(others).every((b) => a.length !== b.length))
    return isPart ? 'another' : 'hers'
  }
  return [...words(own), ...words(others)].flat().every(isGivenName) ? 'another' : 'unknown'
}

/** What speaks so much for one customer rather than strangers, or rather than her family, is her own. */
const OWN_BITS = 4

/** Whether something agrees that the people of one home do not share: birth date, a number, a mailbox that spells both names. */
function isOwn(scorer: Scorer, record: Known, member: Known): boolean {
  const { bench } = scorer
  const agrees = (role: Role, is: (own: Agreement) => boolean): boolean =>
    positionsOf(bench.schema, role).some((at) => {
      const level = levels[at] as number
      return level >= 0 && is({ at, level })
    })
  return (
    agrees('birth_date', (own) => bitsOf(scorer, own) >= OWN_BITS) ||
    agrees('national_id', (own) => isOwnNumber(scorer, own)) ||
    (agrees('email', ({ level }) => level === EMAIL_LEVELS.same) &&
      spellsGivenName(bench, record.features, record.features) &&
      spellsGivenName(bench, record.features, member.features))
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
