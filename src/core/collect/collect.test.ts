// What collecting promises, trap by trap: one event per item, never an exception, neighbours unharmed.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Event, SetAside } from '../../contract/event.ts'
import { testDefinitions } from '../../testing/definitions.ts'
import { canonicalise } from './collect.ts'
import { compileCollect } from './compile.ts'
import type { CollectContext } from './context.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const hash = (text: string) => createHash('md5').update(text).digest('hex')
const compiled = compileCollect(testDefinitions())
const CONTEXT: CollectContext = { source: 'web', receivedAt: NOW, compiled, hash }

function event(raw: unknown, context: Partial<CollectContext> = {}): Event {
  const result = canonicalise(raw, { ...CONTEXT, ...context })
  if (!result.ok) throw new Error(`${result.setAside.code}: ${result.setAside.reason}`)
  return result.event
}

function setAside(raw: unknown, context: Partial<CollectContext> = {}): SetAside {
  const result = canonicalise(raw, { ...CONTEXT, ...context })
  if (result.ok) throw new Error('it became an event')
  return result.setAside
}

const TRACK = { type: 'track', event: 'Product Added', userId: 'u1', messageId: 'm1' }
const values = (seen: Event['identifiers']) =>
  seen.map((one) => `${one.namespace}:${one.value} ${one.via}`)

describe('the type', () => {
  test('comes from the route, whatever the body says', () => {
    expect(event({ ...TRACK, type: 'page' }, { type: 'track' }).type).toBe('track')
    expect(event({ event: 'A', userId: 'u' }, { type: 'track' }).name).toBe('A')
  })
  test('comes from the body in a batch, in any case', () => {
    expect(event({ ...TRACK, type: 'Track' }).type).toBe('track')
    expect(setAside({ ...TRACK, type: 'purchase' }).code).toBe('TYPE_UNKNOWN')
    expect(setAside({ ...TRACK, type: 'constructor' }).code).toBe('TYPE_UNKNOWN')
  })
  test.each([null, undefined, 'text', 3, true, [], [TRACK]])('%j is no item', (raw) =>
    expect(setAside(raw).code).toBe('NOT_AN_OBJECT'),
  )
})

