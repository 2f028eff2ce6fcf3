// The rule of the known, learned from trials: what they show counts, and what they could not show counts as usual.
import { expect, test } from 'vitest'
import { knownChance, knownRuleOf, type Signals, type Trial } from './unknown.ts'

const signals = (top: number, words: number): Signals => [top, 0, words, 0, 0, 0, 0]

/** Known messages score high, hidden ones low; unseen words are as frequent in both. */
const TRIALS: readonly Trial[] = [0.8, 0.6, -0.4, -0.6].flatMap((top) =>
  [-0.1, -0.3].flatMap((words) =>
    Array.from({ length: 5 }, () => ({
      signals: signals(top, words),
      isKnown: top > 0,
      isRight: top > 0,
    })),
  ),
)

test('what the trials show is learned', () => {
  const rule = knownRuleOf(TRIALS)
  if (!rule) throw new Error('no rule')
  expect(knownChance(rule, signals(0.7, -0.2))).toBeGreaterThan(rule.bar)
  expect(knownChance(rule, signals(-0.5, -0.2))).toBeLessThan(rule.bar)
})

test('words never seen speak against a message, though hidden labels could not show it', () => {
  const rule = knownRuleOf(TRIALS)
  if (!rule) throw new Error('no rule')
  expect(knownChance(rule, signals(0.2, -1))).toBeLessThan(
    knownChance(rule, signals(0.2, 0)) - 0.05,
  )
})

test('a signal that was the same in all trials says nothing', () => {
  const rule = knownRuleOf(TRIALS)
  expect(rule?.weights.map((weight) => weight > 0)).toEqual([
    true,
    false,
    true,
    false,
    false,
    false,
    false,
  ])
})

test('without known trials nothing is learned; without unknown ones hardly any known is refused', () => {
  expect(knownRuleOf(TRIALS.filter(({ isKnown }) => !isKnown))).toBeUndefined()
  const known = TRIALS.filter(({ isKnown }) => isKnown)
  const rule = knownRuleOf(known)
  if (!rule) throw new Error('no rule')
  const refused = known.filter(({ signals: each }) => knownChance(rule, each) < rule.bar)
  expect(refused.length).toBeLessThanOrEqual(0.05 * known.length)
  expect(knownChance(rule, signals(-0.5, -0.3))).toBeLessThan(rule.bar)
})
