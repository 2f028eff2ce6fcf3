// A birth date in three columns: year, month and day, told by what they hold, since their names leave it open (a
// birth_day may be a date, dob_mm says no language) or say nothing (c7, c8, c9).
import type { ColumnRole } from './assign.ts'
import type { Profile } from './profile.ts'
import type { Role } from './role.ts'

type Part = 'birth_year' | 'birth_month' | 'birth_day'

/** Different values from which a column of small numbers can be one of months or days and no grade or size. */
const MONTHS_MIN = 10
const DAYS_MIN = 25

/** Columns named as birth dates that hold only a part of one, and nameless ones that complete a year. */
export function withBirthParts(
  roles: readonly ColumnRole[],
  profiles: readonly Profile[],
): readonly ColumnRole[] {
  const named = roles.map((own, at) => withPart(own, partOf(own, profiles[at])))
  const hasMonth = named.some(({ role }) => role === 'birth_month')
  const whole = named.map((own, at) => {
    const isYear = own.role === 'birth_date' && holdsYears(profiles[at])
    return hasMonth && isYear ? withPart(own, 'birth_year') : own
  })
  return completed(whole, profiles)
}

function withPart(own: ColumnRole, part: Role | undefined): ColumnRole {
  return part === undefined || own.by === 'definition' ? own : { ...own, role: part }
}

function partOf({ role }: ColumnRole, profile: Profile | undefined): Part | undefined {
  if (role !== 'birth_date' || !profile || !areShortNumbers(profile)) return undefined
  if (profile.maxNumber <= 12) return 'birth_month'
  return profile.maxNumber <= 31 ? 'birth_day' : undefined
}

function areShortNumbers({ digits, meanLength, minNumber }: Profile): boolean {
  return digits > 0.9 && meanLength < 3 && minNumber >= 0
}

function holdsYears(profile: Profile | undefined): boolean {
  if (!profile || profile.digits < 0.9) return false
  const { minNumber, maxNumber } = profile
  return (minNumber > 1500 && maxNumber < 2200) || (maxNumber > 31 && maxNumber < 100)
}

/** A year of birth beside just one column that can be its month and one that can be its day. */
function completed(
  roles: readonly ColumnRole[],
  profiles: readonly Profile[],
): readonly ColumnRole[] {
  const has = (...sought: readonly Role[]): boolean =>
    roles.some(({ role }) => sought.includes(role))
  if (!has('birth_year') || has('birth_month', 'birth_day', 'birth_date')) return roles
  const months = nameless(
    roles,
    profiles,
    ({ maxNumber, distinct }) => maxNumber === 12 && distinct >= MONTHS_MIN && distinct <= 24,
  )
  const days = nameless(
    roles,
    profiles,
    ({ maxNumber, distinct }) =>
      maxNumber >= 29 && maxNumber <= 31 && distinct >= DAYS_MIN && distinct <= 62,
  )
  if (months.length !== 1 || days.length !== 1) return roles
  return roles.map((own) => {
    if (own === months[0]) return withPart(own, 'birth_month')
    return own === days[0] ? withPart(own, 'birth_day') : own
  })
}

function nameless(
  roles: readonly ColumnRole[],
  profiles: readonly Profile[],
  holds: (profile: Profile) => boolean,
): readonly ColumnRole[] {
  return roles.filter(({ by }, at) => {
    const profile = profiles[at]
    return by === 'contents' && profile && areShortNumbers(profile) && holds(profile)
  })
}
