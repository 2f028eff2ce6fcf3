// Chance from a seed, so that training again gives the same model.
import type { Chance } from './sample.ts'

/** A stream of 0 <= x < 1 from a 32-bit seed (mulberry32, public domain): enough for sampling, not for secrets. */
export function chanceFrom(seed: number): Chance {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
