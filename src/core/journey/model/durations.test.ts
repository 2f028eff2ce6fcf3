// Samples of many contexts in one run of numbers are the samples that each would have by itself.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allSamples, emptyDurations, keepOfferedMore, offerTo, setSample } from './durations.ts'
import { mix } from './hash.ts'
import { drawOf, emptySample, offer, type Sample } from './sample.ts'

const MAX = 16
const HASHES = [0, 7, -7, 64, 128] as const

const offers = fc.array(
  fc.record({ hash: fc.constantFrom(...HASHES), value: fc.nat({ max: 50 }) }),
  { maxLength: 400, size: 'max' },
)

const drawFor = (i: number): number => drawOf(mix(i, 3), 0, 365)

test('they keep what samples by themselves keep, and what is thrown away leaves the others', () => {
  fc.assert(
    fc.property(offers, fc.nat({ max: 60 }), (all, least) => {
      const table = emptyDurations()
      const alone = new Map<number, Sample>()
      all.forEach(({ hash, value }, i) => {
        const sample = alone.get(hash) ?? emptySample()
        alone.set(hash, sample)
        offer(sample, value, drawFor(i), MAX)
        expect(offerTo(table, { hash, value, draw: drawFor(i), max: MAX })).toBe(sample.n)
      })
      const named = () => new Map(allSamples(table).map(([hash, sample]) => [nameOf(hash), sample]))
      expect(named()).toEqual(new Map([...alone].map(([hash, sample]) => [nameOf(hash), sample])))
      keepOfferedMore(table, least)
      expect(named()).toEqual(
        new Map([...alone].filter(([, { n }]) => n > least).map(([h, s]) => [nameOf(h), s])),
      )
      const copy = emptyDurations()
      for (const [hash, sample] of allSamples(table)) setSample(copy, hash, sample)
      expect(new Map(allSamples(copy))).toEqual(new Map(allSamples(table)))
    }),
    { numRuns: 60 },
  )
})

/** The hash 0 stands as 1. */
const nameOf = (hash: number): number => (hash === 0 ? 1 : hash)
