// Pairs of records by their positions in a sample, hundreds of thousands of them, in rows of numbers: as objects they
// would be most of what a training holds in memory.

export interface Pairs {
  readonly length: number
  /** the two of pair n at n in each */
  readonly left: Int32Array
  readonly right: Int32Array
}

export interface PairList {
  readonly push: (a: number, b: number) => void
  readonly size: () => number
  /** the pairs so far */
  readonly pairs: () => Pairs
}

const ROOM_MIN = 1_024

/** A list that grows; `room` is how many pairs it will hold at least. */
export function createPairList(room = ROOM_MIN): PairList {
  let left = new Int32Array(Math.max(ROOM_MIN, room))
  let right = new Int32Array(left.length)
  let length = 0
  const grown = (before: Int32Array): Int32Array<ArrayBuffer> => {
    const after = new Int32Array(2 * before.length)
    after.set(before)
    return after
  }
  return {
    push: (a, b) => {
      if (length === left.length) {
        left = grown(left)
        right = grown(right)
      }
      left[length] = a
      right[length] = b
      length++
    },
    size: () => length,
    pairs: () => ({ length, left: left.subarray(0, length), right: right.subarray(0, length) }),
  }
}

/** Which pairs of so many positions were met: a bit for each. Answers whether a pair is new. */
export function createPairSet(size: number): (a: number, b: number) => boolean {
  const bits = new Uint8Array((size * size) / 8 + 1)
  return (a, b) => {
    const id = a * size + b
    const [at, bit] = [Math.floor(id / 8), 1 << (id & 7)]
    if (((bits[at] as number) & bit) !== 0) return false
    bits[at] = (bits[at] as number) | bit
    return true
  }
}
