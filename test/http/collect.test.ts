// The collecting wire, trap by trap (without an SDK; those are in sdk-*.test.ts).
import { afterEach, describe, expect, test } from 'vitest'
import { EVENT_TYPES } from '../../src/contract/event.ts'
import { sumUp } from '../../src/http/collect.ts'
import { closeDoors, createDoor, type TestDoor } from './door.ts'
import { ADMIN_KEY, keyWith, WRITE_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const basic = { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` }

function post(door: TestDoor, url: string, payload: unknown, headers: object = basic) {
  return door.server.inject({
    method: 'POST',
    url,
    headers: { ...headers },
    payload: JSON.stringify(payload),
  })
}

const one = { userId: 'u1', messageId: 'm1' }

describe('every single-event route', () => {
  const routes = EVENT_TYPES.flatMap((type) => [
    [`/v1/${type}`, type, false],
    [`/v1/${type}/`, type, false],
    [`//v1/${type}`, type, false],
    [`/v1/${type.charAt(0)}`, type, true],
    [`/v1/${type.charAt(0)}/`, type, true],
    [`/api/s/${type}`, type, true],
    [`/api/s/s2s/${type}`, type, false],
    [`/api/public/apps/${type}`, type, false],
  ]) as [string, string, boolean][]

  test.each(routes)('%s takes one %s (from a browser: %s)', async (url, type, isClientSide) => {
    const door = createDoor()
    const answer = await post(door, url, one, { ...basic, 'user-agent': 'Firefox' })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({
      success: true,
      accepted: 1,
      duplicate: 0,
      rejected: 0,
      results: [{ index: 0, messageId: 'm1', status: 'stored' }],
    })
    expect(door.calls[0]).toMatchObject({ source: 'shop', type, items: [one] })
    expect(door.calls[0]?.client).toEqual(
      isClientSide ? { ip: '127.0.0.1', userAgent: 'Firefox' } : undefined,
    )
  })
})

describe('every batch route', () => {
  test.each([
    ['/v1/batch', false],
    ['/v1/batch/', false],
    ['/v1/import', false],
    ['/v1/b', true],
    ['/beacon/v1/batch', true],
    ['/api/public/apps/batch', false],
  ])('%s takes a batch and a bare array (from a browser: %s)', async (url, isClientSide) => {
    const door = createDoor()
    const batch = [{ ...one, type: 'track' }]
    const sent = {
      batch,
      sentAt: 'S',
      context: { c: 1 },
      integrations: { i: 1 },
      channel: 'server',
    }
    expect((await post(door, url, sent)).json()).toEqual({
      success: true,
      accepted: 1,
      duplicate: 0,
      rejected: 0,
      results: [],
    })
    const { batch: items, ...rest } = sent
    expect(door.calls[0]).toMatchObject({ items, ...rest })
    expect(door.calls[0]).not.toHaveProperty('type')
    expect(door.calls[0]?.client !== undefined).toBe(isClientSide)
    expect((await post(door, url, batch)).json()).toMatchObject({ duplicate: 1 })
  })
})

