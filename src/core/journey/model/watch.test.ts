// Cases that go on: a stream must not take the quick ones for all, nor be misled where what goes on is of another kind.
import { describe, expect, test } from 'vitest'
import { hashText, mix, unitOf } from './hash.ts'
import {
  createModel,
  type JourneyModel,
  learnCase,
  learnEnd,
  learnStep,
  openCase,
  watchCase,
} from './model.ts'
import { timeLeft } from './read.ts'
import { runOf } from './sample.ts'
import { joinModels, modelOf, snapshotOf } from './snapshot.ts'
import { type Step, walkOf } from './walk.ts'
import { ALL_COUNT_ONCE, countedQuantiles, lengthsNow } from './watch.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

interface Told {
  readonly id: string
  readonly steps: readonly Step[]
}

/** Eight cases a day, each asked and answered a day later, closed after `lasts` days. */
function casesOf(days: number, lasts: (n: number, day: number) => number): readonly Told[] {
  return Array.from({ length: 8 * days }, (_, n) => {
    const start = n * 3 * HOUR
    return {
      id: `case ${n}`,
      steps: [
        { step: 'asked', at: start },
        { step: 'answered', at: start + DAY },
        { step: 'closed', at: start + DAY + lasts(n, start / DAY) * DAY },
      ],
    }
  })
}

/** Everything as it came, until `until` (ms). */
function streamed(cases: readonly Told[], until: number): JourneyModel {
  const model = createModel()
  const all = cases.flatMap((of) => of.steps.map((step, i) => ({ of, step, i })))
  const open = new Map(cases.map((of) => [of, openCase(model, of.id)]))
  for (const { of, step, i } of all.sort((a, b) => a.step.at - b.step.at)) {
    const own = open.get(of)
    if (step.at > until || !own) break
    learnStep(model, own, step)
    if (i === of.steps.length - 1) learnEnd(model, own, of.steps)
  }
  return model
}

const answered = walkOf([
  { step: 'asked', at: 0 },
  { step: 'answered', at: DAY },
])
const medianLeft = (model: JourneyModel): number => (timeLeft(model, answered)?.p50 ?? 0) / DAY
const even = (n: number): number => 100 * unitOf(mix(n, 5))

describe('a stream that is cut off', () => {
  const until = 90 * DAY
  const cases = casesOf(90, even)
  const ended = cases.filter(({ steps }) => (steps.at(-1)?.at ?? 0) <= until)

  test('counts the slow for those of their length that are still waiting', () => {
    const naive = createModel()
    for (const { id, steps } of ended) learnCase(naive, id, steps)
    const off = Math.abs(medianLeft(streamed(cases, until)) - 50)
    expect(medianLeft(naive)).toBeLessThan(42)
    expect(off).toBeLessThan(0.7 * (50 - medianLeft(naive)))
  })

  test('whoever learns whole cases and hears of those that go on counts the slow as well', () => {
    const model = createModel()
    // As records come: by their hashes, not in order of time.
    const inNoOrder = [...cases].sort((a, b) => hashText(a.id) - hashText(b.id))
    for (const { id, steps } of inNoOrder) {
      const known = steps.filter(({ at }) => at <= until)
      if (known.length === steps.length) learnCase(model, id, steps)
      else watchCase(model, id, known, until)
    }
    const naive = createModel()
    for (const { id, steps } of ended) learnCase(naive, id, steps)
    expect(medianLeft(naive)).toBeLessThan(42)
    expect(Math.abs(medianLeft(model) - 50)).toBeLessThan(0.7 * (50 - medianLeft(naive)))
  })

  test('a case that is heard of twice, and learned once it has ended, counts once', () => {
    const once = createModel()
    const twice = createModel()
    for (const { id, steps } of ended) {
      learnCase(once, id, steps)
      watchCase(twice, id, steps.slice(0, 1), 0)
      watchCase(twice, id, steps.slice(0, 2), 0)
      learnCase(twice, id, steps)
    }
    expect(snapshotOf(twice).next).toEqual(snapshotOf(once).next)
    expect(snapshotOf(twice).cases).toBe(once.cases)
    expect(twice.remaining.watch.left.every((left) => left >= 0)).toBe(true)
  })

  test('keeps what it knows of them as data, and joined with others', () => {
    const model = streamed(cases, until)
    // What is known of waiting is worked out now and then; a model just read works it out at once.
    model.remaining.watch.sinceWorkedOut = 1_000
    const kept = modelOf(JSON.parse(JSON.stringify(snapshotOf(model))))
    if (!kept) throw new Error('a snapshot just made must be readable')
    expect(Math.abs(medianLeft(kept) - medianLeft(model))).toBeLessThan(3)
    const joined = joinModels(model, createModel())
    expect(lengthsNow(joined.remaining.watch).from.length).toBeGreaterThan(0)
  })
})

test('what is slow because it is old does not make the new slow', () => {
  const until = 260 * DAY
  const lasts = (n: number, day: number): number => (day < 60 ? 150 + even(n) : 1 + even(n) / 50)
  const left = medianLeft(streamed(casesOf(260, lasts), until))
  expect(left).toBeLessThan(4)
})

test('who learns whole cases learns nothing of waiting: each time counts once', () => {
  const model = createModel()
  for (const { id, steps } of casesOf(100, even)) learnCase(model, id, steps)
  expect(lengthsNow(model.remaining.watch)).toBe(ALL_COUNT_ONCE)
})

test('shares of counts, beyond what has passed', () => {
  const lengths = { from: [25], weight: [4], beyond: 0 }
  const levels = Float64Array.from([0.1, 0.5, 0.9])
  expect([...(countedQuantiles(runOf([10, 20, 30, 40]), lengths, levels, 0) ?? [])]).toEqual([
    10, 30, 40,
  ])
  expect([...(countedQuantiles(runOf([10, 20, 30, 40]), lengths, levels, 20) ?? [])]).toEqual([
    10, 10, 20,
  ])
  expect(countedQuantiles(runOf([10]), lengths, levels, 10)).toBeUndefined()
})
