// A decision about identity that is delivered twice under one key is one decision.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
  await collectFrom(
    running.engine,
    'crm',
    ['a', 'b', 'c', 'd'].map((userId) => ({ type: 'identify', messageId: `r-${userId}`, userId })),
  )
})
afterAll(() => running.stop())

const steward = callerOf('steward')
const said = { reason: 'she said so', dryRun: false }
const customerOf = async (ref: string) =>
  (await running.engine.identity(ref, { purpose: 'stewardship' }, steward)).id
const areOne = async (a: string, b: string) => (await customerOf(a)) === (await customerOf(b))

test('a link that comes a second time, late, does not undo what was decided in between', async () => {
  const link = { a: 'user_id:a', b: 'user_id:b', ...said, idempotencyKey: 'k1' }
  const first = await running.engine.link(link, steward)
  running.clock.now += 1_000
  await running.engine.unlink({ record: 'user_id:b', ...said }, steward)
  running.clock.now += 1_000
  const again = await running.engine.link(link, steward)
  expect(again.links).toEqual(first.links)
  expect(await areOne('user_id:a', 'user_id:b')).toBe(false)
})

test('a record that is taken out twice is taken out once, and the second call is told so', async () => {
  await running.engine.link({ a: 'user_id:c', b: 'user_id:d', ...said }, steward)
  running.clock.now += 1_000
  const unlink = { record: 'user_id:d', ...said, idempotencyKey: 'k2' }
  const first = await running.engine.unlink(unlink, steward)
  const again = await running.engine.unlink(unlink, steward)
  expect(again.links).toEqual(first.links)
  expect(again.customers.flatMap(({ records }) => records).sort()).toEqual(
    first.customers.flatMap(({ records }) => records).sort(),
  )
})

test('a decision that is taken back twice is taken back once', async () => {
  running.clock.now += 1_000
  const { links } = await running.engine.link({ a: 'user_id:a', b: 'user_id:c', ...said }, steward)
  const link = links.at(-1)?.id
  running.clock.now += 1_000
  const back = { ...(link && { link }), ...said, idempotencyKey: 'k3' }
  const answers = [
    await running.engine.unlink(back, steward),
    await running.engine.unlink(back, steward),
  ]
  expect(answers[1]?.links).toEqual(answers[0]?.links)
  const { history } = await running.engine.identity(
    'user_id:a',
    { purpose: 'stewardship' },
    steward,
  )
  expect(history.filter(({ retracts }) => retracts === link)).toHaveLength(1)
})

test('a dry run under a key writes nothing, so the decision itself still counts', async () => {
  running.clock.now += 1_000
  const link = { a: 'user_id:b', b: 'user_id:d', reason: 'tried first', idempotencyKey: 'k4' }
  await running.engine.link({ ...link, dryRun: true }, steward)
  expect(await areOne('user_id:b', 'user_id:d')).toBe(false)
  await running.engine.link({ ...link, dryRun: false }, steward)
  expect(await areOne('user_id:b', 'user_id:d')).toBe(true)
})