describe('what became of a batch', () => {
  const batch = Array.from({ length: 100 }, (_, i) => ({
    type: 'track',
    event: 'A',
    messageId: `m${i}`,
    ...(i !== 41 && { userId: 'u' }),
  }))

  test('one bad event of 100 leaves 99 stored, and only it is told', async () => {
    const answer = await post(createDoor(), '/v1/batch', { batch })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ success: false, accepted: 99, rejected: 1 })
    expect(answer.json().results).toEqual([
      expect.objectContaining({ index: 41, messageId: 'm41', code: 'ID_MISSING' }),
    ])
  })

  test('an event that was given an id is told of, or nobody would find its receipt', () => {
    const plain = { index: 0, messageId: 'm1', status: 'stored' } as const
    const given = {
      index: 1,
      messageId: 'gen-1',
      status: 'stored',
      flags: ['id_generated'],
    } as const
    const results = [plain, { ...given, flags: [...given.flags] }]
    expect(sumUp({ results }, false)).toMatchObject({ accepted: 2, results: [given] })
  })

  test('?results=all tells all of them', async () => {
    const answer = await post(createDoor(), '/v1/batch?results=all', { batch })
    expect(answer.json().results).toHaveLength(100)
  })

  test('a retry with another sentAt and _metadata is a duplicate, other content a conflict', async () => {
    const door = createDoor()
    const event = { ...one, type: 'track', event: 'A' }
    await post(door, '/v1/batch', { batch: [{ ...event, sentAt: '1' }] })
    const again = { ...event, sentAt: '2', _metadata: { retryCount: 1 } }
    const answer = await post(door, '/v1/batch', { batch: [again, { ...event, event: 'B' }] })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ duplicate: 1, rejected: 1 })
  })

  test('an empty batch is 200 with zeros and does not bother the engine', async () => {
    const door = createDoor()
    const answer = await post(door, '/v1/batch', { batch: [] })
    expect([answer.statusCode, answer.json().accepted]).toEqual([200, 0])
    expect(door.calls).toEqual([])
  })

  test('2,500 events are taken and 2,501 refused whole', async () => {
    const door = createDoor()
    const many = (count: number) => Array.from({ length: count }, () => ({ userId: 'u' }))
    expect((await post(door, '/v1/batch', { batch: many(2_500) })).statusCode).toBe(200)
    const answer = await post(door, '/v1/batch', { batch: many(2_501) })
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'BODY_TOO_LARGE'])
    expect(door.calls).toHaveLength(1)
  })

  test.each([{ batch: 'x' }, { batch: { 0: {} } }, {}, 'x', 3, null])(
    'a batch that is no list (%j) is 400',
    async (payload) => {
      const answer = await post(createDoor(), '/v1/batch', payload)
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'BODY_INVALID'])
    },
  )

  test.each([null, 3, 'x', true])(
    'a single event that is %j is set aside, not 400',
    async (payload) => {
      const answer = await post(createDoor(), '/v1/track', payload)
      expect(answer.statusCode).toBe(200)
      expect(answer.json()).toMatchObject({ success: false, rejected: 1 })
    },
  )

  test('odd items of a batch harm nobody', async () => {
    const items = [null, 1, 'x', [], { userId: 'u', type: 'track', event: 'A', messageId: 'ok' }]
    expect((await post(createDoor(), '/v1/batch', { batch: items })).json()).toMatchObject({
      accepted: 1,
      rejected: 4,
    })
  })
})