describe('ids', () => {
  test('of the user is the key, the anonymous id beside it a sighting', () => {
    const { record, identifiers } = event({ ...TRACK, anonymousId: 'a1' })
    expect(record).toMatchObject({ entity: 'customer', namespace: 'user_id', key: 'u1' })
    expect(values(identifiers)).toEqual(['user_id:u1 key', 'anonymous_id:a1 sighting'])
  })
  test('the anonymous id is the key without a user', () => {
    const { record } = event({ ...TRACK, userId: null, anonymousId: 'a1' })
    expect(record).toMatchObject({ namespace: 'anonymous_id', key: 'a1' })
  })
  test('numbers and spaces make no other id', () => {
    expect(event({ ...TRACK, userId: 42 }).record.id).toBe(
      event({ ...TRACK, userId: ' 42 ' }).record.id,
    )
  })
  test('differ by case: ids are exact', () => {
    expect(event({ ...TRACK, userId: 'U1' }).record.id).not.toBe(event(TRACK).record.id)
  })
  test.each([
    [{ userId: undefined }, 'ID_MISSING'],
    [{ userId: '' }, 'ID_MISSING'],
    [{ userId: 'null' }, 'ID_BLOCKED'],
    [{ userId: 'u'.repeat(501) }, 'ID_INVALID'],
    [{ userId: { id: 1 } }, 'ID_INVALID'],
    [{ userId: true }, 'ID_INVALID'],
    [{ userId: JSON.parse('9007199254740993') }, 'ID_INVALID'],
    [{ type: 'group' }, 'GROUP_ID_MISSING'],
    [{ type: 'group', groupId: '0' }, 'ID_BLOCKED'],
    [{ type: 'alias' }, 'PREVIOUS_ID_MISSING'],
    [{ type: 'alias', previousId: 'guest' }, 'ID_BLOCKED'],
    [{ event: '' }, 'EVENT_NAME_MISSING'],
    [{ event: 'x'.repeat(501) }, 'EVENT_NAME_MISSING'],
    [{ messageId: 'x'.repeat(256) }, 'MESSAGE_ID_INVALID'],
    [{ messageId: {} }, 'MESSAGE_ID_INVALID'],
    [{ properties: [1] }, 'TRAITS_INVALID'],
    [{ properties: [1], note: 'a\u0000b' }, 'TRAITS_INVALID'],
    [{ traits: 'x' }, 'TRAITS_INVALID'],
    [{ context: 3 }, 'TRAITS_INVALID'],
    [{ context: { traits: ['x'] } }, 'TRAITS_INVALID'],
  ])('%j is set aside as %s', (change, code) => {
    expect(setAside({ ...TRACK, ...change }).code).toBe(code)
  })
  test.each([
    { properties: [] },
    { traits: [] },
    { context: [] },
    { context: { traits: [] } },
    { type: 'identify', traits: [], context: [], integrations: [] },
  ])('%j is an event: PHP writes an empty object as a list', (change) => {
    expect(event({ ...TRACK, ...change }).properties).toEqual({})
  })
  test('an empty list in place of its context leaves an event the context of its batch', () => {
    const batch = { context: { traits: { email: 'ann@example.com' } } }
    const seen = event({ ...TRACK, context: [] }, { batch })
    expect(values(seen.identifiers)).toContain('email:ann@example.com trait')
  })
  test('a blocked user id leaves the event to the anonymous id, flagged', () => {
    const seen = event({ ...TRACK, userId: 'undefined', anonymousId: 'a1' })
    expect(seen.record.namespace).toBe('anonymous_id')
    expect(seen.flags).toContain('identifier_blocked')
  })
  test('a phone menu that knows only the number has a record under it, in one form', () => {
    const call = (id: string) =>
      event({ ...TRACK, userId: undefined, context: { externalIds: [{ type: 'phone', id }] } })
    expect(call('070-123 45 67').record).toMatchObject({ namespace: 'phone', key: '+46701234567' })
    expect(call('070-123 45 67').record.id).toBe(call('+46701234567').record.id)
    expect(values(call('+46701234567').identifiers)).toEqual(['phone:+46701234567 key'])
  })
  test('external ids count when their type is a known namespace', () => {
    const externalIds = [
      { type: 'loyaltyCard', id: '12 34' },
      { type: 'CRM', id: 'c9' },
      { type: 'shoe size', id: '44' },
      null,
    ]
    expect(values(event({ ...TRACK, context: { externalIds } }).identifiers)).toEqual([
      'user_id:u1 key',
      'crm_id:c9 external',
      'loyalty_card:1234 external',
    ])
  })
  test('role mailboxes are blocked by the rule, odd values dropped, both flagged', () => {
    const traits = { email: 'Info@Example.com', phone: 'none of yours' }
    const seen = event({ type: 'identify', userId: 'u1', traits })
    expect(values(seen.identifiers)).toEqual(['user_id:u1 key'])
    expect(seen.flags).toEqual(expect.arrayContaining(['identifier_blocked', 'identifier_invalid']))
    expect(seen.traits).toEqual(traits)
  })
})

describe('traits', () => {
  test('in traits or in context.traits give one result', () => {
    const traits = { email: 'Ann@Example.com', name: 'Ann' }
    const here = event({ type: 'identify', userId: 'u1', messageId: 'm', traits })
    const there = event({ type: 'identify', userId: 'u1', messageId: 'm', context: { traits } })
    expect(there.traits).toEqual(here.traits)
    expect(there.identifiers).toEqual(here.identifiers)
    expect(values(here.identifiers)).toContain('email:ann@example.com trait')
  })
  test('are found however their names are written, and kept as they were sent', () => {
    for (const name of ['Email', 'E-Mail', 'EMAIL', 'e_mail']) {
      const traits = { [name]: 'Ann@Example.com', plan: 'gold' }
      const seen = event({ type: 'identify', userId: 'u1', traits })
      expect(values(seen.identifiers)).toContain('email:ann@example.com trait')
      expect(seen.traits).toEqual(traits)
      const there = event({ ...TRACK, context: { traits } })
      expect(values(there.identifiers)).toContain('email:ann@example.com trait')
    }
    const both = { Email: 'old@example.com', email: 'new@example.com' }
    const seen = values(event({ type: 'identify', userId: 'u1', traits: both }).identifiers)
    expect(seen).toEqual(['user_id:u1 key', 'email:new@example.com trait'])
  })
  test('may be lists of texts, or of objects with a value each', () => {
    const list = ['one@example.org', { value: 'Two@Example.org', primary: true }, { type: 'work' }]
    const seen = event({ type: 'identify', userId: 'u1', traits: { email: list } })
    expect(values(seen.identifiers)).toEqual([
      'user_id:u1 key',
      'email:one@example.org trait',
      'email:two@example.org trait',
    ])
    const none = event({ ...TRACK, type: 'identify', traits: { email: [] } })
    expect(values(none.identifiers)).toEqual(['user_id:u1 key'])
    expect(none.flags).toEqual([])
  })
  test('of the event win over those of its context', () => {
    const context = { traits: { name: 'Old', plan: 'gold' } }
    const seen = event({ type: 'identify', userId: 'u1', traits: { name: 'New' }, context })
    expect(seen.traits).toEqual({ name: 'New', plan: 'gold' })
  })
  test('in the context of another call give identifiers only', () => {
    const seen = event({ ...TRACK, context: { traits: { email: 'ann@example.com' } } })
    expect(seen.traits).toBeUndefined()
    expect(values(seen.identifiers)).toContain('email:ann@example.com trait')
  })
})

