// Promise 3: late, shuffled, repeated events give the same state, the same views, and the same as a rebuild.
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestEngine, type TestEngine } from '../support/engine.ts'
import { faultsOfRebuild, outcomeOf, play } from './play.ts'
import { eventsOutOfSight } from './state.ts'
import { deeds, deliveryOf, deliveryPlan } from './world.ts'

const HISTORIES = Number(process.env['ALIDADE_HISTORIES'] ?? 40)
const DEEDS_MAX = Number(process.env['ALIDADE_DEEDS'] ?? 24)
const SEED = process.env['ALIDADE_SEED']

let one: TestEngine
let two: TestEngine
beforeAll(async () => {
  ;[one, two] = await Promise.all([startTestEngine(), startTestEngine()])
})
afterAll(async () => {
  await Promise.all([one.stop(), two.stop()])
})

test('any order, any duplication and any batches give the same state and the same views', {
  timeout: 60_000 + HISTORIES * 8_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(deeds(DEEDS_MAX), deliveryPlan, async (history, plan) => {
      const inOrder = history.map((deed) => [deed])
      await Promise.all([play(one, inOrder), play(two, deliveryOf(history, plan))])
      const [expected, actual] = await Promise.all([outcomeOf(one), outcomeOf(two)])
      expect(actual.state).toEqual(expected.state)
      expect(actual.views).toEqual(expected.views)
      expect(await eventsOutOfSight(two.store.pool)).toEqual([])
      expect(await Promise.all([faultsOfRebuild(one), faultsOfRebuild(two)])).toEqual([[], []])
    }),
    { numRuns: HISTORIES, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
  )
})
