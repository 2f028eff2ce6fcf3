// Dates as people and systems write them -> a calendar date.
import { type CalendarDate, dateOf, wholeYear } from './calendar-date.ts'
import { fold } from './fold.ts'
import { parseNumbered } from './numbered-date.ts'
import { parseWorded } from './worded-date.ts'

/** What the leading ones of three short numbers are, where the text itself does not tell; found per column. */
export type DateOrder = 'day_first' | 'month_first' | 'year_first'

const ISO = /^(\d{4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,2})\.?(?:[t ].*)?$/
const NUMBERS = /^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+'?(\d{4}|\d{2})(?:[t ,].*)?$/
const YEAR_MONTH = /^(\d{4})[-/.](\d{1,2})$/
const MONTH_YEAR = /^(\d{1,2})[-/.](\d{4})$/
/** Eight characters with dashes for what is not known, and a birthday without its year as vCards write it. */
const PARTIAL = /^(\d{4}|-{4})(\d{2}|--)(\d{2}|--)$/
const NO_YEAR = /^--(\d{2})-?(\d{2})$/
const NUMBER = /^-?\d+(\.\d+)?$/

/** A date in any usual writing; undefined when it is none. */
export function parseDate(raw: string, order: DateOrder = 'day_first'): CalendarDate | undefined {
  const text = fold(raw)
  if (NUMBER.test(text)) return parseNumbered(text, order)
  const iso = ISO.exec(text)
  if (iso) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const numbers = NUMBERS.exec(text)
  if (numbers) return fromNumbers(Number(numbers[1]), Number(numbers[2]), numbers[3] ?? '', order)
  const month = YEAR_MONTH.exec(text)
  if (month) return dateOf(Number(month[1]), Number(month[2]), undefined)
  const turned = MONTH_YEAR.exec(text)
  if (turned) return dateOf(Number(turned[2]), Number(turned[1]), undefined)
  const partial = PARTIAL.exec(text) ?? NO_YEAR.exec(text)
  return partial ? fromParts(partial.slice(1)) : parseWorded(text)
}

function fromParts(parts: readonly string[]): CalendarDate | undefined {
  const [day, month, year] = parts.map(wholeOf).reverse()
  const known = [year, month, day].filter((part) => part !== undefined)
  return known.length === 0 ? undefined : dateOf(year, month, day)
}

function wholeOf(text: string): number | undefined {
  return text.startsWith('-') ? undefined : Number(text)
}

function fromNumbers(a: number, b: number, lastText: string, order: DateOrder): CalendarDate {
  const last = Number(lastText)
  if (lastText.length === 2 && (a > 31 || order === 'year_first')) {
    return dateOf(wholeYear(a), b, last)
  }
  const year = wholeYear(last)
  const isMonthFirst = b > 12 || (order === 'month_first' && a <= 12)
  return isMonthFirst ? dateOf(year, a, b) : dateOf(year, b, a)
}

/** Eight digits that begin like a year tell nothing. */
const LEADING =
  /^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+'?(?:\d{4}|\d{2})(?:[t ,].*)?$|^(?!(?:1[5-9]|20)\d{6})(\d\d)(\d\d)(?:\d{4}|\d\d)$/

/** Day, month or year first, told by the values of a whole column: a number above 12 can only be a day. */
export function dateOrderOf(values: readonly string[]): DateOrder {
  const seen: Record<DateOrder, number> = { day_first: 0, month_first: 0, year_first: 0 }
  for (const value of values) {
    const found = LEADING.exec(fold(value))
    if (found)
      for (const order of ordersIn(Number(found[1] ?? found[3]), Number(found[2] ?? found[4])))
        seen[order]++
  }
  if (seen.year_first > seen.day_first && seen.year_first > seen.month_first) return 'year_first'
  return seen.month_first > seen.day_first ? 'month_first' : 'day_first'
}

function ordersIn(a: number, b: number): readonly DateOrder[] {
  if (a > 31) return ['year_first']
  return [
    ...(a > 12 ? (['day_first'] as const) : []),
    ...(b > 12 ? (['month_first'] as const) : []),
  ]
}
