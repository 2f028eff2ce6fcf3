// The role of every column: what a definition says, else what its name suggests and its contents confirm, else
// what its contents alone tell.
import { compact, fold, isPlaceholder, textOf } from '../normalise/fold.ts'
import { withBirthParts } from './birth-parts.ts'
import { roleOfHeader } from './headers.ts'
import { type Profile, profileColumn } from './profile.ts'
import { NAME_ROLES, type Role } from './role.ts'
import { withTellingName } from './telling-name.ts'

export interface ColumnRole {
  readonly column: string
  readonly role: Role
  /** who said so */
  readonly by: 'definition' | 'name' | 'contents'
}

type Row = Readonly<Record<string, unknown>>

/** A column filled in fewer rows than this says too little. */
const FILL_MIN = 0.005
/** Columns looked at; more than any register has. */
const COLUMNS_MAX = 200

/** Roles of all columns that occur in the rows, in order of their names. */
export function assignRoles(
  rows: readonly Row[],
  declared: Readonly<Record<string, Role>> = {},
  { ofOrganisations = false } = {},
): readonly ColumnRole[] {
  const profiles = columnsOf(rows).map((column) => profileColumn(column, rows))
  const roles = profiles.map((profile) => roleOf(profile, roleIn(declared, profile.column)))
  const named = withoutChanceNames(
    settleNames(oneBirthDate(withBirthParts(roles, profiles), profiles, rows), profiles),
    profiles,
  )
  const told = ofOrganisations ? named : withTellingName(named, profiles, rows)
  const settled = withFamilyName(told, profiles)
  return withReferences(withOrganisations(settled, profiles, ofOrganisations), profiles, rows)
}

export function columnsOf(rows: readonly Row[]): readonly string[] {
  const columns = new Set<string>()
  for (const row of rows) for (const column of Object.keys(row)) columns.add(column)
  return [...columns].sort().slice(0, COLUMNS_MAX)
}

/** A column may be called constructor: only what the definition itself says counts. */
const roleIn = (declared: Readonly<Record<string, Role>>, column: string): Role | undefined =>
  Object.hasOwn(declared, column) ? declared[column] : undefined

function roleOf(profile: Profile, declared: Role | undefined): ColumnRole {
  const { column } = profile
  if (declared) return { column, role: declared, by: 'definition' }
  if (profile.filled < 2 || profile.filled < FILL_MIN * profile.rows || profile.distinct < 2) {
    return { column, role: 'ignore', by: 'contents' }
  }
  const named = roleOfHeader(column)
  if (named && agrees(named, profile)) return { column, role: named, by: 'name' }
  return { column, role: roleOfContents(profile), by: 'contents' }
}

/** Whether contents can be what the name promises; only what contradicts it is refused. */
function agrees(role: Role, profile: Profile): boolean {
  const test = MUST[role]
  return test === undefined || test(profile)
}

const wordy = (p: Profile): boolean => p.digits < 0.3 && p.dates < 0.3 && p.emails < 0.3

/** A few values that come all the time are kinds of something, such as programs, and no names. */
const isRepetitive = (p: Profile): boolean => p.filled >= 200 && p.collision > 0.05

const MUST: Partial<Record<Role, (profile: Profile) => boolean>> = {
  given_name: wordy,
  middle_name: wordy,
  family_name: wordy,
  full_name: (p) => wordy(p) && !isRepetitive(p),
  birth_date: (p) => p.dates > 0.5 || p.digits > 0.5,
  birth_year: (p) =>
    p.digits > 0.7 && ((p.maxNumber > 1000 && p.maxNumber < 2200) || p.maxNumber < 100),
  birth_month: (p) => p.distinct <= 40 && p.maxNumber <= 12,
  birth_day: (p) => p.digits > 0.7 && p.maxNumber <= 31,
  email: (p) => p.emails > 0.3,
  phone: (p) => p.phones > 0.4 || p.digits > 0.5,
  house_number: (p) => p.meanLength < 12 && p.meanWords < 3,
  street: (p) => p.emails < 0.3 && p.digits < 0.5,
  postcode: (p) => p.letters < 0.5 && p.meanLength < 14,
  place: wordy,
  state: (p) => p.emails < 0.3,
  national_id: (p) => p.letters < 0.5,
  gender: (p) => p.distinct <= 40,
  number: (p) => p.digits > 0.7,
  category: (p) => p.emails < 0.3,
  domain: (p) => p.urls > 0.3,
}