describe('organisations', () => {
  const GROUP = { type: 'group', userId: 'u1', groupId: 'g1', messageId: 'm' }
  test('a group call names the account, its identifiers and its traits', () => {
    const traits = { name: 'Acme', website: 'https://www.acme.example/' }
    const { account, record } = event({ ...GROUP, traits: { ...traits, email: 'hi@acme.example' } })
    expect(record.entity).toBe('customer')
    expect(account?.record).toMatchObject({ entity: 'account', namespace: 'group_id', key: 'g1' })
    expect(values(account?.identifiers ?? [])).toEqual([
      'group_id:g1 key',
      'domain:acme.example trait',
    ])
    expect(account?.traits).toMatchObject(traits)
  })
  test("the account's e-mail is not the person's", () => {
    const seen = event({ ...GROUP, traits: { email: 'hi@acme.example' } })
    expect(values(seen.identifiers)).toEqual(['user_id:u1 key'])
    expect(seen.traits).toBeUndefined()
  })
  test('a group call without a person stands on the account itself', () => {
    const seen = event({ ...GROUP, userId: undefined })
    expect(seen.record).toEqual(seen.account?.record)
    expect(seen.record.entity).toBe('account')
  })
  test('context.groupId names the account of any call', () => {
    expect(event({ ...TRACK, context: { groupId: 'g1' } }).account?.record.key).toBe('g1')
    expect(event(TRACK).account).toBeUndefined()
  })
})

describe('alias', () => {
  test('asserts the previous id as user and as device', () => {
    const seen = event({ type: 'alias', userId: 'u2', previousId: 'old' })
    expect(values(seen.identifiers)).toEqual([
      'user_id:u2 key',
      'user_id:old alias',
      'anonymous_id:old alias',
    ])
  })
  test('to herself is stored and asserts nothing', () => {
    const seen = event({ type: 'alias', userId: 'u1', previousId: 'u1' })
    expect(values(seen.identifiers)).toEqual(['user_id:u1 key'])
  })
})

describe('message ids', () => {
  test.each([
    'node-next-1763632800000-6f1c2b1e-1111-4222-8333-444455556666',
    'ajs-next-1763632800000-6f1c2b1e-1111-4222-8333-444455556666',
    'node-0123456789abcdef0123456789abcdef-6f1c2b1e-1111-4222-8333-444455556666',
    '6f1c2b1e-1111-4222-8333-444455556666',
    'k3j4h5g6f7d8s9a0q1w2e',
  ])('%s is kept as it is', (messageId) => {
    expect(event({ ...TRACK, messageId }).messageId).toBe(messageId)
  })
  test('are made when missing, and said so', () => {
    const seen = event({ ...TRACK, messageId: undefined })
    expect(seen.messageId).toMatch(/^gen-[0-9a-f]{32}$/)
    expect(seen.flags).toContain('id_generated')
  })
  test('make the event id together with the source only', () => {
    const id = event(TRACK).id
    expect(event({ ...TRACK, event: 'Other' }, { receivedAt: NOW + 5 }).id).toBe(id)
    expect(event(TRACK, { source: 'shop' }).id).not.toBe(id)
  })
})

