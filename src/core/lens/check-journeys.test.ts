// Stages that nobody would ever see are found before they are in force.
import { expect, test } from 'vitest'
import { Journey } from '../../contract/journey.ts'
import { unshownStages } from './check-journeys.ts'

const journeyOf = (more: object) =>
  Journey.parse({
    journey: 'loan',
    stages: [
      { stage: 'asked', enter: 'event.name == "Loan Asked"', exit: 'event.kind == "call"' },
      { stage: 'declined', enter: 'event.properties.outcome == "declined"', ends: 'lost' },
    ],
    ...more,
  })

test('a stage whose condition tells neither a name nor a kind is warned of', () => {
  expect(unshownStages({ journeys: [journeyOf({})] }).map(({ path }) => path)).toEqual([
    'journeys.loan.stages.declined.enter',
  ])
})

test('a journey that says its kinds is not', () => {
  expect(unshownStages({ journeys: [journeyOf({ kinds: ['ticket'] })] })).toEqual([])
})
