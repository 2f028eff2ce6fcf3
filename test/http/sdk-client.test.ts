// Our own client over a real socket: nothing doubled, nothing dropped silently, every error with its code.
import { afterEach, describe, expect, test } from 'vitest'
import { ProblemError } from '../../src/contract/problem.ts'
import { AlidadeError, type ClientOptions, createClient } from '../../src/sdk/index.ts'
import { closeDoors, createDoor, listen, type TestDoor, until } from './door.ts'
import { ADMIN_KEY, overloaded } from './fake-engine.ts'

afterEach(closeDoors)

type Item = Readonly<Record<string, unknown>>
const itemsOf = (door: TestDoor): Item[] => door.calls.flatMap(({ items }) => items as Item[])

async function connect(options: Partial<ClientOptions> = {}) {
  const door = createDoor()
  const url = await listen(door.server)
  const client = createClient({
    url,
    key: ADMIN_KEY,
    backoffMs: 1,
    flushIntervalMs: 60_000,
    ...options,
  })
  return { door, client, url }
}

/** The code of what a call is rejected with. */
async function codeOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(AlidadeError)
  return (error as AlidadeError).code
}

/** Fetch whose first answers are lost on the way back, after the server has done the work. */
function losing(count: number): typeof fetch {
  let left = count
  return async (input, init) => {
    const answer = await fetch(input, init)
    if (left-- <= 0) return answer
    await answer.arrayBuffer()
    throw new TypeError('fetch failed')
  }
}

