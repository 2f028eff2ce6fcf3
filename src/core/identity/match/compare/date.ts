// Dates of birth.
import { type CalendarDate, parseDate } from '../normalise/dates.ts'
import type { Kind } from './kind.ts'
import { edits } from './similarity.ts'

const LEVEL = {
  same: 0,
  newYear: 1,
  near: 2,
  twoEdits: 3,
  year: 4,
  nextYear: 5,
  different: 6,
} as const

export const date: Kind<CalendarDate> = {
  levels: [
    'same',
    'same first of January',
    'one edit',
    'two edits',
    'same year',
    'a year apart',
    'different',
  ],
  exactLevels: 2,
  rarityWeight: 1,
  read: (raw, { dateOrder }) => {
    const found = parseDate(raw, dateOrder)
    return found && !NOBODYS.has(found.text) ? found : undefined
  },
  textOf: ({ text }) => text,
  compare: compareDates,
  formsOf: ({ text, isFull }) => {
    const year = text.slice(0, 4)
    const parts: Record<string, readonly string[]> = year.includes('-') ? {} : { year: [year] }
    if (!text.slice(0, 6).includes('-')) parts['month'] = [text.slice(0, 6)]
    if (!isFull) return parts
    return { ...parts, day: [text], birthday: [text.slice(4)], dayInYear: [year + text.slice(6)] }
  },
}

/** Defaults of forms and systems. */
const NOBODYS = new Set(['19000101', '19700101', '18991231', '18991230', '00010101', '99991231'])

function compareDates(a: CalendarDate, b: CalendarDate): number {
  if (a.text === b.text) return a.isFull ? (a.isNewYear ? LEVEL.newYear : LEVEL.same) : LEVEL.year
  const errors = isExact(a) && isExact(b) ? errorsBetween(a.text, b.text) : LEVEL.different
  if (errors !== LEVEL.different) return errors
  if (a.year === b.year) return LEVEL.year
  if (Math.abs(a.year - b.year) === 1) return LEVEL.nextYear
  // Two people hardly share a birthday; who mistakes the year mistakes more than a digit of it (1994, 2004).
  const isBirthday = isExact(a) && isExact(b) && a.text.slice(4) === b.text.slice(4)
  return isBirthday ? LEVEL.twoEdits : LEVEL.different
}

/** A first of January may stand for the year only; then its day says nothing. */
function isExact({ isFull, isNewYear }: CalendarDate): boolean {
  return isFull && !isNewYear
}

function errorsBetween(a: string, b: string): number {
  const distance = edits(a, b, 2)
  if (distance === 1 || isTurned(a, b)) return LEVEL.near
  return distance === 2 ? LEVEL.twoEdits : LEVEL.different
}

/** Day and month in each other's place. */
function isTurned(a: string, b: string): boolean {
  return (
    a.slice(0, 4) === b.slice(0, 4) && a.slice(4, 6) === b.slice(6) && a.slice(6) === b.slice(4, 6)
  )
}
