// The past as it is known today: a history that is imported is told as it happened, not as we were told.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
const DAY = 86_400_000
const ago = (days: number): string => new Date(running.clock.now - days * DAY).toISOString()
const BILLED = {
  externalIds: [
    { type: 'customer_number', id: 'B-7' },
    { type: 'email', id: 'ann@example.com' },
  ],
}
const steward = callerOf('steward')
const agent = callerOf('agent')

beforeAll(async () => {
  running = await startTestEngine()
  // Two systems that show one mailbox since long, told today.
  await collectFrom(running.engine, 'crm', [
    {
      type: 'identify',
      messageId: 'crm-1',
      timestamp: ago(300),
      userId: 'ann',
      traits: { name: 'Ann Berg', email: 'ann@example.com' },
    },
  ])
  await collectFrom(running.engine, 'billing', [
    {
      type: 'track',
      event: 'Payment Failed',
      messageId: 'bill-1',
      timestamp: ago(290),
      properties: { amount: 40 },
      context: BILLED,
    },
    {
      type: 'identify',
      messageId: 'bill-2',
      timestamp: ago(100),
      traits: { plan: 'Fibre 100' },
      context: BILLED,
    },
  ])
})
afterAll(() => running.stop())

const recordsAt = async (asOf?: string) =>
  (
    await running.engine.identity(
      'user_id:ann',
      { purpose: 'stewardship', ...(asOf !== undefined && { asOf }) },
      steward,
    )
  ).records.map(({ key }) => key)
const eventsAt = async (asOf: string) =>
  (
    await running.engine.timeline('user_id:ann', { purpose: 'service', limit: 50, asOf }, agent)
  ).items.map(({ name }) => name)

test('records that showed one mailbox then were one customer then, though we learned of it today', async () => {
  expect(await recordsAt(ago(310))).toEqual([])
  expect(await recordsAt(ago(295))).toEqual(['ann'])
  expect((await recordsAt(ago(200))).sort()).toEqual(['ann', 'b-7'])
})

test('view and timeline of then show what all of her records say', async () => {
  const view = await running.engine.view(
    { customer: 'user_id:ann', purpose: 'service', channel: 'phone', asOf: ago(50) } as never,
    agent,
  )
  expect(JSON.stringify(view)).toContain('Fibre 100')
  expect(await eventsAt(ago(200))).toContain('Payment Failed')
  expect(await eventsAt(ago(295))).not.toContain('Payment Failed')
})

test('what a person decided today was not so yesterday', async () => {
  const { engine } = running
  const answer = await engine.unlink(
    { record: 'customer_number:B-7', reason: 'her neighbour', dryRun: false },
    steward,
  )
  expect(answer.links).not.toEqual([])
  running.clock.now += DAY
  expect(await recordsAt()).toEqual(['ann'])
  await engine.unlink({ links: answer.undo, reason: 'it is hers', dryRun: false }, steward)
  expect((await recordsAt()).sort()).toEqual(['ann', 'b-7'])
  // A moment within the day in which they were apart.
  expect(await recordsAt(ago(0.5))).toEqual(['ann'])
  expect((await recordsAt(ago(200))).sort()).toEqual(['ann', 'b-7'])
})
