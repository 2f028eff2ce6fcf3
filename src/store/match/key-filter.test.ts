// A filter that says no wrongly would hide a customer's other records.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createKeyFilter } from './key-filter.ts'

const BITS = 2 ** 16

describe('a filter of keys', () => {
  test('never denies a key that was added', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat(), { maxLength: 500 }), (keys) => {
        const filter = createKeyFilter(BITS)
        keys.forEach(filter.add)
        expect(keys.every(filter.mayHold)).toBe(true)
      }),
    )
  })

  test('denies nearly all others, keys that differ in one half only among them', () => {
    const filter = createKeyFilter(BITS)
    for (let at = 1; at <= 3_000; at++) filter.add(at)
    const wrong = (of: (at: number) => number): number => {
      let count = 0
      for (let at = 1; at <= 10_000; at++) if (filter.mayHold(of(at))) count++
      return count / 10_000
    }
    expect(wrong((at) => at + 3_000)).toBeLessThan(0.05)
    expect(wrong((at) => at * 2 ** 33)).toBeLessThan(0.05)
    expect(wrong((at) => at * 900_719_925_474)).toBeLessThan(0.05)
  })
})
