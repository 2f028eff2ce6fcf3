// Reads what she said: its requests (a sentence or a part of one each), the words that count in each, and what
// she wants done. It only ever ranks: nothing of it is shown or followed.
import { type CompiledIntent, type CompiledIntents, intentsIn, spaced } from './intents.ts'
import { eachWord, fold, termOf } from './words.ts'

/** More than this nobody says in one turn. */
const REQUESTS_MAX = 12
const TERMS_MAX = 400
const CHARACTERS_MAX = 4_000

/** One thing she asks for. */
export interface Request {
  /** places in `terms` of the words of this request */
  readonly terms: readonly number[]
  readonly intents: readonly CompiledIntent[]
}

export interface Utterance {
  /** numbers of the words that carry meaning, each once */
  readonly terms: readonly number[]
  readonly requests: readonly Request[]
  /** folded */
  readonly text: string
}

const SENTENCE_END = /(?<=[.!?;])\s+|\n+|;/

export function readUtterance(
  utterance: string,
  compiled: CompiledIntents,
  purpose: string,
): Utterance {
  const text = fold(utterance.slice(0, CHARACTERS_MAX))
  const places = new Map<number, number>()
  const requests: Request[] = []
  let last: readonly CompiledIntent[] = []
  for (const piece of piecesOf(text, compiled)) {
    if (requests.length === REQUESTS_MAX) break
    const own = intentsIn(spaced(piece), compiled, purpose)
    // "Return the lamp. The chair too": who names no other wish goes on with the one before.
    const intents = own.length > 0 ? own : last
    last = intents
    const terms = termsOf(piece, places)
    if (terms.length > 0 || own.length > 0) requests.push({ terms, intents })
  }
  return { terms: [...places.keys()], requests, text }
}

/** Sentences, and parts of them that begin with another wish: return the lamp | and cancel the chair. */
function piecesOf(text: string, { wishes }: CompiledIntents): readonly string[] {
  const pieces: string[] = []
  for (const sentence of text.split(SENTENCE_END)) {
    let before = ''
    for (const part of wishes ? sentence.split(wishes) : [sentence]) {
      // "I want to" or "exchange or" alone is the beginning of what follows.
      const piece = before + part
      before = isBare(piece) ? piece : ''
      if (before === '') pieces.push(piece)
    }
    if (before !== '') pieces.push(before)
  }
  return pieces
}

/** Words of a wish without anything that it is about. */
const BARE_WORDS_MAX = 4
function isBare(piece: string): boolean {
  let words = 0
  eachWord(piece, (word) => {
    if (termOf(word) !== 0) words++
  })
  return words < 2 && piece.split(' ').length <= BARE_WORDS_MAX
}

/** Single letters (t shirt) and words that mean something. */
function canJoin(word: string): boolean {
  return word.length === 1 || termOf(word) !== 0
}

/** Words with their joins: "book shelf" is looked for as bookshelf too. */
function termsOf(piece: string, places: Map<number, number>): readonly number[] {
  const found = new Set<number>()
  let before = ''
  const add = (word: string) => {
    const term = termOf(word)
    if (term === 0) return
    const place = places.get(term) ?? places.size
    if (place >= TERMS_MAX) return
    places.set(term, place)
    found.add(place)
  }
  eachWord(piece, (word, isJoined) => {
    add(word)
    if (isJoined) return
    if (before !== '' && canJoin(word)) add(before + word)
    before = canJoin(word) ? word : ''
  })
  return [...found]
}
