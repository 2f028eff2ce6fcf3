// What a column says about a person or organisation. Roles decide how values are read, compared and indexed.
import type { MatchRole } from '../../../../contract/match.ts'

export type Role = MatchRole

/** Roles whose columns hold names of persons. */
export const NAME_ROLES: ReadonlySet<Role> = new Set([
  'given_name',
  'middle_name',
  'family_name',
  'full_name',
])

/** Roles of values that are meant to be one person's own; many customers with one value make it nobody's. */
export const PERSONAL_ROLES: ReadonlySet<Role> = new Set(['email', 'phone', 'national_id'])

/** Roles that tell the people of one home apart; a record without any of them does not say who it is of. */
export const TELLING_ROLES: ReadonlySet<Role> = new Set(['given_name', 'full_name', 'birth_date'])
