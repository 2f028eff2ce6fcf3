// A 53-bit hash of text: a whole number that JavaScript, JSON and a bigint column hold exactly.

const TWO_32 = 4_294_967_296
const HIGH_BITS = 0x1fffff

/** A hash that more text can be added to. */
export interface Hashing {
  readonly low: number
  readonly high: number
}

export const hashing = (seed = 0): Hashing => ({ low: 0xdeadbeef ^ seed, high: 0x41c6ce57 ^ seed })

export function withText(hash: Hashing, text: string): Hashing {
  let { low, high } = hash
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = Math.imul(low ^ unit, 2654435761)
    high = Math.imul(high ^ unit, 1597334677)
  }
  return { low, high }
}

export function hashed({ low: l, high: h }: Hashing): number {
  let low = l
  let high = h
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  return (high & HIGH_BITS) * TWO_32 + (low >>> 0)
}

/** 0 <= x < 2^53; the same on every machine. Two lanes of a multiply-and-mix hash, after cyrb53 (public domain). */
export const hash53 = (text: string, seed = 0): number => hashed(withText(hashing(seed), text))
