// What the values of one column look like: counted once over a sample, so that roles can be told from contents.
import { isPossible } from '../normalise/calendar-date.ts'
import { parseDate } from '../normalise/dates.ts'
import { fold, isPlaceholder, textOf, wordsOf } from '../normalise/fold.ts'
import { isGivenName } from '../normalise/nicknames.ts'
import { isSurname, ORGANISATION_WORDS, STREET_WORDS } from './words.ts'

export interface Profile {
  readonly column: string
  readonly rows: number
  readonly filled: number
  readonly distinct: number
  /** share of the most frequent value among the filled ones */
  readonly topShare: number
  /** chance that two filled rows hold the same value */
  readonly collision: number
  /** all shares below are of the filled rows */
  readonly digits: number
  /** numbers with a fraction */
  readonly fractions: number
  readonly letters: number
  readonly emails: number
  readonly dates: number
  readonly timesOfDay: number
  readonly phones: number
  readonly givenNames: number
  readonly surnames: number
  readonly streets: number
  /** a word beside a house number, in any language */
  readonly numberedNames: number
  readonly organisations: number
  readonly urls: number
  readonly uuids: number
  readonly genders: number
  readonly postcodes: number
  readonly meanWords: number
  readonly meanLength: number
  /** share of values of the most usual length */
  readonly sameLength: number
  /** greatest and least number but for one in fifty, which may be an error */
  readonly maxNumber: number
  readonly minNumber: number
  /** years between the 5th and 95th hundredth of its dates */
  readonly yearSpread: number
  readonly yearMedian: number
}

type Test = (folded: string, words: readonly string[]) => boolean

const GENDERS = new Set(
  'm f male female man woman w d x u mann frau mannlich weiblich homme femme masculin feminin h hombre mujer masculino femenino maschio femmina vrouw kvinna kobieta mezczyzna k herr mr mrs ms nonbinary divers other 1 2'.split(
    ' ',
  ),
)

/** Britain, Canada, the Netherlands, Poland, Sweden, the United States, Portugal and Brazil, Japan, four to six digits. */
const POSTCODE =
  /^([a-z]{1,2}\d[a-z0-9]? ?\d[a-z]{2}|[a-z]\d[a-z] ?\d[a-z]\d|\d{4} ?[a-z]{2}|\d{2}-\d{3}|\d{3} \d{2}|\d{5}-\d{4}|\d{4,5}-\d{3}|\d{3}-\d{4}|([a-z]{1,2}-?)?\d{4,6})$/

const TESTS = {
  digits: (text) => /^-?\d+(\.0+)?$/.test(text),
  fractions: (text) => /^-?\d+[.,]\d+$/.test(text) && !/[.,]0+$/.test(text),
  letters: (text) => /^[\p{L}\s.'’,()&/-]+$/u.test(text),
  emails: (text) => /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/.test(text),
  dates: (text) => /\d/.test(text) && text.length >= 6 && isBirthDate(text),
  timesOfDay: (text) => /\d[t ]\d\d:\d\d/.test(text) && !/[t ]00:00(:00(\.0+)?)?z?$/.test(text),
  phones: (text) => /^[+(\d][\d\s()./x-]{5,}$/.test(text) && digitsIn(text) >= 7,
  givenNames: (_, words) => isGivenName(words[0] ?? '') || isGivenName(words.at(-1) ?? ''),
  surnames: (_, words) => isSurname(words.at(-1) ?? '') || isSurname(words[0] ?? ''),
  streets: (_, words) =>
    words.length > 1
      ? words.some((word) => STREET_WORDS.has(word)) || words.some(isGluedStreet)
      : words.some(isGluedStreet),
  numberedNames: (_, words) =>
    words.some((word) => /^\p{L}{3,}$/u.test(word)) &&
    words.some((word) => /^\d{1,4}[a-z]?$/.test(word)),
  organisations: (_, words) =>
    words.length > 1 && words.some((word) => ORGANISATION_WORDS.has(word)),
  urls: (text) =>
    /^(https?:\/\/|www\.)|^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(text) && !text.includes('@'),
  uuids: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/.test(text),
  genders: (text) => GENDERS.has(text),
  postcodes: (text) => POSTCODE.test(text),
} satisfies Record<string, Test>

function isGluedStreet(word: string): boolean {
  return /.{3,}(strasse|straat|gasse|gatan|vagen|allee|laan|weg)$/.test(word)
}

function digitsIn(text: string): number {
  return text.replace(/\D/g, '').length
}

/** Numbers are dates by themselves only with eight digits: shorter and longer ones are all sorts of things. */
const OTHER_NUMBER = /^-?(?!\d{8}(?:\.0+)?$)\d+(?:\.\d+)?$/

function isBirthDate(text: string): boolean {
  const date = OTHER_NUMBER.test(text) ? undefined : parseDate(text)
  if (!date?.isFull) return false
  return isPossible(date.year, Number(date.text.slice(4, 6)), Number(date.text.slice(6)))
}

/** Profiles one column over sample rows. */
export function profileColumn(
  column: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Profile {
  const values = rows
    .map((row) => fold(textOf(row[column]) ?? ''))
    .filter((value) => !isPlaceholder(value))
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const filled = values.length
  const shares = sharesOf(values)
  const numbers = values
    .map(Number)
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  return {
    column,
    rows: rows.length,
    filled,
    distinct: counts.size,
    topShare: filled === 0 ? 0 : Math.max(0, ...counts.values()) / filled,
    collision: collisionOf(counts, filled),
    ...shares,
    meanWords: mean(values.map((value) => wordsOf(value).length)),
    meanLength: mean(values.map((value) => value.length)),
    sameLength: topShareOf(values.map((value) => value.length)),
    maxNumber: quantile(numbers, 0.98),
    minNumber: quantile(numbers, 0.02),
    ...yearsIn(values),
  }
}

type Shares = Record<keyof typeof TESTS, number>

function sharesOf(values: readonly string[]): Shares {
  const counts: Record<string, number> = {}
  const tests = Object.entries<Test>(TESTS)
  for (const [name] of tests) counts[name] = 0
  for (const value of values) {
    const words = wordsOf(value)
    for (const [name, test] of tests) {
      if (test(value, words)) counts[name] = (counts[name] ?? 0) + 1 / values.length
    }
  }
  return counts as Shares
}

/** Chance that two rows agree, without counting a row against itself. */
export function collisionOf(counts: ReadonlyMap<string, number>, filled: number): number {
  if (filled < 2) return 1
  let pairs = 0
  for (const count of counts.values()) pairs += count * (count - 1)
  return pairs / (filled * (filled - 1))
}

function yearsIn(values: readonly string[]): Pick<Profile, 'yearSpread' | 'yearMedian'> {
  const years = values
    .flatMap((value) => parseDate(value)?.year ?? [])
    .filter((year) => year > 1000)
    .sort((a, b) => a - b)
  return {
    yearSpread: quantile(years, 0.95) - quantile(years, 0.05),
    yearMedian: quantile(years, 0.5),
  }
}

function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.floor(share * (ascending.length - 1))] ?? 0
}

function topShareOf(values: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return values.length === 0 ? 0 : Math.max(0, ...counts.values()) / values.length
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
