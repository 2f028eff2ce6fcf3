// Writing business objects: what is wrong with one is no fault of those beside it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DefinitionFile } from '../../src/contract/definition.ts'
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

const openItem = async (messageId: string) =>
  (await running.engine.setAsides({ limit: 50, state: 'open' })).items.find(
    (item) => item.messageId === messageId,
  )
const stored = (type: string, id: string) =>
  running.engine.getObject(type, id, 'service', callerOf('agent'))

test('what is set aside is kept as it was sent, owner and all, and stored once what was amiss is mended', async () => {
  const { engine, clock } = running
  const early = { ...order('O-early', ''), messageId: 'early', mode: 'patch' as const }
  const { customer: _, ...nobodys } = early
  await engine.putObjects([nobodys])
  const item = await openItem('early')
  expect(JSON.parse(item?.raw ?? '')).toEqual({
    objects: [
      { type: 'order', id: 'O-early', mode: 'patch', body: early.body, messageId: 'early' },
    ],
  })
  const sentAt = clock.now
  clock.now += 60_000
  expect((await engine.replay([item?.id ?? ''])).results).toMatchObject([{ status: 'set_aside' }])
  expect(await openItem('early')).toMatchObject({ id: item?.id, state: 'open' })
  await engine.putObjects([
    { ...order('O-early', 'user_id:una'), changedAt: new Date(sentAt - 1_000).toISOString() },
  ])
  expect((await engine.replay([item?.id ?? ''])).results).toMatchObject([
    { status: 'stored', messageId: 'early' },
  ])
  // It changed when it was sent, not when it was sent again.
  expect(await stored('order', 'O-early')).toMatchObject({
    changedAt: new Date(sentAt).toISOString(),
  })
})

test('a type that comes later takes what was set aside for want of it', async () => {
  const { engine } = running
  const { objects } = engine.definitions()
  await engine.putObjects([{ ...order('P-1', 'user_id:una'), type: 'permit', messageId: 'permit' }])
  const item = await openItem('permit')
  expect(item?.code).toBe('OBJECT_INVALID')
  const like = objects.find(({ type }) => type === 'order')
  const file = DefinitionFile.parse({
    objects: [...objects, { ...like, type: 'permit', fromEvents: [] }],
  })
  await engine.applyDefinitions(file, { author: 'test', dryRun: false })
  expect((await engine.replay([item?.id ?? ''])).results).toMatchObject([{ status: 'stored' }])
  expect(await stored('permit', 'P-1')).toMatchObject({ body: { status: 'placed' } })
})

test('a broken owner is corrected in what was sent', async () => {
  const { engine } = running
  await engine.putObjects([{ ...order('O-broken', 'una'), messageId: 'broken' }])
  const item = await openItem('broken')
  const corrected = (item?.raw ?? '').replace('"customer":"una"', '"customer":"user_id:una"')
  expect(corrected).not.toBe(item?.raw)
  expect((await engine.replay([item?.id ?? ''], corrected)).results).toMatchObject([
    { status: 'stored', messageId: 'broken' },
  ])
})
