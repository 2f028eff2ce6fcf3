// Dates as people say them: yesterday, two weeks ago, last Friday, in March, 14 May 2025, 3.12.2025. Names of
// months and weekdays come from the platform's own tables, so a dozen languages work alike.
import { fold } from './words.ts'

const DAY_MS = 86_400_000
const LANGUAGES = ['en', 'de', 'sv', 'nb', 'da', 'nl', 'fr', 'es', 'it', 'pt', 'fi', 'pl']
/** Nobody names more times than this in one breath. */
const SPANS_MAX = 6

/** From (included) to (excluded), ms. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The times that a folded text speaks of, seen from `now` (ms, UTC). */
export function spokenDates(text: string, now: number, names: DateNames): readonly Span[] {
  const spans: Span[] = []
  const today = Math.floor(now / DAY_MS) * DAY_MS
  for (const find of [relativeDays, ago, namedDays, namedMonths, writtenDates]) {
    if (spans.length < SPANS_MAX) spans.push(...find(text, today, names))
  }
  return spans.slice(0, SPANS_MAX)
}

/** Folded names of weekdays (0 = Sunday) and months (0 = January) in all languages. */
export interface DateNames {
  readonly days: ReadonlyMap<string, number>
  readonly months: ReadonlyMap<string, number>
}

/** Made from the platform's tables, which takes some milliseconds: once, when definitions are made ready. */
export function dateNames(): DateNames {
  return { days: namesOf('weekday', 7), months: namesOf('month', 12) }
}

type Find = (text: string, today: number, names: DateNames) => readonly Span[]

const DAYS_AWAY: readonly (readonly [RegExp, number])[] = [
  [/\b(?:today|this morning|heute|idag|i dag|aujourd hui|hoy|oggi|hoje|vandaag)\b/, 0],
  [/\b(?:yesterday|last night|gestern|igar|i gar|hier|ayer|ieri|ontem|gisteren)\b/, -1],
  [/\b(?:day before yesterday|vorgestern|i forrgar|avant-hier|anteayer|eergisteren)\b/, -2],
]

const relativeDays: Find = (text, today) => {
  // The longer phrase holds the shorter one: the day before yesterday is not yesterday.
  const found = DAYS_AWAY.findLast(([words]) => words.test(text))
  return found ? [daySpan(today + found[1] * DAY_MS)] : []
}

function daySpan(day: number, days = 1): Span {
  return { from: day, to: day + days * DAY_MS }
}

const NUMBERS: ReadonlyMap<string, number> = new Map(
  [
    ['a', 'an', 'one', 'ein', 'einer', 'einem', 'en', 'ett', 'un', 'une', 'una'],
    ['two', 'zwei', 'tva', 'deux', 'dos', 'couple of', 'twee'],
    ['three', 'drei', 'tre', 'trois', 'tres', 'few', 'drie'],
    ['four', 'vier', 'fyra', 'quatre', 'cuatro'],
    ['five', 'funf', 'fem', 'cinq', 'cinco'],
    ['six', 'sechs', 'sex', 'seis'],
    ['seven', 'sieben', 'sju', 'sept', 'siete'],
  ].flatMap((words, index) => words.map((word) => [word, index + 1] as const)),
)
const UNIT_DAYS: readonly (readonly [RegExp, number])[] = [
  [/^(?:day|tag|dag|jour|dia|giorn)/, 1],
  [/^(?:week|woche|veck|uke|semain|seman|settiman)/, 7],
  [/^(?:month|monat|manad|maned|mois|mes|maand)/, 30],
  [/^(?:year|jahr|ar|an|ano|jaar)/, 365],
]
const AGO =
  /(?:\b(?:vor|for|il y a|hace|ha)\s+)?\b(\d{1,3}|[a-z]+(?: of)?)\s+([a-z]{2,10})(?:\s+(?:ago|sedan|siden|geleden|fa|atras))?\b/g
