// What can be found of one fact: its words in passages. An object's own fields are one passage, each element of
// a list (an item of an order, a payment) another, so that "17-inch laptop" is one thing and not a laptop here
// and 17 inches there. Depends on nothing but the fact, so it can be made when the fact comes in and kept.
import { eachWord, fold, termOf } from './words.ts'

/** Words of one fact that are looked at: enough for any message, little enough to stay quick. */
const TERMS_MAX = 400
const PASSAGES_MAX = 40
const DEPTH_MAX = 5
/** Words of a compound that are looked for on their own: watch in wristwatch. */
const COMPOUND_LENGTH_MIN = 8
const PART_LENGTH_MIN = 4
const LETTERS = /^\p{L}+$/u

/** Fields that name a thing: their words tell more than those of its details. */
const HEAD_FIELDS: ReadonlySet<string> = new Set([
  'name',
  'title',
  'subject',
  'product',
  'product_name',
  'summary',
  'query',
  'plan',
  'model',
  'feature',
])

export interface Passage {
  /** numbers of the words that name it, then of all others */
  readonly heads: Int32Array
  readonly words: Int32Array
}

export interface Document {
  readonly passages: readonly Passage[]
  /** words of all passages */
  readonly length: number
  /** amounts and other numbers that stand in it */
  readonly numbers: readonly number[]
}

interface Draft {
  readonly heads: number[]
  readonly words: number[]
}

interface Reading {
  readonly passages: Draft[]
  readonly numbers: number[]
  left: number
}

/** `head`: what the fact is called (name of an event, id of an object); `body`: all it says. */
export function documentOf(head: string, body: unknown): Document {
  const own: Draft = { heads: [], words: [] }
  const reading: Reading = { passages: [own], numbers: [], left: TERMS_MAX }
  addText(head, own.words, reading)
  read(body, { draft: own, isHead: false, depth: 0 }, reading)
  let length = 0
  const passages = reading.passages.map(({ heads, words }) => {
    length += heads.length + words.length
    return { heads: Int32Array.from(heads), words: Int32Array.from(words) }
  })
  return { passages, length, numbers: reading.numbers }
}

interface Place {
  readonly draft: Draft
  readonly isHead: boolean
  readonly depth: number
}

function read(value: unknown, place: Place, reading: Reading): void {
  if (reading.left <= 0) return
  if (typeof value === 'string') {
    if (place.isHead) addHead(value, place.draft.heads, reading)
    else addText(value, place.draft.words, reading)
  } else if (typeof value === 'number') {
    reading.numbers.push(value)
    addText(String(value), place.draft.words, reading)
  } else if (Array.isArray(value)) readList(value, place, reading)
  else if (typeof value === 'object' && value !== null) readFields(value, place, reading)
}

function readFields(value: object, { draft, depth }: Place, reading: Reading): void {
  if (depth >= DEPTH_MAX) return
  for (const [field, part] of Object.entries(value)) {
    read(part, { draft, isHead: HEAD_FIELDS.has(field), depth: depth + 1 }, reading)
  }
}

/** Elements with fields are passages of their own; plain values belong to what lists them. */
function readList(
  list: readonly unknown[],
  { draft, isHead, depth }: Place,
  reading: Reading,
): void {
  if (depth >= DEPTH_MAX) return
  for (const element of list) {
    const hasFields = typeof element === 'object' && element !== null
    let own = draft
    if (hasFields && reading.passages.length < PASSAGES_MAX) {
      own = { heads: [], words: [] }
      reading.passages.push(own)
    }
    read(element, { draft: own, isHead, depth: depth + 1 }, reading)
  }
}

function addText(text: string, into: number[], reading: Reading): void {
  eachWord(fold(text), (word) => {
    const term = termOf(word)
    if (term === 0 || reading.left <= 0) return
    into.push(term)
    reading.left -= 1
  })
}

/** Names are found by their parts too, and written together: smart watch, smartwatch, wristwatch. */
function addHead(text: string, into: number[], reading: Reading): void {
  let before = ''
  eachWord(fold(text), (word, isJoined) => {
    const term = termOf(word)
    if (term !== 0 && reading.left > 0) {
      into.push(term)
      reading.left -= 1
      if (before !== '' && !isJoined) into.push(termOf(before + word))
      addParts(word, into)
    }
    before = isJoined ? before : word
  })
}

function addParts(word: string, into: number[]): void {
  if (word.length < COMPOUND_LENGTH_MIN || !LETTERS.test(word)) return
  for (let at = PART_LENGTH_MIN; at <= word.length - PART_LENGTH_MIN; at++) {
    into.push(termOf(word.slice(at)))
  }
}