describe('the key is taken', () => {
  const event = { type: 'track', event: 'A', userId: 'u' }
  const ways: [string, string, object, object][] = [
    ['as Basic user name', '', { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` }, {}],
    ['as Basic without the colon', '', { authorization: `Basic ${btoa(WRITE_KEY)}` }, {}],
    ['as Basic password', '', { authorization: `Basic ${btoa(`:${WRITE_KEY}`)}` }, {}],
    ['as Bearer', '', { authorization: `Bearer ${WRITE_KEY}` }, {}],
    ['from the body', '', {}, { writeKey: WRITE_KEY }],
    [
      'from the body beside an OAuth token',
      '',
      { authorization: 'Bearer eyJ' },
      { writeKey: WRITE_KEY },
    ],
    ['from the query', `?writeKey=${WRITE_KEY}`, {}, {}],
    ['as X-Write-Key', '', { 'x-write-key': WRITE_KEY }, { writeKey: 'id:***' }],
    ['as id:secret in X-Write-Key', '', { 'x-write-key': `id:${WRITE_KEY}` }, {}],
    ['as raw Authorization', '', { authorization: WRITE_KEY }, {}],
  ]
  test.each(ways)('%s', async (_name, query, headers, extra) => {
    const door = createDoor()
    expect(
      (await post(door, `/v1/track${query}`, { ...event, ...extra }, headers)).statusCode,
    ).toBe(200)
    expect(
      (await post(door, `/v1/batch${query}`, { batch: [event], ...extra }, headers)).statusCode,
    ).toBe(200)
    expect(door.calls.map(({ source }) => source)).toEqual(['shop', 'shop'])
  })

  test('from the first event of a bare array', async () => {
    const door = createDoor()
    const answer = await post(door, '/v1/batch', [{ ...event, writeKey: WRITE_KEY }], {})
    expect(answer.statusCode).toBe(200)
  })

  test.each([
    ['none', {}, 'KEY_MISSING'],
    ['an unknown one', { authorization: 'Basic eDo=' }, 'KEY_INVALID'],
    ['a very long one', { authorization: 'x'.repeat(5_000) }, 'KEY_MISSING'],
    ['broken Basic', { authorization: 'Basic %%%' }, 'KEY_MISSING'],
  ])('%s is 401', async (_name, headers, code) => {
    const door = createDoor()
    const answer = await post(door, '/v1/track', event, headers)
    expect([answer.statusCode, answer.json().code]).toEqual([401, code])
    expect(answer.headers['www-authenticate']).not.toMatch(/basic/i)
    expect(door.calls).toEqual([])
  })

  test('one that may not collect is 403', async () => {
    const door = createDoor()
    door.keys.set('reader', keyWith(['view']))
    const answer = await post(door, '/v1/track', event, { authorization: 'Bearer reader' })
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'SCOPE_MISSING'])
  })

  test('a key without a source of its own writes as api', async () => {
    const door = createDoor()
    await post(door, '/v1/track', event, { authorization: `Bearer ${ADMIN_KEY}` })
    expect(door.calls[0]?.source).toBe('api')
  })
})

describe('the client', () => {
  const event = { userId: 'u', event: 'A' }
  const clientOf = async (url: string, headers: object, extra: object = {}) => {
    const door = createDoor({ trustProxy: true })
    await post(door, url, { ...event, ...extra }, { 'user-agent': 'F', ...basic, ...headers })
    return door.calls[0]?.client
  }
  test('is filled in for browsers, which send an origin', async () => {
    expect(await clientOf('/v1/track', { origin: 'https://shop.example' })).toMatchObject({
      userAgent: 'F',
    })
  })
  test('is filled in when the sender says it is direct', async () => {
    expect(await clientOf('/v1/track', {}, { context: { direct: true } })).toMatchObject({
      ip: '127.0.0.1',
    })
  })
  test('is the one in front of a trusted proxy', async () => {
    const client = await clientOf('/v1/t', { 'x-forwarded-for': '203.0.113.9' })
    expect(client?.ip).toBe('203.0.113.9')
  })
  test('is not filled in for servers', async () => {
    expect(await clientOf('/v1/track', {})).toBeUndefined()
  })
  test('has global privacy control whenever the header says so', async () => {
    expect(await clientOf('/v1/track', { 'sec-gpc': '1' })).toEqual({ gpc: true })
    expect(await clientOf('/v1/t', { 'sec-gpc': '1' })).toMatchObject({ gpc: true, userAgent: 'F' })
    expect(await clientOf('/v1/t', { 'sec-gpc': '0' })).not.toHaveProperty('gpc')
  })
  test('the SentAt header stands in for a missing sentAt', async () => {
    const door = createDoor()
    await post(door, '/v1/track', event, { ...basic, sentat: '2026-01-01T00:00:00Z' })
    expect(door.calls[0]?.sentAt).toBe('2026-01-01T00:00:00Z')
  })
})

describe('the pixel', () => {
  const data = Buffer.from(JSON.stringify({ ...one, event: 'Opened' })).toString('base64url')
  const isGif = (answer: { rawPayload: Buffer; statusCode: number; headers: object }) => {
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({ 'content-type': 'image/gif' })
    expect(answer.rawPayload.subarray(0, 6).toString()).toBe('GIF89a')
  }

  test.each([
    ['/v1/pixel/track', 'track'],
    ['/v1/pixel/t', 'track'],
    ['/pixel/v1/page', 'page'],
  ])('%s takes an event', async (url, type) => {
    const door = createDoor()
    isGif(await door.server.inject(`${url}?data=${data}&writeKey=${WRITE_KEY}`))
    expect(door.calls[0]).toMatchObject({ type, items: [{ ...one, event: 'Opened' }] })
  })

  test('takes fields as single parameters', async () => {
    const door = createDoor()
    const query = `writeKey=${WRITE_KEY}&anonymousId=a&event=Opened&properties.mail=42&__proto__.x=1`
    isGif(await door.server.inject(`/pixel/v1/track?${query}`))
    expect(door.calls[0]?.items[0]).toMatchObject({ anonymousId: 'a', properties: { mail: '42' } })
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  test('hands over what is not readable, and answers the image', async () => {
    const door = createDoor()
    isGif(await door.server.inject(`/v1/pixel/track?data=!!!&writeKey=${WRITE_KEY}`))
    expect(door.calls).toHaveLength(1)
  })

  test('reads base64 as pages write it: with a plus sign that nobody escaped', async () => {
    const door = createDoor()
    const event = { ...one, event: 'Opened', note: '>>>?~' }
    const plain = Buffer.from(JSON.stringify(event)).toString('base64')
    expect(plain).toContain('+')
    isGif(await door.server.inject(`/v1/pixel/track?data=${plain}&writeKey=${WRITE_KEY}`))
    expect(door.calls[0]?.items).toEqual([event])
  })

  test('answers the image without a good key, and stores nothing', async () => {
    const door = createDoor()
    isGif(await door.server.inject(`/v1/pixel/track?data=${data}&writeKey=wrong`))
    expect(door.calls).toEqual([])
  })
})

describe('what SDKs ask before they send', () => {
  test('the settings of Segment name our address', async () => {
    const { server } = createDoor()
    const answer = await server.inject({
      url: `/v1/projects/${WRITE_KEY}/settings`,
      headers: { host: 'collect.example:8443' },
    })
    expect(answer.json()).toMatchObject({
      integrations: {
        'Segment.io': { apiKey: WRITE_KEY, apiHost: 'collect.example:8443/v1', protocol: 'http' },
      },
      plan: { track: { __default: { enabled: true } } },
    })
  })

  test('the public address wins over the one asked', async () => {
    const { server } = createDoor({ publicUrl: 'https://cdp.example/base/' })
    const answer = await server.inject(`/v1/projects/${WRITE_KEY}/settings`)
    expect(answer.json().integrations['Segment.io']).toMatchObject({
      apiHost: 'cdp.example/base/v1',
      protocol: 'https',
    })
    expect(answer.headers['strict-transport-security']).toMatch(/max-age/)
  })

  test.each(['/sourceConfig', '/sourceConfig/'])('%s of RudderStack', async (url) => {
    const { server } = createDoor()
    const answer = await server.inject({ url: `${url}?p=npm&v=3&writeKey=${WRITE_KEY}` })
    expect(answer.json()).toMatchObject({
      source: { writeKey: WRITE_KEY, enabled: true, destinations: [] },
    })
    // What the SDKs for phones must find in it, although they name their key in the header alone.
    expect((await server.inject({ url, headers: basic })).json().source).toMatchObject({
      id: expect.any(String),
      name: expect.any(String),
      writeKey: WRITE_KEY,
      workspaceId: expect.any(String),
      updatedAt: expect.stringMatching(/^\d{4}-/),
    })
    expect((await server.inject(`${url}?writeKey=wrong`)).statusCode).toBe(401)
  })

  test('metrics of SDKs about themselves are dropped', async () => {
    const door = createDoor()
    expect((await post(door, '/v1/m', { series: [] }, {})).json()).toEqual({ success: true })
    expect(door.calls).toEqual([])
  })
})

test('a PostHog batch comes in as Segment events', async () => {
  const door = createDoor()
  const event = { distinct_id: 'u', uuid: 'x', timestamp: 'T', properties: { a: 1 } }
  const answer = await post(
    door,
    '/batch/',
    {
      api_key: WRITE_KEY,
      sent_at: 'S',
      batch: [
        { ...event, event: 'Bought' },
        {
          ...event,
          event: '$identify',
          properties: { $set: { email: 'e' }, $anon_distinct_id: 'a' },
        },
        { ...event, event: '$create_alias', properties: { alias: 'old' } },
        {
          ...event,
          event: '$groupidentify',
          properties: { $group_key: 'g', $group_set: { n: 1 } },
        },
        { ...event, event: '$pageview', properties: { $is_identified: false } },
        'noise',
      ],
    },
    {},
  )
  expect(answer.json()).toMatchObject({ status: 1 })
  const base = { messageId: 'x', timestamp: 'T' }
  expect(door.calls[0]).toMatchObject({
    sentAt: 'S',
    items: [
      { ...base, type: 'track', event: 'Bought', userId: 'u', properties: { a: 1 } },
      { ...base, type: 'identify', userId: 'u', anonymousId: 'a', traits: { email: 'e' } },
      { ...base, type: 'alias', userId: 'u', previousId: 'old' },
      { ...base, type: 'group', userId: 'u', groupId: 'g', traits: { n: 1 } },
      { ...base, type: 'page', anonymousId: 'u' },
      'noise',
    ],
  })
})

test.each([
  ['/v1/batch', { batch: [one, one] }],
  ['/v1/batch', [one, one]],
])('%s lets its events go when they have been read', async (url, body) => {
  const door = createDoor()
  await post(door, url, body)
  const [call] = door.calls
  expect(call?.items).toEqual([one, one])
  call?.onRead?.()
  expect(call?.items).toEqual([])
})

test('an event that came alone is left as it is when it has been read', async () => {
  const door = createDoor()
  await post(door, '/v1/track', one)
  door.calls[0]?.onRead?.()
  expect(door.calls[0]?.items).toEqual([one])
})
