// Streets, places and postcodes in comparable form.
import { compact, fold, wordsOf } from './fold.ts'

const SHORT: ReadonlyMap<string, string> = new Map(
  (
    'street=st str=st strasse=st straat=st road=rd avenue=ave av=ave avenida=ave avda=ave boulevard=blvd ' +
    'drive=dr lane=ln court=ct place=pl square=sq crescent=cres circuit=cct close=cl terrace=tce parade=pde ' +
    'highway=hwy parkway=pkwy north=n south=s east=e west=w platz=pl saint=st mount=mt apartment=apt ' +
    'number=no nr=no calle=c rua=r rue=r via=v ulica=ul'
  )
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
)

const GLUED = /^(.{3,})(strasse|straat|str|weg|platz|gasse|gatan|vagen|allee|laan|plein)$/

export interface WordedText {
  readonly text: string
  /** each once */
  readonly words: readonly string[]
}

/** A street or whole address line: words with usual abbreviations made the same. */
export function parseStreet(raw: string): WordedText | undefined {
  const words = wordsOf(fold(raw)).flatMap(unglue)
  return words.length === 0 ? undefined : wordedText(words)
}

function unglue(word: string): readonly string[] {
  const glued = GLUED.exec(word)
  if (glued?.[1] && glued[2]) return [glued[1], SHORT.get(glued[2]) ?? glued[2]]
  return [SHORT.get(word) ?? word]
}

const wordedText = (words: readonly string[]): WordedText => ({
  text: words.join(' '),
  words: [...new Set(words)],
})

/** A town, region or any other short text of words. */
export function parsePlace(raw: string): WordedText | undefined {
  const words = wordsOf(fold(raw))
  return words.length === 0 ? undefined : wordedText(words)
}

export interface Postcode {
  readonly text: string
  /** the part that names a district */
  readonly outward: string
  /** the part that names a region */
  readonly area: string
}

const BRITISH = /^[a-z]{1,2}\d[a-z0-9]?\d[a-z]{2}$/

/** A postcode without blanks; nine-digit ones of the United States are cut to five. */
export function parsePostcode(raw: string): Postcode | undefined {
  const all = compact(fold(raw).replace(/\.0$/, ''))
  if (all.length < 2) return undefined
  const text = /^\d{9}$/.test(all) ? all.slice(0, 5) : all
  const isBritish = BRITISH.test(text) || (text.length >= 5 && /^[a-z]{1,2}/.test(text))
  const outward = isBritish ? text.slice(0, -3) : text.slice(0, Math.max(2, text.length - 2))
  const letters = /^[a-z]+/.exec(text)?.[0]
  return { text, outward, area: letters ?? text.slice(0, 2) }
}

/** A number or code without its signs; leading zeros stay, they may be part of it. */
export function parseCode(raw: string): string | undefined {
  const text = compact(fold(raw).replace(/^(-?\d+)\.0$/, '$1'))
  return text === '' || /^0+$/.test(text) ? undefined : text
}
