// Whoever applies a journey that events cannot bring anybody on is told so, and so is whoever asks the doctor.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkJourneys } from '../../src/cli/doctor/journeys.ts'
import { Journey } from '../../src/contract/journey.ts'
import { collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
})
afterAll(() => running.stop())

const journeyBy = (passage: string) =>
  Journey.parse({
    journey: 'loan',
    passage,
    kinds: ['ticket'],
    stages: [{ stage: 'asked', enter: 'event.name == "Loan Asked"' }],
  })

async function apply(passage: string, dryRun = false): Promise<readonly string[]> {
  const { warnings } = await running.engine.applyDefinitions(
    { journeys: [journeyBy(passage)] },
    { author: 'test', dryRun },
  )
  return warnings
}

const DOUBT =
  'journeys.loan.passage: event.properties.loanid occurs in none of the 1 events that were looked at; did you mean event.properties.loanId?'

test('before the first event nobody knows better', async () => {
  expect(await apply('properties.loanid')).toEqual([])
  expect(await checkJourneys(running.store.pool)).toMatchObject({ state: 'ok' })
})

test('once events came, it is a warning and in force all the same', async () => {
  await collectFrom(running.engine, 'web', [
    {
      type: 'track',
      event: 'Loan Asked',
      messageId: 'l-1',
      userId: 'ines',
      timestamp: new Date(running.clock.now - 3_600_000).toISOString(),
      properties: { loanId: 'L-1' },
    },
  ])
  expect(await checkJourneys(running.store.pool)).toMatchObject({ state: 'warn', found: DOUBT })
  expect(await apply('properties.loanid')).toEqual([DOUBT])
  expect(await apply('properties.loanId', true)).toEqual([])
  await apply('properties.loanId')
  expect(await checkJourneys(running.store.pool)).toMatchObject({ state: 'ok' })
})
