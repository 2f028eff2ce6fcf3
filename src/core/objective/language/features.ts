// Turns tokens into hashed features in three blocks. Words with their neighbours say what a message is about; pieces
// of words carry over spelling mistakes, endings and compounds, in any language; pairs of word stems, wherever in the
// message they stand, say what goes together ("card" with "arrive").
import type { FeelingWord } from './lexicon.ts'
import { STOP_WORDS } from './stop-words.ts'
import type { Token } from './tokens.ts'

/** Hashes of one message; a repeated hash is a repeated feature. */
export interface Features {
  readonly hashes: readonly number[]
  /** the token each was made from; of a pair the first, and the second in `partners` (else the same) */
  readonly tokens: readonly number[]
  readonly partners: readonly number[]
  /** where each block ends in `hashes`: words, pieces, pairs */
  readonly ends: readonly number[]
  /** hashes of the words that say what a message is about; they stand in the first block too */
  readonly content: readonly number[]
}

/** Lengths of pieces, in characters of the word with a blank on both sides. */
const PIECE_MIN = 3
const PIECE_MAX = 5
/** A character of Hangul is a syllable. */
const SYLLABLE_PIECE_MIN = 2
const HANGUL_FROM = 0x1100
/** What a word is about stands in its first letters in most languages that inflect at the end. */
const STEM_CHARS = 4
/** Pairs are taken within so many different stems, of at most so many per message. */
const PAIR_REACH = 20
const STEMS_MAX = 60
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
/** Tell the kinds of features apart, so that the word `of` is not the piece `of`. */
const WORD_SALT = 0x57
const NEIGHBOUR_SALT = 0x2b
const PIECE_SALT = 0x7e
const STEM_SALT = 0x1d
const FEELING_SALT = 0x63
const BLANK = 32

/** Features of a message. Pure; some tens of hashes a word. `feelings`: its words of feeling, where they matter. */
export function featuresOf(
  tokens: readonly Token[],
  feelings: readonly FeelingWord[] = [],
): Features {
  const made: Made = { hashes: [], tokens: [], partners: [], content: [] }
  addWords(made, tokens)
  addFeelings(made, tokens, feelings)
  const ends = [made.hashes.length]
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'word') addPieces(made, token.text, at)
    else if (token.kind === 'run') addRunPieces(made, token.text, at)
  }
  ends.push(made.hashes.length)
  addPairs(made, tokens)
  ends.push(made.hashes.length)
  return { ...made, ends }
}

interface Made {
  readonly hashes: number[]
  readonly tokens: number[]
  readonly partners: number[]
  readonly content: number[]
}

function add(made: Made, hash: number, token: number, partner = token): void {
  made.hashes.push(mixed(hash))
  made.tokens.push(token)
  made.partners.push(partner)
}

function addWord(made: Made, text: string, at: number, isAbout: boolean): void {
  const hash = hashOf(text, FNV_OFFSET ^ WORD_SALT)
  add(made, hash, at)
  if (isAbout) made.content.push(mixed(hash))
}

function addWords(made: Made, tokens: readonly Token[]): void {
  let before = hashOf('^', NEIGHBOUR_SALT)
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'run') addRunWords(made, token.text, at)
    else addWord(made, token.text, at, isContent(token))
    add(made, hashOf(token.text, before), at, Math.max(0, at - 1))
    before = hashOf(token.text, FNV_OFFSET ^ NEIGHBOUR_SALT)
  }
  add(made, hashOf('$', before), Math.max(0, tokens.length - 1))
}

/**
 * Feelings in the place of the words that carry them, with the words beside them and with each other: what is learned
 * of "so annoyed" then holds for "so fed up" as well.
 */
function addFeelings(made: Made, tokens: readonly Token[], feelings: readonly FeelingWord[]): void {
  let before = '^'
  for (const { token, feeling, isNegated } of feelings) {
    const name = isNegated ? `${feeling}!` : feeling
    const own = hashOf(name, FNV_OFFSET ^ FEELING_SALT)
    add(made, own, token)
    add(made, hashOf(`<${tokens[token - 1]?.text ?? '^'}`, own), token)
    add(made, hashOf(`>${tokens[token + 1]?.text ?? '$'}`, own), token)
    add(made, hashOf(before, own), token)
    before = name
  }
}

/** Does the word say what a message is about? Of one letter none does, and in every language some never do. */
function isContent({ text, kind }: Token): boolean {
  if (kind !== 'word' || text.length < 2) return false
  return !STOP_WORDS.has(PLAIN.test(text) ? text : text.normalize('NFKD').replace(BESIDE, ''))
}
const PLAIN = /^[a-z0-9]+$/
const BESIDE = /[\p{M}'’]/gu

/** In a script without spaces two characters are about a word. */
function addRunWords(made: Made, run: string, at: number): void {
  const characters = [...run]
  for (const [n, character] of characters.entries()) {
    const next = characters[n + 1]
    if (next !== undefined) addWord(made, character + next, at, true)
    else if (n === 0) addWord(made, character, at, true)
  }
}

function addPieces(made: Made, word: string, at: number): void {
  const { length } = word
  const shortest = word.charCodeAt(0) >= HANGUL_FROM ? SYLLABLE_PIECE_MIN : PIECE_MIN
  for (let from = -1; from < length; from++) {
    let hash = FNV_OFFSET ^ PIECE_SALT
    const end = Math.min(from + PIECE_MAX, length + 1)
    for (let n = from; n < end; n++) {
      const code = n < 0 || n === length ? BLANK : word.charCodeAt(n)
      hash = Math.imul(hash ^ code, FNV_PRIME)
      if (n - from + 1 >= shortest) add(made, hash, at)
    }
  }
}

/** Pieces of one to three characters. */
function addRunPieces(made: Made, run: string, at: number): void {
  const characters = [...run]
  for (let from = 0; from < characters.length; from++) {
    let piece = ''
    for (const character of characters.slice(from, from + 3)) {
      piece += character
      add(made, hashOf(piece, FNV_OFFSET ^ PIECE_SALT), at)
    }
  }
}

function addPairs(made: Made, tokens: readonly Token[]): void {
  const stems: number[] = []
  const places: number[] = []
  for (const [at, { text, kind }] of tokens.entries()) {
    if (kind === 'run') continue
    const stem = mixed(hashOf(text.slice(0, STEM_CHARS), FNV_OFFSET ^ STEM_SALT))
    if (stems.includes(stem)) continue
    stems.push(stem)
    places.push(at)
    if (stems.length === STEMS_MAX) break
  }
  for (let a = 0; a < stems.length; a++) {
    const end = Math.min(stems.length, a + PAIR_REACH + 1)
    for (let b = a + 1; b < end; b++) {
      const [first, second] = [stems[a] as number, stems[b] as number]
      // Either order is one pair.
      const hash = Math.imul(first + second, FNV_PRIME) ^ Math.imul(first ^ second, 0x85ebca6b)
      add(made, hash, places[a] as number, places[b])
    }
  }
}

/** FNV-1a over UTF-16 units, going on from `start`. */
function hashOf(text: string, start: number): number {
  let hash = start
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), FNV_PRIME)
  return hash
}

/** Low bits of FNV are weak, and tables use them. */
function mixed(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (h ^ (h >>> 13)) >>> 0
}
