// How much a heap may grow.
import { expect, test } from 'vitest'
import { growthPercent } from './heap-growth.ts'

const MB = 1024 * 1024

test('a small heap fills the room there is, a large one grows by half', () => {
  const percents = [20, 80, 90, 100, 120, 200, 400].map((mb) => growthPercent(mb * MB))
  expect(percents).toEqual([200, 88, 67, 50, 50, 50, 50])
})

test('the limit never falls because more lives', () => {
  const limits = Array.from(
    { length: 500 },
    (_, mb) => (mb + 1) * (100 + growthPercent((mb + 1) * MB)),
  )
  expect(limits.every((limit, n) => n === 0 || limit >= (limits[n - 1] ?? 0) - limit / 50)).toBe(
    true,
  )
})
