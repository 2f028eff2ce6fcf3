// What business objects promise: one ledger form for SDK events and for our own doors.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../contract/event.ts'
import { testDefinitions } from '../../testing/definitions.ts'
import { canonicalise, eventFromLedger } from './collect.ts'
import { compileCollect } from './compile.ts'
import type { CollectContext, Collected } from './context.ts'
import { canonicaliseObject, type ObjectInput } from './object-event.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const hash = (text: string) => createHash('md5').update(text).digest('hex')
const compiled = compileCollect(testDefinitions())
const CONTEXT: CollectContext = { source: 'erp', receivedAt: NOW, compiled, hash }
const ORDER: ObjectInput = {
  type: 'order',
  id: 'o1',
  mode: 'full',
  body: { status: 'shipped', total: 12, updatedAt: '2026-11-01T08:00:00Z' },
  customer: [{ namespace: 'email', value: 'Ann@Example.com' }],
}

function ok(result: Collected): Event {
  if (!result.ok) throw new Error(result.setAside.reason)
  return result.event
}
const written = (change: Partial<ObjectInput> = {}, context: Partial<CollectContext> = {}) =>
  canonicaliseObject({ ...ORDER, ...change }, { ...CONTEXT, ...context })

describe('an object written through our own door', () => {
  test('is an event on its owner, at the time it says', () => {
    const event = ok(written())
    expect(event).toMatchObject({
      type: 'track',
      name: 'Order Updated',
      kind: 'order',
      occurredAt: Date.UTC(2026, 10, 1, 8),
      record: { namespace: 'email', key: 'ann@example.com', source: 'erp' },
      object: { type: 'order', id: 'o1', mode: 'full', status: 'shipped', body: ORDER.body },
    })
  })
  test('twice has one id and one fingerprint, whenever and in whatever key order', () => {
    const first = ok(written())
    const body = { updatedAt: '2026-11-01T08:00:00Z', total: 12, status: 'shipped' }
    const again = ok(written({ body }, { receivedAt: NOW + 1e6 }))
    expect([again.id, again.fingerprint]).toEqual([first.id, first.fingerprint])
    expect(ok(written({ body: { ...body, total: 13 } })).id).not.toBe(first.id)
  })
  test('keeps a user id, an anonymous id and a group id in their places', () => {
    const customer = [
      { namespace: 'user_id', value: 'u1' },
      { namespace: 'crm_id', value: 'c1' },
    ]
    const account = [{ namespace: 'group_id', value: 'g1' }]
    const event = ok(written({ customer, account }))
    expect(event.record).toMatchObject({ namespace: 'user_id', key: 'u1', entity: 'customer' })
    expect(event.identifiers.map((seen) => seen.namespace)).toEqual(['user_id', 'crm_id'])
    expect(event.account?.record).toMatchObject({ namespace: 'group_id', key: 'g1' })
  })
  test("of an organisation stands on the organisation's record", () => {
    const account = [{ namespace: 'domain', value: 'acme.example' }]
    const event = ok(written({ type: 'opportunity', customer: [], account }))
    expect(event.record).toMatchObject({ entity: 'account', namespace: 'domain' })
    expect(event).toMatchObject({ name: 'Opportunity Updated', kind: 'sales' })
  })
  test('is set aside with a reason when it does not fit its type', () => {
    expect(written({ type: 'spaceship' })).toMatchObject({ setAside: { code: 'OBJECT_INVALID' } })
    expect(written({ body: {} })).toMatchObject({ setAside: { reason: 'The order needs status' } })
    expect(written({ id: '' })).toMatchObject({ setAside: { code: 'OBJECT_INVALID' } })
    expect(written({ customer: [] })).toMatchObject({
      setAside: { code: 'ID_MISSING', reason: expect.stringContaining('customer or account') },
    })
    expect(ok(written({ body: { total: 1 }, mode: 'patch' })).object?.status).toBeUndefined()
  })
  test('that was set aside can be replayed from its text', () => {
    const aside = written({ customer: [] })
    if (aside.ok) throw new Error('it became an event')
    const fixed = { ...JSON.parse(aside.setAside.raw), userId: 'u1' }
    const event = ok(canonicalise(fixed, { ...CONTEXT, trusted: true }))
    expect(event.object).toMatchObject({ type: 'order', id: 'o1' })
  })
  test('whose type is gone later stays an event, flagged', () => {
    const event = ok(written())
    const without = compileCollect(testDefinitions({ objects: [] }))
    const again = eventFromLedger(event, without, hash)
    expect(again.object).toBeUndefined()
    expect(again.flags).toEqual(['object_invalid'])
    expect(again.occurredAt).toBe(event.occurredAt)
  })
})

describe('an event of an SDK', () => {
  const COMPLETED = {
    type: 'track',
    event: 'Order Completed',
    userId: 'u1',
    properties: { order_id: 17, total: 5 },
  }
  test('changes the object that the definitions name', () => {
    expect(ok(canonicalise(COMPLETED, CONTEXT)).object).toEqual({
      type: 'order',
      id: '17',
      mode: 'patch',
      status: 'placed',
      body: { order_id: 17, total: 5, status: 'placed' },
    })
  })
  test('without the id of its object is an ordinary event', () => {
    const event = ok(canonicalise({ ...COMPLETED, properties: { total: 5 } }, CONTEXT))
    expect(event.object).toBeUndefined()
    expect(event.kind).toBe('order')
  })
})

test('an SDK that spells the id of the order its own way changes the same order', () => {
  const event = (properties: object) =>
    ok(canonicalise({ type: 'track', event: 'Order Completed', userId: 'u1', properties }, CONTEXT))
  const known = { type: 'order', id: 'o1', status: 'placed' }
  expect(event({ order_id: 'o1' }).object).toMatchObject(known)
  expect(event({ orderId: 'o1' }).object).toMatchObject(known)
  expect(event({ orderId: 'other', order_id: 'o1' }).object).toMatchObject(known)
  expect(event({ orderId: 'o1' }).flags).not.toContain('plan_violation')
  expect(event({ order: 'o1' }).flags).toContain('plan_violation')
})
