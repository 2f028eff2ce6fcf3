// Seeded chance for generators and tests: the same seed gives the same bytes on every machine. Only additions,
// multiplications, divisions and 32-bit integers are used, because Math.exp, log and pow may differ by a bit
// between engines, and one bit would change every item that follows.

/** A stream of chance. It has a state: drawing in another order gives other values. */
export interface Random {
  /** 0 <= x < 1 */
  readonly next: () => number
  /** unsigned 32-bit integer */
  readonly bits: () => number
  /** whole number, both ends included */
  readonly int: (min: number, max: number) => number
  /** true with probability p */
  readonly chance: (p: number) => boolean
  /** one item of a list that is not empty */
  readonly pick: <T>(list: readonly T[]) => T
  /** one value of [value, weight] pairs; weights need not add up to 1 */
  readonly weighted: <T>(pairs: readonly (readonly [T, number])[]) => T
  readonly normal: (mean: number, deviation: number) => number
  /** positive, with a long tail to the right; `spread` is the deviation of the logarithm */
  readonly lognormal: (median: number, spread: number) => number
  /** a new list in random order */
  readonly shuffle: <T>(list: readonly T[]) => readonly T[]
  /** 36 characters in the form of a version 4 uuid */
  readonly uuid: () => string
}

const TWO_32 = 4_294_967_296

/** A generator of chance. Seeds that differ in one bit or one character give unrelated streams. */
export function createRandom(seed: number | string): Random {
  const bits =
    typeof seed === 'number'
      ? sfc32(seed >>> 0, Math.trunc(seed / TWO_32))
      : sfc32(hashText(seed), seed.length)
  const next = () => bits() / TWO_32
  const normal = (mean: number, deviation: number) => mean + deviation * unitNormal(next)
  return {
    bits,
    next,
    normal,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (p) => next() < p,
    pick: (list) => at(list, Math.floor(next() * list.length)),
    weighted: (pairs) => weighted(pairs, next()),
    lognormal: (median, spread) => median * exp(spread * unitNormal(next)),
    shuffle: (list) => shuffle(list, next),
    uuid: () => uuidOf(bits(), bits(), bits(), bits()),
  }
}

/** Draws ranks 0..size-1 with weight 1 / (rank + 1 + flatten): few are busy, many are quiet. Needs 8 bytes a rank. */
export function createZipf(size: number, flatten = 0): (random: Random) => number {
  const upTo = new Float64Array(size)
  let sum = 0
  for (let rank = 0; rank < size; rank++) {
    sum += 1 / (rank + 1 + flatten)
    upTo[rank] = sum
  }
  return (random) => firstAbove(upTo, random.next() * sum)
}

/** 32 bits from whole numbers (each taken as 32 bits): chance that needs no state, such as a trait of customer 17. */
export function mix(a: number, b: number, c = 0): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b ^ 0x7f4a7c15, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 15) ^ Math.imul(c ^ 0x165667b1, 0x27d4eb2f), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}

/** Four 32-bit numbers -> 36 characters in the form of a version 4 uuid. */
export function uuidOf(a: number, b: number, c: number, d: number): string {
  return `${hex8(a)}-${hex4(b >>> 16)}-4${hex4(b).slice(1)}-a${hex4(c >>> 16).slice(1)}-${hex4(c)}${hex8(d)}`
}

/** FNV-1a over UTF-16 units. */
function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** sfc32 (Chris Doty-Humphrey, public domain); the first 16 draws are thrown away so that near seeds part. */
function sfc32(low: number, high: number): () => number {
  let a = mix(low, high, 1) | 0
  let b = mix(low, high, 2) | 0
  let c = mix(low, high, 3) | 0
  let counter = 1
  const draw = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 16; i++) draw()
  return draw
}

/** Sum of 12 uniforms less 6: normal enough for made-up data, and exact on every machine. */
function unitNormal(next: () => number): number {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += next()
  return sum
}

/** e^x by a short series on x / 1024, squared ten times. */
function exp(x: number): number {
  const y = x / 1024
  let result = 1 + y * (1 + (y / 2) * (1 + (y / 3) * (1 + y / 4)))
  for (let i = 0; i < 10; i++) result *= result
  return result
}

function weighted<T>(pairs: readonly (readonly [T, number])[], unit: number): T {
  let left = unit * pairs.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [value, weight] of pairs) {
    left -= weight
    if (left < 0) return value
  }
  return at(pairs, pairs.length - 1)[0]
}

function shuffle<T>(list: readonly T[], next: () => number): readonly T[] {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const held = at(out, i)
    out[i] = at(out, j)
    out[j] = held
  }
  return out
}

function firstAbove(upTo: Float64Array, wanted: number): number {
  let low = 0
  let high = upTo.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((upTo[middle] ?? 0) > wanted) high = middle
    else low = middle + 1
  }
  return low
}

function at<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) throw new RangeError('nothing to pick from an empty list')
  return list[index] as T
}

const HEX: readonly string[] = Array.from({ length: 65_536 }, (_, n) =>
  n.toString(16).padStart(4, '0'),
)
const hex4 = (n: number) => HEX[n & 0xffff] ?? ''
const hex8 = (n: number) => hex4(n >>> 16) + hex4(n)
