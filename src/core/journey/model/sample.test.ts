// Bounded samples: they stand for everything offered, and arrival plays no part.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mix } from './hash.ts'
import {
  drawOf,
  emptySample,
  joinSamples,
  offer,
  quantile,
  quantileOfNext,
  runOf,
  type Sample,
  shareBelow,
} from './sample.ts'

const MAX = 16
const DAY = 86_400_000

function sampleOf(keys: readonly number[]): Sample {
  const sample = emptySample()
  for (const key of keys) offer(sample, key % 97, drawOf(mix(key, 1), 0, 365), MAX)
  return sample
}

const keys = fc.uniqueArray(fc.integer({ min: 0, max: 100_000 }), { maxLength: 80 })

describe('a bounded sample', () => {
  test('any order ends in the same sample', () => {
    fc.assert(
      fc.property(keys, (list) => {
        const sorted = [...list].sort((a, b) => a - b)
        expect(sampleOf(list).values).toEqual(sampleOf(sorted).values)
      }),
    )
  })

  test('parts joined are the whole, also when they share what they saw', () => {
    fc.assert(
      fc.property(keys, fc.nat({ max: 80 }), (list, cut) => {
        const joined = joinSamples(sampleOf(list.slice(0, cut + 3)), sampleOf(list.slice(cut)), MAX)
        expect(joined.values).toEqual(sampleOf(list).values)
      }),
    )
  })

  test('its quantiles are those of everything that was offered, nearly', () => {
    const sample = emptySample()
    for (let n = 0; n < 20_000; n++) offer(sample, n, drawOf(mix(n, 5), 0, 365), 256)
    expect(sample.n).toBe(20_000)
    expect(sample.values).toHaveLength(256)
    expect(Math.abs((quantile(sample, 0.5) ?? 0) - 10_000)).toBeLessThan(1_500)
    expect(Math.abs(shareBelow(sample, 18_000) - 0.9)).toBeLessThan(0.06)
  })

  test('one more value falls below as often as told, also where few are known', () => {
    let below = 0
    let above = 0
    for (let n = 0; n < 4_000; n++) {
      const values = Array.from({ length: 12 }, (_, i) => mix(mix(n, i), 3)).sort((a, b) => a - b)
      const next = mix(mix(n, 99), 3)
      if (next < (quantileOfNext(runOf(values), 0.1) ?? 0)) below++
      if (next > (quantileOfNext(runOf(values), 0.9) ?? 0)) above++
    }
    expect(Math.abs(below / 4_000 - 0.1)).toBeLessThan(0.02)
    expect(Math.abs(above / 4_000 - 0.1)).toBeLessThan(0.02)
    expect(quantileOfNext(runOf([7]), 0.1)).toBe(7)
    expect(quantileOfNext(runOf([]), 0.1)).toBeUndefined()
  })

  test('old values make room for new ones', () => {
    const sample = emptySample()
    for (let n = 0; n < 2_000; n++) {
      const isNew = n >= 1_000
      offer(sample, isNew ? 1 : 0, drawOf(mix(n, 9), isNew ? 3650 * DAY : 0, 365), 64)
    }
    expect(quantile(sample, 0.1)).toBe(1)
  })

  test('nothing has no quantile', () => {
    expect(quantile(emptySample(), 0.5)).toBeUndefined()
    expect(shareBelow(emptySample(), 5)).toBe(0)
  })
})
