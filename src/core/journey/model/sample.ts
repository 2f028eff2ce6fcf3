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
    replace(sample, draws.indexOf(sample.worst), value, draw)
    sample.worst = largestOf(draws)
    return
  }
  const place = placeOf(values, value)
  values.splice(place, 0, value)
  draws.splice(place, 0, draw)
  if (values.length >= max) sample.worst = largestOf(draws)
}

/** Puts a value in the place of the one at `gone`, in order; a full sample does little else, so nothing is allocated. */
function replace({ values, draws }: Sample, gone: number, value: number, draw: number): void {
  let at = gone
  for (; at > 0 && (values[at - 1] as number) >= value; at--) move(values, draws, at - 1, at)
  const last = values.length - 1
  for (; at < last && (values[at + 1] as number) < value; at++) move(values, draws, at + 1, at)
  values[at] = value
  draws[at] = draw
}

function move(values: number[], draws: number[], from: number, to: number): void {
  values[to] = values[from] as number
  draws[to] = draws[from] as number
}

/** The value below which the share `level` (0..1) lies, between neighbours; undefined for nothing. */
export function quantile({ values }: Pick<Sample, 'values'>, level: number): number | undefined {
  return valueAt(values, level * (values.length - 1))
}

/**
 * The same for one more value of the same kind: among n values that many are expected below it (conformal prediction).
 * Of few values the ends lie further out than those of the few themselves.
 */
export function quantileOfNext(
  { values }: Pick<Sample, 'values'>,
  level: number,
): number | undefined {
  const last = values.length - 1
  return valueAt(values, Math.min(last, Math.max(0, level * (last + 2) - 1)))
}

function valueAt(values: readonly number[], place: number): number | undefined {
  const below = Math.floor(place)
  const low = values[below]
  if (low === undefined) return undefined
  const high = values[below + 1] ?? low
  return low + (place - below) * (high - low)
}

/** Of the values above `passed` the quantile of what they are above it; undefined when none is. */
export function quantileBeyond(
  { values }: Pick<Sample, 'values'>,
  level: number,
  passed: number,
): number | undefined {
  const from = placeOf(values, passed + 1e-9)
  if (from >= values.length) return undefined
  const last = values.length - 1
  return (
    (quantile({ values }, last === 0 ? 0 : (from + level * (last - from)) / last) ?? 0) - passed
  )
}

/** How many of the values kept are above `passed`. */
export function longerThan({ values }: Pick<Sample, 'values'>, passed: number): number {
  return values.length - placeOf(values, passed + 1e-9)
}

/** The share of values at or below `value`, 0..1. */
export function shareBelow({ values }: Sample, value: number): number {
  return values.length === 0 ? 0 : placeOf(values, value + 1e-9) / values.length
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

function largestOf(draws: readonly number[]): number {
  let largest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < draws.length; i++) largest = Math.max(largest, draws[i] as number)
  return largest
}

function placeOf(values: readonly number[], value: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}
