// What every feature says for and against every label, small enough to keep and to move: one byte a weight on a square
// root scale (small weights stay exact), and only as many as fit the budget, the largest.
import type { Separator } from './svm.ts'

/** Row c holds labels[starts[c]..starts[c+1]) with their steps: the weights of feature c. */
export interface Weights {
  readonly starts: Int32Array
  readonly labels: Uint16Array
  /** -127..127; weight = scale of the label * sign * (step / 127)^2 */
  readonly steps: Int8Array
  /** the same as numbers, for scoring */
  readonly values: Float32Array
  readonly scales: Float32Array
  readonly biases: Float32Array
}

/** A label's weights, one byte each. */
export interface Steps {
  readonly steps: Int8Array
  readonly scale: number
  readonly bias: number
}

const STEP_MAX = 127
/** Bins of |weight| by which the smallest are left out. */
const BINS = 4096

export function stepsOf({ weights, bias }: Separator): Steps {
  let scale = 0
  for (const weight of weights) scale = Math.max(scale, Math.abs(weight))
  const steps = new Int8Array(weights.length)
  if (scale === 0) return { steps, scale, bias }
  for (let n = 0; n < weights.length; n++) {
    const weight = weights[n] as number
    const step = Math.round(STEP_MAX * Math.sqrt(Math.abs(weight) / scale))
    steps[n] = weight < 0 ? -step : step
  }
  return { steps, scale, bias }
}

/** Joins the labels' weights; at most `countMax` are kept. */
export function weightsOf(all: readonly Steps[], width: number, countMax: number): Weights {
  const least = leastKept(all, countMax)
  const starts = new Int32Array(width + 1)
  const keeps = all.map((one) => leastStep(one, least))
  for (let column = 0; column < width; column++) {
    let count = starts[column] as number
    for (let label = 0; label < all.length; label++) {
      if (Math.abs(all[label]?.steps[column] ?? 0) >= (keeps[label] as number)) count++
    }
    starts[column + 1] = count
  }
  const labels = new Uint16Array(starts[width] as number)
  const steps = new Int8Array(labels.length)
  let at = 0
  for (let column = 0; column < width; column++) {
    for (let label = 0; label < all.length; label++) {
      const step = all[label]?.steps[column] ?? 0
      if (Math.abs(step) < (keeps[label] as number)) continue
      labels[at] = label
      steps[at++] = step
    }
  }
  const scales = Float32Array.from(all, ({ scale }) => scale)
  const biases = Float32Array.from(all, ({ bias }) => bias)
  return createWeights({ starts, labels, steps, scales, biases })
}

export function createWeights(stored: Omit<Weights, 'values'>): Weights {
  const { labels, steps, scales } = stored
  const values = new Float32Array(steps.length)
  for (let n = 0; n < steps.length; n++) {
    values[n] = weightOf(steps[n] as number, scales[labels[n] as number] as number)
  }
  return { ...stored, values }
}

/** One score a label: positive = more like this label than not. */
export function scoresOf(
  weights: Weights,
  columns: Int32Array,
  values: Float32Array,
): Float64Array {
  const scores = Float64Array.from(weights.biases)
  for (let n = 0; n < columns.length; n++) {
    const column = columns[n] as number
    const value = values[n] as number
    const end = weights.starts[column + 1] as number
    for (let at = weights.starts[column] as number; at < end; at++) {
      const label = weights.labels[at] as number
      scores[label] = (scores[label] as number) + value * (weights.values[at] as number)
    }
  }
  return scores
}

/** What one feature says for a label; 0 where nothing is kept. */
export function weightFor(weights: Weights, column: number, label: number): number {
  const end = weights.starts[column + 1] as number
  for (let at = weights.starts[column] as number; at < end; at++) {
    if (weights.labels[at] === label) return weights.values[at] as number
  }
  return 0
}

function weightOf(step: number, scale: number): number {
  const share = step / STEP_MAX
  return scale * share * Math.abs(share)
}

/** The size a weight must have so that not more than `countMax` are kept. */
function leastKept(all: readonly Steps[], countMax: number): number {
  const highest = all.reduce((max, { scale }) => Math.max(max, scale), 0)
  const bins = new Int32Array(BINS + 1)
  for (const { steps, scale } of all) {
    const binOf = Int32Array.from({ length: STEP_MAX + 1 }, (_, step) =>
      Math.floor((weightOf(step, scale) / (highest || 1)) ** 0.5 * BINS),
    )
    for (const step of steps) if (step !== 0) (bins[binOf[Math.abs(step)] as number] as number)++
  }
  let kept = 0
  for (let bin = BINS; bin > 0; bin--) {
    kept += bins[bin] as number
    if (kept > countMax) return highest * ((bin + 1) / BINS) ** 2
  }
  return 0
}

/** Smallest step of a label that reaches the least size; at least 1, so that zeros go. */
function leastStep({ scale }: Steps, least: number): number {
  if (least <= 0 || scale === 0) return 1
  return Math.max(1, Math.ceil(STEP_MAX * Math.sqrt(least / scale)))
}
