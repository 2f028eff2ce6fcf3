// The wire and the real engine together: what an SDK sent is stored, under a receipt, for the right customer.
import { createRequire } from 'node:module'
import { Analytics } from '@segment/analytics-node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createClient } from '../../src/sdk/index.ts'
import { callerOf, startTestEngine, type TestEngine } from '../support/engine.ts'
import { closeDoors, createDoor, listen, type TestDoor, until } from './door.ts'
import { overloaded, WRITE_KEY } from './fake-engine.ts'

const require = createRequire(import.meta.url)
let real: TestEngine
beforeAll(async () => {
  real = await startTestEngine()
})
afterEach(closeDoors)
afterAll(() => real.stop())

type Item = Readonly<Record<string, unknown>>
const itemsOf = (door: TestDoor): Item[] => door.calls.flatMap(({ items }) => items as Item[])

/** The customers that the received events belong to now, each event being stored. */
async function customersOf(door: TestDoor): Promise<Set<string | undefined>> {
  const customers = new Set<string | undefined>()
  for (const { messageId } of itemsOf(door)) {
    const receipts = await real.engine.receipts(
      { messageId: String(messageId) },
      callerOf('steward'),
    )
    expect(receipts.map(({ status }) => status)).toEqual(['stored'])
    customers.add(receipts[0]?.customer)
  }
  return customers
}

test('Segment: an anonymous visitor becomes known, and all her events belong to one customer', async () => {
  const door = createDoor({}, real.engine)
  door.failures.push(overloaded(1))
  const sdk = new Analytics({ writeKey: WRITE_KEY, host: await listen(door.server) })
  sdk.track({ anonymousId: 'a1', event: 'Product Viewed' })
  sdk.identify({ userId: 'u1', anonymousId: 'a1', traits: { email: 'ann@example.com' } })
  sdk.track({ userId: 'u1', event: 'Order Completed', properties: { total: 42 } })
  await sdk.closeAndFlush({ timeout: 20_000 })
  expect(itemsOf(door)).toHaveLength(3)
  expect((await customersOf(door)).size).toBe(1)
})

test('RudderStack: events of two users belong to two customers', async () => {
  const door = createDoor({}, real.engine)
  const Rudder: new (
    key: string,
    options: object,
  ) => { track(message: object): void; flush(): unknown } = require('@rudderstack/rudder-sdk-node')
  const dataPlaneUrl = await listen(door.server)
  const sdk = new Rudder(WRITE_KEY, { dataPlaneUrl, errorHandler: () => undefined })
  sdk.track({ userId: 'r1', event: 'A' })
  sdk.track({ userId: 'r2', event: 'A' })
  await sdk.flush()
  await until(() => itemsOf(door).length === 2, 'both have come')
  expect((await customersOf(door)).size).toBe(2)
})

test('our own client: sent twice under one id, stored once', async () => {
  const door = createDoor({}, real.engine)
  const client = createClient({ url: await listen(door.server), key: WRITE_KEY })
  const event = { userId: 'c1', event: 'A', messageId: 'once', timestamp: '2026-11-21T10:00:00Z' }
  client.track(event)
  expect(await client.flush()).toMatchObject({ accepted: 1 })
  client.track(event)
  expect(await client.flush()).toMatchObject({ duplicate: 1, rejected: 0 })
  client.track({ ...event, event: 'B' })
  expect(await client.flush()).toMatchObject({ rejected: 1, results: [{ status: 'conflict' }] })
})
