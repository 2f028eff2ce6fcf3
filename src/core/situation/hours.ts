// Opening hours: open now, opens when, and clocks that run only while open (service levels).
import type { Calendar, OpeningHours } from '../../contract/situation.ts'
import { WEEKDAYS } from '../../contract/situation.ts'
import { dateText, dayOf, instantOf, type LocalDay, localDayNumber, weekdayOf } from './zone.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440
/** Who is closed for longer than this never opens. */
const DAYS_AHEAD_MAX = 400
/** A clock that runs longer than this is a mistake in a definition. */
const DAYS_COUNTED_MAX = 4_000
/** Days whose spans are remembered. */
const REMEMBERED_MAX = 1_000

/** Ms, `to` excluded. */
export interface OpenInterval {
  readonly from: number
  readonly to: number
}

export interface Hours {
  readonly isOpen: (ms: number) => boolean
  /** the moment itself while open; undefined = does not open any more */
  readonly opensAt: (ms: number) => number | undefined
  /** ms of opening time between two instants; negative when the second is earlier */
  readonly openBetween: (from: number, to: number) => number
  /** when so many ms of opening time are over, from `from` on; undefined = never */
  readonly after: (from: number, openMs: number) => number | undefined
}

/** Open day and night. */
export const ALWAYS_OPEN: Hours = {
  isOpen: () => true,
  opensAt: (ms) => ms,
  openBetween: (from, to) => to - from,
  after: (from, openMs) => from + openMs,
}

/** Throws RangeError for a time zone that does not exist. */
export function compileHours(hours: OpeningHours, calendars: readonly Calendar[]): Hours {
  const { timeZone } = hours
  const closed = new Set(
    calendars
      .filter(({ calendar }) => hours.calendars.includes(calendar))
      .flatMap((one) => one.closed),
  )
  const week = WEEKDAYS.map((day) => (hours.week[day] ?? []).map(spanOf))
  localDayNumber(0, timeZone)
  const remembered = new Map<number, readonly OpenInterval[]>()
  const openOn = (number: number): readonly OpenInterval[] => {
    const known = remembered.get(number)
    if (known) return known
    const day = dayOf(number)
    const date = dateText(day)
    const isClosed = closed.has(date) || closed.has(date.slice(5))
    const made = isClosed ? [] : intervalsOf(day, week[weekdayOf(day)] ?? [], timeZone)
    if (remembered.size < REMEMBERED_MAX) remembered.set(number, made)
    return made
  }
  return hoursOver(timeZone, openOn)
}

interface Minutes {
  readonly from: number
  readonly to: number
}

function spanOf({ from, to }: { readonly from: string; readonly to: string }): Minutes {
  const start = minutesOf(from)
  const end = minutesOf(to)
  return { from: start, to: end <= start ? end + DAY_MINUTES : end }
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function intervalsOf(
  day: LocalDay,
  spans: readonly Minutes[],
  timeZone: string,
): readonly OpenInterval[] {
  return spans
    .map(({ from, to }) => ({
      from: instantOf(day, from, timeZone),
      to: instantOf(day, to, timeZone),
    }))
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from)
}

/** In order; days are numbered (zone.ts). */
type OpenOn = (day: number) => readonly OpenInterval[]

function hoursOver(timeZone: string, openOn: OpenOn): Hours {
  // A span may begin on the day before and run over midnight.
  const from = (ms: number) => intervalsFrom(localDayNumber(ms, timeZone) - 1, openOn)
  // Nearly all questions are about now, and the answer of a moment ago holds until a span begins or ends.
  let standing: Standing | undefined
  const at = (ms: number): Standing => {
    if (!standing || ms < standing.since || ms >= standing.until) {
      standing = standingAt(from(ms)(DAYS_AHEAD_MAX), ms)
    }
    return standing
  }
  return {
    isOpen: (ms) => at(ms).isOpen,
    opensAt: (ms) => {
      const { isOpen, opensAt } = at(ms)
      return isOpen ? ms : opensAt
    },
    openBetween: (start, end) =>
      start <= end ? openMs(from(start), start, end) : -openMs(from(end), end, start),
    after: (start, ms) => endOf(from(start)(DAYS_COUNTED_MAX), start, ms),
  }
}

/** Open intervals of so many days, merged where they touch or overlap, in order. */
type Days = (days: number) => Generator<OpenInterval>

function intervalsFrom(first: number, openOn: OpenOn): Days {
  return function* merged(days) {
    let current: OpenInterval | undefined
    for (const next of spansFrom(first, days, openOn)) {
      const touches = current !== undefined && next.from <= current.to
      if (current && !touches) yield current
      current = current && touches ? joined(current, next) : next
    }
    if (current) yield current
  }
}

/** Spans begin on their own day, so the days one after another are in order. */
function* spansFrom(first: number, days: number, openOn: OpenOn): Generator<OpenInterval> {
  for (let day = first; day < first + days; day++) yield* openOn(day)
}

const joined = (one: OpenInterval, next: OpenInterval): OpenInterval => {
  return { from: one.from, to: Math.max(one.to, next.to) }
}

/** Open or closed, and from when to when (ms) that is known to last. */
interface Standing {
  readonly isOpen: boolean
  readonly since: number
  /** excluded */
  readonly until: number
  /** while closed: when it opens; undefined = does not open any more */
  readonly opensAt: number | undefined
}

function standingAt(intervals: Iterable<OpenInterval>, ms: number): Standing {
  for (const { from, to } of intervals) {
    if (to <= ms) continue
    return from <= ms
      ? { isOpen: true, since: ms, until: to, opensAt: undefined }
      : { isOpen: false, since: ms, until: from, opensAt: from }
  }
  // Nothing within the days looked at: tomorrow the look goes a day further.
  return { isOpen: false, since: ms, until: ms + DAY_MINUTES * MINUTE_MS, opensAt: undefined }
}

function openMs(days: Days, start: number, end: number): number {
  const count = Math.min(DAYS_COUNTED_MAX, Math.ceil((end - start) / (DAY_MINUTES * MINUTE_MS)) + 3)
  let sum = 0
  for (const { from, to } of days(count)) {
    if (from >= end) break
    sum += Math.max(0, Math.min(to, end) - Math.max(from, start))
  }
  return sum
}

function endOf(
  intervals: Iterable<OpenInterval>,
  start: number,
  openTime: number,
): number | undefined {
  let left = openTime
  for (const { from, to } of intervals) {
    const begin = Math.max(from, start)
    if (to <= begin) continue
    if (to - begin >= left) return begin + left
    left -= to - begin
  }
  return undefined
}
