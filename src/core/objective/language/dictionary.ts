// Which hashed features a model knows, and what each weighs: rare ones say more (inverse document frequency).
import type { Features } from './features.ts'

/** Each hash of a block once, with how often it stood in the message. */
export interface Bag {
  readonly hashes: Uint32Array
  readonly counts: Uint8Array
  /** where each block ends */
  readonly ends: readonly number[]
  /** hashes of the words that say what it is about */
  readonly content: readonly number[]
}

/** Known features by hash. Columns are places in `hashes`. */
export interface Dictionary {
  /** ascending */
  readonly hashes: Uint32Array
  /** in how many messages of the training each stood, at most 65,535 */
  readonly messages: Uint16Array
  /** weight of each column: ln((1 + all messages) / (1 + messages with it)) + 1 */
  readonly weights: Float32Array
  /** open addressing: column + 1, 0 = empty; its length is a power of two */
  readonly table: Int32Array
}

/** Eight bytes each in a kept model, of five megabytes in all. */
export const FEATURES_MAX = 300_000
const COUNT_MAX = 255
const MESSAGES_MAX = 65_535

export function bagOf({ hashes, ends, content }: Features): Bag {
  const sorted = Uint32Array.from(hashes)
  let start = 0
  for (const end of ends) {
    sorted.subarray(start, end).sort()
    start = end
  }
  return { ...withoutRepeats(sorted, ends), content }
}

function withoutRepeats(sorted: Uint32Array, ends: readonly number[]): Omit<Bag, 'content'> {
  const counts = new Uint8Array(sorted.length)
  const keptEnds: number[] = []
  let kept = 0
  let start = 0
  for (const end of ends) {
    for (let n = start; n < end; n++) {
      if (n === start || sorted[n] !== sorted[n - 1]) {
        sorted[kept] = sorted[n] as number
        counts[kept++] = 1
      } else if ((counts[kept - 1] as number) < COUNT_MAX)
        counts[kept - 1] = (counts[kept - 1] as number) + 1
    }
    keptEnds.push(kept)
    start = end
  }
  return { hashes: sorted.slice(0, kept), counts: counts.slice(0, kept), ends: keptEnds }
}

/** Features that stand in at least so many messages, by block. */
export function dictionaryOf(bags: readonly Bag[], messagesMin: readonly number[]): Dictionary {
  const known: [hash: number, messages: number][] = []
  for (const [block, least] of messagesMin.entries()) {
    for (const [hash, messages] of countMessages(bags, block)) {
      if (messages >= least) known.push([hash, messages])
    }
  }
  // The most frequent stay; which of equals is decided by the hash, not by the order of messages.
  known.sort((a, b) => b[1] - a[1] || a[0] - b[0])
  known.length = Math.min(known.length, FEATURES_MAX)
  known.sort((a, b) => a[0] - b[0])
  const unique = known.filter(([hash], n) => n === 0 || hash !== known[n - 1]?.[0])
  return createDictionary(
    Uint32Array.from(unique, ([hash]) => hash),
    Uint16Array.from(unique, ([, messages]) => Math.min(MESSAGES_MAX, messages)),
    bags.length,
  )
}

/** `total` is how many messages there were in all. */
export function createDictionary(
  hashes: Uint32Array,
  messages: Uint16Array,
  total: number,
): Dictionary {
  const table = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, hashes.length * 2))))
  const mask = table.length - 1
  for (let column = 0; column < hashes.length; column++) {
    let at = (hashes[column] as number) & mask
    while (table[at] !== 0) at = (at + 1) & mask
    table[at] = column + 1
  }
  const weights = Float32Array.from(messages, (with_) => Math.log((1 + total) / (1 + with_)) + 1)
  return { hashes, messages, weights, table }
}

/** Column of a hash, or -1. */
export function columnOf({ hashes, table }: Dictionary, hash: number): number {
  const mask = table.length - 1
  let at = hash & mask
  for (;;) {
    const column = (table[at] as number) - 1
    if (column < 0 || hashes[column] === hash) return column
    at = (at + 1) & mask
  }
}

/** In how many messages each hash of a block stands; counted by sorting, which needs no map of millions. */
function* countMessages(
  bags: readonly Bag[],
  block: number,
): Generator<[hash: number, messages: number]> {
  const startOf = (bag: Bag): number => (block === 0 ? 0 : (bag.ends[block - 1] as number))
  const endOf = (bag: Bag): number => bag.ends[block] as number
  const all = new Uint32Array(bags.reduce((sum, bag) => sum + endOf(bag) - startOf(bag), 0))
  let at = 0
  for (const bag of bags) {
    all.set(bag.hashes.subarray(startOf(bag), endOf(bag)), at)
    at += endOf(bag) - startOf(bag)
  }
  all.sort()
  for (let n = 0; n < all.length; ) {
    let end = n + 1
    while (end < all.length && all[end] === all[n]) end++
    yield [all[n] as number, end - n]
    n = end
  }
}
