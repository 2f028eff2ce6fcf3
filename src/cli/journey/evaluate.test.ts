// The evaluation itself: splits, figures and baselines that can be checked by hand.
import { describe, expect, test } from 'vitest'
import { baselinesOf } from './baselines.ts'
import { evaluateLog } from './evaluate.ts'
import type { LogCase } from './read-log.ts'
import { chanceScores, classScores, timeScores } from './scores.ts'
import { splitCases } from './split.ts'

const HOUR = 3_600_000
const clock = (): number => 0

/** Two kinds of cases that only their second-last step tells apart: order 1 is wrong half the time. */
const cases: readonly LogCase[] = Array.from({ length: 400 }, (_, n) => {
  const names = n % 2 ? ['a', 'm', 'x'] : ['b', 'm', 'y']
  const steps = names.map((step, i) => ({ step, at: n * HOUR + i * (n % 2 ? 1 : 10) * HOUR }))
  return { id: String(n), steps }
})
const log = { cases, rows: 1_200, skipped: 0 }

describe('splits', () => {
  test('random: 70/15/15, everybody once, the same for the same seed', () => {
    const split = splitCases(cases, 'random', 3)
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([280, 60, 60])
    const all = [...split.train, ...split.validation, ...split.test]
    expect(new Set(all.map(({ id }) => id)).size).toBe(400)
    expect(splitCases(cases, 'random', 3)).toEqual(split)
    expect(splitCases(cases, 'random', 4)).not.toEqual(split)
  })

  test('chronological: 64/16/20 in order of start', () => {
    const { train, validation, test: asked } = splitCases(cases, 'chronological', 1)
    expect([train.length, validation.length, asked.length]).toEqual([256, 64, 80])
    expect(train[0]?.id).toBe('0')
    expect(asked.at(-1)?.id).toBe('399')
  })
})

describe('figures', () => {
  test('accuracy, macro-F1 and calibration error', () => {
    const scores = classScores()
    scores.note('a', 'a', 0.9)
    scores.note('a', 'b', 0.9)
    const { accuracy, macroF1, ece } = scores.figures()
    expect(accuracy).toBe(0.5)
    expect(macroF1).toBeCloseTo((2 / 3 + 0) / 2)
    expect(ece).toBeCloseTo(0.4)
  })

  test('chances', () => {
    const chances = chanceScores()
    chances.note(0.5, true)
    chances.note(0.5, false)
    expect(chances.figures()).toEqual({ n: 2, brier: 0.25, ece: 0, share: 0.5 })
  })

  test('times', () => {
    const times = timeScores()
    times.note({ p10: 0, p50: 24 * HOUR, p90: 48 * HOUR }, 0)
    times.note({ p10: 1, p50: 24 * HOUR, p90: 48 * HOUR }, 0)
    expect(times.figures()).toEqual({ n: 2, maeDays: 1, coverage: 0.5 })
  })

  test('baselines: the usual next step and the median time left', () => {
    const { usual, medianLeft } = baselinesOf(cases)
    expect(usual('a')).toBe('m')
    expect(usual('x')).toBe('(end)')
    expect([HOUR, 2 * HOUR, 10 * HOUR, 20 * HOUR]).toContain(medianLeft)
  })

  test('baselines hear no end of cases that go on', () => {
    const quick = {
      id: 'quick',
      steps: [
        { step: 'a', at: 0 },
        { step: 'b', at: HOUR },
      ],
    }
    const open = {
      ...quick,
      steps: [...quick.steps, { step: 'c', at: 9 * HOUR }],
      isOpen: true as const,
    }
    const { usual, medianLeft } = baselinesOf([quick, open, { ...open, id: 'another' }])
    expect(usual('b')).toBe('c')
    expect(usual('c')).toBe('(end)')
    expect(medianLeft).toBe(HOUR)
  })
})

describe.each(['random', 'chronological'] as const)('an evaluation, %s', (split) => {
  const result = evaluateLog(log, { split, seed: 1, clock, processorTime: clock })

  test('sees what the last step alone does not tell', () => {
    expect(result.nextStep.n).toBe(result.cases.test * 4)
    // Only which of both kinds a case is cannot be known.
    expect(result.nextStep.accuracy).toBeGreaterThan(0.8)
    expect(result.nextStep.accuracy).toBeGreaterThan(result.baselines.nextStep.accuracy + 0.1)
    expect(result.variants['order2']).toBeGreaterThan(result.variants['order1'] ?? 1)
  })

  test('asks for the time left at the second step only, and beats the global median', () => {
    expect(result.remainingTime.n).toBe(result.cases.test)
    expect(result.remainingTime.maeDays).toBeLessThan(result.baselines.remainingTime.maeDays)
  })

  test('of cases that go on neither an end nor the time left is asked or learned', () => {
    // Every fourth case stops after its second step: the log was drawn before it ended.
    const cut = cases.map(
      (one, n): LogCase =>
        n % 4 === 0 ? { ...one, steps: one.steps.slice(0, 2), isOpen: true } : one,
    )
    const asked = splitCases(cut, split, 1).test
    const ended = asked.filter(({ isOpen }) => !isOpen).length
    const told = evaluateLog(
      { ...log, cases: cut },
      { split, seed: 1, clock, processorTime: clock },
    )
    expect(told.log.open).toBe(100)
    expect(told.nextStep.n).toBe(ended * 4 + (asked.length - ended) * 2)
    expect(told.remainingTime.n).toBe(ended)
    // Nobody is foretold to stop after the second step: those that did go on.
    expect(told.nextStep.accuracy).toBeGreaterThan(0.8)
  })

  test('is the same twice', () => {
    expect(evaluateLog(log, { split, seed: 1, clock, processorTime: clock })).toEqual(result)
  })
})
