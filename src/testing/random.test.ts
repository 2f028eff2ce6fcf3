// What callers rely on: the same seed is the same stream everywhere, and the shapes of the distributions.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom, createZipf, mix } from './random.ts'

const draws = <T>(count: number, draw: () => T): readonly T[] => Array.from({ length: count }, draw)
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

describe('a seeded stream of chance', () => {
  test('has fixed values, so a change of the generator cannot go unseen', () => {
    const random = createRandom(42)
    expect(draws(3, random.bits)).toMatchInlineSnapshot(`
      [
        1411439327,
        3863904017,
        2917908564,
      ]
    `)
    expect(createRandom('demo').uuid()).toMatchInlineSnapshot(
      `"2fe04c6a-9235-47de-a5d4-ddc76ec92410"`,
    )
    expect(createRandom(1).lognormal(10, 1)).toMatchInlineSnapshot(`14.394924540612237`)
  })

  test('repeats itself for the same seed and differs for another', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        const first = draws(4, createRandom(a).bits)
        expect(draws(4, createRandom(a).bits)).toEqual(first)
        if (a !== b) expect(draws(4, createRandom(b).bits)).not.toEqual(first)
      }),
    )
  })

  test('stays in range and fills it evenly', () => {
    const random = createRandom(7)
    const dice = draws(60_000, () => random.int(1, 6))
    for (let face = 1; face <= 6; face++) {
      expect(dice.filter((value) => value === face).length / 10_000).toBeCloseTo(1, 1)
    }
    expect(mean(draws(20_000, random.next))).toBeCloseTo(0.5, 1)
  })

  test('gives normal and lognormal values with the asked middle and spread', () => {
    const random = createRandom(8)
    const values = draws(20_000, () => random.normal(50, 10))
    expect(Math.abs(mean(values) - 50)).toBeLessThan(0.5)
    expect(Math.abs(Math.sqrt(mean(values.map((v) => (v - 50) ** 2))) - 10)).toBeLessThan(0.5)
    const sizes = draws(20_001, () => random.lognormal(100, 0.5)).toSorted((a, b) => a - b)
    expect(Math.abs((sizes[10_000] ?? 0) - 100)).toBeLessThan(3)
  })

  test('picks by weight and never a weight of nothing', () => {
    const random = createRandom(9)
    const picked = draws(10_000, () =>
      random.weighted([
        ['a', 3],
        ['b', 1],
        ['c', 0],
      ] as const),
    )
    expect(picked.filter((value) => value === 'a').length / 10_000).toBeCloseTo(0.75, 1)
    expect(picked).not.toContain('c')
  })

  test('shuffles without losing or doubling an item', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (list, seed) => {
        const shuffled = createRandom(seed).shuffle(list)
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(list.toSorted((a, b) => a - b))
      }),
    )
  })

  test('makes uuids of the version 4 form that do not repeat', () => {
    const random = createRandom(10)
    const uuids = draws(5_000, random.uuid)
    expect(new Set(uuids).size).toBe(5_000)
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/)
  })
})

test('zipf draws the first rank about twice as often as the second, and every rank can come', () => {
  const random = createRandom(11)
  const zipf = createZipf(50)
  const counts = new Array<number>(50).fill(0)
  for (let i = 0; i < 100_000; i++) {
    const rank = zipf(random)
    counts[rank] = (counts[rank] ?? 0) + 1
  }
  expect((counts[0] ?? 0) / (counts[1] ?? 1)).toBeCloseTo(2, 0)
  expect(Math.min(...counts)).toBeGreaterThan(0)
})

test('mix spreads near numbers over all 32 bits', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => mix(1, i))
  expect(new Set(values).size).toBeGreaterThan(9_990)
  expect(mean(values) / 2 ** 32).toBeCloseTo(0.5, 1)
})
