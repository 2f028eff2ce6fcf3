// Which candidate keys may be held at all, in a few bits each (a Bloom filter): most keys of a new record are held by
// nobody, and of those the database need not be asked. What is removed stays in it; that costs a question, no answer.

export interface KeyFilter {
  readonly add: (key: number) => void
  /** False: nobody holds it for certain. */
  readonly mayHold: (key: number) => boolean
}

/** 16 MB: of ten million keys one in a hundred is asked for in vain, of fifty million one in three. */
const BITS = 2 ** 27
/** Bits set for one key. */
const PROBES = 3

export function createKeyFilter(bits = BITS): KeyFilter {
  const words = new Uint32Array(bits >>> 5)
  const mask = bits - 1
  return {
    add: (key) => {
      let at = mixed(key)
      const step = stepOf(key)
      for (let probe = 0; probe < PROBES; probe++) {
        const bit = at & mask
        words[bit >>> 5] = (words[bit >>> 5] as number) | (1 << (bit & 31))
        at = (at + step) | 0
      }
    },
    mayHold: (key) => {
      let at = mixed(key)
      const step = stepOf(key)
      for (let probe = 0; probe < PROBES; probe++) {
        const bit = at & mask
        if (((words[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return false
        at = (at + step) | 0
      }
      return true
    },
  }
}

/** Both halves of a 53-bit whole number in every bit of 32. */
export function mixed(key: number): number {
  let bits = Math.imul(key | 0, 0x9e3779b1) ^ Math.imul((key / 0x1_0000_0000) | 0, 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d)
  return bits ^ (bits >>> 15)
}

/** Odd, so that the probes of one key differ; of other bits than where they begin. */
const stepOf = (key: number): number =>
  Math.imul((key | 0) ^ Math.imul((key / 0x1_0000_0000) | 0, 0x27d4eb2f), 0xc2b2ae3d) | 1
