// From a record and a mapping to items: shapes, ids, and problems that stay with their row.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileMapping } from './compile.ts'
import { canonicalText } from './content-id.ts'
import { Mapping } from './mapping.ts'

function itemsOf(outputs: unknown, record: unknown, more: object = {}) {
  const mapping = Mapping.parse({ source: 'shop', inputs: [{ files: '*.json', outputs, ...more }] })
  const { inputs } = compileMapping(mapping, {
    statusOf: (type) => (type === 'deal' ? 'stage' : 'status'),
  })
  return inputs[0]?.itemsOf({ record, key: 'k', row: 1, file: 'a.json', elements: {} }) ?? []
}

const EVENT = [
  {
    event: {
      type: 'track',
      event: 'Order Placed',
      userId: '{user}',
      timestamp: '{at}',
      properties: { total: '{total}' },
    },
  },
]
const ORDER = [
  {
    object: {
      type: 'order',
      id: '{id}',
      customer: 'user_id:{user}',
      status: '{state}',
      body: { total: '{total}' },
    },
  },
]

describe('a record', () => {
  test('becomes an event with an id, a time in UTC and the channel import', () => {
    const [item] = itemsOf(EVENT, { user: 'u1', at: '2026-01-02 03:04:05', total: 5 })
    expect(item).toMatchObject({
      kind: 'event',
      output: 'a.json: track Order Placed',
      body: {
        type: 'track',
        userId: 'u1',
        timestamp: '2026-01-02T03:04:05.000Z',
        channel: 'import',
        properties: { total: 5 },
      },
    })
  })

  test('becomes an object whose status stands where its type has it', () => {
    const [order] = itemsOf(ORDER, { id: 7, user: 'u1', state: 'pending', total: 5 })
    expect(order).toMatchObject({
      object: { id: '7', customer: 'user_id:u1', body: { total: 5, status: 'pending' } },
    })
    const deal = [
      { object: { type: 'deal', id: 'd', account: 'group_id:g', status: 'won', body: {} } },
    ]
    expect(itemsOf(deal, {})[0]).toMatchObject({ object: { body: { stage: 'won' } } })
  })

  test('becomes a consent with a key by which it is given once', () => {
    const consent = [
      {
        consent: {
          customer: 'email:{mail}',
          purpose: 'marketing',
          state: 'given',
          effectiveAt: '2026-01-02',
        },
      },
    ]
    const [item] = itemsOf(consent, { mail: 'a@example.com' })
    expect(item).toMatchObject({
      kind: 'consent',
      consent: { channel: '*', effectiveAt: '2026-01-02T00:00:00.000Z' },
    })
    expect(JSON.stringify(item)).toContain('"idempotencyKey":"imp-')
  })

  test('is expanded by each, and left out where the condition does not hold', () => {
    const outputs = [
      {
        event: {
          type: 'track',
          event: 'Bought',
          userId: '{user}',
          properties: { sku: '{item.sku}' },
        },
        when: 'item.price > 1.0',
      },
    ]
    const record = {
      user: 'u1',
      items: [
        { sku: 'A', price: 1.5 },
        { sku: 'B', price: 0.5 },
      ],
    }
    const items = itemsOf(outputs, record, { each: { in: '{items}', as: 'item' } })
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ body: { properties: { sku: 'A' } } })
  })

  test.each<[string, unknown, unknown, RegExp]>([
    ['no id', ORDER, { user: 'u1' }, /id is missing/],
    ['no owner', ORDER, { id: 1 }, /whose it is/],
    [
      'an owner without a namespace',
      [{ object: { type: 'order', id: 'a', customer: '{user}', body: {} } }],
      { user: 'u1' },
      /namespace:value/,
    ],
    ['a time that is none', EVENT, { user: 'u1', at: 'yesterday' }, /timestamp is no time/],
    [
      'a body that is no object',
      [{ object: { type: 'order', id: 'a', customer: 'user_id:u', body: '{total}' } }],
      { total: 1 },
      /no object/,
    ],
    [
      'a consent that is none',
      [{ consent: { customer: 'user_id:u', purpose: 'marketing', state: 'maybe' } }],
      {},
      /state/,
    ],
  ])('with %s is a problem of its own row', (_, outputs, record, reason) => {
    const [problem] = itemsOf(outputs, record)
    expect(problem).toMatchObject({ kind: 'problem', row: 1 })
    expect((problem as { reason: string }).reason).toMatch(reason)
  })
})

describe('the message id', () => {
  const idOf = (record: unknown, more: object = {}) => {
    const outputs = EVENT.map((output) => ({ ...output, ...more }))
    const [item] = itemsOf(outputs, record)
    return item?.kind === 'event' ? item.body['messageId'] : undefined
  }

  test('is the same for the same content, in whatever order its fields stand', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer(), (user, total) => {
        expect(idOf({ user, total })).toBe(idOf({ total, user, notMapped: Math.PI }))
      }),
    )
  })

  test('differs with the content and with the key', () => {
    const one = idOf({ user: 'u1', total: 1 })
    expect(idOf({ user: 'u1', total: 2 })).not.toBe(one)
    expect(idOf({ user: 'u1', total: 1 }, { key: '{$row}' })).not.toBe(one)
  })

  test('is over a text that says nothing about the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse())
        expect(canonicalText(turned)).toBe(canonicalText(object))
      }),
    )
  })
})

describe('a mapping that is wrong is refused with its place', () => {
  test.each<[unknown, RegExp]>([
    [{ source: 'shop', inputs: [] }, /inputs/],
    [{ source: 'Shop!', inputs: [{ files: '*', outputs: EVENT }] }, /source/],
    [
      { source: 'shop', inputs: [{ files: '*', outputs: [{ evnt: {} }] }] },
      /needs event, object or consent/,
    ],
    [{ source: 'shop', inputs: [{ files: '*', outputs: [{ event: { type: 'trakc' } }] }] }, /type/],
    [
      {
        source: 'shop',
        inputs: [{ files: '*', outputs: [{ event: { type: 'track', userid: 'x' } }] }],
      },
      /userid/,
    ],
  ])('%j', (mapping, message) => {
    expect(JSON.stringify(Mapping.safeParse(mapping).error?.issues)).toMatch(message)
  })

  test('also where a condition cannot be read', () => {
    expect(() => itemsOf(EVENT, {}, { when: 'record.a ==' })).toThrow(
      /inputs\.0 of the mapping: when/,
    )
  })
})
