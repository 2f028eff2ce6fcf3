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
  const { starts, columns, values, squares, rows, width } = matrix
  const { costYes, costNo, passesMax, tolerance, random } = settings
  const weights = new Float32Array(width)
  let bias = 0
  const alpha = new Float64Array(rows)
  const curve = new Float64Array(rows)
  const order = Int32Array.from(use)
  for (const row of order) {
    curve[row] = (squares[row] as number) + 1 + 0.5 / (isYes[row] ? costYes : costNo)
  }
  let active = order.length
  let upperBefore = Number.POSITIVE_INFINITY
  for (let pass = 0; pass < passesMax; pass++) {
    let upper = 0
    let lower = 0
    for (let n = 0; n < active; n++) {
      const other = n + random.below(active - n)
      const row = order[other] as number
      order[other] = order[n] as number
      order[n] = row
    }
    for (let n = 0; n < active; n++) {
      const row = order[n] as number
      const from = starts[row] as number
      const to = starts[row + 1] as number
      const yes = isYes[row] === 1
      let product = bias
      for (let at = from; at < to; at++) {
        product += (weights[columns[at] as number] as number) * (values[at] as number)
      }
      const before = alpha[row] as number
      const slope = (yes ? product : -product) - 1 + (before * 0.5) / (yes ? costYes : costNo)
      if (before === 0 && slope > 0) {
        // Far on the right side: it may rest until the end.
        if (slope > upperBefore) {
          active--
          order[n] = order[active] as number
          order[active] = row
          n--
        }
        continue
      }
      if (slope > upper) upper = slope
      if (slope < lower) lower = slope
      if (slope < 1e-9 && slope > -1e-9) continue
      const after = Math.max(0, before - slope / (curve[row] as number))
      const step = yes ? after - before : before - after
      alpha[row] = after
      bias += step
      for (let at = from; at < to; at++) {
        const column = columns[at] as number
        weights[column] = (weights[column] as number) + step * (values[at] as number)
      }
    }
    if (upper - lower <= tolerance) {
      if (active === order.length) break
      active = order.length
      upperBefore = Number.POSITIVE_INFINITY
      continue
    }
    upperBefore = upper > 0 ? upper : Number.POSITIVE_INFINITY
  }
  return { weights, bias }
}
