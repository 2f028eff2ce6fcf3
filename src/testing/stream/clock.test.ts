// The quick clock must never differ from the slow one.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIsoClock } from './clock.ts'

test('the quick ISO text equals that of Date for any order of times', () => {
  const iso = createIsoClock()
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 4e12 }), (ms) => {
      expect(iso(ms)).toBe(new Date(ms).toISOString())
    }),
  )
})
