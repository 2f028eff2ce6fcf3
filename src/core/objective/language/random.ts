// Seeded chance for training: the order in which examples are visited, and which are held out.

export interface Random {
  /** whole number from 0 to count - 1 */
  readonly below: (count: number) => number
}

/** A stream of chance (mulberry32): the same seed, the same numbers. */
export function createRandom(seed: number): Random {
  let state = seed | 0
  return {
    below: (count) => {
      state = (state + 0x6d2b79f5) | 0
      let t = Math.imul(state ^ (state >>> 15), 1 | state)
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
      return ((((t ^ (t >>> 14)) >>> 0) * count) / 4_294_967_296) | 0
    },
  }
}
