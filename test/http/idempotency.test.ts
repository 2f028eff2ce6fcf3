// A write sent again under one Idempotency-Key counts once; the key in the body counts more than the header.
import { afterEach, expect, test } from 'vitest'
import { closeDoors, createDoor } from './door.ts'
import { ADMIN_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const admin = { authorization: `Bearer ${ADMIN_KEY}` }
const object = { method: 'PUT', url: '/v1/objects/order/1' } as const
const consent = { method: 'POST', url: '/v1/consents' } as const
const said = { customer: 'user_id:1', purpose: 'marketing', state: 'given' }

test('an object is written once under a key, and other content under it is 409', async () => {
  const { server } = createDoor()
  const headers = { ...admin, 'idempotency-key': 'k1' }
  const put = (total: number) => server.inject({ ...object, headers, payload: { body: { total } } })
  const answers = [await put(1), await put(1), await put(2)]
  expect(answers.map((answer) => answer.json().status)).toEqual(['stored', 'duplicate', 409])
})

test.each([
  [{}, 'header'],
  [{ idempotencyKey: 'body' }, 'body'],
])('a consent with %j is kept under the key of the %s', async (more, key) => {
  const { server, asked } = createDoor()
  const headers = { ...admin, 'idempotency-key': 'header' }
  await server.inject({ ...consent, headers, payload: { ...said, ...more } })
  expect(asked[0]?.[1]).toMatchObject({ idempotencyKey: key })
})

test('a decision about identity is handed on with its key', async () => {
  const { server, asked } = createDoor()
  const headers = { ...admin, 'idempotency-key': 'k' }
  const payload = { a: 'user_id:1', b: 'user_id:2', reason: 'same person' }
  await server.inject({ method: 'POST', url: '/v1/identity/link', headers, payload })
  expect(asked[0]?.[1]).toMatchObject({ ...payload, idempotencyKey: 'k' })
})

test('without a key nothing is made up', async () => {
  const { server, asked, objects } = createDoor()
  await server.inject({ ...consent, headers: admin, payload: said })
  await server.inject({ ...object, headers: admin, payload: { body: {} } })
  expect(asked[0]?.[1]).not.toHaveProperty('idempotencyKey')
  expect(objects[0]).not.toHaveProperty('messageId')
})

test('a key that is too long is refused, not cut', async () => {
  const { server } = createDoor()
  const headers = { ...admin, 'idempotency-key': 'k'.repeat(256) }
  const answer = await server.inject({ ...object, headers, payload: { body: {} } })
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'QUERY_INVALID'])
})
