// From events to views through the real store: what a collecting call has answered, the next view contains.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
})
afterAll(async () => {
  await running.stop()
})

const agent = callerOf('agent')
// Odd milliseconds: floats would not bring them back whole.
const at = (minutes: number) => new Date(NOW + minutes * 60_000 - 321).toISOString()

test('an event that was acknowledged stands in the next view', async () => {
  const { engine } = running
  const { results } = await collectFrom(engine, 'web', [
    {
      type: 'identify',
      messageId: 'm1',
      userId: 'ann',
      traits: { email: 'Ann@Example.com', name: 'Ann Berg', address: { zip: '1', city: 'Umea' } },
      timestamp: at(-60),
    },
    {
      type: 'track',
      event: 'Order Completed',
      messageId: 'm2',
      userId: 'ann',
      properties: { order_id: 'A-1', total: 40 },
      timestamp: at(-50),
    },
  ])
  expect(results.map((result) => result.status)).toEqual(['stored', 'stored'])
  const view = await engine.view(
    { customer: 'email:ann@example.com', purpose: 'service', channel: 'phone', explain: false },
    agent,
  )
  expect(view.customer?.name).toBe('Ann Berg')
  expect(view.facts.some((fact) => fact.text.includes('A-1'))).toBe(true)
  expect(view.audit).toMatch(/^aud_/)
})

test('the same message again is a duplicate, other content under its id a conflict', async () => {
  const { engine } = running
  const event = { type: 'page', name: 'Home', messageId: 'm3', userId: 'ann', timestamp: at(-40) }
  await collectFrom(engine, 'web', [event])
  const again = await collectFrom(engine, 'web', [event, { ...event, name: 'Other' }])
  expect(again.results.map((result) => result.status)).toEqual(['duplicate', 'conflict'])
  const receipts = await engine.receipts({ messageId: 'm3' }, callerOf('steward'))
  expect(receipts.map((receipt) => receipt.status).sort()).toEqual([
    'conflict',
    'duplicate',
    'stored',
  ])
  expect(receipts[0]?.customer).toMatch(/^cus_/)
})

test('a bad event is set aside and its neighbours are stored; replayed after a fix it is stored too', async () => {
  const { engine } = running
  const { results } = await collectFrom(engine, 'web', [
    { type: 'track', event: 'Good', messageId: 'm4', userId: 'ann' },
    { type: 'track', messageId: 'm5', userId: 'ann' },
  ])
  expect(results.map((result) => [result.status, result.code])).toEqual([
    ['stored', undefined],
    ['set_aside', 'EVENT_NAME_MISSING'],
  ])
  const [item] = (await engine.setAsides({ limit: 10, state: 'open' })).items
  expect(item?.code).toBe('EVENT_NAME_MISSING')
  const fixed = JSON.stringify({ ...JSON.parse(item?.raw ?? '{}'), event: 'Fixed' })
  const replayed = await engine.replay([item?.id ?? ''], fixed)
  expect(replayed.results.map((result) => result.status)).toEqual(['stored'])
  expect((await engine.setAsides({ limit: 10, state: 'open' })).items).toEqual([])
})

test('events that are alike and bring no id are as many as came', async () => {
  const scanned = { type: 'track', event: 'Item Scanned', userId: 'scans' }
  const { results } = await collectFrom(running.engine, 'web', [scanned, scanned])
  const [again] = (await collectFrom(running.engine, 'web', [scanned])).results
  expect([...results, again].map((result) => result?.status)).toEqual(Array(3).fill('stored'))
})

