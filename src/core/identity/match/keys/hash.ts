// A 53-bit hash of text: a whole number that JavaScript, JSON and a bigint column hold exactly.

const TWO_32 = 4_294_967_296
const HIGH_BITS = 0x1fffff

/** Hashes under way, so many at once: more text can be added to each of them, and nothing is allocated for it. */
export interface Hashing {
  readonly low: Int32Array
  readonly high: Int32Array
}

export const createHashing = (size: number): Hashing => ({
  low: new Int32Array(size),
  high: new Int32Array(size),
})

export function begin({ low, high }: Hashing, at: number, seed: number): void {
  low[at] = 0xdeadbeef ^ seed
  high[at] = 0x41c6ce57 ^ seed
}

/** Adds text to a hash. */
export function lengthen({ low: lows, high: highs }: Hashing, at: number, text: string): void {
  let low = lows[at] as number
  let high = highs[at] as number
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = Math.imul(low ^ unit, 2654435761)
    high = Math.imul(high ^ unit, 1597334677)
  }
  lows[at] = low
  highs[at] = high
}

/** Begins a hash where another is by now. */
export function branch({ low, high }: Hashing, at: number, from: number): void {
  low[at] = low[from] as number
  high[at] = high[from] as number
}

export function ended(hashes: Hashing, at: number): number {
  let low = hashes.low[at] as number
  let high = hashes.high[at] as number
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  return (high & HIGH_BITS) * TWO_32 + (low >>> 0)
}

const single = createHashing(1)

/** 0 <= x < 2^53; the same on every machine. Two lanes of a multiply-and-mix hash, after cyrb53 (public domain). */
export function hash53(text: string, seed = 0): number {
  begin(single, 0, seed)
  lengthen(single, 0, text)
  return ended(single, 0)
}
