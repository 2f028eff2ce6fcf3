// What a model hears of cases that go on: their steps and that they wait, but no end.
import { expect, test } from 'vitest'
import { createModel, follow, openCase } from '../../core/journey/model/model.ts'
import { nextSteps } from '../../core/journey/model/read.ts'
import { learnLog } from './learn-log.ts'
import type { LogCase } from './read-log.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Every case goes a, b, c; of the last ones the log has not seen c yet. */
const cases: readonly LogCase[] = Array.from({ length: 150 }, (_, n) => {
  const steps = ['a', 'b', 'c'].map((step, i) => ({ step, at: n * HOUR + i * DAY }))
  return n < 120
    ? { id: String(n), steps }
    : { id: String(n), steps: steps.slice(0, 2), isOpen: true }
})

test('what follows a case that goes on is what followed the others', () => {
  const model = createModel()
  learnLog(model, cases)
  expect(model.cases).toBe(120)
  expect(model.events).toBe(120 * 3 + 30 * 2)
  const open = openCase(model, 'new')
  for (const [i, step] of ['a', 'b'].entries())
    follow(model, open, { step, at: 300 * HOUR + i * DAY })
  const [next] = nextSteps(model, open.walk, 2)
  expect(next?.step).toBe('c')
  expect(next?.p).toBeGreaterThan(0.95)
})

test('that they wait is known, until the newest step of all', () => {
  const model = createModel()
  learnLog(model, cases)
  const { left, now } = model.remaining.watch
  expect(left.filter((ms) => ms < 0)).toHaveLength(30 * 2)
  expect(now).toBe(149 * HOUR + DAY)
})
