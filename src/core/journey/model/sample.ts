// A bounded sample of durations that stands for all that were seen: every duration draws a number from its key and
// those with the smallest numbers stay. So any order, any repetition and any division ends in the same sample, and
// two samples are joined by keeping the smallest of both. Newer durations draw from a better urn: old ones fade.
import { unitOf } from './hash.ts'

export interface Sample {
  /** how many were offered, also those not kept */
  n: number
  /** the largest draw kept once the sample is full */
  worst: number
  /** ms, ascending */
  readonly values: number[]
  /** the draw of the value at the same place */
  readonly draws: number[]
}

const DAY_MS = 86_400_000
/** Digits that tell draws apart; more would only make the stored model longer. */
const DRAW_SCALE = 10_000

export function emptySample(): Sample {
  return { n: 0, worst: 0, values: [], draws: [] }
}

/**
 * The draw of one duration (exponential-decay priority sampling): smaller stays longer. `key` is a hash of what was
 * measured, `at` ms since epoch when it was known, after `halfLifeDays` its weight has halved.
 */
export function drawOf(key: number, at: number, halfLifeDays: number): number {
  return drawAt(key, at / (halfLifeDays * DAY_MS))
}

/** The same for another clock: `halvings` = how often the weight of what came at its start has halved by now. */
export function drawAt(key: number, halvings: number): number {
  const draw = Math.log(-Math.log(unitOf(key))) - Math.LN2 * halvings
  return Math.round(draw * DRAW_SCALE) / DRAW_SCALE
}

/** Offers a duration in ms; of more than `max` the largest draw goes. */
export function offer(sample: Sample, value: number, draw: number, max: number): void {
  sample.n++
  const { values, draws } = sample
  if (values.length >= max) {
    // Most offers end here once a sample is full, without looking at what it holds.
    if (draw >= sample.worst) return
    settle(wholeOf(sample), { at: draws.indexOf(sample.worst), value, draw })
    sample.worst = largestOf(draws, 0, max)
    return
  }
  values.push(value)
  draws.push(draw)
  settle(wholeOf(sample), { at: values.length - 1, value, draw })
  if (values.length >= max) sample.worst = largestOf(draws, 0, max)
}

/** A run of values with their draws, from `drawsFrom` on. */
export interface Kept extends Run {
  readonly draws: Numbers
  readonly drawsFrom: number
}

type Numbers = number[] | Float64Array

const wholeOf = ({ values, draws }: Sample): Kept => ({
  ...runOf(values),
  draws,
  drawsFrom: 0,
})

/** Puts a value in the place of the one at `at`, in order. */
export function settle(
  { values, from, draws, drawsFrom, count }: Kept,
  { at: gone, value, draw }: { readonly at: number; readonly value: number; readonly draw: number },
): void {
  let at = gone
  const last = count - 1
  for (; at > 0 && (values[from + at - 1] as number) >= value; at--) {
    values[from + at] = values[from + at - 1] as number
    draws[drawsFrom + at] = draws[drawsFrom + at - 1] as number
  }
  for (; at < last && (values[from + at + 1] as number) < value; at++) {
    values[from + at] = values[from + at + 1] as number
    draws[drawsFrom + at] = draws[drawsFrom + at + 1] as number
  }
  values[from + at] = value
  draws[drawsFrom + at] = draw
}

/** Numbers in ascending order wherever they lie: `count` of them from `from` on. */
export interface Run {
  readonly values: Numbers
  readonly from: number
  readonly count: number
}

/** A list as a run. */
export const runOf = (values: readonly number[]): Run => ({
  values: values as number[],
  from: 0,
  count: values.length,
})

/** The value below which the share `level` (0..1) lies, between neighbours; undefined for nothing. */
export function quantile({ values }: Pick<Sample, 'values'>, level: number): number | undefined {
  return valueAt(runOf(values), level * (values.length - 1))
}

/**
 * The same for one more value of the same kind: among n values that many are expected below it (conformal prediction).
 * Of few values the ends lie further out than those of the few themselves.
 */
export function quantileOfNext(run: Run, level: number): number | undefined {
  const last = run.count - 1
  return valueAt(run, Math.min(last, Math.max(0, level * (last + 2) - 1)))
}

function valueAt({ values, from, count }: Run, place: number): number | undefined {
  const below = Math.floor(place)
  if (below < 0 || below >= count) return undefined
  const low = values[from + below] as number
  const high = below + 1 < count ? (values[from + below + 1] as number) : low
  return low + (place - below) * (high - low)
}

/** Of the values above `passed` the quantile of what they are above it; undefined when none is. */
export function quantileBeyond(run: Run, level: number, passed: number): number | undefined {
  const first = placeOf(run, passed + 1e-9)
  if (first >= run.count) return undefined
  const last = run.count - 1
  return (valueAt(run, first + level * (last - first)) ?? 0) - passed
}

/** How many of the values are above `passed`. */
export const longerThan = (run: Run, passed: number): number =>
  run.count - placeOf(run, passed + 1e-9)

/** The share of values at or below `value`, 0..1. */
export function shareBelow({ values }: Sample, value: number): number {
  return values.length === 0 ? 0 : placeOf(runOf(values), value + 1e-9) / values.length
}

/** Both samples as if one had seen everything. What was offered to both counts once in what is kept. */
export function joinSamples(a: Sample, b: Sample, max: number): Sample {
  const joined: Sample = { ...a, values: [...a.values], draws: [...a.draws] }
  for (let i = 0; i < b.values.length; i++) {
    const draw = b.draws[i] as number
    if (!a.draws.includes(draw)) offer(joined, b.values[i] as number, draw, max)
  }
  joined.n = a.n + b.n
  return joined
}

export function largestOf(draws: Numbers, from: number, count: number): number {
  let largest = Number.NEGATIVE_INFINITY
  for (let i = from; i < from + count; i++) largest = Math.max(largest, draws[i] as number)
  return largest
}

function placeOf({ values, from, count }: Run, value: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[from + middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}
