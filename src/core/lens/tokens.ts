// How many tokens a language model makes of a text. No two models split alike, so this is an estimate from the kinds
// of characters, a little on the high side: a budget of tokens is a promise to whoever has no more room.

/** Characters that one token of a word holds, at most and in the mean. */
const WORD_WHOLE_MAX = 7
const WORD_PART = 4.5
/** Words with other letters than a to z are split finer. */
const FOREIGN_PART = 2.4
/** Ids, hashes and serial numbers: letters and digits without sense. */
const MIXED_PART = 1.6
const DIGITS_PART = 3
/** Chinese, Japanese, Korean; and pictures, which are two units long. */
const IDEOGRAPH = 1.1
const SURROGATE = 1.3

/** Of text in any language; 0 of none. */
export function tokensIn(text: string): number {
  let tokens = 0
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (isWordPart(code)) {
      const end = endOfWord(text, at)
      tokens += tokensOfWord(text, at, end)
      at = end
      continue
    }
    // A space belongs to the word or sign behind it.
    const next = text.charCodeAt(at + 1)
    if (code !== SPACE || next === SPACE || isDigit(next)) tokens += tokensOfSign(code)
    at += 1
  }
  return Math.ceil(tokens)
}

const SPACE = 32
const IDEOGRAPHS_FROM = 0x2e80
const SURROGATES_FROM = 0xd800
const SURROGATES_TO = 0xdfff
/** Everything from here to the ideographs that is a letter of some alphabet; general punctuation is not. */
const PUNCTUATION_FROM = 0x2000

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isAsciiLetter(code: number): boolean {
  const lower = code | 32
  return lower >= 97 && lower <= 122
}

function isForeignLetter(code: number): boolean {
  return code >= 0xc0 && code < PUNCTUATION_FROM
}

function isWordPart(code: number): boolean {
  return isAsciiLetter(code) || isDigit(code) || isForeignLetter(code)
}

function endOfWord(text: string, start: number): number {
  let end = start + 1
  while (end < text.length && isWordPart(text.charCodeAt(end))) end++
  return end
}

function tokensOfWord(text: string, start: number, end: number): number {
  let digits = 0
  let foreign = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (isDigit(code)) digits++
    else if (code >= 0xc0) foreign++
  }
  const length = end - start
  if (digits === length) return Math.ceil(length / DIGITS_PART)
  if (digits > 0) return Math.ceil(length / MIXED_PART)
  if (foreign > 0) return Math.ceil(length / FOREIGN_PART)
  return length <= WORD_WHOLE_MAX ? 1 : Math.ceil(length / WORD_PART)
}

function tokensOfSign(code: number): number {
  if (code >= SURROGATES_FROM && code <= SURROGATES_TO) return SURROGATE
  return code >= IDEOGRAPHS_FROM ? IDEOGRAPH : 1
}
