// Dates as people and systems write them -> eight characters YYYYMMDD, '-' where a part is unknown. Impossible
// dates (month 86) are kept: a typing error is evidence, and dropping it would lose the digits that agree.
import { fold } from './fold.ts'

/** Which of two leading numbers is the day, where the text itself does not tell; found per column. */
export type DateOrder = 'day_first' | 'month_first'

export interface CalendarDate {
  /** YYYYMMDD with '-' for unknown digits */
  readonly text: string
  readonly year: number
  /** day and month are known */
  readonly isFull: boolean
  /** the first of January: a usual stand-in for "only the year is known" */
  readonly isNewYear: boolean
}

const MONTHS: ReadonlyMap<string, number> = new Map(
  (
    'jan januar january janvier enero gennaio janeiro januari stycznia=1 feb februar february fevrier febrero ' +
    'febbraio fevereiro februari lutego=2 mar marz march mars marzo marco maart marca=3 apr april avril abril ' +
    'aprile kwietnia=4 may mai mayo maggio maio mei maj maja=5 jun juni june juin junio giugno junho czerwca=6 ' +
    'jul juli july juillet julio luglio julho lipca=7 aug august aout agosto augustus augusti sierpnia=8 ' +
    'sep sept september septembre septiembre settembre setembro wrzesnia=9 oct okt october oktober octobre ' +
    'octubre ottobre outubro pazdziernika=10 nov november novembre noviembre novembro listopada=11 ' +
    'dec dez dic december dezember decembre diciembre dicembre dezembro grudnia=12'
  )
    .split(/(?<=\d) /)
    .flatMap((group) => {
      const [names = '', month = ''] = group.split('=')
      return names.split(' ').map((name) => [name, Number(month)] as const)
    }),
)

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:\.0)?$/
const NUMBERS = /^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})(?:[t ,].*)?$/
const YEAR = /^(\d{4})(?:\.0)?$/
const YEAR_MONTH = /^(\d{4})[-/.](\d{1,2})$/
/** Eight characters with dashes for what is not known, and a birthday without its year as vCards write it. */
const PARTIAL = /^(\d{4}|-{4})(\d{2}|--)(\d{2}|--)$/
const NO_YEAR = /^--(\d{2})-?(\d{2})$/
const WORDED =
  /^(?:(\d{1,2})[. ]*(?:st|nd|rd|th|de)?[ -]*)?(?:of |de )?([a-z]{3,})[. ,-]*(?:(\d{1,2})(?:st|nd|rd|th)?[ ,]+)?(?:de )?(\d{4})$/

/** Two-digit years above this belong to the last century: people who have a birthday are born. */
const CENTURY_PIVOT = 25

/** A date in any usual writing; undefined when it is none. */
export function parseDate(raw: string, order: DateOrder = 'day_first'): CalendarDate | undefined {
  const text = fold(raw)
  const iso = ISO.exec(text) ?? COMPACT.exec(text)
  if (iso) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const numbers = NUMBERS.exec(text)
  if (numbers) return fromNumbers(Number(numbers[1]), Number(numbers[2]), numbers[3] ?? '', order)
  const year = YEAR.exec(text)
  if (year) return dateOf(Number(year[1]), undefined, undefined)
  const month = YEAR_MONTH.exec(text)
  if (month) return dateOf(Number(month[1]), Number(month[2]), undefined)
  const partial = PARTIAL.exec(text) ?? NO_YEAR.exec(text)
  if (partial) return fromParts(partial.slice(1))
  const worded = WORDED.exec(text)
  const named = worded && MONTHS.get(worded[2] ?? '')
  if (!worded || !named) return undefined
  const day = worded[1] ?? worded[3]
  return dateOf(Number(worded[4]), named, day === undefined ? undefined : Number(day))
}

function fromParts(parts: readonly string[]): CalendarDate | undefined {
  const [day, month, year] = parts.map(wholeOf).reverse()
  const known = [year, month, day].filter((part) => part !== undefined)
  return known.length === 0 ? undefined : dateOf(year, month, day)
}

function wholeOf(text: string): number | undefined {
  return text.startsWith('-') ? undefined : Number(text)
}

function fromNumbers(a: number, b: number, yearText: string, order: DateOrder): CalendarDate {
  const year = wholeYear(Number(yearText))
  const isMonthFirst = b > 12 || (order === 'month_first' && a <= 12)
  return isMonthFirst ? dateOf(year, a, b) : dateOf(year, b, a)
}

/** A year of two digits with its century; any other as it is. */
export function wholeYear(year: number): number {
  if (year >= 100) return year
  return year + (year > CENTURY_PIVOT ? 1900 : 2000)
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

/** Day or month first, told by the values of a whole column: a number above 12 can only be a day. */
export function dateOrderOf(values: readonly string[]): DateOrder {
  let dayFirst = 0
  let monthFirst = 0
  for (const value of values) {
    const numbers = NUMBERS.exec(fold(value))
    if (numbers && Number(numbers[1]) > 12) dayFirst++
    if (numbers && Number(numbers[2]) > 12) monthFirst++
  }
  return monthFirst > dayFirst ? 'month_first' : 'day_first'
}
