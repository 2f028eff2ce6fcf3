// Text -> numbers of its words (hashes of stems), by which facts and questions are compared. Scanned by hand: a
// view with an utterance reads the words of a hundred facts.

import { STOP_WORDS } from '../../objective/language/stop-words.ts'
import { stemOf } from './stem.ts'

/** Longer words are codes or keys nobody says. */
const WORD_LENGTH_MAX = 40
/** Results remembered, so that memory stays bounded whatever words come from outside. */
const REMEMBERED_MAX = 50_000
const remembered = new Map<string, number>()

/** Number of a word: the same on every machine; 0 = says nothing. `word` is folded. */
export function termOf(word: string): number {
  const known = remembered.get(word)
  if (known !== undefined) return known
  const term = isEmpty(word) ? 0 : hashOf(stemOf(word))
  if (remembered.size < REMEMBERED_MAX) remembered.set(word, term)
  return term
}

function isEmpty(word: string): boolean {
  if (word.length > WORD_LENGTH_MAX) return true
  if (word.length === 1) return word < '0' || (word > '9' && word < '\u3000')
  return STOP_WORDS.has(word)
}

/** FNV-1a, 32 bits, never 0. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash | 0 || 1
}

/** Lower case without accents. */
export function fold(text: string): string {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 127) return foldAll(text)
  }
  return text.toLowerCase()
}

function foldAll(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss')
}

/** Kinds of characters, as the scanner sees them. */
const NONE = 0
const LETTER = 1
const DIGIT = 2
/** Written without spaces: each two neighbours count as a word. */
const SYLLABLE = 3
/** Joins two parts into one word: t-shirt, don't, 1.5 */
const JOINT = 4

function kindOf(code: number): number {
  return code < 128 ? (ASCII[code] ?? NONE) : kindBeyondAscii(code)
}

const ASCII: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code)
  if (/[a-zA-Z]/.test(letter)) return LETTER
  if (/\d/.test(letter)) return DIGIT
  return "-'.".includes(letter) ? JOINT : NONE
})

function kindBeyondAscii(code: number): number {
  if (code === 0x2019) return JOINT
  if (code < 0xc0 || (code >= 0x2000 && code < 0x2c00)) return NONE
  if (code >= 0x3040 && code <= 0x9fff) return SYLLABLE
  return code >= 0x3000 && code < 0x3040 ? NONE : LETTER
}

/** A taker of words; `isJoined`: made of the parts before it (t, shirt, tshirt). */
export type TakeWord = (word: string, isJoined: boolean) => void

/** Gives each word of a folded text, in order. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one pass over the characters; parts would share all its state
export function eachWord(text: string, take: TakeWord): void {
  let start = -1
  let joinedFrom = -1
  for (let index = 0; index <= text.length; index++) {
    const kind = index < text.length ? kindOf(text.charCodeAt(index)) : NONE
    if (kind === LETTER || kind === DIGIT) {
      if (start < 0) start = index
      continue
    }
    if (kind === SYLLABLE) takeSyllables(text, index, take)
    if (start < 0) continue
    const isInside = kind === JOINT && joins(text, index)
    if (isInside && isDecimal(text, index)) continue
    take(text.slice(start, index), false)
    if (isInside) joinedFrom = joinedFrom < 0 ? start : joinedFrom
    else joinedFrom = takeJoined(text, joinedFrom, index, take)
    start = -1
  }
}

/** Each two neighbours of a script without spaces. */
function takeSyllables(text: string, index: number, take: TakeWord): void {
  if (kindOf(text.charCodeAt(index + 1)) === SYLLABLE) take(text.slice(index, index + 2), false)
}

/** The whole of a word with joints, without them. Answers that no such word is open any more. */
function takeJoined(text: string, from: number, to: number, take: TakeWord): number {
  if (from >= 0) take(withoutJoints(text.slice(from, to)), true)
  return -1
}

function joins(text: string, index: number): boolean {
  const next = kindOf(text.charCodeAt(index + 1))
  return next === LETTER || next === DIGIT
}

function isDecimal(text: string, index: number): boolean {
  return (
    text.charCodeAt(index) === 46 &&
    kindOf(text.charCodeAt(index - 1)) === DIGIT &&
    kindOf(text.charCodeAt(index + 1)) === DIGIT
  )
}

function withoutJoints(text: string): string {
  return text.replaceAll(/[-'.\u2019]/g, '')
}
