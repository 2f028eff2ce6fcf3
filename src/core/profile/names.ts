// What a person or an organisation is called, by the names that sources give the traits of a name.
import type { Entity } from '../../contract/identifier.ts'

const ORGANISATION = ['name', 'company', 'company_name', 'companyName'] as const
const WHOLE = ['name', 'full_name', 'fullName', 'fullname', 'display_name', 'displayName'] as const
/** RudderStack's own SDKs document `firstname` and `lastname`. */
const FIRST = ['firstName', 'first_name', 'firstname', 'given_name', 'givenName'] as const
const LAST = ['lastName', 'last_name', 'lastname', 'family_name', 'familyName', 'surname'] as const

/**
 * The name in full; undefined where nothing says it. A person's employer is not her name, and whom a company knows
 * as its contact is not the company's.
 * @param textOf the text that one trait has; undefined or empty where it has none
 */
export function nameFrom(
  entity: Entity,
  textOf: (trait: string) => string | undefined,
): string | undefined {
  const first = (traits: readonly string[]): string | undefined => {
    for (const trait of traits) {
      const text = textOf(trait)?.trim()
      if (text) return text
    }
    return undefined
  }
  if (entity === 'account') return first(ORGANISATION)
  const inParts = () => [first(FIRST), first(LAST)].filter(Boolean).join(' ') || undefined
  return first(WHOLE) ?? inParts()
}
