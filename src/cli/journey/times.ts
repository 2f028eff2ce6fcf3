// Times in a column of somebody's file: ISO 8601, epoch, or the ways people and programs of many countries write
// them. Which of day and month comes first is told by the column as a whole, not cell by cell.
import { parseInstant } from '../../core/collect/instant.ts'
import { plainly } from './times-in-words.ts'

/** A cell -> ms since epoch, or undefined. Times without a zone are taken as UTC: only distances matter. */
export type ReadTime = (cell: string) => number | undefined

const DATE_FIRST =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,-]+(\d{1,2})[:.]?(\d{2})(?:[:.]?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d|UTC|GMT)?$/i
const YEAR_LAST =
  /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ,-]+(\d{1,2})[:.]?(\d{2})(?:[:.]?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*([AP]M)?\s*(Z|[+-]\d\d:?\d\d|UTC|GMT)?$/i
const COMPACT = /^(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?(?:[.,]?(\d{1,9}))?)?(Z)?$/
const NUMBER = /^-?\d+(?:[.,]\d+)?(?:e[+-]?\d{1,2})?$/i

/** Cells that are looked at before the order of day and month is settled. */
const SAMPLE_CELLS = 20_000

/** Finds out how the column writes its times. */
export function timeReader(cells: readonly string[]): ReadTime {
  const column = { isMonthFirst: monthComesFirst(cells), isInDays: countsDays(cells) }
  return (cell) => {
    const text = cell.trim()
    return read(text, column) ?? read(plainly(text), column)
  }
}

interface Column {
  readonly isMonthFirst: boolean
  /** spreadsheets count days since 1899-12-30 */
  readonly isInDays: boolean
}

function read(text: string, { isMonthFirst, isInDays }: Column): number | undefined {
  // Before anything else: as a number it would be a moment of the year 2600.
  if (isDayInDigits(text)) return fromParts(COMPACT.exec(text), YEAR_FIRST)
  return (
    parseInstant(text)?.ms ??
    fromParts(DATE_FIRST.exec(text), YEAR_FIRST) ??
    fromYearLast(YEAR_LAST.exec(text), isMonthFirst) ??
    fromNumber(text, isInDays) ??
    fromParts(COMPACT.exec(text), YEAR_FIRST) ??
    fromWords(text)
  )
}

/** Days that a spreadsheet may mean: 1954 to 2119. */
const DAYS = [20_000, 80_000] as const
const DAY_MS = 86_400_000
const FIRST_DAY_MS = Date.UTC(1899, 11, 30)

/** True when all are numbers of days of our time and most have a time of day behind the point. */
function countsDays(cells: readonly string[]): boolean {
  let whole = 0
  let parts = 0
  for (const cell of cells.slice(0, SAMPLE_CELLS)) {
    const text = cell.trim()
    if (text === '') continue
    const value = Number(text.replace(',', '.'))
    if (!(value >= DAYS[0] && value <= DAYS[1])) return false
    if (/[.,]\d{3}/.test(text)) parts++
    else whole++
  }
  return parts > whole
}

/** True when some second number is no month; where nothing tells, slashes with AM or PM are American. */
function monthComesFirst(cells: readonly string[]): boolean {
  let hasHalves = false
  for (const cell of cells.slice(0, SAMPLE_CELLS)) {
    const match = YEAR_LAST.exec(cell.trim())
    if (!match) continue
    if (Number(match[1]) > 12) return false
    if (Number(match[2]) > 12) return true
    hasHalves ||= match[8] !== undefined
  }
  return hasHalves
}

interface Places {
  readonly day: number
  readonly month: number
  readonly year: number
  readonly clock: number
  readonly zone: number
  readonly half?: number
}

const YEAR_FIRST: Places = { day: 3, month: 2, year: 1, clock: 4, zone: 8 }

function fromYearLast(match: RegExpExecArray | null, isMonthFirst: boolean): number | undefined {
  const [day, month] = isMonthFirst ? [2, 1] : [1, 2]
  return fromParts(match, { day, month, year: 3, clock: 4, half: 8, zone: 9 })
}

function fromParts(match: RegExpExecArray | null, at: Places): number | undefined {
  if (!match) return undefined
  const number = (place: number): number => Number(match[place] ?? 0)
  const [year, month, day] = [fullYear(number(at.year)), number(at.month), number(at.day)]
  const hour = hourOf(number(at.clock), at.half === undefined ? undefined : match[at.half])
  const [minute, second] = [number(at.clock + 1), number(at.clock + 2)]
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59) return undefined
  const fraction = Math.floor(Number(`0.${match[at.clock + 3] ?? 0}`) * 1000)
  const ms = Date.UTC(year, month - 1, day, hour, minute, second) + fraction
  return ms - zoneMs(match[at.zone])
}

/** Two digits are this century up to 68, as in POSIX. */
const fullYear = (year: number): number => (year > 99 ? year : year + (year < 69 ? 2000 : 1900))

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)
}

function zoneMs(zone: string | undefined): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '')
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return (match[1] === '-' ? -minutes : minutes) * 60_000
}

/** Above these a number counts nano-, micro-, milliseconds; below all of them seconds, from whatever start. */
const SCALES = [
  [1e17, 1e-6],
  [1e14, 1e-3],
  [1e11, 1],
] as const

/** 20240131 and 20240131093000 are a day, the second with its time, and no count of anything. */
const isDayInDigits = (text: string): boolean =>
  /^(19|20)\d\d(0[1-9]|1[0-2])[0-3]\d(([01]\d|2[0-3])[0-5]\d[0-5]\d)?$/.test(text)

function fromNumber(text: string, isInDays: boolean): number | undefined {
  if (!NUMBER.test(text)) return undefined
  const value = Number(text.replace(',', '.'))
  if (isInDays) return Math.round(FIRST_DAY_MS + value * DAY_MS)
  const scale = SCALES.find(([from]) => Math.abs(value) >= from)?.[1] ?? 1000
  return value * scale
}

/** Names of months and whatever else the engine reads; the zone of this machine must not matter. */
function fromWords(text: string): number | undefined {
  // The engine would make up a year.
  if (!/[a-z]{3}/i.test(text) || !/\d\D+\d/.test(text)) return undefined
  const ms = Date.parse(/(Z|UTC|GMT|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text} UTC`)
  return Number.isNaN(ms) ? undefined : ms
}
