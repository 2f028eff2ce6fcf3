// The rule of the known, learned from trials: what they show counts, and what they could not show counts as usual.
import { expect, test } from 'vitest'
import { knownChance, knownRuleOf, type Signals, type Trial } from './unknown.ts'

const signals = (top: number, words: number): Signals => [top, 0, words, 0, 0, 0, 0, 0]

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

/** So many trials of one kind, a little apart. */
function trialsAt(top: number, count: number, kind: Pick<Trial, 'isKnown' | 'isRight'>): Trial[] {
  return Array.from({ length: count }, (_, n) => ({
    signals: signals(top + n / 1_000, -0.2 + n / 1_000),
    ...kind,
  }))
}
const RIGHT = { isKnown: true, isRight: true }
const WRONG = { isKnown: true, isRight: false }
const UNKNOWN = { isKnown: false, isRight: false }

test('of few trials one does not move the bar from one end to the other', () => {
  const few = [
    ...trialsAt(-0.9, 10, UNKNOWN),
    ...trialsAt(0, 1, RIGHT),
    ...trialsAt(0.3, 4, UNKNOWN),
    ...trialsAt(0.9, 20, RIGHT),
  ]
  const barWith = (more: readonly Trial[]) => knownRuleOf([...few, ...more])?.bar ?? Number.NaN
  const [one, other] = [barWith([]), barWith(trialsAt(0.31, 1, UNKNOWN))]
  expect(Math.abs(one - other)).toBeLessThan(0.12)
})

test('what would be answered wrong is refused where that costs no right answer', () => {
  const rule = knownRuleOf([
    ...trialsAt(-0.9, 20, UNKNOWN),
    ...trialsAt(-0.2, 20, WRONG),
    ...trialsAt(0.6, 40, RIGHT),
  ])
  if (!rule) throw new Error('no rule')
  expect(knownChance(rule, signals(-0.2, -0.2))).toBeLessThan(rule.bar)
  expect(knownChance(rule, signals(0.6, -0.2))).toBeGreaterThan(rule.bar)
})

test('given examples of the unknown are heard among many hidden labels', () => {
  // Hidden labels score low; what is really about nothing scores as high as the known and has words never seen.
  const given = Array.from({ length: 60 }, () => ({
    signals: signals(0.6, -0.8),
    isKnown: false,
    isRight: false,
    isGiven: true,
  }))
  const many = Array.from({ length: 40 }, () => TRIALS).flat()
  const chanceOf = (trials: readonly Trial[], isUnknown: Signals) => {
    const rule = knownRuleOf(trials)
    if (!rule) throw new Error('no rule')
    return { chance: knownChance(rule, isUnknown), bar: rule.bar }
  }
  const asHidden = chanceOf(
    [...many, ...given.map((one) => ({ ...one, isGiven: false }))],
    signals(0.6, -0.8),
  )
  const asGiven = chanceOf([...many, ...given], signals(0.6, -0.8))
  expect(asGiven.chance).toBeLessThan(asHidden.chance - 0.1)
  expect(asGiven.chance).toBeLessThan(asGiven.bar)
  // What hidden labels show is not forgotten, and the known are still known.
  const both = [...many, ...given]
  expect(chanceOf(both, signals(-0.6, -0.2)).chance).toBeLessThan(asGiven.bar)
  expect(chanceOf(both, signals(0.8, -0.1)).chance).toBeGreaterThan(asGiven.bar)
})

test('where only given examples are unknown, they alone decide', () => {
  const given = TRIALS.filter(({ isKnown }) => !isKnown).map((one) => ({ ...one, isGiven: true }))
  const all = [...TRIALS.filter(({ isKnown }) => isKnown), ...given]
  expect(knownRuleOf(all)).toEqual(knownRuleOf(TRIALS))
})
