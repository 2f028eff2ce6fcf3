// What a person or an organisation is called, by the names that sources give the traits of a name.
import type { Entity } from '../../contract/identifier.ts'
import { remembered } from '../collect/remembered.ts'
import { foldTraitName } from '../collect/trait-name.ts'
import { roleOfPhrase } from '../identity/match/roles/headers.ts'
import type { Role } from '../identity/match/roles/role.ts'

const ORGANISATION = ['name', 'company', 'companyname'] as const
const WHOLE = ['name', 'fullname', 'displayname'] as const
const FIRST = ['firstname', 'givenname'] as const
const LAST = ['lastname', 'familyname', 'surname'] as const

/** Said of so many things that they name nobody: the last page, the first order. */
const VAGUE: ReadonlySet<string> = new Set(['first', 'last', 'given', 'names', 'name1', 'name2'])

/** Which part of a name a trait holds, by its own name in the languages that identity knows. */
const roleOf = remembered((trait) =>
  VAGUE.has(foldTraitName(trait)) ? undefined : roleOfPhrase(trait).role,
)

/** In these scripts the family's name comes first, and nothing parts the two. */
const FAMILY_FIRST = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]+$/u

/**
 * The name in full; undefined where nothing says it. A person's employer is not her name, and whom a company knows
 * as its contact is not the company's.
 * @param traits the names of what is known of her
 * @param textOf the text that one trait has; undefined or empty where it has none
 */
export function nameFrom(
  entity: Entity,
  traits: readonly string[],
  textOf: (trait: string) => string | undefined,
): string | undefined {
  const text = (trait: string): string | undefined => textOf(trait)?.trim() || undefined
  const named = (names: readonly string[]): string | undefined => {
    for (const name of names) {
      for (const trait of traits) {
        const said = foldTraitName(trait) === name ? text(trait) : undefined
        if (said) return said
      }
    }
    return undefined
  }
  if (entity === 'account') return named(ORGANISATION)
  const ofRole = (role: Role): string | undefined => {
    for (const trait of traits) {
      const said = roleOf(trait) === role ? text(trait) : undefined
      if (said) return said
    }
    return undefined
  }
  const inParts = () =>
    joined(named(FIRST) ?? ofRole('given_name'), named(LAST) ?? ofRole('family_name'))
  return named(WHOLE) ?? inParts() ?? ofRole('full_name')
}

function joined(given: string | undefined, family: string | undefined): string | undefined {
  if (given === undefined || family === undefined) return given ?? family
  const isFamilyFirst = FAMILY_FIRST.test(given) && FAMILY_FIRST.test(family)
  return isFamilyFirst ? `${family}${given}` : `${given} ${family}`
}

/** Parts of a name that is said as one object: `{first, last}`, `{given, family}`, `{formatted}`. */
const PARTS = {
  whole: ['full', 'formatted', 'display', 'value', ...WHOLE],
  first: ['first', 'given', ...FIRST],
  last: ['last', 'family', ...LAST],
} as const

/** The text of a trait that may be a name; undefined where it is none. */
export function nameText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const part = (names: readonly string[]): string | undefined => {
    const found = Object.entries(value).find(
      ([key, one]) => typeof one === 'string' && one.trim() && names.includes(foldTraitName(key)),
    )
    return found && String(found[1]).trim()
  }
  return part(PARTS.whole) ?? joined(part(PARTS.first), part(PARTS.last))
}
