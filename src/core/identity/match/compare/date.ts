// Dates of birth.
import type { CalendarDate } from '../normalise/calendar-date.ts'
import { parseDate } from '../normalise/dates.ts'
import type { Kind } from './kind.ts'
import { edits } from './similarity.ts'

const LEVEL = {
  same: 0,
  newYear: 1,
  near: 2,
  onePart: 3,
  twoEdits: 4,
  partial: 5,
  year: 6,
  nextYear: 7,
  different: 8,
} as const

export const date: Kind<CalendarDate> = {
  levels: [
    'same',
    'same first of January',
    'one edit',
    'one part differs',
    'two edits',
    'same as far as known',
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
    if (!text.slice(4).includes('-')) parts['birthday'] = [text.slice(4)]
    return isFull ? { ...parts, day: [text], dayInYear: [year + text.slice(6)] } : parts
  },
}

/** Defaults of forms and systems. */
const NOBODYS = new Set(['19000101', '19700101', '18991231', '18991230', '00010101', '99991231'])

function compareDates(a: CalendarDate, b: CalendarDate): number {
  if (a.isFull && a.text === b.text) return a.isNewYear ? LEVEL.newYear : LEVEL.same
  if (isExact(a) && isExact(b)) {
    const errors = errorsBetween(a.text, b.text)
    if (errors !== LEVEL.different) return errors
  }
  if (!a.isFull || !b.isFull) return comparePartial(a, b)
  return compareYears(a, b)
}

function compareYears(a: CalendarDate, b: CalendarDate): number {
  if (a.year === b.year) return LEVEL.year
  return Math.abs(a.year - b.year) === 1 ? LEVEL.nextYear : LEVEL.different
}

/** Where year, month and day stand in a date's text. */
const PARTS: readonly (readonly [from: number, to: number])[] = [
  [0, 4],
  [4, 6],
  [6, 8],
]

/** Dates of which one lacks a part: two parts that agree say much, one hardly anything. */
function comparePartial(a: CalendarDate, b: CalendarDate): number {
  let same = 0
  let other = 0
  for (const [from, to] of PARTS) {
    const [ofA, ofB] = [a.text.slice(from, to), b.text.slice(from, to)]
    if (ofA.includes('-') || ofB.includes('-')) continue
    if (ofA === ofB) same++
    else other++
  }
  if (same >= 2 && other === 0) return LEVEL.partial
  if (same > 0 && (Number.isNaN(a.year) || Number.isNaN(b.year))) return LEVEL.year
  return compareYears(a, b)
}

/** A first of January may stand for the year only; then its day says nothing. */
function isExact({ isFull, isNewYear }: CalendarDate): boolean {
  return isFull && !isNewYear
}

function errorsBetween(a: string, b: string): number {
  const distance = edits(a, b, 2)
  if (distance === 1 || isTurned(a, b)) return LEVEL.near
  // Who picks the wrong month, or mistakes the year, mistakes more than a digit of it (1994, 2004).
  if (partsEqual(a, b) === 2) return LEVEL.onePart
  return distance === 2 ? LEVEL.twoEdits : LEVEL.different
}

function partsEqual(a: string, b: string): number {
  let same = 0
  for (const [from, to] of PARTS) {
    let at = from
    while (at < to && a.charCodeAt(at) === b.charCodeAt(at)) at++
    if (at === to) same++
  }
  return same
}

/** Day and month in each other's place. */
function isTurned(a: string, b: string): boolean {
  return (
    a.slice(0, 4) === b.slice(0, 4) && a.slice(4, 6) === b.slice(6) && a.slice(6) === b.slice(4, 6)
  )
}
