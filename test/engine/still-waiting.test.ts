// What is usual, where many still wait: those that have ended are the quick ones, and must not be taken for all.
import { expect, test } from 'vitest'
import { Journey } from '../../src/contract/journey.ts'
import { ViewRequest } from '../../src/contract/view.ts'
import { callerOf, collectFrom, NOW, startTestEngine } from '../support/engine.ts'

const DAY = 86_400_000
const PASSAGES = 1_200

const journey = Journey.parse({
  journey: 'claim',
  stages: [
    { stage: 'reported', enter: 'event.name == "Claim Reported"' },
    { stage: 'settled', enter: 'event.name == "Claim Settled"', ends: 'destination' },
  ],
})

const happened = (n: number, event: string, daysAgo: number) => ({
  type: 'track',
  event,
  messageId: `${n}-${event}`,
  userId: `claim-${n}`,
  timestamp: new Date(NOW - daysAgo * DAY).toISOString(),
  properties: {},
})

/** One claim each over the last hundred days, settled after 1 to 100 days; later than today is not yet. */
function claims() {
  return Array.from({ length: PASSAGES }, (_, n) => {
    const began = 100 * (1 - n / PASSAGES)
    const lasts = 1 + ((n * 61) % 100)
    return { n, began, lasts }
  })
}

test('the time left counts the slow ones for those that are still waiting', async () => {
  const running = await startTestEngine({ definitions: { journeys: [journey] } })
  const events = claims().flatMap(({ n, began, lasts }) => [
    happened(n, 'Claim Reported', began),
    ...(lasts < began ? [happened(n, 'Claim Settled', began - lasts)] : []),
  ])
  const { results } = await collectFrom(running.engine, 'crm', [
    ...events,
    happened(5_000, 'Claim Reported', 0.01),
  ])
  expect(results.filter(({ status }) => status !== 'stored')).toEqual([])
  await running.engine.learnJourneys()
  const { position } = await running.engine.view(
    ViewRequest.parse({ customer: 'user_id:claim-5000', purpose: 'service', channel: 'phone' }),
    callerOf('agent'),
  )
  const settled = position?.destination?.find(({ goal }) => goal === 'settled')
  const days = Number(/^P(\d+)D/.exec(settled?.eta?.p50 ?? '')?.[1])
  // Half of those settled so far took 30 days or less; half of all take 50.
  expect(days).toBeGreaterThan(38)
  expect(days).toBeLessThan(65)
  await running.stop()
}, 60_000)
