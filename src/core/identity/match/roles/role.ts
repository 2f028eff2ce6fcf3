// What a column says about a person or organisation. Roles decide how values are read, compared and indexed.

export const ROLES = [
  'given_name',
  'middle_name',
  'family_name',
  'full_name',
  'birth_date',
  'birth_year',
  'birth_month',
  'birth_day',
  'email',
  'phone',
  'street',
  'house_number',
  'postcode',
  'place',
  'state',
  'national_id',
  'organisation',
  'domain',
  'gender',
  'category',
  'number',
  'text',
  'source_key',
  'ignore',
] as const

export type Role = (typeof ROLES)[number]

/** Roles whose columns hold names of persons. */
export const NAME_ROLES: ReadonlySet<Role> = new Set([
  'given_name',
  'middle_name',
  'family_name',
  'full_name',
])
