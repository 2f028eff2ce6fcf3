// Other ways in which programs write a moment that can mean one only, brought to ISO 8601: RFC 2822 (mail, HTTP),
// what JavaScript, C, Java, Go and Ruby print. Where day and month could be taken for each other nothing is read.

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/** Zones by name, as RFC 2822 has them; other abbreviations mean several zones of the world. */
const ZONES: Readonly<Record<string, string>> = {
  z: 'Z',
  ut: 'Z',
  utc: 'Z',
  gmt: 'Z',
  edt: '-0400',
  est: '-0500',
  cdt: '-0500',
  cst: '-0600',
  mdt: '-0600',
  mst: '-0700',
  pdt: '-0700',
  pst: '-0800',
}

const WEEKDAY = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)?'
const MONTH = '(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'
const CLOCK = '(?<clock>\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?)'
const ZONE = '(?<zone>[a-z]{1,3}|(?:gmt|utc)?[+-]\\d\\d:?\\d\\d)'
const DAY = '(?<day>\\d{1,2})'
const YEAR = '(?<year>\\d{4})'
/** `(Central European Summer Time)` after an offset says nothing new. */
const COMMENT = '(?: +\\([^()]*\\))?'

const IN_WORDS = [
  // Fri, 20 Nov 2026 12:00:00 GMT
  `${WEEKDAY}${DAY}[ -]${MONTH}[ -]${YEAR} +${CLOCK}(?: *${ZONE})?${COMMENT}`,
  // Fri Nov 20 2026 13:00:00 GMT+0100 (CET)
  `${WEEKDAY}${MONTH} +${DAY},? ${YEAR} +${CLOCK}(?: *${ZONE})?${COMMENT}`,
  // Fri Nov 20 12:00:00 +0000 2026
  `${WEEKDAY}${MONTH} +${DAY} ${CLOCK}(?: ${ZONE})? ${YEAR}`,
].map((form) => new RegExp(`^${form}$`, 'i'))

/** 20261120T120000Z */
const COMPACT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?(?:\d\d)?)?$/i
/** 2026-11-20 12:00:00 UTC, 2026-11-20 13:00:00 +0100 CET, 2026-11-20T13:00:00+01:00[Europe/Stockholm] */
const NAMED_ZONE =
  /^(\d{4}-\d\d-\d\d[T ][\d:.,]+?)(?: ?(?:UTC|GMT)|( ?Z|[ ]?[+-]\d\d:?\d\d)(?: [A-Z]{3,5}|\[[\w/+-]+\]))$/

/** The same moment as ISO 8601 text; undefined when the text is none of the forms. What it says is not checked. */
export function isoOf(text: string): string | undefined {
  return ofWords(text) ?? ofCompact(text) ?? ofNamedZone(text)
}

function ofWords(text: string): string | undefined {
  for (const form of IN_WORDS) {
    const found = form.exec(text)?.groups
    if (found) return ofParts(found)
  }
  return undefined
}

function ofParts(found: Readonly<Record<string, string | undefined>>): string | undefined {
  const { year = '', month = '', day = '', clock = '' } = found
  const zone = found['zone'] === undefined ? '' : offsetOf(found['zone'])
  if (zone === undefined) return undefined
  const number = MONTHS.indexOf(month.toLowerCase()) + 1
  return `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}T${clock}${zone}`
}

/** Undefined for a name that is none of ours: taken as UTC, the moment would be hours off. */
function offsetOf(zone: string): string | undefined {
  const figures = /[+-].*$/.exec(zone)
  return figures ? figures[0] : ZONES[zone.toLowerCase()]
}

function ofCompact(text: string): string | undefined {
  const found = COMPACT.exec(text)
  if (!found) return undefined
  const [, year, month, day, hour, minute, second = '00', zone = ''] = found
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`
}

function ofNamedZone(text: string): string | undefined {
  const found = NAMED_ZONE.exec(text)
  return found ? `${found[1]}${found[2]?.trim() ?? 'Z'}` : undefined
}
