// What is promised of a time left whatever has been learned: a band with its middle inside, never before now, and the
// same for the same cases.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createModel, learnCase } from './model.ts'
import { timeLeft } from './read.ts'
import { type Step, walkOf } from './walk.ts'

const HOUR = 3_600_000

/** Few kinds of steps and waits that are often none, so that contexts repeat and lengths tie. */
const steps = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(0, 0, 1, 24, 500)), {
    minLength: 1,
    maxLength: 6,
  })
  .map((taken): readonly Step[] => {
    let at = 0
    return taken.map(([step, hours]) => {
      at += hours * HOUR
      return { step, at }
    })
  })
const logs = fc.array(steps, { minLength: 1, maxLength: 60 })
const waits = fc.constantFrom(0, 1, HOUR, 30 * HOUR)

function learned(log: readonly (readonly Step[])[]) {
  const model = createModel()
  log.forEach((one, n) => {
    learnCase(model, `case ${n}`, one)
  })
  return model
}

describe('the time left', () => {
  test('has its middle inside its band, and none of it lies behind her', () => {
    fc.assert(
      fc.property(logs, steps, waits, (log, asked, waited) => {
        const told = timeLeft(learned(log), walkOf(asked), waited)
        if (told === undefined) return
        expect(told.p10).toBeGreaterThanOrEqual(0)
        expect(told.p10).toBeLessThanOrEqual(told.p50)
        expect(told.p50).toBeLessThanOrEqual(told.p90)
      }),
    )
  })

  test('is the same for the same cases, however often others are asked about in between', () => {
    fc.assert(
      fc.property(logs, steps, steps, (log, asked, other) => {
        const disturbed = createModel()
        log.forEach((one, n) => {
          timeLeft(disturbed, walkOf(other))
          learnCase(disturbed, `case ${n}`, one)
        })
        expect(timeLeft(disturbed, walkOf(asked))).toEqual(timeLeft(learned(log), walkOf(asked)))
      }),
    )
  })

  test('never lies outside of all that was seen', () => {
    fc.assert(
      fc.property(logs, steps, (log, asked) => {
        const longest = Math.max(...log.map((one) => (one.at(-1)?.at ?? 0) - (one[0]?.at ?? 0)))
        const told = timeLeft(learned(log), walkOf(asked))
        expect(told?.p90 ?? 0).toBeLessThanOrEqual(longest + 1e-6 * longest)
      }),
    )
  })
})
