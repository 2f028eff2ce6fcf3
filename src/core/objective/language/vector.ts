// A message as numbers: each block weighted by rarity and brought to one length, so that long and short messages
// count alike and no block drowns the others.
import { type Bag, columnOf, type Dictionary } from './dictionary.ts'
import type { Matrix } from './svm.ts'

/** Known features of one message, by column, and how much of it was never seen in training. */
export interface Vector {
  readonly columns: Int32Array
  readonly values: Float32Array
  /** per block, 0..1: share of its features that the dictionary does not hold */
  readonly unseen: readonly number[]
  /** 0..1: the same of the words that say what it is about; half where it has none */
  readonly unseenContent: number
}

/** Length of each block: words, pieces, pairs. */
const BLOCK_LENGTHS = [Math.SQRT1_2, Math.SQRT1_2, Math.SQRT1_2]

/** `extra` are further numbers of the message; they stand in the columns after the dictionary's. */
export function vectorOf(bag: Bag, dictionary: Dictionary, extra: readonly number[]): Vector {
  const size = bag.hashes.length + extra.length
  const made = { columns: new Int32Array(size), values: new Float32Array(size), length: 0 }
  let from = 0
  const unseen = bag.ends.map((to, block) => {
    const share = addBlock(made, bag, { dictionary, from, to, scale: BLOCK_LENGTHS[block] ?? 0 })
    from = to
    return share
  })
  for (const [n, value] of extra.entries()) {
    if (value === 0) continue
    made.columns[made.length] = dictionary.hashes.length + n
    made.values[made.length++] = value
  }
  const { columns, values, length } = made
  return {
    columns: columns.subarray(0, length),
    values: values.subarray(0, length),
    unseen,
    unseenContent: unseenContent(bag, dictionary),
  }
}

function unseenContent({ content }: Bag, dictionary: Dictionary): number {
  if (content.length === 0) return 0.5
  return content.filter((hash) => columnOf(dictionary, hash) < 0).length / content.length
}

interface Made {
  readonly columns: Int32Array
  readonly values: Float32Array
  length: number
}

interface Block {
  readonly dictionary: Dictionary
  readonly from: number
  readonly to: number
  readonly scale: number
}

/** Adds the known features of a block; answers the share that is unknown. */
function addBlock(made: Made, bag: Bag, { dictionary, from, to, scale }: Block): number {
  const first = made.length
  let square = 0
  for (let n = from; n < to; n++) {
    const column = columnOf(dictionary, bag.hashes[n] as number)
    if (column < 0) continue
    const value = (1 + Math.log(bag.counts[n] as number)) * (dictionary.weights[column] as number)
    made.columns[made.length] = column
    made.values[made.length++] = value
    square += value * value
  }
  const factor = square > 0 ? scale / Math.sqrt(square) : 0
  for (let n = first; n < made.length; n++) made.values[n] = (made.values[n] as number) * factor
  return to > from ? 1 - (made.length - first) / (to - from) : 0
}

export function matrixOf(vectors: readonly Vector[], width: number): Matrix {
  const starts = new Int32Array(vectors.length + 1)
  for (const [row, { columns }] of vectors.entries()) {
    starts[row + 1] = (starts[row] as number) + columns.length
  }
  const total = starts[vectors.length] as number
  const matrix = { columns: new Int32Array(total), values: new Float32Array(total) }
  for (const [row, { columns, values }] of vectors.entries()) {
    matrix.columns.set(columns, starts[row] as number)
    matrix.values.set(values, starts[row] as number)
  }
  const squares = Float32Array.from(vectors, ({ values }) => squareOf(values))
  return { rows: vectors.length, width, starts, squares, ...matrix }
}

function squareOf(values: Float32Array): number {
  let sum = 0
  for (const value of values) sum += value * value
  return sum
}
