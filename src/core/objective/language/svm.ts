// A linear support vector machine for one label against the rest: squared hinge loss, dual coordinate descent with
// shrinking (Hsieh et al. 2008). Seeded: the same examples in the same order give the same weights.
import type { Random } from './random.ts'

/** Rows of numbers that are mostly zero. Row n holds columns[starts[n]..starts[n+1]) with their values. */
export interface Matrix {
  readonly rows: number
  readonly width: number
  readonly starts: Int32Array
  readonly columns: Int32Array
  readonly values: Float32Array
  /** sum of squares of each row */
  readonly squares: Float32Array
}

export interface SvmSettings {
  /** cost of an error of a row of the label, and of the others */
  readonly costYes: number
  readonly costNo: number
  readonly passesMax: number
  /** stop when no row violates its condition by more */
  readonly tolerance: number
  readonly random: Random
}

export interface Separator {
  readonly weights: Float32Array
  readonly bias: number
}

/** `isYes[row]` is 1 for rows of the label; `use` lists the rows to learn from (all different). */
export function trainSvm(
  matrix: Matrix,
  isYes: Uint8Array,
  use: Int32Array,
  settings: SvmSettings,
): Separator {
  const descent = startOf(matrix, isYes, use, settings)
  for (let pass = 0; pass < settings.passesMax; pass++) {
    shuffleActive(descent, settings.random)
    const { upper, lower } = descendOnce(descent)
    descent.bound = upper > 0 ? upper : Number.POSITIVE_INFINITY
    if (upper - lower > settings.tolerance) continue
    if (descent.active === descent.order.length) break
    // Those that rested must agree too.
    descent.active = descent.order.length
    descent.bound = Number.POSITIVE_INFINITY
  }
  return { weights: descent.weights, bias: descent.bias }
}

interface Descent {
  readonly matrix: Matrix
  /** 1 for rows of the label, -1 for others */
  readonly signs: Int8Array
  readonly alphas: Float64Array
  /** second derivative of each row's problem, and its part that does not depend on the features */
  readonly curves: Float64Array
  readonly softness: Float64Array
  readonly weights: Float32Array
  bias: number
  /** rows; the first `active` still take part */
  readonly order: Int32Array
  active: number
  /** rows without weight whose slope is above this may rest */
  bound: number
}

function startOf(
  matrix: Matrix,
  isYes: Uint8Array,
  use: Int32Array,
  { costYes, costNo }: SvmSettings,
): Descent {
  const { squares, rows, width } = matrix
  const softness = Float64Array.from(isYes, (yes) => 0.5 / (yes ? costYes : costNo))
  return {
    matrix,
    signs: Int8Array.from(isYes, (yes) => (yes ? 1 : -1)),
    alphas: new Float64Array(rows),
    // The bias is a feature of value 1.
    curves: Float64Array.from(softness, (soft, row) => (squares[row] as number) + 1 + soft),
    softness,
    weights: new Float32Array(width),
    bias: 0,
    order: Int32Array.from(use),
    active: use.length,
    bound: Number.POSITIVE_INFINITY,
  }
}

function shuffleActive({ order, active }: Descent, random: Random): void {
  for (let n = 0; n < active; n++) {
    const other = n + random.below(active - n)
    const row = order[other] as number
    order[other] = order[n] as number
    order[n] = row
  }
}

const STILL = 1e-9

/** One step for every active row; answers the highest and lowest slope met. */
function descendOnce(descent: Descent): { readonly upper: number; readonly lower: number } {
  const { order, signs, alphas, softness, curves } = descent
  let upper = 0
  let lower = 0
  for (let n = 0; n < descent.active; n++) {
    const row = order[n] as number
    const sign = signs[row] as number
    const alpha = alphas[row] as number
    const slope = sign * scoreOf(descent, row) - 1 + alpha * (softness[row] as number)
    if (alpha === 0 && slope > 0) {
      if (slope > descent.bound) n = rest(descent, n)
      continue
    }
    if (slope > upper) upper = slope
    if (slope < lower) lower = slope
    if (Math.abs(slope) < STILL) continue
    const after = Math.max(0, alpha - slope / (curves[row] as number))
    alphas[row] = after
    move(descent, row, sign * (after - alpha))
  }
  return { upper, lower }
}

/** Puts the row at the end, out of the active ones; answers where to go on. */
function rest(descent: Descent, n: number): number {
  const { order } = descent
  descent.active--
  const row = order[n] as number
  order[n] = order[descent.active] as number
  order[descent.active] = row
  return n - 1
}

function scoreOf({ matrix, weights, bias }: Descent, row: number): number {
  const { starts, columns, values } = matrix
  const end = starts[row + 1] as number
  let score = bias
  for (let at = starts[row] as number; at < end; at++) {
    score += (weights[columns[at] as number] as number) * (values[at] as number)
  }
  return score
}

function move(descent: Descent, row: number, step: number): void {
  const { starts, columns, values } = descent.matrix
  const { weights } = descent
  const end = starts[row + 1] as number
  descent.bias += step
  for (let at = starts[row] as number; at < end; at++) {
    const column = columns[at] as number
    weights[column] = (weights[column] as number) + step * (values[at] as number)
  }
}
