// The server SDKs of Segment and RudderStack, unmodified, pointed at us by nothing but the address.
import { createRequire } from 'node:module'
import { Analytics } from '@segment/analytics-node'
import { afterEach, describe, expect, test } from 'vitest'
import { closeDoors, createDoor, listen, until } from './door.ts'
import { overloaded, WRITE_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const require = createRequire(import.meta.url)

/** What the two older SDKs have in common. */
interface OldSdk {
  identify(message: object): void
  track(message: object): void
  page(message: object): void
  group(message: object): void
  alias(message: object): void
  flush(done?: (error?: Error) => void): unknown
}

type Item = Readonly<Record<string, unknown>>

/** One call of each type, as every SDK understands it. */
function callAll(sdk: Pick<OldSdk, 'identify' | 'track' | 'page' | 'group' | 'alias'>): void {
  sdk.identify({ userId: 'u1', traits: { email: 'ann@example.com' } })
  sdk.track({ userId: 'u1', event: 'Order Completed', properties: { total: 42 } })
  sdk.page({ userId: 'u1', name: 'Home' })
  sdk.group({ userId: 'u1', groupId: 'g1', traits: { name: 'Acme' } })
  sdk.alias({ userId: 'u2', previousId: 'u1' })
}

function itemsOf(door: {
  readonly calls: readonly { readonly items: readonly unknown[] }[]
}): Item[] {
  return door.calls.flatMap(({ items }) => items as Item[])
}

function expectAll(items: readonly Item[]): void {
  expect(items.map(({ type }) => type)).toEqual(['identify', 'track', 'page', 'group', 'alias'])
  expect(items[1]).toMatchObject({ event: 'Order Completed', properties: { total: 42 } })
  expect(new Set(items.map(({ messageId }) => messageId)).size).toBe(5)
}

describe('@segment/analytics-node', () => {
  test('delivers every type', async () => {
    const door = createDoor()
    const sdk = new Analytics({ writeKey: WRITE_KEY, host: await listen(door.server) })
    callAll(sdk as unknown as OldSdk)
    await sdk.closeAndFlush()
    expectAll(itemsOf(door))
    expect(door.calls[0]).toMatchObject({ source: 'shop', sentAt: expect.any(String) })
  })

  test('delivers under a path, with slashes to spare', async () => {
    const door = createDoor()
    const host = `${await listen(door.server)}/`
    const sdk = new Analytics({ writeKey: WRITE_KEY, host, path: '/v1/batch/' })
    sdk.track({ userId: 'u1', event: 'A' })
    await sdk.closeAndFlush()
    expect(itemsOf(door)).toHaveLength(1)
  })

  test('comes back after 429 and 503, and nothing is stored twice', async () => {
    const door = createDoor()
    door.failures.push(overloaded(1), overloaded(1))
    const sdk = new Analytics({ writeKey: WRITE_KEY, host: await listen(door.server) })
    sdk.track({ userId: 'u1', event: 'A', messageId: 'keep-me' })
    await sdk.closeAndFlush({ timeout: 20_000 })
    expect(itemsOf(door).map(({ messageId }) => messageId)).toEqual(['keep-me'])
  })

  test('sends an event of 200 kB whole, its own check being broken', async () => {
    const door = createDoor()
    const sdk = new Analytics({ writeKey: WRITE_KEY, host: await listen(door.server) })
    sdk.track({ userId: 'u1', event: 'A', properties: { text: 'x'.repeat(200_000) } })
    await sdk.closeAndFlush()
    expect(door.calls[0]?.bytes).toBeGreaterThan(200_000)
  })
})

test('analytics-node 6 delivers every type', async () => {
  const door = createDoor()
  const Old: new (key: string, options: object) => OldSdk = require('analytics-node')
  const sdk = new Old(WRITE_KEY, { host: await listen(door.server), flushAt: 100 })
  callAll(sdk)
  await new Promise<void>((resolve, reject) => {
    sdk.flush((error) => (error ? reject(error) : resolve()))
  })
  // Its first call goes out at once, the rest with the flush.
  await until(() => itemsOf(door).length === 5, 'all five have come')
  expectAll(itemsOf(door))
})

test('@rudderstack/rudder-sdk-node delivers every type, as gzip under a form content type', async () => {
  const door = createDoor()
  const Rudder: new (
    key: string,
    options: object,
  ) => OldSdk = require('@rudderstack/rudder-sdk-node')
  const dataPlaneUrl = await listen(door.server)
  const sdk = new Rudder(WRITE_KEY, { dataPlaneUrl, flushAt: 100, errorHandler: () => undefined })
  callAll(sdk)
  await sdk.flush()
  await until(() => itemsOf(door).length === 5, 'all five have come')
  expectAll(itemsOf(door))
  expect(itemsOf(door)[0]).toMatchObject({
    channel: 'server',
    originalTimestamp: expect.any(String),
  })
})
