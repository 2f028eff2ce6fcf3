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

const SPACE = 32
/** From here on no letter of the old alphabets: general punctuation and signs. */
const PUNCTUATION_FROM = 0x2000
const FOREIGN_FROM = 0xc0
const IDEOGRAPHS_FROM = 0x2e80
const SURROGATES_FROM = 0xd800
const SURROGATES_TO = 0xdfff

const SIGN = 0
const LETTER = 1
const DIGIT = 2
const FOREIGN = 3
/** What each character below FOREIGN_FROM is: looked up, since every view counts its text. */
const PLAIN: Uint8Array = Uint8Array.from({ length: FOREIGN_FROM }, (_, code) =>
  /[0-9]/.test(String.fromCharCode(code))
    ? DIGIT
    : /[A-Za-z]/.test(String.fromCharCode(code))
      ? LETTER
      : SIGN,
)

function kindOf(code: number): number {
  if (code < FOREIGN_FROM) return PLAIN[code] ?? SIGN
  return code < PUNCTUATION_FROM ? FOREIGN : SIGN
}

/** Of text in any language; 0 of none. */
export function tokensIn(text: string): number {
  let tokens = 0
  let length = 0
  let digits = 0
  let foreign = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const kind = kindOf(code)
    if (kind !== SIGN) {
      length++
      if (kind === DIGIT) digits++
      else if (kind === FOREIGN) foreign++
      continue
    }
    if (length > 0) {
      tokens += tokensOfWord(length, digits, foreign)
      length = 0
      digits = 0
      foreign = 0
    }
    tokens += code === SPACE ? tokensOfSpace(text.charCodeAt(at + 1)) : tokensOfSign(code)
  }
  return Math.ceil(length > 0 ? tokens + tokensOfWord(length, digits, foreign) : tokens)
}

function tokensOfWord(length: number, digits: number, foreign: number): number {
  if (digits === length) return Math.ceil(length / DIGITS_PART)
  if (digits > 0) return Math.ceil(length / MIXED_PART)
  if (foreign > 0) return Math.ceil(length / FOREIGN_PART)
  return length <= WORD_WHOLE_MAX ? 1 : Math.ceil(length / WORD_PART)
}

/** A space belongs to the word or sign behind it, but not to figures. */
function tokensOfSpace(next: number): number {
  return next === SPACE || kindOf(next) === DIGIT ? 1 : 0
}

function tokensOfSign(code: number): number {
  if (code >= SURROGATES_FROM && code <= SURROGATES_TO) return SURROGATE
  return code >= IDEOGRAPHS_FROM ? IDEOGRAPH : 1
}
