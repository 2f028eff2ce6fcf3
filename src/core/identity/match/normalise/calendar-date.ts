// A date from its parts -> eight characters YYYYMMDD, '-' where a part is unknown. Impossible dates (month 86) are
// kept: a typing error is evidence, and dropping it would lose the digits that agree.

export interface CalendarDate {
  /** YYYYMMDD with '-' for unknown digits */
  readonly text: string
  readonly year: number
  /** day and month are known */
  readonly isFull: boolean
  /** the first of January: a usual stand-in for "only the year is known" */
  readonly isNewYear: boolean
}

/** A date from its parts, as some sources keep them in three columns. */
export function dateOf(
  year: number | undefined,
  month: number | undefined,
  day: number | undefined,
): CalendarDate {
  const text = digits(year, 4) + digits(month, 2) + digits(day, 2)
  return {
    text,
    year: year ?? Number.NaN,
    isFull: !text.includes('-'),
    isNewYear: text.endsWith('0101'),
  }
}

function digits(part: number | undefined, width: number): string {
  if (part === undefined || !Number.isFinite(part)) return '-'.repeat(width)
  return String(Math.trunc(part)).padStart(width, '0').slice(-width)
}

/** Two-digit years above this belong to the last century: people who have a birthday are born. */
const CENTURY_PIVOT = 25

/** A year of two digits with its century; any other as it is. */
export function wholeYear(year: number): number {
  if (year >= 100) return year
  return year + (year > CENTURY_PIVOT ? 1900 : 2000)
}

const YEAR_MIN = 1500
const YEAR_MAX = 2100

export function isYear(year: number): boolean {
  return year >= YEAR_MIN && year <= YEAR_MAX
}

/** Whether the parts can be somebody's birth date. Every month may have 31 days: a slip is no other writing. */
export function isPossible(year: number, month: number, day: number): boolean {
  return isYear(year) && month >= 1 && month <= 12 && day >= 1 && day <= 31
}