describe('the fingerprint', () => {
  const SENT = {
    ...TRACK,
    properties: { a: 1, b: [1, { x: 1, y: 2 }] },
    timestamp: '2026-11-20T11:00:00Z',
  }
  const print = (raw: unknown, context: Partial<CollectContext> = {}) =>
    event(raw, context).fingerprint

  test('does not change when an SDK sends again', () => {
    const again = {
      ...SENT,
      sentAt: '2026-11-20T11:59:00Z',
      _metadata: { retryCount: 3 },
      writeKey: 'k',
      receivedAt: '2026-11-20T11:59:01Z',
    }
    const client = { ip: '10.0.0.9', userAgent: 'x' }
    expect(print(again, { receivedAt: NOW + 99, client })).toBe(print(SENT))
    expect(print(SENT, { batch: { sentAt: '2026-11-20T11:59:30Z' } })).toBe(print(SENT))
  })
  test('changes with the content, the time it says and the type', () => {
    expect(print({ ...SENT, properties: { a: 2 } })).not.toBe(print(SENT))
    expect(print({ ...SENT, timestamp: '2026-11-20T11:00:01Z' })).not.toBe(print(SENT))
    expect(print({ ...SENT, userId: 'u2' })).not.toBe(print(SENT))
  })
})

describe('the batch', () => {
  const batch = {
    sentAt: '2026-11-20T12:00:00Z',
    context: { library: { name: 'analytics-python' }, locale: 'sv' },
    integrations: { All: true },
  }
  test('lends its context and integrations, the event winning', () => {
    const seen = event({ ...TRACK, context: { locale: 'en' } }, { batch })
    expect(JSON.parse(seen.payload)).toMatchObject({
      context: { library: { name: 'analytics-python' }, locale: 'en' },
      integrations: { All: true },
    })
  })
  test('lends its send time, under either name, and its timestamp is no event time', () => {
    const raw = { ...TRACK, timestamp: '2026-11-20T13:00:00Z' }
    const sent = '2026-11-20T13:00:00Z'
    expect(event(raw, { batch: { sentAt: sent } })).toMatchObject({ occurredAt: NOW })
    expect(event(raw, { batch: { timestamp: sent } })).toMatchObject({ flags: ['clock_skew'] })
    expect(event(TRACK, { batch: { timestamp: '2020-01-01T00:00:00Z' } }).occurredAt).toBe(NOW)
  })
  test('of a hundred with one bad event loses that one only', () => {
    const items: unknown[] = Array.from({ length: 100 }, (_, i) => ({
      ...TRACK,
      messageId: `m${i}`,
    }))
    items[37] = { type: 'track' }
    const results = items.map((raw) => canonicalise(raw, CONTEXT))
    expect(results.filter((result) => result.ok)).toHaveLength(99)
  })
  test('and the route stay with an item that is set aside, so that a replay has them', () => {
    const aside = setAside(
      { event: 'A', messageId: 'm', writeKey: 'secret' },
      { batch, type: 'track' },
    )
    expect(JSON.parse(aside.raw)).toEqual({ event: 'A', messageId: 'm', type: 'track', ...batch })
    expect(aside).toMatchObject({ messageId: 'm', library: 'analytics-python', source: 'web' })
  })
})

describe('limits', () => {
  test('an event over 32 KB is set aside whole, one below is stored', () => {
    const large = { ...TRACK, properties: { text: 'x'.repeat(200_391) } }
    expect(setAside(large)).toMatchObject({ code: 'EVENT_TOO_LARGE', messageId: 'm1' })
    expect(JSON.parse(setAside(large).raw)).toEqual(large)
    expect(event({ ...TRACK, properties: { text: 'x'.repeat(32_000) } }).flags).toEqual([])
  })
  test('counts bytes, not characters', () => {
    expect(setAside({ ...TRACK, properties: { text: '€'.repeat(11_000) } }).code).toBe(
      'EVENT_TOO_LARGE',
    )
    expect(event({ ...TRACK, properties: { text: '€'.repeat(10_000) } }).type).toBe('track')
  })
  test('a hundred thousand levels are set aside with their whole text', () => {
    const text = '['.repeat(100_000) + ']'.repeat(100_000)
    const raw = { ...TRACK, properties: { deep: JSON.parse(text) } }
    const aside = setAside(raw)
    expect(aside.code).toBe('TOO_DEEP')
    expect(aside.raw).toContain(text)
  })
  test('too many keys are set aside', () => {
    const properties = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, 1]))
    const limits = { eventBytesMax: 1e6, depthMax: 64, keysMax: 10_000, pastYearsMax: 50 }
    expect(setAside({ ...TRACK, properties }, { limits }).code).toBe('TOO_MANY_KEYS')
  })
  test('circles, getters that throw and proxies are set aside', () => {
    const circle: Record<string, unknown> = { ...TRACK }
    circle['properties'] = { circle }
    expect(setAside(circle).code).toBe('TOO_DEEP')
    const trap = {
      get type() {
        throw new Error('no')
      },
    }
    expect(setAside(trap).code).toBe('INTERNAL')
  })
})

