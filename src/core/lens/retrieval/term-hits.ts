// Where the words of an utterance stand in a fact. Most facts have none of them, and that must cost next to
// nothing: a small table of bits says no before any look-up, and what is found is kept as short lists.
import type { Document, Passage } from './document.ts'

/** A word in a name counts as so many among its details. */
export const HEAD_WEIGHT = 3
/** Repeats beyond this add nothing. */
const WEIGHT_MAX = 3 * HEAD_WEIGHT
/** A power of two; few words of one utterance share a place. */
const BITS = 4_096

/** Words of an utterance, ready to be looked for. */
export interface TermTable {
  readonly size: number
  /** 1 where a term may be one of them */
  readonly bits: Uint8Array
  /** place of a term, from 0 */
  readonly places: ReadonlyMap<number, number>
}

export function termTable(terms: readonly number[]): TermTable {
  const bits = new Uint8Array(BITS)
  const places = new Map<number, number>()
  for (const [place, term] of terms.entries()) {
    bits[term & (BITS - 1)] = 1
    places.set(term, place)
  }
  return { size: terms.length, bits, places }
}

/** Weighted counts of the words of the utterance in some text: only of those that stand in it. */
export interface Hits {
  readonly places: readonly number[]
  readonly weights: readonly number[]
  /** words of the text, found or not */
  readonly length: number
}

interface Tally {
  readonly places: number[]
  readonly weights: number[]
}

const NONE: readonly Hits[] = []

/** Hits of each passage that has any. */
export function hitsOf({ passages }: Document, table: TermTable): readonly Hits[] {
  let found: Hits[] | undefined
  for (const passage of passages) {
    const hits = hitsIn(passage, table)
    if (!hits) continue
    if (found) found.push(hits)
    else found = [hits]
  }
  return found ?? NONE
}

function hitsIn({ heads, words }: Passage, table: TermTable): Hits | undefined {
  const tally = count(words, 1, table, count(heads, HEAD_WEIGHT, table, undefined))
  return tally && { ...tally, length: heads.length + words.length }
}

function count(
  terms: Int32Array,
  weight: number,
  { bits, places }: TermTable,
  before: Tally | undefined,
): Tally | undefined {
  let tally = before
  for (let index = 0; index < terms.length; index++) {
    const term = terms[index] ?? 0
    if (bits[term & (BITS - 1)] === 0) continue
    const place = places.get(term)
    if (place === undefined) continue
    tally ??= { places: [], weights: [] }
    add(tally, place, weight)
  }
  return tally
}

function add({ places, weights }: Tally, place: number, weight: number): void {
  const at = places.indexOf(place)
  if (at < 0) {
    places.push(place)
    weights.push(weight)
  } else weights[at] = Math.min(WEIGHT_MAX, (weights[at] ?? 0) + weight)
}

/** Several texts as one, of so many words. */
export function joined(parts: readonly Hits[], length: number): Hits {
  const [only] = parts
  if (only && parts.length === 1) {
    return only.length === length ? only : { places: only.places, weights: only.weights, length }
  }
  const tally: Tally = { places: [], weights: [] }
  for (const { places, weights } of parts) {
    for (let index = 0; index < places.length; index++) {
      add(tally, places[index] ?? 0, weights[index] ?? 0)
    }
  }
  return { ...tally, length }
}