/** Rules in order; the first that holds gives the role. */
const BY_CONTENTS: readonly (readonly [Role, (p: Profile) => boolean])[] = [
  ['email', (p) => p.emails > 0.5],
  ['ignore', (p) => p.timesOfDay > 0.5],
  ['source_key', (p) => p.uuids > 0.5],
  // Amounts, scores and coordinates say where or how much, not who.
  ['ignore', (p) => p.fractions > 0.5],
  ['birth_date', (p) => p.dates > 0.6 && p.yearSpread >= 12 && p.distinct > 20],
  ['ignore', (p) => p.dates > 0.6 && !isPhoneLike(p)],
  ['gender', (p) => p.genders > 0.9 && p.distinct <= 8 && p.letters > 0.5],
  ['domain', (p) => p.urls > 0.6],
  ['ignore', (p) => p.distinct === 2 && p.letters < 0.5],
  [
    'birth_year',
    (p) => p.digits > 0.9 && p.minNumber > 1500 && p.maxNumber < 2100 && p.distinct > 25,
  ],
  ['source_key', (p) => isRowNumber(p)],
  ['phone', (p) => isPhoneLike(p)],
  ['street', (p) => p.streets > 0.35 && p.meanWords > 1.2],
  ['street', (p) => p.numberedNames > 0.6 && p.sameLength < 0.85 && p.meanWords >= 1.8],
  ['organisation', (p) => p.organisations > 0.2 && p.letters > 0.5],
  ['text', (p) => p.meanLength > 60 || p.meanWords > 8],
  ['category', (p) => p.digits > 0.7 && p.distinct <= 15],
  ['house_number', (p) => p.letters < 0.4 && p.meanLength < 4.2 && p.sameLength < 0.8],
  ['postcode', (p) => p.postcodes > 0.6 && p.sameLength > 0.4 && p.distinct > 15],
  ['number', (p) => p.digits > 0.9 && p.meanLength < 4],
  ['national_id', (p) => p.letters < 0.3 && p.meanLength >= 5 && p.meanWords < 2.5],
  ['number', (p) => p.digits > 0.7],
  ['full_name', (p) => p.meanWords >= 1.7 && p.givenNames + p.surnames > 0.5 && p.distinct > 50],
  ['given_name', (p) => p.letters > 0.8 && p.givenNames > 0.35 && p.givenNames > p.surnames],
  ['family_name', (p) => p.letters > 0.8 && p.surnames > 0.15 && p.collision < 0.05],
  ['category', (p) => p.collision > 0.03 || p.distinct <= 40],
  ['place', (p) => p.letters > 0.6],
  ['text', () => true],
]

function roleOfContents(profile: Profile): Role {
  return BY_CONTENTS.find(([, holds]) => holds(profile))?.[0] ?? 'text'
}

function isPhoneLike(p: Profile): boolean {
  return p.phones > 0.6 && p.meanLength >= 9 && (p.digits < 0.9 || p.meanLength >= 9.5)
}

/** Whole numbers or codes that never repeat in a sample large enough to show a repeat. */
function isRowNumber(p: Profile): boolean {
  return p.digits > 0.98 && p.distinct === p.filled && p.filled >= 100 && p.filled === p.rows
}

/**
 * Dates of something else look like birth dates, too; where a column is named so, it alone is it, and those that
 * stand in its place: another source's column of dates from the same years.
 */
