// Journeys over events of the company's own making, whose names are of no kind: they are told, and never told wrong.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Journey } from '../../src/contract/journey.ts'
import { ViewRequest } from '../../src/contract/view.ts'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

const HOUR = 3_600_000

const journey = Journey.parse({
  journey: 'mortgage',
  passage: 'properties.application',
  stages: [
    { stage: 'applied', enter: 'event.name == "Mortgage Applied"', deadlineHours: 48 },
    { stage: 'review', enter: 'event.name == "Documents Received"' },
    { stage: 'declined', enter: 'event.properties.outcome == "declined"', ends: 'lost' },
  ],
})

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ definitions: { journeys: [journey] } })
}, 60_000)
afterAll(() => running.stop())

async function happened(who: string, steps: readonly (readonly [string, number, string?])[]) {
  const items = steps.map(([event, hoursAgo, outcome]) => ({
    type: 'track',
    event,
    messageId: `${who}-${event}`,
    userId: who,
    timestamp: new Date(NOW - hoursAgo * HOUR).toISOString(),
    properties: { application: 'A-1', ...(outcome && { outcome }) },
  }))
  await collectFrom(running.engine, 'core-banking', items)
}

const positionOf = async (who: string, purpose = 'service') => {
  const request = { customer: `user_id:${who}`, purpose, channel: 'phone' }
  return (await running.engine.view(ViewRequest.parse(request), callerOf('agent'))).position
}

test('a journey over event names of our own is told for the service', async () => {
  await happened('ann', [
    ['Documents Received', 5],
    ['Mortgage Applied', 30],
  ])
  expect(await positionOf('ann')).toMatchObject({ journey: 'mortgage', stage: 'review' })
})

test('of a passage whose latest stage may not be known the one before is not told as hers', async () => {
  await happened('bo', [
    ['Mortgage Applied', 100],
    ['Application Closed', 20, 'declined'],
  ])
  // "In applied for four days, two were promised" would be wrong.
  expect(await positionOf('bo')).toBeNull()
})

test('whoever applies such a journey is told which stage no view can show', async () => {
  const { warnings } = await running.engine.applyDefinitions(
    { journeys: [journey] },
    { author: 'test', dryRun: true },
  )
  expect(warnings.filter((one) => one.includes('journeys.mortgage'))).toEqual([
    expect.stringContaining('stages.declined.enter'),
  ])
})
