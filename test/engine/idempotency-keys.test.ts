// Under one key of one caller one thing is said: again it counts once, another thing is refused, and what other callers
// call theirs is no matter of hers.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConsentInput } from '../../src/contract/consent.ts'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
  await collectFrom(
    running.engine,
    'crm',
    ['a', 'b', 'c', 'd'].map((userId) => ({ type: 'identify', messageId: `k-${userId}`, userId })),
  )
})
afterAll(() => running.stop())

const one = { ...callerOf('steward'), keyId: 'one' }
const other = { ...callerOf('steward'), keyId: 'other' }
const CONFLICT = { code: 'CONFLICT' }

const given: ConsentInput = {
  customer: 'user_id:a',
  purpose: 'marketing',
  channel: 'email',
  state: 'given',
  idempotencyKey: '1',
}
const statements = async (customer: string) =>
  (await running.engine.consents(customer, { purpose: 'stewardship' }, one)).length

test('a consent counts once under its key, and another under it is refused, for whomever', async () => {
  const { engine } = running
  const first = await engine.recordConsent(given, one)
  running.clock.now += 1_000
  expect(await engine.recordConsent(given, one)).toEqual(first)
  expect(await statements('user_id:a')).toBe(1)
  const changed = [{ state: 'withdrawn' }, { customer: 'user_id:b' }, { channel: 'sms' }] as const
  for (const change of changed) {
    await expect(engine.recordConsent({ ...given, ...change }, one)).rejects.toMatchObject(CONFLICT)
  }
  expect([await statements('user_id:a'), await statements('user_id:b')]).toEqual([1, 0])
})

test('two callers who chose the same key each have their own statement and answer', async () => {
  const { engine } = running
  const key = { idempotencyKey: '2' }
  const hers = await engine.recordConsent({ ...given, ...key, customer: 'user_id:c' }, one)
  const his = { ...given, ...key, customer: 'user_id:c', state: 'withdrawn' } as const
  running.clock.now += 1_000
  const answer = await engine.recordConsent(his, other)
  expect(answer.id).not.toBe(hers.id)
  expect(answer.state).toBe('withdrawn')
  expect(await statements('user_id:c')).toBe(2)
})

test('what is refused for another reason leaves its key free', async () => {
  const { engine } = running
  const key = { idempotencyKey: '3' }
  const wrong = { ...given, ...key, purpose: 'no such purpose' }
  await expect(engine.recordConsent(wrong, one)).rejects.toMatchObject({ code: 'PURPOSE_UNKNOWN' })
  await engine.recordConsent({ ...given, ...key }, one)
})

test('an objective said again counts once, also when she has written since', async () => {
  const { engine, clock } = running
  const confirm = { verdict: 'confirm', job: 'restore-service', channel: 'api' } as const
  const said = { ...confirm, idempotencyKey: '4' }
  const first = await engine.sayObjective('user_id:a', said, one)
  clock.now += 1_000
  // From a system that knew nothing of her: what was confirmed is now about words of another record of hers.
  await collectFrom(engine, 'chat', [
    {
      type: 'track',
      event: 'Chat Message Sent',
      messageId: 'k-chat',
      userId: 'a',
      properties: { text: 'my internet is down', sender: 'customer' },
    },
  ])
  expect(await engine.sayObjective('user_id:a', said, one)).toEqual(first)
  await expect(
    engine.sayObjective('user_id:a', { ...said, job: 'pay-bill' }, one),
  ).rejects.toMatchObject(CONFLICT)
  await expect(engine.sayObjective('user_id:b', said, one)).rejects.toMatchObject(CONFLICT)
})

test('another decision about identity under the same key is refused and changes nothing', async () => {
  const { engine } = running
  const link = { a: 'user_id:a', b: 'user_id:b', reason: 'one', dryRun: false, idempotencyKey: '5' }
  await engine.link(link, one)
  await expect(engine.link({ ...link, b: 'user_id:d' }, one)).rejects.toMatchObject(CONFLICT)
  const out = { record: 'user_id:b', reason: 'one', dryRun: false, idempotencyKey: '5' }
  await expect(engine.unlink(out, one)).rejects.toMatchObject(CONFLICT)
  const { records } = await engine.identity('user_id:a', { purpose: 'stewardship' }, one)
  expect(new Set(records.map(({ key }) => key))).toEqual(new Set(['a', 'b']))
  const elsewhere = await engine.link({ ...link, a: 'user_id:c', b: 'user_id:d' }, other)
  expect(elsewhere.links).toHaveLength(1)
})
