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

const said = (id: string, status: string, more: object = {}) => ({
  ...order(id, 'user_id:una'),
  body: { status, total: 7 },
  ...more,
})
const statusesOf = async (...objects: Parameters<typeof running.engine.putObjects>[0]) =>
  (await running.engine.putObjects(objects)).results.map(({ status }) => status)
const changes = async () =>
  (
    await running.engine.timeline(
      'user_id:una',
      { purpose: 'service', limit: 200 },
      callerOf('agent'),
    )
  ).items.length

test('said again as it is, an object did not change; as it was before, it did', async () => {
  const put = (status: string, more: object = {}) => {
    running.clock.now += 1_000
    return statusesOf(said('O-same', status, more))
  }
  expect(await put('placed')).toEqual(['stored'])
  const before = await changes()
  const turned = { body: { total: 7, status: 'placed' } }
  expect(await put('placed', turned)).toEqual(['duplicate'])
  expect(await put('placed', { mode: 'patch', body: { total: 7 } })).toEqual(['duplicate'])
  const { customer: _, ...nobodys } = said('O-same', 'placed')
  expect(await statusesOf(nobodys)).toEqual(['duplicate'])
  expect(await changes()).toBe(before)
  expect(await put('shipped')).toEqual(['stored'])
  expect(await put('placed')).toEqual(['stored'])
  expect((await stored('order', 'O-same')).status).toBe('placed')
  expect(await put('placed', { source: 'erp' })).toEqual(['stored'])
  expect(await put('placed', { source: 'erp' })).toEqual(['duplicate'])
  expect(await put('placed', { customer: 'user_id:bo' })).toEqual(['stored'])
  expect(await put('placed', { mode: 'patch', body: { total: null } })).toEqual(['stored'])
})

test('what is sent again while it is on its way is one change; another after it counts', async () => {
  const { engine } = running
  const first = engine.putObjects([said('O-fast', 'placed')])
  const again = engine.putObjects([said('O-fast', 'placed')])
  const results = (await Promise.all([first, again])).flatMap((one) => one.results)
  expect(results.map(({ status }) => status).sort()).toEqual(['duplicate', 'stored'])
  running.clock.now += 1_000
  expect(await statusesOf(said('O-fast', 'placed'), said('O-other', 'placed'))).toEqual([
    'duplicate',
    'stored',
  ])
  expect(await statusesOf(said('O-fast', 'shipped'), said('O-fast', 'placed'))).toEqual([
    'stored',
    'stored',
  ])
  expect((await stored('order', 'O-fast')).status).toBe('placed')
})

test('its time may be written as that of an event; one that nobody can read sets it aside', async () => {
  const at = Date.parse('2025-11-20T12:00:00Z')
  const forms = [at, at / 1000, '2025-11-20 12:00:00', 'Thu, 20 Nov 2025 13:00:00 +0100']
  for (const [n, changedAt] of forms.entries()) {
    expect(await statusesOf(said(`O-at-${n}`, 'placed', { changedAt }))).toEqual(['stored'])
    const { changedAt: read } = await stored('order', `O-at-${n}`)
    expect(Date.parse(read)).toBe(at)
  }
  const { results } = await running.engine.putObjects([
    said('O-never', 'placed', { changedAt: '6/1/2025' }),
    said('O-beside', 'placed'),
  ])
  expect(results).toMatchObject([
    { status: 'set_aside', code: 'OBJECT_INVALID' },
    { status: 'stored' },
  ])
  expect(results[0]?.reason).toMatch(/changedAt .* 6\/1\/2025/)
})

test('a time of its own that cannot be read is no name of a change', async () => {
  const { engine } = running
  const { objects } = engine.definitions()
  const like = objects.find(({ type }) => type === 'order')
  const lease = { ...like, type: 'lease', changedAt: 'updated_at', fromEvents: [] }
  const file = DefinitionFile.parse({ objects: [...objects, lease] })
  await engine.applyDefinitions(file, { author: 'test', dryRun: false })
  const put = (status: string, updated_at: string) => {
    running.clock.now += 1_000
    const body = { status, updated_at }
    return statusesOf(said('L-1', status, { type: 'lease', body }))
  }
  for (const status of ['placed', 'shipped', 'placed']) {
    expect(await put(status, 'yesterday')).toEqual(['stored'])
  }
  expect((await stored('lease', 'L-1')).status).toBe('placed')
  expect(await put('shipped', '2024-05-01T10:00:00Z')).toEqual(['stored'])
  expect((await stored('lease', 'L-1')).status).toBe('placed')
})
