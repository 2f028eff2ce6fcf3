// Dates that a system wrote as one number: 19900203, 03021990, 900203, days of a spreadsheet (32907), seconds and
// milliseconds of a clock (634003200000).
import { type CalendarDate, dateOf, isPossible, isYear, wholeYear } from './calendar-date.ts'
import type { DateOrder } from './dates.ts'

const NUMBER = /^(-?)(\d{4,13})(?:\.\d+)?$/

/** A folded number -> its date; undefined when its length is that of none. */
export function parseNumbered(text: string, order: DateOrder): CalendarDate | undefined {
  const [, sign, digits] = NUMBER.exec(text) ?? []
  if (digits === undefined) return undefined
  if (sign === '-') return digits.length >= 8 ? ofClock(-Number(digits), digits.length) : undefined
  if (digits.length <= 5) return ofYearOrDays(Number(digits))
  if (digits.length === 6) return ofSixDigits(digits, order)
  // A number lost the nought of its day.
  if (digits.length === 7) return ofDayMonthYear(`0${digits}`, order)
  if (digits.length === 8) return ofEightDigits(digits, order)
  return ofClock(Number(digits), digits.length)
}

/** Spreadsheets count days from here, a leap day of 1900 that never was included. */
const DAY_ZERO_MS = Date.UTC(1899, 11, 30)
const DAY_MS = 86_400_000
const DAYS_MAX = 73_050

function ofYearOrDays(number: number): CalendarDate | undefined {
  if (isYear(number)) return dateOf(number, undefined, undefined)
  return number >= 1000 && number <= DAYS_MAX ? ofMs(DAY_ZERO_MS + number * DAY_MS) : undefined
}

/** From this many digits on, a clock's number is in milliseconds; shorter ones are in seconds. */
const MS_DIGITS_MIN = 11

function ofClock(number: number, digits: number): CalendarDate | undefined {
  return ofMs(digits >= MS_DIGITS_MIN ? number : number * 1000)
}

function ofMs(ms: number): CalendarDate | undefined {
  const date = new Date(ms)
  const year = date.getUTCFullYear()
  return isYear(year) ? dateOf(year, date.getUTCMonth() + 1, date.getUTCDate()) : undefined
}

/** Year first, as far as that is a date; what it can be besides is told by the column. */
function ofSixDigits(digits: string, order: DateOrder): CalendarDate | undefined {
  const [a, b, c] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2))) as [
    number,
    number,
    number,
  ]
  return (
    possible(wholeYear(a), b, c) ??
    inOrder(order, (month, day) => possible(wholeYear(c), month, day), a, b)
  )
}

function ofEightDigits(digits: string, order: DateOrder): CalendarDate {
  const year = Number(digits.slice(0, 4))
  const [month, day] = [Number(digits.slice(4, 6)), Number(digits.slice(6))]
  return possible(year, month, day) ?? ofDayMonthYear(digits, order) ?? dateOf(year, month, day)
}

function ofDayMonthYear(digits: string, order: DateOrder): CalendarDate | undefined {
  const [a, b] = [Number(digits.slice(0, 2)), Number(digits.slice(2, 4))]
  const year = Number(digits.slice(4))
  return inOrder(order, (month, day) => possible(year, month, day), a, b)
}

type OfMonthAndDay = (month: number, day: number) => CalendarDate | undefined

/** Day and month in the order of the column, else the other way round. */
function inOrder(
  order: DateOrder,
  make: OfMonthAndDay,
  a: number,
  b: number,
): CalendarDate | undefined {
  return order === 'month_first' ? (make(a, b) ?? make(b, a)) : (make(b, a) ?? make(a, b))
}

function possible(year: number, month: number, day: number): CalendarDate | undefined {
  return isPossible(year, month, day) ? dateOf(year, month, day) : undefined
}
