// Features that stand on one side are heard, those on both are turned down, and nothing else changes.
import { expect, test } from 'vitest'
import { contrastOf, scaledMatrix } from './contrast.ts'
import { matrixOf } from './vector.ts'

/** Columns: 0 only of the label, 1 only of others, 2 everywhere, 3 a number. */
const ROWS = [
  [0, 2, 3],
  [0, 2, 3],
  [1, 2, 3],
  [1, 2, 3],
]
const MATRIX = matrixOf(
  ROWS.map((columns) => ({
    columns: Int32Array.from(columns),
    values: Float32Array.from(columns, () => 0.5),
    unseen: [],
    unseenContent: 0,
  })),
  4,
)
const IS_YES = Uint8Array.of(1, 1, 0, 0)

test('what stands on one side only is louder than what stands on both', () => {
  const [own = 0, others = 0, common = 0] = contrastOf(MATRIX, IS_YES, 3)
  expect(own).toBeGreaterThan(common * 1.2)
  expect(others).toBeCloseTo(own)
})

test('numbers are not weighed by how often they stand there', () => {
  const rare = Uint8Array.of(1, 0, 0, 0)
  const [, , common = 0, number = 0] = contrastOf(MATRIX, rare, 3)
  expect(number).toBeGreaterThan(common)
})

test('rows keep their length on the whole, and know it', () => {
  const { squares, values } = scaledMatrix(MATRIX, contrastOf(MATRIX, IS_YES, 3))
  const sum = (list: Float32Array) => list.reduce((total, one) => total + one, 0)
  expect(sum(squares)).toBeCloseTo(sum(MATRIX.squares), 4)
  expect(sum(values.map((value) => value * value))).toBeCloseTo(sum(squares), 4)
})