function oneBirthDate(
  roles: readonly ColumnRole[],
  profiles: readonly Profile[],
  rows: readonly Row[],
): readonly ColumnRole[] {
  const isNamed = ({ role, by }: ColumnRole): boolean => role === 'birth_date' && by !== 'contents'
  const named = profiles.filter((_, at) => roles.slice(at, at + 1).some(isNamed))
  if (named.length === 0) return roles
  return roles.map((own, at) => {
    const profile = profiles[at]
    if (own.role !== 'birth_date' || own.by !== 'contents' || !profile) return own
    const isInPlace = named.some(
      (other) => areOfOneTime(other, profile) && doExclude(other, profile, rows),
    )
    return isInPlace ? own : { ...own, role: 'ignore' }
  })
}

/** Births spread over so many years; dates of a business begin with it. */
const BIRTH_YEARS_MIN = 25
const MEDIANS_APART_MAX = 15

function areOfOneTime(a: Profile, b: Profile): boolean {
  const isWide = Math.min(a.yearSpread, b.yearSpread) >= BIRTH_YEARS_MIN
  return isWide && Math.abs(a.yearMedian - b.yearMedian) <= MEDIANS_APART_MAX
}

/** Rows that fill both, of those that fill the rarer one, at most. */
const BOTH_FILLED_MAX = 0.05

function doExclude(a: Profile, b: Profile, rows: readonly Row[]): boolean {
  const both = rows.filter((row) => has(row, a.column) && has(row, b.column)).length
  return both <= BOTH_FILLED_MAX * Math.min(a.filled, b.filled)
}

const has = (row: Row, column: string): boolean => !isPlaceholder(fold(textOf(row[column]) ?? ''))

/** Names are told from each other: who has only one column of names has whole names in it. */
function settleNames(
  roles: readonly ColumnRole[],
  profiles: readonly Profile[],
): readonly ColumnRole[] {
  const has = (role: Role): boolean => roles.some((own) => own.role === role)
  return roles.map((own, at) => {
    const profile = profiles[at]
    if (!profile || own.by === 'definition') return own
    const isOneWord = profile.meanWords < 1.4
    if (own.role === 'full_name' && isOneWord && has('family_name') && !has('given_name')) {
      return { ...own, role: 'given_name' }
    }
    if (own.role === 'full_name' && isOneWord && has('given_name') && !has('family_name')) {
      return { ...own, role: 'family_name' }
    }
    const isWhole = profile.meanWords >= 1.8 && !has('family_name')
    return own.role === 'given_name' && isWhole ? { ...own, role: 'full_name' } : own
  })
}

/** Chance that two records share a name, at most; more is a list of places or programs. */
const NAME_COLLISION_MAX = 0.01
/** Words per value from which a column called name holds whole ones. */
const WHOLE_NAME_WORDS_MIN = 1.6

/** Where a column says that it holds whole names, others are not names because their words could be (Austin, May). */
function withoutChanceNames(
  roles: readonly ColumnRole[],
  profiles: readonly Profile[],
): readonly ColumnRole[] {
  const isSaid = roles.some(
    ({ role, by }, at) =>
      role === 'full_name' &&
      by !== 'contents' &&
      (profiles[at]?.meanWords ?? 0) >= WHOLE_NAME_WORDS_MIN,
  )
  if (!isSaid) return roles
  return roles.map((own, at) => {
    const profile = profiles[at]
    if (own.by !== 'contents' || !profile || !NAME_ROLES.has(own.role)) return own
    if (profile.collision <= NAME_COLLISION_MAX) return own
    return { ...own, role: roleWithoutName(profile) }
  })
}

const roleWithoutName = (profile: Profile): Role =>
  profile.collision > 0.03 || profile.distinct <= 40 ? 'category' : 'text'

/** Share of values with a word of organisations from which a column of names holds theirs. */
const ORGANISATIONS_MIN = 0.15

/** A column called name is of organisations where it says so and nothing tells of persons. */
function withOrganisations(
  roles: readonly ColumnRole[],
  profiles: readonly Profile[],
  ofOrganisations: boolean,
): readonly ColumnRole[] {
  const isKnown = roles.some(({ role }) => role === 'organisation')
  if (!ofOrganisations && roles.some(({ role }) => OF_PERSONS.has(role))) return roles
  const isTheirs = ({ role, by }: ColumnRole, at: number): boolean =>
    role === 'full_name' &&
    by !== 'definition' &&
    ((ofOrganisations && !isKnown) || (profiles[at]?.organisations ?? 0) > ORGANISATIONS_MIN)
  if (!roles.some(isTheirs)) return roles
  return roles.map((own, at) => (isTheirs(own, at) ? { ...own, role: 'organisation' } : own))
}

