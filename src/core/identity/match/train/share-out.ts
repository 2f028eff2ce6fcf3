// The expectation half of learning: every pattern is shared out among what its pairs may be. Done some hundred times
// over thousands of patterns, so all is in flat rows of numbers: one row per level of an attribute ("cell"), in it one
// number for each class, the match first, then each sort of lookalikes, strangers last.
import type { Lookalike } from './lookalikes.ts'
import type { Patterns } from './patterns.ts'

/** What there was to share out, per class: the match first, then each sort of lookalikes. */
export interface Shared {
  /** per class, attribute and level: weight of the pairs, and the smoothing */
  readonly counts: readonly (readonly Float64Array[])[]
  /** weight of all pairs */
  readonly weights: Float64Array
  /** matches among the pairs that a class was learnt from: its share of the others is as large */
  readonly matches: Float64Array
  /** per pattern: probability to be one customer; to be strangers */
  readonly posterior: Float64Array
  readonly strangers: Float64Array
}

export interface Classes {
  readonly match: readonly Float64Array[]
  readonly chance: readonly Float64Array[]
  readonly lookalikes: readonly Lookalike[]
  readonly matchShare: number
}

export type ShareOut = (classes: Classes) => Shared

/** Patterns made ready for being shared out again and again. */
export function createShareOut(
  { levels, counts: pairs }: Patterns,
  widths: readonly number[],
  smoothing: number,
): ShareOut {
  const { starts, cells, offsets, size } = cellsOf(levels, widths)
  const toldBy = new Map<readonly number[], Uint8Array>()
  const toldOf = (told: readonly number[]): Uint8Array => {
    const own = toldBy.get(told) ?? whereTold(told, levels)
    toldBy.set(told, own)
    return own
  }
  return (classes) => {
    const { lookalikes } = classes
    const width = lookalikes.length + 2
    const shares = sharesOf(classes, { offsets, size, width })
    const isTold = lookalikes.map(({ told }) => toldOf(told))
    const sums = new Float64Array(size * width).fill(smoothing)
    const weights = new Float64Array(width - 1)
    const matches = new Float64Array(width - 1).fill(smoothing)
    const posterior = new Float64Array(levels.length)
    const strangers = new Float64Array(levels.length)
    const priors = priorsOf(classes, width)
    const odds = new Float64Array(width)
    for (let at = 0; at < levels.length; at++) {
      const own = cells.subarray(starts[at], starts[at + 1])
      odds.set(priors)
      multiply(odds, shares, own)
      strangers[at] = 1 - normalise(odds)
      posterior[at] = odds[0] as number
      const count = pairs[at] as number
      for (let of = 0; of < width - 1; of++) {
        // Nothing is learnt about a class from pairs that do not know what tells it apart.
        const isHeard = of === 0 || isTold[of - 1]?.[at] === 1
        odds[of] = isHeard ? count * (odds[of] as number) : 0
        weights[of] = (weights[of] as number) + (odds[of] as number)
        if (isHeard) matches[of] = (matches[of] as number) + count * (posterior[at] as number)
      }
      add(sums, odds, own)
    }
    const counts = countsOf(sums, { offsets, widths, width })
    return { counts, weights, matches, posterior, strangers }
  }
}

/** Odds of each class after what the cells of a pattern say. */
function multiply(odds: Float64Array, shares: Float64Array, cells: Int32Array): void {
  const width = odds.length
  for (let at = 0; at < cells.length; at++) {
    const row = (cells[at] as number) * width
    for (let of = 0; of < width; of++)
      odds[of] = (odds[of] as number) * (shares[row + of] as number)
  }
}

/** Adds the weight of each class but strangers to the cells of a pattern. */
function add(sums: Float64Array, weights: Float64Array, cells: Int32Array): void {
  const width = weights.length
  for (let at = 0; at < cells.length; at++) {
    const row = (cells[at] as number) * width
    for (let of = 0; of < width - 1; of++)
      sums[row + of] = (sums[row + of] as number) + (weights[of] as number)
  }
}

interface Cells {
  /** per pattern: where its cells begin */
  readonly starts: Int32Array
  readonly cells: Int32Array
  /** per attribute: the cell of its first level */
  readonly offsets: readonly number[]
  readonly size: number
}

function cellsOf(levels: readonly Int8Array[], widths: readonly number[]): Cells {
  let size = 0
  const offsets = widths.map((width) => {
    const own = size
    size += width
    return own
  })
  const starts = new Int32Array(levels.length + 1)
  const cells = new Int32Array(levels.length * widths.length)
  let end = 0
  for (const [at, own] of levels.entries()) {
    for (let attribute = 0; attribute < own.length; attribute++) {
      const level = own[attribute] as number
      if (level >= 0) cells[end++] = (offsets[attribute] as number) + level
    }
    starts[at + 1] = end
  }
  return { starts, cells, offsets, size }
}

function sharesOf(
  { match, chance, lookalikes }: Classes,
  { offsets, size, width }: Pick<Cells, 'offsets' | 'size'> & { readonly width: number },
): Float64Array {
  const shares = new Float64Array(size * width)
  const classes = [match, ...lookalikes.map(({ levels }) => levels), chance]
  for (const [of, own] of classes.entries()) {
    for (const [at, list] of own.entries()) {
      for (const [level, share] of list.entries())
        shares[((offsets[at] as number) + level) * width + of] = share
    }
  }
  return shares
}

function priorsOf({ lookalikes, matchShare }: Classes, width: number): Float64Array {
  const priors = new Float64Array(width)
  let strangers = 1 - matchShare
  priors[0] = matchShare
  for (const [at, { share }] of lookalikes.entries()) {
    priors[at + 1] = share
    strangers -= share
  }
  priors[width - 1] = strangers
  return priors
}

/** Makes odds probabilities; answers that of all classes but strangers. */
function normalise(odds: Float64Array): number {
  const last = odds.length - 1
  let all = odds[last] as number
  for (let of = 0; of < last; of++) all += odds[of] as number
  let known = 0
  for (let of = 0; of < last; of++) {
    odds[of] = all > 0 ? (odds[of] as number) / all : 0
    known += odds[of] as number
  }
  return known
}

/** Per pattern 1 where one of these attributes is known, or where there are none. */
function whereTold(told: readonly number[], levels: readonly Int8Array[]): Uint8Array {
  return Uint8Array.from(levels, (own) =>
    told.length === 0 || told.some((at) => (own[at] as number) >= 0) ? 1 : 0,
  )
}

function countsOf(
  sums: Float64Array,
  {
    offsets,
    widths,
    width,
  }: {
    readonly offsets: readonly number[]
    readonly widths: readonly number[]
    readonly width: number
  },
): readonly (readonly Float64Array[])[] {
  return Array.from({ length: width - 1 }, (_, of) =>
    widths.map((levels, at) =>
      Float64Array.from(
        { length: levels },
        (_, level) => sums[((offsets[at] as number) + level) * width + of] as number,
      ),
    ),
  )
}
