// Writing business objects: what is wrong with one is no fault of those beside it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerOf, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
})
afterAll(() => running.stop())

const order = (id: string, customer: string) => ({
  type: 'order',
  id,
  source: 'shop',
  mode: 'full' as const,
  customer,
  body: { status: 'placed' },
})

test('a reference that names nobody sets its object aside, and says why', async () => {
  const { results } = await running.engine.putObjects([
    order('O-1', 'user_id:'),
    order('O-2', `cus_${'0'.repeat(26)}`),
    order('O-3', 'user_id:una'),
  ])
  expect(results.map(({ status, code }) => [status, code])).toEqual([
    ['set_aside', 'ID_MISSING'],
    ['set_aside', 'ID_MISSING'],
    ['stored', undefined],
  ])
  expect(results[0]?.reason).toMatch(/user_id: is neither/)
  expect(results[1]?.reason).toMatch(/Nobody is known as cus_/)
  const agent = callerOf('agent')
  expect(await running.engine.getObject('order', 'O-3', 'service', agent)).toBeTruthy()
})

test('a change that names no owner goes to the one before it in the same call, in the order of the call', async () => {
  const change = { type: 'order', source: 'shop', mode: 'patch' as const }
  const ids = Array.from({ length: 8 }, (_, n) => `O-twice-${n}`)
  const { results } = await running.engine.putObjects([
    ...ids.flatMap((id) => [
      { ...change, id, customer: 'user_id:una', body: { status: 'placed' } },
      { ...change, id, body: { status: 'shipped' } },
    ]),
    { ...change, id: 'O-nobody', body: { status: 'placed' } },
  ])
  expect(results.map(({ status }) => status)).toEqual([
    ...ids.flatMap(() => ['stored', 'stored']),
    'set_aside',
  ])
  for (const id of ids) {
    const stored = await running.engine.getObject('order', id, 'service', callerOf('agent'))
    expect(stored).toMatchObject({ body: { status: 'shipped' } })
  }
})
