// Things that point at one fact and no other: numbers of orders, amounts, dates. Who names one of them means it.
import type { Document } from './document.ts'
import { type DateNames, type Span, spokenDates } from './spoken-date.ts'
import { eachWord, termOf } from './words.ts'

export interface Pointers {
  /** numbers (words.ts) of codes: order ids, serial numbers */
  readonly codes: ReadonlySet<number>
  readonly amounts: readonly number[]
  readonly spans: readonly Span[]
}

/** Six digits (a postcode has fewer), or letters and then three: what nobody says by chance. */
const CODE = /^(?:\d{6,}|[a-z]{1,4}\d{3,}[a-z0-9]*)$/
const AMOUNT =
  /(?:[$€£¥]\s?|\b(?:usd|eur|gbp|sek|nok|dkk|chf)\s?)(\d[\d.,]*\d|\d)|\b(\d[\d.,]*\d|\d)\s?(?:[$€£¥]|(?:usd|eur|gbp|sek|nok|dkk|chf|dollars?|euros?|pounds?|kronor|kroner|kr|bucks)\b)|\b(\d+[.,]\d{2})\b/g
const AMOUNTS_MAX = 6
/** "about 1160" is said of 1166.98 too. */
const NEARLY = 0.01

/** Worth of each kind of pointer. */
const WORTH = { code: 1, amount: 0.4, nearAmount: 0.25, date: 0.3 }

/** `text` is folded; `now` in ms. */
export function pointersIn(
  text: string,
  { now, names }: { readonly now: number; readonly names: DateNames },
): Pointers {
  const codes = new Set<number>()
  eachWord(text, (word) => {
    if (CODE.test(word)) codes.add(termOf(word))
  })
  return { codes, amounts: amountsIn(text), spans: spokenDates(text, now, names) }
}

export function hasPointers({ codes, amounts, spans }: Pointers): boolean {
  return codes.size > 0 || amounts.length > 0 || spans.length > 0
}

function amountsIn(text: string): readonly number[] {
  const amounts: number[] = []
  for (const [, a, b, c] of text.matchAll(AMOUNT)) {
    const amount = amountOf(a ?? b ?? c ?? '')
    if (amount > 0 && amounts.length < AMOUNTS_MAX) amounts.push(amount)
  }
  return amounts
}

/** 1,160.50 and 1.160,50: the last mark before one or two digits parts the cents. */
function amountOf(written: string): number {
  const cents = /[.,](\d{1,2})$/.exec(written)
  const whole = (cents ? written.slice(0, cents.index) : written).replaceAll(/[.,]/g, '')
  return Number(whole) + (cents ? Number(`0.${cents[1]}`) : 0)
}

/** How surely the pointers mean this fact, 0..1. */
export function pointedAt(
  { codes, amounts, spans }: Pointers,
  fact: { readonly document: Document; readonly at: number },
): number {
  let best = 0
  if (codes.size > 0 && holdsCode(codes, fact.document)) return WORTH.code
  for (const amount of amounts) best = Math.max(best, amountWorth(amount, fact.document.numbers))
  if (spans.some(({ from, to }) => fact.at >= from && fact.at < to)) {
    best = Math.max(best, WORTH.date)
  }
  return best
}

function holdsCode(codes: ReadonlySet<number>, { passages }: Document): boolean {
  return passages.some(
    ({ heads, words }) =>
      words.some((word) => codes.has(word)) || heads.some((word) => codes.has(word)),
  )
}

function amountWorth(amount: number, numbers: readonly number[]): number {
  let best = 0
  for (const number of numbers) {
    const apart = Math.abs(number - amount)
    if (apart < 0.005) return WORTH.amount
    if (apart <= amount * NEARLY) best = WORTH.nearAmount
  }
  return best
}
