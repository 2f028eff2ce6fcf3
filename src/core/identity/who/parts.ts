// Which traits say who a record is of. Only names of traits that cannot mean anything else count: a plan's or a pet's
// name, taken for hers, would part one customer into two.
import { roleOfPhrase } from '../match/roles/headers.ts'
import type { Role } from '../match/roles/role.ts'

export type WhoPart = 'given' | 'middle' | 'family' | 'full' | 'birth'

const PART_OF: Readonly<Partial<Record<Role, WhoPart>>> = {
  given_name: 'given',
  middle_name: 'middle',
  family_name: 'family',
  full_name: 'full',
  birth_date: 'birth',
}

/** Names of rows, and former ones. */
const NO_NAMES = new Set('names|maiden name|geburtsname'.split('|'))

/** What people sign with: a name or whatever else they like. */
const SIGNATURES = new Set('display name|displayname'.split('|'))

/** Names of traits that were looked up; a source has some dozens. */
const known = new Map<string, WhoPart | undefined>()
const KNOWN_MAX = 2_000

/** Whether a trait says who somebody is only where its text is a name. */
export const isSignature = (trait: string): boolean => SIGNATURES.has(roleOfPhrase(trait).phrase)

export function partOfHeader(trait: string): WhoPart | undefined {
  if (known.has(trait)) return known.get(trait)
  if (known.size >= KNOWN_MAX) known.clear()
  const { phrase, role } = roleOfPhrase(trait)
  const part = role && !NO_NAMES.has(phrase) ? PART_OF[role] : undefined
  known.set(trait, part)
  return part
}
