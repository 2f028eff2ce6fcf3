// A wait as one says it: a bracket to her, since an exact minute is a promise that breaks, the figures to staff.
import type { Eta } from '../../contract/situation.ts'

const HOUR = 60
const DAY = 24 * HOUR
/** Marks at which people round, in minutes. */
const MARKS = [
  1,
  2,
  5,
  10,
  15,
  20,
  30,
  45,
  HOUR,
  1.5 * HOUR,
  2 * HOUR,
  3 * HOUR,
  4 * HOUR,
  6 * HOUR,
  8 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  3 * DAY,
  5 * DAY,
  7 * DAY,
  14 * DAY,
  21 * DAY,
  30 * DAY,
]

/** The marks around the half and nine tenths of all waits: 5 to 10 minutes. */
export function bracketOf({ p50, p90 }: Eta): { readonly from: number; readonly to: number } {
  const from = MARKS.findLast((mark) => mark <= p50) ?? 0
  const to = MARKS.find((mark) => mark >= p90 && mark > from) ?? Number.POSITIVE_INFINITY
  return { from, to }
}

/** `less than a minute`, `5 to 10 minutes`, `1 to 2 days`, `more than 30 days` */
export function bracketWords(eta: Eta): string {
  const { from, to } = bracketOf(eta)
  if (to === Number.POSITIVE_INFINITY) return `more than ${amount(from)}`
  if (from === 0) return to <= 1 ? 'less than a minute' : `up to ${amount(to)}`
  const unit = unitOf(to)
  return unitOf(from) === unit
    ? `${inUnit(from, unit)} to ${amount(to)}`
    : `${amount(from)} to ${amount(to)}`
}

/** `7 min, 9 of 10 within 12 min` */
export function figureWords({ p50, p90 }: Eta): string {
  return `${short(p50)}, 9 of 10 within ${short(p90)}`
}

interface Unit {
  readonly minutes: number
  readonly one: string
  readonly many: string
  readonly short: string
}
const MINUTES: Unit = { minutes: 1, one: 'minute', many: 'minutes', short: 'min' }
const HOURS: Unit = { minutes: HOUR, one: 'hour', many: 'hours', short: 'h' }
const DAYS: Unit = { minutes: DAY, one: 'day', many: 'days', short: 'days' }

function unitOf(minutes: number): Unit {
  if (minutes < HOUR) return MINUTES
  return minutes < DAY ? HOURS : DAYS
}

function inUnit(minutes: number, unit: Unit): string {
  return String(Math.round((minutes / unit.minutes) * 10) / 10)
}

function amount(minutes: number): string {
  const unit = unitOf(minutes)
  const number = inUnit(minutes, unit)
  return `${number} ${number === '1' ? unit.one : unit.many}`
}

function short(minutes: number): string {
  const unit = unitOf(minutes)
  return `${inUnit(unit === MINUTES ? Math.round(minutes) : minutes, unit)} ${unit.short}`
}

/** ISO 8601: PT12M, P2D */
export function durationText(minutes: number): string {
  const whole = Math.max(0, Math.round(minutes))
  const days = Math.floor(whole / DAY)
  const hours = Math.floor((whole % DAY) / HOUR)
  const rest = whole % HOUR
  const time = `${hours > 0 ? `${hours}H` : ''}${rest > 0 ? `${rest}M` : ''}`
  if (days === 0 && time === '') return 'PT0M'
  return `P${days > 0 ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`
}
