// A stage that holds only under a condition on her traits, looked at for purposes that may and may not use the trait.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Kind } from '../../src/contract/definition.ts'
import { Journey } from '../../src/contract/journey.ts'
import { ViewRequest } from '../../src/contract/view.ts'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
  const journey = Journey.parse({
    journey: 'loan',
    passage: 'properties.loan',
    stages: [
      { stage: 'asked', enter: 'event.name == "Loan Placed"', waitingOn: 'us', deadlineHours: 1 },
      {
        stage: 'valued',
        enter: 'event.name == "Loan Valued"',
        holds: 'traits.kyc_state == "done"',
        waitingOn: 'partner',
      },
    ],
  })
  const kind = Kind.parse({
    kind: 'loan',
    area: 'sales',
    category: 'purchase',
    names: ['Loan *'],
    text: '{name}',
  })
  await running.engine.applyDefinitions(
    { kinds: [kind], journeys: [journey] },
    { author: 'test', dryRun: false },
  )
})
afterAll(() => running.stop())

const ago = (hours: number) => new Date(running.clock.now - hours * 3_600_000).toISOString()

async function borrower(userId: string, traits: object): Promise<void> {
  const step = (event: string, loan: string, hours: number) => ({
    type: 'track',
    event,
    messageId: `${userId}-${event}-${loan}`,
    userId,
    timestamp: ago(hours),
    properties: { loan },
  })
  await collectFrom(running.engine, 'web', [
    { type: 'identify', messageId: `${userId}-i`, userId, timestamp: ago(90), traits },
    step('Loan Placed', 'L-1', 80),
    step('Loan Valued', 'L-1', 2),
    step('Loan Placed', 'L-2', 70),
  ])
}

async function stagesOf(userId: string, purpose: string, role: string): Promise<readonly string[]> {
  const request = { customer: `user_id:${userId}`, purpose, channel: 'api' }
  const { position } = await running.engine.view(ViewRequest.parse(request), callerOf(role))
  const all = position ? [position, ...(position.others ?? [])] : []
  return all.map(({ passage, stage }) => `${passage} ${stage}`).sort()
}

test('where the trait may be used, the stage holds by its value', async () => {
  await borrower('ines', { kyc_state: 'done' })
  await borrower('jon', { kyc_state: 'open' })
  expect(await stagesOf('ines', 'privacy', 'privacy_officer')).toEqual(['L-1 valued', 'L-2 asked'])
  expect(await stagesOf('jon', 'privacy', 'privacy_officer')).toEqual(['L-1 asked', 'L-2 asked'])
})

test('where it may not, nothing is said of the passage, whatever the value, and other passages stand', async () => {
  expect(await stagesOf('ines', 'service', 'agent')).toEqual(['L-2 asked'])
  expect(await stagesOf('jon', 'service', 'agent')).toEqual(['L-2 asked'])
})