test('an event that waited for its fix happened when it came, and replayed again it is the same', async () => {
  const { engine, clock } = running
  const came = clock.now
  const [saidAt, sentAt] = [came - 3_600_000, came - 1_000].map((ms) => new Date(ms).toISOString())
  await collectFrom(engine, 'web', [
    { type: 'track', userId: 'waited', timestamp: saidAt, sentAt },
    { type: 'track', userId: 'waited' },
  ])
  const { items } = await engine.setAsides({ limit: 10, state: 'open' })
  clock.now = came + 5 * 3_600_000
  const ids = items.map(({ id }) => id)
  const messages = await Promise.all(
    items.map(async ({ id, raw }) => {
      const fixed = JSON.stringify({ ...JSON.parse(raw), event: 'Fixed' })
      const [first] = (await engine.replay([id], fixed)).results
      const [second] = (await engine.replay([id], fixed)).results
      expect([first?.status, second?.status]).toEqual(['stored', 'duplicate'])
      return first?.messageId ?? ''
    }),
  )
  expect(ids).toHaveLength(2)
  const occurred = await Promise.all(
    messages.map(async (messageId) => {
      const [receipt] = await engine.receipts({ messageId }, agent)
      return receipt?.occurredAt
    }),
  )
  expect(occurred.toSorted()).toEqual([saidAt, new Date(came).toISOString()])
  clock.now = came
})

test('an object of which nothing is said but whose it is, is kept with that', async () => {
  const { engine } = running
  const bare = { type: 'order', customer: 'user_id:ann', source: 'shop', changedAt: at(-50) }
  const { results } = await engine.putObjects([
    { ...bare, id: 'bare-1', mode: 'patch', body: {} },
    { ...bare, id: 'bare-2', mode: 'full', body: {} },
    { ...bare, id: 'bare-3', mode: 'patch', body: { status: null } },
  ])
  expect(results.map(({ status }) => status)).toEqual(['stored', 'stored', 'stored'])
  for (const id of ['bare-1', 'bare-2', 'bare-3']) {
    expect(await engine.getObject('order', id, 'service', agent)).toMatchObject({ id, open: false })
  }
  await engine.putObjects([{ ...bare, id: 'bare-1', mode: 'patch', body: { status: 'placed' } }])
  expect(await engine.getObject('order', 'bare-1', 'service', agent)).toMatchObject({
    status: 'placed',
  })
  expect((await engine.rebuild({ verify: true })).equal).toBe(true)
})

test('what she did before she was known stands in her view afterwards', async () => {
  const { engine } = running
  await collectFrom(engine, 'web', [
    {
      type: 'page',
      name: 'Pricing',
      messageId: 'm6',
      anonymousId: 'browser-1',
      timestamp: at(-30),
    },
  ])
  const before = await engine.view(
    { customer: 'anonymous_id:browser-1', purpose: 'service', channel: 'web', explain: false },
    agent,
  )
  expect(before.customer?.known).toBe(false)
  await collectFrom(engine, 'web', [
    {
      type: 'identify',
      messageId: 'm7',
      anonymousId: 'browser-1',
      userId: 'bo',
      traits: { name: 'Bo' },
      timestamp: at(-29),
    },
  ])
  const after = await engine.timeline('user_id:bo', { purpose: 'service', limit: 50 }, agent)
  expect(after.items.map((item) => item.name)).toContain('Pricing')
  const same = await engine.view(
    { customer: before.customer?.id ?? '', purpose: 'service', channel: 'web', explain: false },
    agent,
  )
  expect(same.customer?.name).toBe('Bo')
})

test('two people on one device stay two', async () => {
  const { engine } = running
  await collectFrom(engine, 'web', [
    { type: 'page', name: 'Start', messageId: 's0', anonymousId: 'tablet', timestamp: at(-200) },
    {
      type: 'identify',
      messageId: 's1',
      anonymousId: 'tablet',
      userId: 'mum',
      traits: { name: 'Mum' },
      timestamp: at(-190),
    },
    {
      type: 'page',
      name: 'Mums Page',
      messageId: 's2',
      anonymousId: 'tablet',
      timestamp: at(-185),
    },
    {
      type: 'identify',
      messageId: 's3',
      anonymousId: 'tablet',
      userId: 'kid',
      traits: { name: 'Kid' },
      timestamp: at(-100),
    },
    { type: 'page', name: 'Kids Page', messageId: 's4', anonymousId: 'tablet', timestamp: at(-95) },
  ])
  const names = async (ref: string) =>
    (await engine.timeline(ref, { purpose: 'service', limit: 50 }, agent)).items.map(
      (item) => item.name,
    )
  expect(await names('user_id:mum')).toEqual(expect.arrayContaining(['Start', 'Mums Page']))
  expect(await names('user_id:mum')).not.toContain('Kids Page')
  expect(await names('user_id:kid')).toContain('Kids Page')
  expect(await names('user_id:kid')).not.toContain('Mums Page')
})