describe('collecting', () => {
  test('sends all types in one batch, in order, with an id and a time each', async () => {
    const { door, client } = await connect()
    client.identify({ userId: 'u', traits: { email: 'ann@example.com' } })
    client.track({ userId: 'u', event: 'Order Completed', timestamp: new Date(0) })
    client.page({ userId: 'u', name: 'Home' })
    client.screen({ userId: 'u', name: 'Home' })
    client.group({ userId: 'u', groupId: 'g' })
    const id = client.alias({ userId: 'u2', previousId: 'u' })
    expect(await client.flush()).toMatchObject({ accepted: 6, rejected: 0 })
    expect(door.calls).toHaveLength(1)
    const items = itemsOf(door)
    expect(items.map(({ type }) => type)).toEqual([
      'identify',
      'track',
      'page',
      'screen',
      'group',
      'alias',
    ])
    expect(items[1]?.['timestamp']).toBe('1970-01-01T00:00:00.000Z')
    expect(items[5]?.['messageId']).toBe(id)
    expect(items.every((item) => /^[0-9a-f]{32}$/.test(String(item['messageId'])))).toBe(true)
  })

  test('sends by itself when enough has come together, and after a while', async () => {
    const { door, client } = await connect({ flushAt: 3, flushIntervalMs: 50 })
    for (let i = 0; i < 3; i++) client.track({ userId: 'u', event: 'A' })
    await until(() => itemsOf(door).length === 3, 'three have come')
    client.track({ userId: 'u', event: 'B' })
    await until(() => itemsOf(door).length === 4, 'the fourth has come')
  })

  test('keeps what it was given, whatever the caller changes later', async () => {
    const { door, client } = await connect()
    const properties = { total: 1 }
    client.track({ userId: 'u', event: 'A', properties })
    properties.total = 2
    await client.flush()
    expect(itemsOf(door)[0]).toMatchObject({ properties: { total: 1 } })
  })

  test('stores nothing twice when answers are lost', async () => {
    const { client } = await connect({ fetch: losing(2) })
    client.track({ userId: 'u', event: 'A' })
    expect(await client.flush()).toMatchObject({ accepted: 0, duplicate: 1 })
  })

  test('waits as long as the server asks', async () => {
    const { door, client } = await connect()
    door.failures.push(overloaded(1))
    client.track({ userId: 'u', event: 'A' })
    const started = Date.now()
    expect(await client.flush()).toMatchObject({ accepted: 1 })
    expect(Date.now() - started).toBeGreaterThanOrEqual(990)
  })

  test('keeps events over an outage, in order, and reports it', async () => {
    const told: string[] = []
    const onError = (error: AlidadeError): void => void told.push(error.code)
    const { door, client } = await connect({ retries: 1, onError })
    door.failures.push(new Error('down'), new Error('down'))
    client.track({ userId: 'u', event: 'A' })
    expect(await codeOf(client.flush())).toBe('INTERNAL')
    client.track({ userId: 'u', event: 'B' })
    expect(await client.flush()).toMatchObject({ accepted: 2 })
    expect(itemsOf(door).map(({ event }) => event)).toEqual(['A', 'B'])
    expect(told).toEqual(['INTERNAL'])
  })

  test('names the events that were refused for good, and goes on with the next', async () => {
    const refused: string[] = []
    const { client, door } = await connect({ onError: (_error, ids) => refused.push(...ids) })
    door.failures.push(new ProblemError('BODY_INVALID', 'no'))
    const id = client.track({ userId: 'u', event: 'A' })
    expect(await codeOf(client.flush())).toBe('BODY_INVALID')
    expect(refused).toEqual([id])
    client.track({ userId: 'u', event: 'B' })
    expect(await client.flush()).toMatchObject({ accepted: 1 })
  })

  test('throws instead of dropping when the queue is full', async () => {
    const { client } = await connect({ queueMax: 2 })
    client.track({ userId: 'u', event: 'A' })
    client.track({ userId: 'u', event: 'B' })
    expect(() => client.track({ userId: 'u', event: 'C' })).toThrow(
      expect.objectContaining({ code: 'QUEUE_FULL' }),
    )
    expect(await client.flush()).toMatchObject({ accepted: 2 })
  })

  test('splits a long queue into batches the server takes', async () => {
    const { client, door } = await connect({ flushAt: 100_000 })
    for (let i = 0; i < 1_200; i++) client.track({ userId: 'u', event: 'A' })
    client.track({ userId: 'u', event: 'A', properties: { text: 'x'.repeat(600_000) } })
    expect(await client.flush()).toMatchObject({ accepted: 1_201 })
    expect(door.calls.map(({ items }) => items.length)).toEqual([500, 500, 200, 1])
  })

  test('two flushes at once send each event once', async () => {
    const { client } = await connect()
    client.track({ userId: 'u', event: 'A' })
    const answers = await Promise.all([client.flush(), client.flush()])
    expect(answers.map(({ accepted }) => accepted)).toEqual([1, 0])
  })

  test('tells which event was set aside and why', async () => {
    const { client } = await connect()
    const id = client.track({ event: 'A' })
    expect((await client.flush()).results).toEqual([
      expect.objectContaining({ messageId: id, code: 'ID_MISSING' }),
    ])
  })
})