describe('poison', () => {
  test('NUL and lone surrogates are repaired, in values, keys, ids and names', () => {
    const seen = event({
      ...TRACK,
      userId: 'u\u00001',
      event: 'Product\u0000 Added',
      properties: { 'a\u0000': '\ud800x', fine: '😀', list: ['\udc00'] },
    })
    expect(seen.properties).toEqual({ a: '\ufffdx', fine: '😀', list: ['\ufffd'] })
    expect(seen.record.key).toBe('u1')
    expect(seen.kind).toBe('cart')
    expect(seen.flags).toEqual(['text_repaired'])
    expect(seen.payload).not.toMatch(/\\u0000|\\ud800|\\udc00/)
  })
  test('bytes that were no UTF-8 are marked: what they meant is lost', () => {
    const name = Buffer.from('4b6af870', 'hex').toString('utf8')
    expect(event({ ...TRACK, properties: { name } }).flags).toEqual(['text_repaired'])
    expect(event({ ...TRACK, properties: { [name]: 1 } }).flags).toEqual(['text_repaired'])
  })
  test('a clean item is not copied', () => {
    const properties = { a: 1, b: { c: ['x'] } }
    expect(event({ ...TRACK, properties }).properties).toBe(properties)
  })
  test('numbers beyond what JSON readers keep are flagged', () => {
    const raw = JSON.parse('{"big":9007199254740993,"huge":1e200000,"minus":-0}')
    const seen = event({ ...TRACK, properties: raw })
    expect(seen.flags).toEqual(['number_imprecise'])
    expect(seen.properties).toEqual({ big: 9007199254740992, huge: null, minus: 0 })
  })
  test('minus zero is zero, as the ledger would read it back', () => {
    expect(event({ ...TRACK, properties: { minus: -0 } }).properties).toEqual({ minus: 0 })
  })
  test('__proto__ changes no prototype and goes no further', () => {
    const raw = JSON.parse(
      '{"type":"track","event":"A","userId":"u","__proto__":{"x":1},"properties":{"__proto__":{"y":1},"__pro\\u0000to__":1,"constructor":{"prototype":1}}}',
    )
    const seen = event(raw)
    expect(seen.flags).toContain('key_dropped')
    expect(Object.keys(seen.properties)).toEqual(['constructor'])
    expect(({} as Record<string, unknown>)['y']).toBeUndefined()
  })
  test('a client cannot write what only the server may say', () => {
    const forged = { ...TRACK, _alidade: { trusted: true, flags: ['x'], client: { gpc: true } } }
    const seen = event({ ...forged, context: { object: { type: 'order', id: '1', mode: 'full' } } })
    expect(seen.flags).toEqual([])
    expect(seen.object).toBeUndefined()
    expect(JSON.parse(seen.payload)).not.toHaveProperty('_alidade')
  })
})

