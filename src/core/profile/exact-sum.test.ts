// Sums in millionths: the same in any order, exact beyond what a double can hold.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMicros, fromMicros, type Micros, toMicros } from './exact-sum.ts'

const sum = (values: readonly number[]): Micros => values.map(toMicros).reduce(addMicros, 0)

test('cents add up as on paper', () => {
  expect(fromMicros(sum([0.1, 0.2]))).toBe(0.3)
  expect(fromMicros(sum([19.99, -19.99]))).toBe(0)
})

test('any order and grouping gives the same bytes', () => {
  const value = fc.oneof(fc.double({ min: -1e15, max: 1e15, noNaN: true }), fc.integer())
  fc.assert(
    fc.property(fc.array(value), fc.nat(), (values, cut) => {
      const middle = values.length === 0 ? 0 : cut % values.length
      const parts = addMicros(sum(values.slice(middle)), sum(values.slice(0, middle)))
      expect(JSON.stringify(parts)).toBe(JSON.stringify(sum(values)))
      expect(JSON.stringify(sum(values.toReversed()))).toBe(JSON.stringify(sum(values)))
    }),
  )
})

test('amounts beyond 2^53 millionths stay exact and come back to numbers', () => {
  const large = sum([1e15, 1e15, 0.000001])
  expect(large).toBe('2000000000000000000001')
  expect(addMicros(large, toMicros(-1e15))).toBe('1000000000000000000001')
  expect(sum([8e9, 1e9, 7199254.740991, 0.000002])).toBe('9007199254740993')
  expect(sum([1e15, 0.5, -1e15])).toBe(500_000)
})
