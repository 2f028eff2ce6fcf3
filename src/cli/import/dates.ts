// Times in the form that an export writes them, read by a pattern such as DD.MM.YYYY HH:mm.
import { parseInstant } from '../../core/collect/instant.ts'

/** What a pattern may hold; the longest first, so that YYYY is not read as two YY. */
const PARTS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<year>\\d{2})',
  MMMM: '(?<word>\\p{L}+)\\.?',
  MMM: '(?<word>\\p{L}+)\\.?',
  MM: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  hh: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  A: '(?<half>[AaPp])\\.?[Mm]\\.?',
  Z: '(?<zone>Z|[+-]\\d\\d:?(?:\\d\\d)?)',
}
const PART = /YYYY|YY|MMMM|MMM|MM|DD|HH|hh|mm|ss|A|Z/g
const PATTERN_CHARACTERS_MAX = 60
const TEXT_CHARACTERS_MAX = 80
/** Two figures of a year: up to so many years from 2000, the others before it. */
const CENTURY_TURN = 69
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

export type ReadDate = (value: unknown) => string | undefined

/**
 * Makes a reader of times: ISO 8601 in UTC, a day where the pattern has no hour, undefined for what does not fit.
 * A time without a zone counts as UTC. Throws for a pattern that names no day.
 */
export function dateReader(pattern: string): ReadDate {
  const shape = shapeOf(pattern)
  return (value) => {
    const text = String(value).trim()
    if (text.length > TEXT_CHARACTERS_MAX) return undefined
    const found = shape.exec(text)?.groups
    return found && isoOf(found)
  }
}

function shapeOf(pattern: string): RegExp {
  const names = pattern.match(PART) ?? []
  const isDay = ['Y', 'M', 'D'].every((letter) => names.some((name) => name.startsWith(letter)))
  if (!isDay || names.length !== new Set(names.map(groupOf)).size) {
    throw new Error(
      `"${pattern}" names no day: write it with YYYY, MM and DD, such as DD.MM.YYYY HH:mm`,
    )
  }
  if (pattern.length > PATTERN_CHARACTERS_MAX) throw new Error(`"${pattern}" is too long`)
  const source = pattern
    .split(/(YYYY|YY|MMMM|MMM|MM|DD|HH|hh|mm|ss|A|Z)/)
    .map((piece, at) =>
      at % 2 === 1 ? PARTS[piece] : piece.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
  return new RegExp(`^${source.join('')}$`, 'u')
}

/** A month in figures and one in letters are the same part. */
const groupOf = (name: string): string =>
  (/<(\w+)>/.exec(PARTS[name] ?? '')?.[1] ?? name).replace('word', 'month')

type Found = Readonly<Record<string, string | undefined>>

/** Undefined for a day that no calendar has. */
function isoOf(found: Found): string | undefined {
  const day = `${yearOf(found)}-${monthOf(found)}-${padded(found['day'])}`
  const isDayOnly = found['hour'] === undefined
  const zone = found['zone'] ?? 'Z'
  const time = `${hourOf(found)}:${padded(found['minute'])}:${padded(found['second'])}`
  const instant = parseInstant(`${day}T${time}${zone}`)
  if (!instant) return undefined
  return isDayOnly ? day : new Date(instant.ms).toISOString()
}

function yearOf({ year = '' }: Found): string {
  if (year.length === 4) return year
  return String(Number(year) + (Number(year) < CENTURY_TURN ? 2000 : 1900))
}

function monthOf({ month, word = '' }: Found): string {
  if (month !== undefined) return padded(month)
  return padded(String(MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1))
}

function hourOf({ hour, half }: Found): string {
  if (half === undefined) return padded(hour)
  const isAfternoon = half.toLowerCase() === 'p'
  return padded(String((Number(hour) % 12) + (isAfternoon ? 12 : 0)))
}

const padded = (digits = '0'): string => digits.padStart(2, '0')