describe('names, kinds and channels', () => {
  test('an exact name beats a prefix, in any case; a page has the kind of its type', () => {
    expect(event({ ...TRACK, event: 'ORDER completed', properties: { order_id: 1 } }).kind).toBe(
      'order',
    )
    expect(event({ ...TRACK, event: 'Ticket Closed' })).toMatchObject({
      kind: 'support',
      notable: true,
    })
    expect(event({ ...TRACK, event: 'Product Viewed' })).toMatchObject({
      kind: 'browse',
      notable: false,
    })
    expect(event({ ...TRACK, event: 'Whatever' })).toMatchObject({ kind: 'other' })
    expect(event({ type: 'page', userId: 'u', name: 'Order Completed' }).kind).toBe('browse')
  })
  test('a page is named by its name, else by its path', () => {
    expect(event({ type: 'page', userId: 'u', name: 'Home' }).name).toBe('Home')
    expect(event({ type: 'page', userId: 'u', properties: { path: '/p' } }).name).toBe('/p')
    expect(event({ type: 'page', userId: 'u', context: { page: { path: '/c' } } }).name).toBe('/c')
    expect(event({ type: 'screen', userId: 'u' }).name).toBe('')
  })
  test.each([
    [{ channel: 'phone' }, 'phone'],
    [{ channel: 'Browser' }, 'web'],
    [{ context: { channel: 'email' } }, 'email'],
    [{ context: { library: { name: 'analytics.js' } } }, 'web'],
    [{ context: { library: { name: '@segment/analytics-node' } } }, 'server'],
    [{ context: { library: { name: 'analytics-react-native' } } }, 'mobile'],
    [{ channel: 'x; drop' }, 'server'],
    [{}, 'server'],
  ])('%j comes through %s', (change, channel) => {
    expect(event({ ...TRACK, ...change }).channel).toBe(channel)
  })
  test('a browser route means web', () => {
    expect(event(TRACK, { client: { ip: '10.0.0.1' } }).channel).toBe('web')
  })
})

describe('the tracking plan', () => {
  const purchase = { ...TRACK, event: 'Order Completed', properties: {} }
  test('flags a violation by default', () => {
    expect(event(purchase).flags).toEqual(['plan_violation'])
  })
  test('sets it aside when told to', () => {
    const plan = { onViolation: 'reject', allowUnplanned: false, events: [] } as const
    const strict = compileCollect(testDefinitions({ plan: { ...plan, events: [] } }))
    expect(setAside(purchase, { compiled: strict }).code).toBe('PLAN_VIOLATION')
    expect(event({ type: 'page', userId: 'u' }, { compiled: strict }).type).toBe('page')
  })
})

test('consents that are said, or cannot be read, and an opposing browser stand on the event', () => {
  const said = (categoryPreferences: unknown) => ({
    ...TRACK,
    event: 'Segment Consent Preference Updated',
    context: { consent: { categoryPreferences } },
  })
  const marketing = { purpose: 'marketing', channel: '* except email', state: 'given' }
  expect(event(said({ Marketing: true })).consents).toContainEqual(marketing)
  expect(event(said('all'))).toMatchObject({ consents: [], flags: ['consent_unreadable'] })
  expect(event(TRACK, { client: { gpc: true } }).consents).toMatchObject([{ state: 'withdrawn' }])
})

test('definitions with a path or pattern that cannot be used are refused by name', () => {
  const { identity } = testDefinitions()
  const broken = (change: object) => () =>
    compileCollect(
      testDefinitions({
        identity: {
          ...identity,
          namespaces: identity.namespaces.map((rule) =>
            rule.namespace === 'email' ? { ...rule, ...change } : rule,
          ),
        },
      }),
    )
  expect(broken({ from: ['traits..email'] })).toThrow(/identity.namespaces.email/)
  expect(broken({ from: ['messageId'] })).toThrow(/path/)
  expect(broken({ blockedPatterns: ['(a+)+'] })).toThrow(/repeats a group/)
})

describe('how the sender knows', () => {
  const known = (context: object) => {
    const { provenance, confidence, traitExpiresAt } = event({
      type: 'identify',
      userId: 'u1',
      traits: { churn_risk: 'high' },
      context,
    })
    return { provenance, confidence, traitExpiresAt }
  }

  test('is what its context says', () => {
    const expires = '2026-12-01T00:00:00Z'
    expect(known({ provenance: 'inferred', confidence: 0.7, traitsExpireAt: expires })).toEqual({
      provenance: 'inferred',
      confidence: 0.7,
      traitExpiresAt: Date.parse(expires),
    })
    expect(known({ provenance: 'given' }).provenance).toBe('given')
  })

  test.each([
    {},
    { provenance: 'rumour', confidence: 2 },
    { provenance: ['given'] },
    { traitsExpireAt: 'soon' },
    { confidence: 0.5 },
  ])('is not known from %j, and costs nothing', (context) => {
    expect(known(context)).toEqual({})
  })
})
