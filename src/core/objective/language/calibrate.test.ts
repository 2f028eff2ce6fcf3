// Chances from scores: the order stays, they add up to one, and what held-out messages show of the best label is told.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  calibrationOf,
  chancesOf,
  type HeldOut,
  softmax,
  temperatureOf,
  UNTRIED,
} from './calibrate.ts'
import { createRandom } from './random.ts'

const TEMPERATURE = 0.3

/** Messages of three labels; `truthOf` draws the true one from the chances that softmax tells. */
function heldOut(truthOf: (chances: Float64Array, draw: number) => number): readonly HeldOut[] {
  const random = createRandom(7)
  const share = (): number => random.below(10_000) / 10_000
  return Array.from({ length: 6_000 }, () => {
    const scores = Float64Array.from([share(), share(), share()])
    return { scores, truth: truthOf(softmax(scores, TEMPERATURE), share()) }
  })
}

const byChance = (chances: Float64Array, draw: number): number => {
  const [first = 0, second = 0] = chances
  return draw < first ? 0 : draw < first + second ? 1 : 2
}

test('the temperature that was hidden is found', () => {
  const held = heldOut(byChance)
  expect(temperatureOf(held)).toBeGreaterThan(0.27)
  expect(temperatureOf(held)).toBeLessThan(0.33)
})

test('where softmax is right the line changes next to nothing', () => {
  const { slope, offset } = calibrationOf(heldOut(byChance))
  expect(slope).toBeGreaterThan(0.9)
  expect(slope).toBeLessThan(1.1)
  expect(Math.abs(offset)).toBeLessThan(0.1)
})

test('where the best label is right seven times in ten, whatever its lead, that is told', () => {
  const held = heldOut((chances, draw) => {
    const best = chances.indexOf(Math.max(...chances))
    return draw < 0.7 ? best : (best + 1) % 3
  })
  const calibration = calibrationOf(held)
  for (const scores of [
    [0.9, 0.1, 0.1],
    [0.7, 0.4, 0.2],
  ]) {
    const [top = 0] = chancesOf(Float64Array.from(scores), calibration)
    expect(top).toBeGreaterThan(0.65)
    expect(top).toBeLessThan(0.75)
  }
})

test('one message says little', () => {
  const scores = Float64Array.from([0.9, 0.1, 0.1])
  const { slope, offset } = calibrationOf([{ scores, truth: 1 }])
  expect(slope).toBeGreaterThan(0.3)
  expect(Math.abs(offset)).toBeLessThan(1)
  expect(calibrationOf([])).toEqual(UNTRIED)
})

test('chances add up to one also where the best label is far ahead', () => {
  for (const lead of [0.65, 0.74, 1, 14, 15, 40, 1e4]) {
    const learned = { temperature: 0.02, slope: 0, offset: 0 }
    const chances = chancesOf(Float64Array.from([lead, 0, 0]), learned)
    expect([...chances]).toEqual([0.5, expect.closeTo(0.25, 12), expect.closeTo(0.25, 12)])
  }
})

test('one label alone is sure, and nobody divides by what the others lack', () => {
  expect([...chancesOf(Float64Array.from([0.2]), { ...UNTRIED, offset: -3 })]).toEqual([1])
})

test('chances add up to one and keep the order of the scores, whatever was learned', () => {
  const score = fc.double({ min: -300, max: 300, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(score, { minLength: 2, maxLength: 8 }),
      fc.double({ min: 0.02, max: 5, noNaN: true }),
      fc.double({ min: -2, max: 3, noNaN: true }),
      fc.double({ min: -5, max: 5, noNaN: true }),
      (list, temperature, slope, offset) => {
        const scores = Float64Array.from(list)
        const chances = chancesOf(scores, { temperature, slope, offset })
        expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9)
        expect(chances.every((chance) => chance >= 0 && chance <= 1)).toBe(true)
        expect(chances.indexOf(Math.max(...chances))).toBe(
          softmax(scores, temperature).indexOf(Math.max(...softmax(scores, temperature))),
        )
      },
    ),
  )
})
