// Times on the wire: reading them strictly, and the effective time of an event.
//
// effective = receivedAt - (sentAt - originalTimestamp), bounded; see `effectiveTime`.
import type { CollectLimits } from './context.ts'
import { isoOf } from './instant-forms.ts'

/** A time that was read; `zoneMissing` means that UTC was assumed. */
export interface Instant {
  readonly ms: number
  readonly zoneMissing: boolean
}

const SHAPE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d\d:?(?:\d\d)?)?)?$/
const DIGITS = /^\d{9,14}(?:\.\d{1,9})?$/
/** The longest is what JavaScript prints, with the name of its zone in brackets. */
const TIME_CHARACTERS_MAX = 80

/** Numbers from here on are ms since epoch, below they are seconds (1e11 s is the year 5138). */
const MILLISECONDS_FROM = 1e11
/** Smaller numbers are counters or day numbers, not times (1e8 s is 1973). */
const SECONDS_FROM = 1e8

/**
 * Reads ISO 8601 text, epoch seconds or ms, or a form of `instant-forms`. Undefined for anything else: words such
 * as `now`, days such as 30 February, years beyond four digits, 6/1/2025.
 */
export function parseInstant(value: unknown): Instant | undefined {
  if (typeof value === 'number') return parseEpoch(value)
  if (typeof value !== 'string' || value.length > TIME_CHARACTERS_MAX) return undefined
  const usual = parseUsual(value)
  if (usual !== undefined) return usual
  const text = value.trim()
  const match = SHAPE.exec(text)
  if (match) return parseIso(match)
  if (DIGITS.test(text)) return parseEpoch(Number(text))
  const iso = isoOf(text)
  const other = iso === undefined ? null : SHAPE.exec(iso)
  return other ? parseIso(other) : undefined
}

/** What `toISOString` writes and nearly every SDK sends: 2026-11-22T10:15:30.123Z. */
const USUAL_LENGTH = 24
const CODE_0 = 48

/** The usual form without a search, a third of its time; undefined for any other, also for impossible days. */
function parseUsual(text: string): Instant | undefined {
  const isUsual =
    text.length === USUAL_LENGTH &&
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    text.charCodeAt(19) === 46 &&
    text.charCodeAt(23) === 90
  if (!isUsual) return undefined
  const year = digitsAt(text, 0, 4)
  const month = digitsAt(text, 5, 2)
  const day = digitsAt(text, 8, 2)
  const hour = digitsAt(text, 11, 2)
  const minute = digitsAt(text, 14, 2)
  const second = digitsAt(text, 17, 2)
  const ms = digitsAt(text, 20, 3)
  // One comparison refuses NaN too, which is what other characters give.
  const isDay = year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
  if (!isDay || !(hour <= 23 && minute <= 59 && second <= 59 && ms <= 999)) return undefined
  return { ms: Date.UTC(year, month - 1, day, hour, minute, second, ms), zoneMissing: false }
}

/** The number that some digits are; NaN when one is none. */
function digitsAt(text: string, start: number, count: number): number {
  let number = 0
  for (let at = start; at < start + count; at++) {
    const digit = text.charCodeAt(at) - CODE_0
    if (digit < 0 || digit > 9) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

function parseEpoch(value: number): Instant | undefined {
  if (!(value >= SECONDS_FROM)) return undefined
  const ms = value < MILLISECONDS_FROM ? value * 1000 : value
  return ms < 1e14 ? { ms: Math.floor(ms), zoneMissing: false } : undefined
}

function parseIso(match: RegExpExecArray): Instant | undefined {
  const year = Number(match[1])
  const month = Number(match[2])
  const day = Number(match[3])
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month))
    return undefined
  const time = timeOfDay(match)
  const offset = offsetMs(match[8])
  if (time === undefined || offset === undefined) return undefined
  const ms = Date.UTC(year, month - 1, day) + time - offset
  return { ms, zoneMissing: match[8] === undefined }
}

