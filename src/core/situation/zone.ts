// Wall clock and instant in any IANA time zone, by the platform's own tables: right across summer time, leap
// days and the odd zone that moves by half an hour.

/** Formatters are slow to make; there are some four hundred zones, and names from outside must not fill memory. */
const FORMATTERS_MAX = 600
const formatters = new Map<string, Intl.DateTimeFormat>()
const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440
const DAY_MS = DAY_MINUTES * MINUTE_MS

/** A day of the calendar, without a zone. `day` may run over: 32 January is 1 February. */
export interface LocalDay {
  readonly year: number
  /** 1..12 */
  readonly month: number
  readonly day: number
}

export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name)
    return true
  } catch {
    return false
  }
}

/** Throws RangeError for a zone that does not exist. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  })
  if (formatters.size < FORMATTERS_MAX) formatters.set(timeZone, made)
  return made
}

/** What the wall clock shows, as if it were UTC; ms. Instants before the year 1 are not supported. */
function wallClock(ms: number, timeZone: string): number {
  const parts = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 }
  for (const { type, value } of formatterOf(timeZone).formatToParts(ms)) {
    if (type in parts) parts[type as keyof typeof parts] = Number(value)
  }
  const { year, month, day, hour, minute, second } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((ms % 1000) + 1000) % 1000)
}

/** Since 1972 no zone has changed its clock but on a quarter of an hour, so an offset holds for one. */
const QUARTER_MS = 15 * MINUTE_MS
const QUARTERS_SINCE = Date.UTC(1972, 0, 1)
const OFFSETS_MAX = 1_000
const offsets = new Map<string, Map<number, number>>()

/** Ms by which the wall clock is ahead of UTC. Throws RangeError for a zone that does not exist. */
export function offsetAt(ms: number, timeZone: string): number {
  if (ms < QUARTERS_SINCE) return wallClock(ms, timeZone) - ms
  const quarter = Math.floor(ms / QUARTER_MS)
  const known = offsets.get(timeZone)?.get(quarter)
  if (known !== undefined) return known
  const offset = wallClock(ms, timeZone) - ms
  rememberOffset(timeZone, quarter, offset)
  return offset
}

function rememberOffset(timeZone: string, quarter: number, offset: number): void {
  let ofZone = offsets.get(timeZone)
  if (!ofZone) {
    if (offsets.size >= FORMATTERS_MAX) return
    ofZone = new Map()
    offsets.set(timeZone, ofZone)
  }
  if (ofZone.size >= OFFSETS_MAX) ofZone.clear()
  ofZone.set(quarter, offset)
}

/** The day that the wall clock shows, as a number: days since 1 January 1970. */
export function localDayNumber(ms: number, timeZone: string): number {
  return Math.floor((ms + offsetAt(ms, timeZone)) / DAY_MS)
}

export function dayOf(number: number): LocalDay {
  const day = new Date(number * DAY_MS)
  return { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() }
}

/**
 * The instant at which the wall clock shows so many minutes after midnight of a day. A time that summer time
 * leaves out means the moment of the change; a time that comes twice means the first.
 */
export function instantOf(day: LocalDay, minutes: number, timeZone: string): number {
  const wall = Date.UTC(day.year, day.month - 1, day.day) + minutes * MINUTE_MS
  const before = offsetAt(wall - DAY_MS, timeZone)
  const after = offsetAt(wall + DAY_MS, timeZone)
  const early = wall - before
  if (before === after || offsetAt(early, timeZone) === before) return early
  const late = wall - after
  if (offsetAt(late, timeZone) === after) return late
  return changeBetween(Math.min(early, late), Math.max(early, late), timeZone)
}

/** The first ms after `from` with another offset than there. */
function changeBetween(from: number, to: number, timeZone: string): number {
  const offset = offsetAt(from, timeZone)
  let low = from
  let high = to
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle, timeZone) === offset) low = middle
    else high = middle
  }
  return high
}

/** 0 = Sunday. */
export function weekdayOf({ year, month, day }: LocalDay): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay()
}

/** 2026-03-01 */
export function dateText({ year, month, day }: LocalDay): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}
