// Whatever goes wrong, the answer is problem+json with a code, and never a stack.
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ProblemError } from '../../src/contract/problem.ts'
import { closeDoors, createDoor, listen } from './door.ts'
import { ADMIN_KEY, overloaded, WRITE_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const admin = { authorization: `Bearer ${ADMIN_KEY}` }
const writer = { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` }
const MOVE = { record: 'user_id:1', to: 'user_id:2', reason: 'hers' }
const event = { userId: 'u1', event: 'Order Completed' }

describe('a parameter that the address does not know', () => {
  test.each([
    ['GET', '/v1/audit?purpose=data-quality&subjct=user_id:1', undefined, 'subjct', 'subject'],
    ['POST', '/v1/identity/move?dryRun=true', MOVE, 'dryRun', 'takes none'],
    ['GET', '/v1/purposes?toString=1', undefined, 'toString', 'takes none'],
  ] as const)('%s %s is refused by name', async (method, url, payload, name, known) => {
    const { server, calls } = createDoor()
    const answer = await server.inject({ method, url, headers: admin, ...(payload && { payload }) })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'QUERY_INVALID' })
    expect(answer.json().detail).toContain(`"${name}"`)
    expect(answer.json().detail).toContain(known)
    expect(calls).toEqual([])
  })

  test('is none of ours where SDKs and probes add their own', async () => {
    const { server } = createDoor()
    const sent = { method: 'POST', url: '/v1/track?_=1', headers: writer, payload: event } as const
    expect((await server.inject(sent)).statusCode).toBe(200)
    expect((await server.inject({ url: '/health?probe=1' })).statusCode).toBe(200)
  })
})

test('a body that does not fit is told what is missing, and which names there are', async () => {
  const { server, calls } = createDoor()
  const link = (payload: object) =>
    server.inject({ method: 'POST', url: '/v1/identity/link', headers: admin, payload })
  const { statusCode, ...answer } = await link({ a: 'user_id:1', verdict: 'same', dryRun: 'yes' })
  expect(statusCode).toBe(400)
  expect(answer.json()).toMatchObject({
    code: 'BODY_INVALID',
    detail: 'body /b: is missing; expected string',
  })
  expect(answer.json().errors).toEqual([
    { path: '/b', message: 'is missing; expected string' },
    { path: '/reason', message: 'is missing; expected string' },
    { path: '/dryRun', message: expect.stringContaining('expected boolean') },
    {
      path: '/',
      message: 'There is no "verdict" here; there are a, b, reason, dryRun, idempotencyKey',
    },
  ])
  const { detail } = (
    await server.inject({
      method: 'POST',
      url: '/v1/customers/user_id:1/objective',
      headers: admin,
      payload: { job: 'upgrade' },
    })
  ).json()
  expect(detail).toBe(
    'body /verdict: is missing; expected one of "confirm", "correct", "declare", "resolve"',
  )
  expect(calls).toEqual([])
})

describe('an error answer', () => {
  test('names type, title, status, code, detail and the request id that the header also has', async () => {
    const { server } = createDoor()
    const answer = await server.inject({ url: '/nowhere' })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(answer.json()).toEqual({
      type: '/docs#NOT_FOUND',
      title: expect.any(String),
      status: 404,
      code: 'NOT_FOUND',
      detail: expect.any(String),
      requestId: answer.headers['x-request-id'],
    })
  })

  test('hides a fault of ours and logs it under the request id', async () => {
    const { server, failures, logged } = createDoor()
    failures.push(new Error('password=secret in select * from customers'))
    const answer = await server.inject({
      method: 'POST',
      url: '/v1/view',
      headers: admin,
      payload: { customer: 'user_id:1', purpose: 'service' },
    })
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toMatch(/secret|select|\.ts|at /)
    expect(logged).toEqual([expect.objectContaining({ requestId: answer.json().requestId })])
  })

  test('logs a storage error that is no problem of the caller, but not an expected one', async () => {
    const { server, failures, logged } = createDoor()
    failures.push(new ProblemError('STORAGE_FULL', 'no room'))
    const full = await server.inject({
      method: 'POST',
      url: '/v1/track',
      headers: writer,
      payload: event,
    })
    expect(full.statusCode).toBe(507)
    expect(logged).toEqual([])
  })

  test('answers 500 when the engine answers something outside the documented shape', async () => {
    const { server, engine } = createDoor()
    Object.assign(engine, { search: async () => [{ id: 1 }] })
    const answer = await server.inject({
      url: '/v1/customers?q=ann&purpose=service',
      headers: admin,
    })
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'INTERNAL'])
  })

  test('names the fields that do not fit', async () => {
    const { server } = createDoor()
    const answer = await server.inject({
      method: 'POST',
      url: '/v1/view',
      headers: admin,
      payload: { customer: 'user_id:1', purpose: 5, nonsense: true },
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({
      code: 'BODY_INVALID',
      errors: [{ path: '/purpose' }, {}],
    })
  })

  test('keeps the list of faulty fields and their texts short', async () => {
    const { server } = createDoor()
    const objects = Array.from({ length: 500 }, () => ({ ['x'.repeat(5_000)]: 1 }))
    const answer = await server.inject({
      method: 'POST',
      url: '/v1/objects',
      headers: admin,
      payload: { objects },
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.body.length).toBeLessThan(20_000)
  })

  test.each([
    ['view', 'POST', '/v1/view', { purpose: 'service' }, 400, 'BODY_INVALID'],
    [
      'view of two',
      'POST',
      '/v1/view',
      { customer: 'a:b', account: 'a:b', purpose: 'x' },
      400,
      'BODY_INVALID',
    ],
    ['definitions', 'POST', '/v1/definitions', { lenses: 3 }, 422, 'DEFINITION_INVALID'],
    ['definitions', 'POST', '/v1/definitions/check', { unknown: 1 }, 422, 'DEFINITION_INVALID'],
    ['object', 'PUT', '/v1/objects/order/1', { body: 'x' }, 400, 'BODY_INVALID'],
    ['object of no type', 'PUT', '/v1/objects/nonsense/1', { body: {} }, 422, 'OBJECT_INVALID'],
    ['empty body', 'POST', '/v1/view', undefined, 400, 'BODY_INVALID'],
    [
      'replay',
      'POST',
      '/v1/set-aside/replay',
      { ids: ['a', 'b'], correctedRaw: '{}' },
      400,
      'BODY_INVALID',
    ],
    ['search', 'GET', '/v1/customers?q=ann', undefined, 400, 'QUERY_INVALID'],
    ['search', 'GET', '/v1/customers?q=a&q=b&purpose=x', undefined, 400, 'QUERY_INVALID'],
    ['receipt', 'GET', '/v1/receipts/unknown', undefined, 404, 'NOT_FOUND'],
    ['reference', 'GET', '/v1/customers/x/timeline?purpose=service', undefined, 404, 'NOT_FOUND'],
    ['path', 'GET', '/v1/customers/%ff/timeline', undefined, 404, 'NOT_FOUND'],
    ['NUL in the path', 'GET', '/v1/receipts/a%00b', undefined, 404, 'NOT_FOUND'],
    ['NUL', 'GET', '/v1/customers?q=%00&purpose=x', undefined, 400, 'QUERY_INVALID'],
    ['key', 'DELETE', '/v1/keys/key_9', undefined, 404, 'NOT_FOUND'],
  ] as const)('%s: %s %s -> %i %s', async (_name, method, url, payload, status, code) => {
    const { server } = createDoor()
    const answer = await server.inject({
      method,
      url,
      headers: admin,
      ...(payload && { payload }),
    })
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
  })

  test('a second write of one object under the same id with other content is 409', async () => {
    const { server } = createDoor()
    const put = (total: number) =>
      server.inject({
        method: 'PUT',
        url: '/v1/objects/order/1',
        headers: admin,
        payload: { messageId: 'm', body: { total } },
      })
    expect((await put(1)).json()).toMatchObject({ status: 'stored' })
    expect((await put(1)).json()).toMatchObject({ status: 'duplicate' })
    expect((await put(2)).statusCode).toBe(409)
  })
})

describe('the method', () => {
  test.each([
    ['GET', '/v1/track'],
    ['DELETE', '/v1/view'],
    ['PATCH', '/v1/objects/order/1'],
    ['TRACE', '/health'],
    ['POST', '/v1/audit'],
  ] as const)('%s %s is known but not taken: 405 with Allow', async (method, url) => {
    const { server } = createDoor()
    const answer = await server.inject({ method: method as 'GET', url })
    expect(answer.statusCode).toBe(405)
    expect(answer.headers['allow']).toMatch(/[A-Z]+/)
    expect(answer.json().code).toBe('METHOD_NOT_ALLOWED')
  })
})

describe('overload', () => {
  test.each([
    [undefined, '2'],
    [0.2, '1'],
    [7.5, '8'],
  ])('with %s seconds answers 429 and Retry-After %s', async (seconds, header) => {
    const { server, failures } = createDoor()
    failures.push(overloaded(seconds))
    const answer = await server.inject({
      method: 'POST',
      url: '/v1/batch',
      headers: writer,
      payload: { batch: [event] },
    })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, header])
  })

  test('of the database answers 503 and Retry-After', async () => {
    const { server, failures } = createDoor()
    failures.push(new ProblemError('UNAVAILABLE', 'gone'))
    const answer = await server.inject({
      method: 'POST',
      url: '/v1/t',
      headers: writer,
      payload: event,
    })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2'])
  })
})

describe('what is not even a request', () => {
  test('gets 431 for too many headers', async () => {
    const { server } = createDoor()
    const url = await listen(server)
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(url, { headers: { 'x-long': 'x'.repeat(20_000) } }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      request.on('error', reject)
      request.end()
    })
    expect(status).toBe(431)
  })

  test('gets 400 for noise, and the connection is closed', async () => {
    const { server } = createDoor()
    const text = await raw(await listen(server), 'NOISE\r\n\r\n')
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain('"code":"BODY_UNREADABLE"')
  })

  test.each([
    ['sends no headers', ''],
    ['sends half of its headers', 'POST /v1/track HTTP/1.1\r\nhost: x\r\n'],
    [
      'stops in its body',
      'POST /v1/track HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"event":',
    ],
  ])('a client that %s is closed in time', async (_name, text) => {
    const limits = { headersTimeoutMs: 300, requestTimeoutMs: 500, checkEveryMs: 100 }
    const { server } = createDoor({ limits })
    const started = Date.now()
    await raw(await listen(server), text)
    expect(Date.now() - started).toBeLessThan(3_000)
  })
})

/** Sends text over a socket and waits until the server closes it. */
function raw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), hostname, () => socket.write(text))
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}
