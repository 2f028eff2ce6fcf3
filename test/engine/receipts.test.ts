// What became of a message, and whose it is: a look that the customer can see, for whom may see everyone.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
  await collectFrom(running.engine, 'web', [
    { type: 'page', name: 'Home', messageId: 'hers', userId: 'ann' },
    { type: 'group', messageId: 'theirs', groupId: 'acme', userId: 'ann' },
    { type: 'track', messageId: 'aside', userId: 'ann' },
  ])
})
afterAll(() => running.stop())

const steward = callerOf('steward')
const receiptOf = async (messageId: string, more: object = {}, caller = steward) =>
  (await running.engine.receipts({ messageId, ...more }, caller))[0]
const looks = async () => {
  const query = { subject: 'user_id:ann', purpose: 'stewardship', limit: 100 }
  const { items } = await running.engine.audit(query, steward)
  return items.filter(({ lens }) => lens === 'receipt')
}

test('a receipt that names somebody stands in her audit log, with the purpose if one was stated', async () => {
  expect(await receiptOf('hers')).toMatchObject({
    status: 'stored',
    customer: expect.stringMatching(/^cus_/),
  })
  await receiptOf('hers', { purpose: 'stewardship' })
  expect((await looks()).map(({ purpose }) => purpose)).toEqual(['stewardship', 'none stated'])
})

test('a receipt that names nobody is no look at anybody', async () => {
  const before = (await looks()).length
  expect(await receiptOf('aside')).toMatchObject({ status: 'set_aside' })
  expect(await running.engine.receipts({ messageId: 'never' }, steward)).toEqual([])
  expect(await looks()).toHaveLength(before)
})

test('a purpose that is stated must be one of the role', async () => {
  const { engine } = running
  await expect(
    engine.receipts({ messageId: 'hers', purpose: 'marketing' }, steward),
  ).rejects.toMatchObject({ code: 'PURPOSE_NOT_ALLOWED' })
  await expect(
    engine.receipts({ messageId: 'hers', purpose: 'curiosity' }, steward),
  ).rejects.toMatchObject({ code: 'PURPOSE_UNKNOWN' })
})

test('who may see only some customers learns what became of a message, not whose it is', async () => {
  const before = (await looks()).length
  const partner = callerOf('partner', { subjects: ['user_id:bo'] })
  const receipt = await receiptOf('hers', {}, partner)
  expect(receipt).toMatchObject({ status: 'stored' })
  expect(receipt).not.toHaveProperty('customer')
  expect(await looks()).toHaveLength(before)
})