const OF_PERSONS: ReadonlySet<Role> = new Set(['given_name', 'family_name', 'birth_date', 'gender'])

/** Share of words known as names that a column of names without a telling header has at least. */
const NAMES_MIN = 0.04

/** Given names without family names: of the columns of single words, the one that looks most like names is it. */
function withFamilyName(
  roles: readonly ColumnRole[],
  profiles: readonly Profile[],
): readonly ColumnRole[] {
  const has = (role: Role): boolean => roles.some((own) => own.role === role)
  if (!has('given_name') || has('family_name') || has('full_name')) return roles
  let best = -1
  let bestShare = NAMES_MIN
  for (const [at, { role, by }] of roles.entries()) {
    const profile = profiles[at]
    if (!profile || by !== 'contents' || (role !== 'place' && role !== 'category')) continue
    const share = profile.givenNames + profile.surnames
    if (profile.meanWords < 1.4 && profile.collision < 0.05 && share > bestShare) {
      best = at
      bestShare = share
    }
  }
  return roles.map((own, at) => (at === best ? { ...own, role: 'family_name' } : own))
}

/** Numbers shorter than this meet by chance. */
const REFERENCE_LENGTH_MIN = 5
const REFERENCE_VALUES_MIN = 3
/** Share of the rarer column's values that the other one holds. */
const REFERENCE_MIN = 0.05

/**
 * A key of one source that another source refers to (customer no, customer ref) is a number of the customer, and so
 * is a key that comes back.
 */
function withReferences(
  roles: readonly ColumnRole[],
  profiles: readonly Profile[],
  rows: readonly Row[],
): readonly ColumnRole[] {
  const numbers = roles.flatMap(({ column, role, by }, at) => {
    const isNumber = role === 'source_key' || role === 'national_id'
    if (!isNumber || by === 'definition') return []
    if ((profiles[at]?.meanLength ?? 0) < REFERENCE_LENGTH_MIN) return []
    return [{ column, role, values: valuesOf(column, rows) }]
  })
  const referred = new Set<string>()
  for (const one of numbers) {
    if (one.role !== 'source_key') continue
    for (const other of numbers) {
      if (one === other || !refersTo(one.values, other.values)) continue
      referred.add(one.column).add(other.column)
    }
  }
  for (const [at, { column, role, by }] of roles.entries()) {
    const profile = profiles[at]
    if (role === 'source_key' && by !== 'definition' && profile && isRepeated(profile))
      referred.add(column)
  }
  if (referred.size === 0) return roles
  return roles.map((own) =>
    referred.has(own.column) ? { ...own, role: 'national_id', by: 'contents' } : own,
  )
}

/** A long key that comes back in some records of many, like that of a device, belongs to somebody. */
const REPEATED_MIN = 0.03
const KEY_LENGTH_MIN = 12
const KEY_COLLISION_MAX = 0.001
/** Keys of several people, by the name of their column. */
const OF_MANY = /house|family|group|org|company|firm|account|address|batch|session|cluster|parent/

function isRepeated(profile: Profile): boolean {
  const { column, distinct, filled, meanLength, collision } = profile
  if (meanLength < KEY_LENGTH_MIN || OF_MANY.test(column.toLowerCase())) return false
  return filled - distinct >= REPEATED_MIN * filled && collision < KEY_COLLISION_MAX
}

function valuesOf(column: string, rows: readonly Row[]): ReadonlySet<string> {
  const values = new Set<string>()
  for (const row of rows) {
    const text = compact(fold(textOf(row[column]) ?? ''))
    if (!isPlaceholder(text)) values.add(text)
  }
  return values
}

function refersTo(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a]
  let same = 0
  for (const value of few) if (many.has(value)) same++
  return same >= REFERENCE_VALUES_MIN && same > REFERENCE_MIN * few.size
}
