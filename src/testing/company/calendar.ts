// Time as the demo company lives it: 18 months before now, busy seasons, office hours.
import type { Random } from '../random.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
/** 18 months. */
export const WINDOW_DAYS = 548

/** Orders by month, January first: sales before Christmas, moves in August. */
export const ORDER_SEASON = [7, 6, 7, 7, 8, 8, 6, 11, 10, 8, 14, 12] as const
/** Web and app visits: dark evenings. */
export const VISIT_SEASON = [11, 10, 9, 8, 7, 5, 5, 7, 9, 10, 11, 11] as const

/** A time between two, more often in busy months, on days and evenings. Never outside [from, to]. */
export function seasonalTime(
  random: Random,
  season: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const peak = Math.max(...season)
  let at = from
  for (let tries = 0; tries < 12; tries++) {
    at = from + Math.floor(random.next() * (to - from))
    if (random.chance((season[new Date(at).getUTCMonth()] ?? 0) / peak)) break
  }
  return within(at - (at % DAY_MS) + hoursOfDay(random, 7, 21), from, to)
}

/** A moment in the opening hours (UTC) of the day of `at`, or `at` itself if that would be before it. */
export function officeTime(random: Random, at: number, latest: number): number {
  const moment = at - (at % DAY_MS) + hoursOfDay(random, 7, 16)
  return within(moment, at, latest)
}

export function within(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), Math.max(min, max))
}

function hoursOfDay(random: Random, first: number, last: number): number {
  return first * HOUR_MS + Math.floor(random.next() * (last - first) * HOUR_MS)
}
