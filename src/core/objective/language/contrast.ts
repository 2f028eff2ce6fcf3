// What a feature tells of a label before anything is learned: how much likelier it is in messages of the label than in
// others, or the other way round (the log-count ratio of naive Bayes; Wang & Manning 2012). Features that stand evenly on
// both sides are turned down, so that few examples are enough to hear the others.
import type { Matrix } from './svm.ts'

/** Share of a feature's loudness that its contrast decides; the rest it has anyway. */
const SHARE = 0.6
/** Beyond this ratio (e^3 = 20 to 1) a feature gets no louder. */
const CONTRAST_MAX = 3
/** A feature counts as seen once more on each side than it was. */
const SOFTNESS = 1

/**
 * A factor for each column. Columns from `plain` on keep theirs, for they are numbers and not counts. Rows are as long
 * as before, on the whole.
 */
export function contrastOf(matrix: Matrix, isYes: Uint8Array, plain: number): Float32Array {
  const factors = new Float32Array(matrix.width).fill(1)
  const { yes, no } = countsOf(matrix, isYes)
  const rowsYes = isYes.reduce((sum, one) => sum + one, 0)
  const shift = Math.log((matrix.rows - rowsYes + 2 * SOFTNESS) / (rowsYes + 2 * SOFTNESS))
  for (let column = 0; column < plain; column++) {
    const ratio = Math.log((yes[column] as number) / (no[column] as number)) + shift
    factors[column] = 1 - SHARE + SHARE * Math.min(CONTRAST_MAX, Math.abs(ratio))
  }
  const scale = Math.sqrt(squaresOf(matrix, undefined) / squaresOf(matrix, factors)) || 1
  return factors.map((factor) => factor * scale)
}

/** In how many rows of each side every column stands, and a little more. */
function countsOf(
  { starts, columns, rows, width }: Matrix,
  isYes: Uint8Array,
): { readonly yes: Float64Array; readonly no: Float64Array } {
  const yes = new Float64Array(width).fill(SOFTNESS)
  const no = new Float64Array(width).fill(SOFTNESS)
  for (let row = 0; row < rows; row++) {
    const side = isYes[row] ? yes : no
    const end = starts[row + 1] as number
    for (let at = starts[row] as number; at < end; at++) {
      const column = columns[at] as number
      side[column] = (side[column] as number) + 1
    }
  }
  return { yes, no }
}

function squaresOf({ columns, values }: Matrix, factors: Float32Array | undefined): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) {
    const factor = factors ? (factors[columns[at] as number] as number) : 1
    sum += ((values[at] as number) * factor) ** 2
  }
  return sum
}

/** The same rows with each column times its factor. */
export function scaledMatrix(matrix: Matrix, factors: Float32Array): Matrix {
  const { starts, columns, rows } = matrix
  const values = matrix.values.map(
    (value, at) => value * (factors[columns[at] as number] as number),
  )
  const squares = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    let square = 0
    const end = starts[row + 1] as number
    for (let at = starts[row] as number; at < end; at++) square += (values[at] as number) ** 2
    squares[row] = square
  }
  return { ...matrix, values, squares }
}