/** ms since midnight; a leap second (:60) is the first of the next minute. */
function timeOfDay(match: RegExpExecArray): number | undefined {
  const hour = Number(match[4] ?? 0)
  const minute = Number(match[5] ?? 0)
  const second = Number(match[6] ?? 0)
  if (hour > 23 || minute > 59 || second > 60 || (second === 60 && minute !== 59)) return undefined
  const fraction = match[7] === undefined ? 0 : Math.floor(Number(`0.${match[7]}`) * 1000 + 1e-6)
  return ((hour * 60 + minute) * 60 + second) * 1000 + fraction
}

function offsetMs(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', '') || 0)
  if (hours > 15 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0)
}

/** sentAt behind receivedAt by less is the way through the network: no clock is wrong. */
const TRANSIT_MS_MAX = 10_000
/**
 * sentAt behind receivedAt by more is no slow clock but a queue that kept its old sentAt, or an archive:
 * the times are taken as they are. SDKs retry for at most 12 hours.
 */
const SLOW_CLOCK_MS_MAX = 24 * 3_600_000
/** A time beyond receivedAt by more than this is flagged. */
const FUTURE_MS_TOLERATED = 300_000
const YEAR_MS = 365.25 * 86_400_000

export interface EffectiveTime {
  readonly ms: number
  readonly flags: readonly string[]
}
const NO_FLAGS: readonly string[] = []

/**
 * When the event happened, never after receivedAt.
 * - `originalTimestamp`, or else `timestamp`, is what the sender's clock said. With both, the item was
 *   corrected before (a forwarder): `timestamp` is taken as it is.
 * - sentAt ahead of receivedAt proves a fast clock and is always corrected. sentAt behind is corrected
 *   between TRANSIT_MS_MAX and SLOW_CLOCK_MS_MAX.
 * - Unreadable or impossible times give receivedAt and a flag.
 */
export function effectiveTime(input: {
  readonly body: Readonly<Record<string, unknown>>
  /** of the event, else of the batch; undefined when neither has one */
  readonly sentAt: unknown
  readonly receivedAt: number
  readonly limits: CollectLimits
  readonly isTrusted: boolean
}): EffectiveTime {
  const { body, sentAt, receivedAt } = input
  const original = body['originalTimestamp'] ?? undefined
  const timestamp = body['timestamp'] ?? undefined
  if (original === undefined && timestamp === undefined) return { ms: receivedAt, flags: NO_FLAGS }
  const isCorrected = original !== undefined && timestamp !== undefined
  const said = parseInstant(isCorrected ? timestamp : (original ?? timestamp))
  if (!said) return { ms: receivedAt, flags: ['time_unreadable'] }
  const flags = said.zoneMissing ? ['time_zone_missing'] : NO_FLAGS
  if (isCorrected || input.isTrusted || sentAt === undefined) return bounded(said.ms, input, flags)
  return corrected(said.ms, parseInstant(sentAt), input, flags)
}

type Bounds = { readonly receivedAt: number; readonly limits: CollectLimits }

function corrected(
  ms: number,
  sent: Instant | undefined,
  bounds: Bounds,
  flags: readonly string[],
): EffectiveTime {
  if (!sent) return bounded(ms, bounds, [...flags, 'sent_at_unreadable'])
  const skew = bounds.receivedAt - sent.ms
  if (skew >= 0 && skew <= TRANSIT_MS_MAX) return bounded(ms, bounds, flags)
  if (skew > SLOW_CLOCK_MS_MAX) return bounded(ms, bounds, [...flags, 'clock_uncorrected'])
  const isNotable = Math.abs(skew) > TRANSIT_MS_MAX
  return bounded(ms + skew, bounds, isNotable ? [...flags, 'clock_skew'] : flags)
}

/** Later than receivedAt would hide the event from a view of now, so it becomes receivedAt. */
function bounded(ms: number, bounds: Bounds, flags: readonly string[]): EffectiveTime {
  const { receivedAt, limits } = bounds
  if (ms > receivedAt + FUTURE_MS_TOLERATED) {
    return { ms: receivedAt, flags: [...flags, 'clock_future'] }
  }
  if (ms < receivedAt - limits.pastYearsMax * YEAR_MS) {
    return { ms: receivedAt, flags: [...flags, 'clock_past'] }
  }
  return { ms: Math.min(ms, receivedAt), flags }
}
