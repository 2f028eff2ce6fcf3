// Cleans words that others wrote before anybody, or any model, reads them: characters that cannot be seen
// but can carry text or turn it round are taken out, white space is made plain, length is bounded.

/** Longest text of one value inside a fact, in UTF-16 units. */
export const VALUE_LENGTH_MAX = 160
/** Longest text of a trait or identifier value. */
export const TRAIT_LENGTH_MAX = 500
/** Nested values: deeper levels are dropped, longer lists cut. */
const DEPTH_MAX = 4
const ENTRIES_MAX = 50

const PLAIN = /^[ -~]*$/
// Controls, soft hyphen, zero-width, bidirectional marks and isolates, invisible operators, byte order mark,
// interlinear and object marks, variation selectors, tag characters, lone surrogates.
const UNSEEN =
  /(?:[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u115f\u1160\u3164\uffa0]|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}])+/gu
const WHITE = /\s+/gu

/** One line of visible text, at most `max` UTF-16 units; the same string when nothing had to change. */
export function cleanText(text: string, max: number): string {
  const cut = text.length > max * 4 ? text.slice(0, max * 4) : text
  const visible = PLAIN.test(cut)
    ? cut
    : cut.replace(/[\t\n\r\v\f\u2028\u2029]/g, ' ').replace(UNSEEN, '')
  return shorten(visible.replace(WHITE, ' ').trim(), max)
}

/** Cuts at a whole character and shows that it was cut. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  const end = max - 1
  const splitsPair = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800
  return `${text.slice(0, splitsPair ? end - 1 : end).trimEnd()}\u2026`
}

/** The same for a JSON value: the same value when nothing had to change. */
export function cleanValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value, TRAIT_LENGTH_MAX)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEPTH_MAX) return undefined
  if (Array.isArray(value)) {
    return value.slice(0, ENTRIES_MAX).map((one) => cleanValue(one, depth + 1))
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, ENTRIES_MAX)
      .map(([key, one]) => [cleanText(key, VALUE_LENGTH_MAX), cleanValue(one, depth + 1)]),
  )
}
