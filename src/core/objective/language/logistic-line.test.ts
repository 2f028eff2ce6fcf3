// A line through log-odds: found where there is one, held by what it is drawn towards where there is none.
import { expect, test } from 'vitest'
import { type Line, lineThrough, sigmoid } from './logistic-line.ts'

const NONE: Line = { slope: 0, offset: 0 }
const drawn = (by: number): Line => ({ slope: by, offset: by })

/** Places from -3 to 3 that are yes as far as the line says. */
const along = ({ slope, offset }: Line) =>
  Array.from({ length: 61 }, (_, n) => {
    const at = (n - 30) / 10
    return { at, yes: sigmoid(slope * at + offset), weight: 1 }
  })

test('the line that was hidden is found, wherever the search begins', () => {
  for (const start of [NONE, { slope: 8, offset: -5 }]) {
    const found = lineThrough(along({ slope: 1.7, offset: -0.6 }), {
      start,
      usual: NONE,
      drawn: drawn(1e-9),
    })
    expect(found.slope).toBeCloseTo(1.7, 4)
    expect(found.offset).toBeCloseTo(-0.6, 4)
  }
})

test('what has more weight decides', () => {
  const at = [
    { at: 0, yes: 1, weight: 9 },
    { at: 0, yes: 0, weight: 1 },
  ]
  const { offset } = lineThrough(at, { usual: NONE, drawn: drawn(1e-6) })
  expect(sigmoid(offset)).toBeCloseTo(0.9, 3)
})

test('without points, and where they part cleanly, it stays with what it is drawn towards', () => {
  const usual = { slope: 1, offset: -1 }
  expect(lineThrough([], { usual, drawn: drawn(1) })).toEqual(usual)
  const apart = [-1, 1].map((at) => ({ at, yes: at > 0 ? 1 : 0, weight: 1 }))
  const { slope } = lineThrough(apart, { usual, drawn: drawn(1) })
  expect(slope).toBeGreaterThan(1)
  expect(slope).toBeLessThan(3)
})

test('the slope does not fall below its least', () => {
  const falling = along({ slope: -2, offset: 0 })
  expect(
    lineThrough(falling, { usual: NONE, drawn: drawn(1e-3), slopeMin: 0.01 }).slope,
  ).toBeCloseTo(0.01)
})
