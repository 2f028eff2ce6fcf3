// What the ledger refuses is told with the ledger's own word: other statements of the batch are on their way by then,
// and they only learn that the transaction is broken.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
  await running.store.pool.query(
    `alter table event add constraint no_poison check (name <> 'Poison')`,
  )
})
afterAll(() => running.stop())

const track = (messageId: string, event: string, userId: string) => ({
  type: 'track',
  messageId,
  event,
  userId,
})

test('an event that the ledger refuses is set aside for that, and nothing of it is left', async () => {
  const { engine, store } = running
  const { results } = await collectFrom(engine, 'web', [
    { type: 'identify', messageId: 'r1', userId: 'ann', traits: { email: 'ann@example.com' } },
    track('r2', 'Poison', 'bob'),
    track('r3', 'Opened', 'cyd'),
  ])
  expect(results.map(({ status }) => status)).toEqual(['stored', 'set_aside', 'stored'])
  expect(results[1]?.reason).toContain('no_poison')
  const { rows } = await store.pool.query('select key from record order by key')
  expect(rows.map(({ key }) => key)).toEqual(['ann', 'cyd'])
  const receipts = await store.pool.query('select count(*)::int as count from receipt')
  expect(receipts.rows[0]?.count).toBe(2)
})

test('what she did before and does afterwards is folded as if it had not come', async () => {
  const { engine, store } = running
  const stateOfAnn = async () => {
    const { rows } = await store.pool.query(
      `select s.state from computed_state s join record r on r.id = s.record where r.key = 'ann'`,
    )
    return rows
  }
  const before = await stateOfAnn()
  const { results } = await collectFrom(engine, 'web', [
    track('r4', 'Poison', 'ann'),
    track('r5', 'Opened', 'cyd'),
  ])
  expect(results.map(({ status }) => status)).toEqual(['set_aside', 'stored'])
  expect(await stateOfAnn()).toEqual(before)
  await collectFrom(engine, 'web', [track('r6', 'Opened', 'ann')])
  expect(await engine.rebuild({ verify: true })).toMatchObject({ equal: true })
})