describe('asking and writing', () => {
  test('every call reaches its route and resolves with the answer', async () => {
    const { client, door } = await connect()
    const purpose = 'service'
    expect(await client.view({ customer: 'user_id:1', purpose })).toMatchObject({ audit: 'aud_1' })
    expect(await client.search('ann', { purpose, limit: 5 })).toEqual([])
    expect(await client.timeline('email:a+b@x.se', { purpose })).toEqual({ items: [], next: null })
    expect(await client.identity('user_id:a/b', { purpose })).toMatchObject({ id: 'cus_1' })
    expect(await client.getObject('order', '1', { purpose })).toMatchObject({ type: 'order' })
    expect(await client.consents('user_id:1', { purpose })).toEqual([{ purpose: 'marketing' }])
    expect(await client.purposes()).toEqual([])
    const given = { customer: 'user_id:1', purpose: 'marketing', state: 'given' } as const
    expect(await client.recordConsent(given)).toEqual({ id: 'con_1', state: 'given' })
    const link = { a: 'user_id:1', b: 'user_id:2', reason: 'same' }
    expect(await client.link(link)).toMatchObject({ links: [] })
    expect(await client.unlink({ record: 'rec_1', reason: 'not' })).toMatchObject({ links: [] })
    const move = { record: 'rec_1', to: 'user_id:2', reason: 'hers' }
    expect(await client.move(move)).toMatchObject({ undo: [] })
    expect(await client.explainIdentity({ a: 'cus_1', b: 'cus_2', purpose })).toMatchObject({
      together: true,
    })
    const question = { purpose, from: 0, because: 'conflict', sort: 'impact' } as const
    expect(await client.reviews(question)).toEqual({ items: [], next: null })
    expect(door.asked.find(([verb]) => verb === 'reviews')?.[1]).toMatchObject(question)
    const answer = { verdict: 'same', reason: 'she said so' } as const
    expect(await client.decideReview('rev_1', answer)).toMatchObject({ undo: [] })
    const object = { customer: 'user_id:1', body: { total: 1 } }
    expect(await client.putObject('order', 'a/b', object)).toMatchObject({ status: 'stored' })
    expect(await client.putObjects([{ type: 'order', id: '2', body: {} }])).toMatchObject({
      accepted: 1,
    })
    client.track({ userId: 'u', event: 'A', messageId: 'm' })
    await client.flush()
    expect(await client.receipts('m')).toHaveLength(1)
    expect(door.objects[0]).toMatchObject({ type: 'order', id: 'a/b' })
    expect(door.asked.find(([verb]) => verb === 'timeline')?.[1]).toBe('email:a+b@x.se')
    expect(door.asked.find(([verb]) => verb === 'identity')?.[1]).toBe('user_id:a/b')
  })

  test('a problem keeps its code, status, fields and request id', async () => {
    const { client } = await connect()
    const error = await client
      .view({ customer: 'x', purpose: 'service' })
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      name: 'AlidadeError',
      code: 'BODY_INVALID',
      status: 400,
      errors: [expect.objectContaining({ path: '/customer' })],
      requestId: expect.any(String),
    })
  })

  test('an object whose answer was lost is not written twice', async () => {
    const { client, door } = await connect({ fetch: losing(1) })
    expect(await client.putObject('order', '1', { body: {} })).toMatchObject({
      status: 'duplicate',
    })
    expect(door.objects).toHaveLength(2)
  })

  test('a link whose answer was lost is reported, not repeated', async () => {
    const { client, door } = await connect({ fetch: losing(1) })
    const link = { a: 'user_id:1', b: 'user_id:2', reason: 'same' }
    expect(await codeOf(client.link(link))).toBe('NETWORK')
    expect(door.asked.filter(([verb]) => verb === 'link')).toHaveLength(1)
    door.failures.push(overloaded(1))
    expect(await client.link(link)).toMatchObject({ dryRun: false })
  })

  test('a server that cannot be reached is NETWORK, a silent one TIMEOUT', async () => {
    const gone = createClient({ url: 'http://127.0.0.1:9', key: 'k', retries: 0 })
    expect(await codeOf(gone.purposes())).toBe('NETWORK')
    const { door, client } = await connect({ retries: 0, timeoutMs: 50 })
    Object.assign(door.engine, { view: () => new Promise(() => undefined) })
    expect(await codeOf(client.view({ customer: 'user_id:1', purpose: 'service' }))).toBe('TIMEOUT')
  })

  test('a call can be given up, also between two attempts', async () => {
    const { door, client } = await connect()
    door.failures.push(overloaded(60))
    const signal = AbortSignal.timeout(100)
    const call = client.view({ customer: 'user_id:1', purpose: 'service' }, { signal })
    await expect(call).rejects.toHaveProperty('name', 'TimeoutError')
  })

  test('an answer that is no JSON still has a code', async () => {
    const page = async () => new Response('<h1>Bad gateway</h1>', { status: 502 })
    const { client } = await connect({ fetch: page, retries: 0 })
    expect(await codeOf(client.purposes())).toBe('HTTP_502')
  })
})