test('linking and taking the link back leaves two customers as they were', async () => {
  const { engine } = running
  await collectFrom(engine, 'crm', [
    {
      type: 'identify',
      messageId: 'l1',
      userId: 'x1',
      traits: { name: 'Xena One' },
      timestamp: at(-20),
    },
    {
      type: 'identify',
      messageId: 'l2',
      userId: 'x2',
      traits: { name: 'Xena Two' },
      timestamp: at(-19),
    },
  ])
  const steward = callerOf('steward')
  const look = (ref: string) => engine.identity(ref, { purpose: 'service' }, agent)
  const before = await look('user_id:x2')
  const preview = await engine.link(
    { a: 'user_id:x1', b: 'user_id:x2', reason: 'called in', dryRun: true },
    steward,
  )
  expect(preview.customers).toHaveLength(1)
  expect((await look('user_id:x2')).id).toBe(before.id)
  const linked = await engine.link(
    { a: 'user_id:x1', b: 'user_id:x2', reason: 'called in', dryRun: false },
    steward,
  )
  expect((await look('user_id:x2')).records).toHaveLength(2)
  const link = linked.links[0]?.id ?? ''
  await engine.unlink({ link, reason: 'was wrong', dryRun: false }, steward)
  const after = await look('user_id:x2')
  expect({ id: after.id, records: after.records }).toEqual({
    id: before.id,
    records: before.records,
  })
  expect(after.history).toHaveLength(2)
})

test('withdrawal works on the very next read', async () => {
  const { engine } = running
  const marketer = callerOf('marketer')
  const look = () =>
    engine.view(
      { customer: 'user_id:ann', purpose: 'marketing', channel: 'email', explain: false },
      marketer,
    )
  await engine.recordConsent(
    { customer: 'user_id:ann', purpose: 'marketing', channel: '*', state: 'given' },
    agent,
  )
  const given = await look()
  running.clock.now += 1_000
  await engine.recordConsent(
    { customer: 'user_id:ann', purpose: 'marketing', channel: '*', state: 'withdrawn' },
    agent,
  )
  const withdrawn = await look()
  expect(given.facts.length).toBeGreaterThan(0)
  expect(withdrawn.facts).toEqual([])
  expect(withdrawn.withheld.map((entry) => entry.reason)).toContain('CONSENT_WITHDRAWN')
})

test('customers are found by name and e-mail with one typo', async () => {
  const { engine } = running
  const find = async (q: string) =>
    (await engine.search(q, { limit: 5, purpose: 'service' }, agent)).map((hit) => hit.name)
  expect(await find('Ann Berg')).toContain('Ann Berg')
  expect(await find('ann brg')).toContain('Ann Berg')
  expect(await find('ann@exmple.com')).toContain('Ann Berg')
  expect(await find('A-1')).toContain('Ann Berg')
})

test('a large batch of which much was stored before counts each event once', async () => {
  const { engine } = running
  const orders = Array.from({ length: 250 }, (_, n) => ({
    type: 'track',
    event: 'Order Completed',
    messageId: `m-large-${n}`,
    userId: `large-${n % 7}`,
    properties: { order_id: `L-${n}`, total: n },
    timestamp: at(-n),
  }))
  await collectFrom(engine, 'web', orders.slice(0, 120))
  const { results } = await collectFrom(engine, 'web', orders)
  expect(results.filter(({ status }) => status === 'stored')).toHaveLength(130)
  const report = await engine.rebuild({ verify: true })
  expect(report.tables.filter((table) => table.missing + table.extra > 0)).toEqual([])
})

test('rebuilding from the ledger gives the same bytes', async () => {
  const report = await running.engine.rebuild({ verify: true })
  expect(report.tables.filter((table) => table.missing > 0 || table.extra > 0)).toEqual([])
  expect(report.linksOff).toBe(0)
  expect(report.equal).toBe(true)
})
