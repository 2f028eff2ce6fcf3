// Where what is known under a context lies, by the context's hash. The hashes are mixed already, so a place is found from
// their last bits alone, and hash and answer stand beside each other: with several dozen look-ups a step that is what
// learning costs.

export interface ContextIndex {
  /** by place: the hash, FREE where there is none, and where the context lies */
  pairs: Int32Array
  /** contexts */
  size: number
}

const FREE = 0
/** Stands for the one hash that means a free place. */
const INSTEAD_OF_FREE = 1
const PLACES_MIN = 64

/** Of a context never met. */
export const NOWHERE = -1

export function emptyIndex(): ContextIndex {
  return { pairs: new Int32Array(2 * PLACES_MIN), size: 0 }
}

const keyOf = (hash: number): number => (hash === FREE ? INSTEAD_OF_FREE : hash)

/** The place of a hash, or where it would be. */
function placeOf(pairs: Int32Array, key: number): number {
  const last = pairs.length - 2
  let place = (key << 1) & last
  while (pairs[place] !== FREE && pairs[place] !== key) place = (place + 2) & last
  return place
}

/** Where the context of this hash lies, or NOWHERE. */
export function findAt({ pairs }: ContextIndex, hash: number): number {
  const key = keyOf(hash)
  const place = placeOf(pairs, key)
  return pairs[place] === key ? (pairs[place + 1] as number) : NOWHERE
}

export function setAt(index: ContextIndex, hash: number, at: number): void {
  const key = keyOf(hash)
  const place = placeOf(index.pairs, key)
  const isNew = index.pairs[place] === FREE
  index.pairs[place] = key
  index.pairs[place + 1] = at
  if (!isNew) return
  index.size++
  // Half of the places stay free: most look-ups then end at the first.
  if (4 * index.size > index.pairs.length) grow(index)
}

function grow(index: ContextIndex): void {
  const { pairs } = index
  index.pairs = new Int32Array(2 * pairs.length)
  eachContext({ pairs }, (hash, at) => {
    const place = placeOf(index.pairs, hash)
    index.pairs[place] = hash
    index.pairs[place + 1] = at
  })
}

/** Calls with every hash and where its context lies, in no order. */
export function eachContext(
  { pairs }: Pick<ContextIndex, 'pairs'>,
  call: (hash: number, at: number) => void,
): void {
  for (let i = 0; i < pairs.length; i += 2) {
    if (pairs[i] !== FREE) call(pairs[i] as number, pairs[i + 1] as number)
  }
}
