// Browsers of every origin may collect, and may do nothing else.
import { afterEach, describe, expect, test } from 'vitest'
import { closeDoors, createDoor } from './door.ts'
import { ADMIN_KEY, overloaded, WRITE_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const origin = 'https://shop.example'
const basic = `Basic ${btoa(`${WRITE_KEY}:`)}`

describe('a preflight', () => {
  test.each([
    ['RudderStack, first try', 'anonymousid,authorization,content-type,sentat'],
    ['RudderStack, retry', 'rsa-recovered,rsa-retry-attempt,rsa-retry-reason,sentat'],
    ['Segment, retry', 'content-type,x-retry-count'],
  ])('of %s is answered with the headers it asks for', async (_name, headers) => {
    const { server } = createDoor()
    for (const url of ['/v1/track', '/v1/t/', '/v1/b', '/v1/batch', '/sourceConfig/', '/v1/m']) {
      const answer = await server.inject({
        method: 'OPTIONS',
        url,
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': headers,
        },
      })
      expect(answer.statusCode).toBe(204)
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-allow-headers': headers,
        'access-control-allow-methods': expect.stringContaining('POST'),
        'access-control-max-age': '900',
        vary: expect.stringContaining('Origin'),
      })
    }
  })

  test.each(['/v1/view', '/v1/customers', '/v1/objects/order/1', '/v1/keys', '/metrics'])(
    'for %s gets no permission',
    async (url) => {
      const { server } = createDoor()
      const answer = await server.inject({
        method: 'OPTIONS',
        url,
        headers: { origin, 'access-control-request-method': 'GET' },
      })
      expect(answer.statusCode).toBe(405)
      expect(Object.keys(answer.headers).join()).not.toContain('access-control')
    },
  )
})

describe('an answer to another origin', () => {
  const event = { userId: 'u', event: 'A' }
  test.each([
    [200, { authorization: basic }, event],
    [400, { authorization: basic }, '{'],
    [401, {}, event],
    [413, { authorization: basic }, 'x'.repeat(5_000_000)],
    [415, { authorization: basic, 'content-encoding': 'zip' }, event],
    [429, { authorization: basic }, event],
    [500, { authorization: basic }, event],
    [405, {}, event],
  ] as const)('of status %i may be read by it', async (status, headers, payload) => {
    const { server, failures } = createDoor()
    if (status === 429) failures.push(overloaded())
    if (status === 500) failures.push(new Error('fault'))
    const answer = await server.inject({
      method: status === 405 ? 'PUT' : 'POST',
      url: '/v1/t',
      headers: { ...headers, origin },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    })
    expect(answer.statusCode).toBe(status)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': expect.stringContaining('Retry-After'),
      vary: 'Origin',
    })
  })

  test('of a reading route may not', async () => {
    const { server } = createDoor()
    const answer = await server.inject({
      url: '/v1/purposes',
      headers: { origin, authorization: `Bearer ${ADMIN_KEY}` },
    })
    expect(answer.statusCode).toBe(200)
    expect(Object.keys(answer.headers).join()).not.toContain('access-control')
    expect(answer.headers).toMatchObject({
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
  })
})
