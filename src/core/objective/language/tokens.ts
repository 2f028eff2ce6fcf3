// Cuts a message into tokens: words, runs of scripts that are written without spaces, marks of feeling, emoji.
// Tokens keep their place in the message, so that a decision can be shown with the words it rests on.

import { unescaped } from './unescape.ts'

/** How a token is turned into features. */
export type TokenKind = 'word' | 'run' | 'mark'

export interface Token {
  /** normalised: NFKC, lower case, letters repeated for effect cut to two */
  readonly text: string
  readonly kind: TokenKind
  /** place in the message, UTF-16 units */
  readonly from: number
  readonly to: number
}

/** What lies beyond is not read: a message's first page says what it is about. */
export const MESSAGE_CHARS_MAX = 4_000
const TOKENS_MAX = 600
/** Longer words are codes or noise; their head is enough. */
const WORD_CHARS_MAX = 40

/** Scripts without spaces between words: their runs are read by pairs and single characters. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー'
const LETTER = `(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])`
const PATTERN = new RegExp(
  [
    '(?<link>(?:https?:\\/\\/|www\\.)\\S+)',
    '(?<mention>@[\\p{L}\\p{N}_]+)',
    "(?<face>[:;=8][-'^]?[()\\[\\]DPp\\/|\\\\*oO3]+(?![\\p{L}\\p{N}])|<\\/?3|[xX]D+\\b|\\^_{0,3}\\^)",
    '(?<emoji>\\p{Regional_Indicator}{2}|\\p{Extended_Pictographic}(?:\\u200d\\p{Extended_Pictographic}|\\p{Emoji_Modifier}|\\ufe0f)*)',
    `(?<run>[${UNSPACED}]+)`,
    `(?<word>${LETTER}+(?:['’]${LETTER}+)*)`,
    '(?<mark>[!?¿¡！？]+|[$€£¥%])',
  ].join('|'),
  'gu',
)
const REPEATED = /(\p{L})\1{2,}/gu
const PLAIN_ASCII = /^[ -~]*$/

/** Tokens in the order of the message. Bounded in number and length; never throws. */
export function tokensOf(message: string): readonly Token[] {
  const head = message.length > MESSAGE_CHARS_MAX ? message.slice(0, MESSAGE_CHARS_MAX) : message
  const { text, places } = unescaped(head)
  const tokens: Token[] = []
  for (const match of text.matchAll(PATTERN)) {
    const token = tokenOf(match)
    tokens.push(places ? placed(token, places) : token)
    if (tokens.length === TOKENS_MAX) break
  }
  return tokens
}

function placed(token: Token, places: readonly number[]): Token {
  return { ...token, from: places[token.from] ?? 0, to: places[token.to] ?? 0 }
}

function tokenOf(match: RegExpExecArray): Token {
  const [raw] = match
  const { link, mention, run, word, mark } = match.groups ?? {}
  const place = { from: match.index, to: match.index + raw.length }
  if (word !== undefined) return { text: wordText(raw), kind: 'word', ...place }
  if (run !== undefined) return { text: raw.normalize('NFKC'), kind: 'run', ...place }
  if (link !== undefined) return { text: 'http', kind: 'mark', ...place }
  if (mention !== undefined) return { text: '@', kind: 'mark', ...place }
  if (mark !== undefined) return { text: markText(raw), kind: 'mark', ...place }
  return { text: faceText(raw), kind: 'mark', ...place }
}

function wordText(raw: string): string {
  const cut = raw.length > WORD_CHARS_MAX ? raw.slice(0, WORD_CHARS_MAX) : raw
  const plain = PLAIN_ASCII.test(cut) ? cut : cut.normalize('NFKC').replaceAll('’', "'")
  return plain.toLowerCase().replace(REPEATED, '$1$1')
}

/** `!!!!` and `!!` say the same; `?!` is surprise however long. */
function markText(raw: string): string {
  const marks = raw.normalize('NFKC')
  if (marks.length === 1) return marks
  const hasAsk = marks.includes('?') || marks.includes('¿')
  const hasCry = marks.includes('!') || marks.includes('¡')
  return hasAsk && hasCry ? '?!' : hasAsk ? '??' : '!!'
}

/** Skin tones and variation marks say nothing about the feeling; `:-)))` is `:)`. */
function faceText(raw: string): string {
  return raw.replace(/[\u{1f3fb}-\u{1f3ff}\ufe0f]/gu, '').replace(/([:;=8])[-'^]?(.)\2*$/u, '$1$2')
}