const AGO_MARK = /\b(?:ago|sedan|siden|geleden|fa|atras)$|^(?:vor|il y a|hace|ha)\s/

const ago: Find = (text, today) => {
  const spans: Span[] = []
  for (const [whole, amount = '', unit = ''] of text.matchAll(AGO)) {
    if (!AGO_MARK.test(whole)) continue
    const count = NUMBERS.get(amount) ?? Number(amount)
    const days = UNIT_DAYS.find(([words]) => words.test(unit))?.[1]
    if (days === undefined || !(count > 0)) continue
    // The longer ago, the less exactly it is meant.
    const slack = days === 1 ? 0 : Math.ceil(days / 2)
    const day = today - count * days * DAY_MS
    spans.push({ from: day - slack * DAY_MS, to: day + (slack + 1) * DAY_MS })
  }
  return spans
}

function namesOf(part: 'weekday' | 'month', count: number): ReadonlyMap<string, number> {
  const names = new Map<string, number>()
  for (const language of LANGUAGES) {
    const format = new Intl.DateTimeFormat(language, { [part]: 'long', timeZone: 'UTC' })
    for (let index = 0; index < count; index++) {
      // 1 January 2023 was a Sunday.
      const at = part === 'month' ? Date.UTC(2023, index, 15) : Date.UTC(2023, 0, 1 + index)
      names.set(fold(format.format(at)), index)
    }
  }
  return names
}

/** A weekday means the last one that is over or today. */
const namedDays: Find = (text, today, { days }) => {
  const weekday = new Date(today).getUTCDay()
  const spans: Span[] = []
  for (const [word] of text.matchAll(/\p{L}{4,}/gu)) {
    const index = days.get(word)
    if (index === undefined) continue
    const back = (weekday - index + 7) % 7
    spans.push(daySpan(today - back * DAY_MS))
  }
  return spans
}

const MONTH_NEAR =
  /(?:(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?)?(\p{L}{3,})(?:\s+(\d{1,2})(?:st|nd|rd|th)?\b(?!\d))?,?(?:\s+(?:de\s+)?((?:19|20)\d{2}))?/gu

/** In March, 14 May, May 14th, April 2023; without a year the last one that has begun. */
const namedMonths: Find = (text, today, { months }) => {
  const spans: Span[] = []
  for (const [, before, name = '', after, year] of text.matchAll(MONTH_NEAR)) {
    const month = months.get(name)
    // "may" and "mars" are words too: without a day or a year they say nothing.
    if (month === undefined || (name.length < 4 && !before && !after && !year)) continue
    spans.push(
      monthSpan({ month, day: Number(before ?? after ?? 0), year: Number(year ?? 0) }, today),
    )
  }
  return spans
}

function monthSpan(
  { month, day, year }: { readonly month: number; readonly day: number; readonly year: number },
  today: number,
): Span {
  const now = new Date(today)
  const guess =
    now.getUTCFullYear() - (Date.UTC(now.getUTCFullYear(), month, day || 1) > today ? 1 : 0)
  const at = year || guess
  if (day >= 1 && day <= 31) return daySpan(Date.UTC(at, month, day))
  return { from: Date.UTC(at, month, 1), to: Date.UTC(at, month + 1, 1) }
}

/** 2025-12-03, 3.12.2025; with slashes the order is a guess, so both readings count. */
const writtenDates: Find = (text) => {
  const spans: Span[] = []
  for (const [, year, month, day] of text.matchAll(/\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b/g)) {
    spans.push(daySpan(Date.UTC(Number(year), Number(month) - 1, Number(day))))
  }
  for (const [, a, mark, b, year] of text.matchAll(
    /\b(\d{1,2})([./])(\d{1,2})[./]((?:19|20)\d{2})\b/g,
  )) {
    spans.push(daySpan(Date.UTC(Number(year), Number(b) - 1, Number(a))))
    if (mark === '/') spans.push(daySpan(Date.UTC(Number(year), Number(a) - 1, Number(b))))
  }
  return spans
}
