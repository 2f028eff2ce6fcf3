// Bodies that hold no readable event are kept for whoever runs the sender: its SDK has dropped them.
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { ProblemError } from '../../src/contract/problem.ts'
import { closeDoors, createDoor, type TestDoor } from './door.ts'
import { ADMIN_KEY, WRITE_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const writer = { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}`, 'user-agent': 'sdk/1' }

async function send(
  door: TestDoor,
  payload: string | Buffer,
  headers: object = {},
  url = '/v1/batch',
) {
  const answer = await door.server.inject({
    ...{ method: 'POST', url, payload },
    headers: { ...writer, ...headers },
  })
  const kept = door.asked.filter(([name]) => name === 'keepBody').map(([, body]) => body)
  return { status: answer.statusCode, answer: answer.json(), kept }
}

test.each([
  ['no JSON', '{"batch":[', {}, '{"batch":['],
  ['no text', Buffer.from([0x7b, 0xff, 0x00]), {}, 'base64:e/8A'],
  ['a NUL', '{\u0000', {}, 'base64:ewA='],
  ['packed and no JSON', gzipSync('[1,'), { 'content-encoding': 'gzip' }, '[1,'],
  ['not packed as it says', Buffer.from('[]'), { 'content-encoding': 'gzip' }, '[]'],
  ['JSON without a list', '{"events":[{"userId":"u"}]}', {}, { events: [{ userId: 'u' }] }],
])('what is %s is refused and kept as it came', async (_name, payload, headers, body) => {
  const { status, answer, kept } = await send(createDoor(), payload, headers)
  expect(status).toBe(400)
  expect(answer.detail).toContain('dead_1')
  const reason = expect.stringMatching(/^POST \/v1\/batch: /)
  expect(kept).toEqual([{ source: 'shop', body, reason, library: 'sdk/1' }])
})

test.each([
  ['without a key', { authorization: '' }],
  ['with an unknown key', { authorization: 'Basic bm90aGluZzo=' }],
])('of a stranger %s nothing is kept', async (_name, headers) => {
  const { status, kept } = await send(createDoor(), '{', headers)
  expect([status, kept]).toEqual([400, []])
})

test('nothing of an empty body, and of bodies of other routes, is kept', async () => {
  const door = createDoor()
  expect((await send(door, '')).kept).toEqual([])
  const admin = { authorization: `Bearer ${ADMIN_KEY}` }
  expect((await send(door, '{', admin, '/v1/view')).kept).toEqual([])
})

test('when it cannot be kept now, the sender is asked to send it again', async () => {
  const door = createDoor()
  door.failures.push(new ProblemError('UNAVAILABLE', 'gone'))
  expect((await send(door, '{')).status).toBe(503)
})
