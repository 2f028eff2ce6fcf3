// Who may call what: every route with every scope, and with none. A route without a row fails the test.
import { afterEach, describe, expect, test } from 'vitest'
import { SCOPES } from '../../src/engine/api.ts'
import type { RouteScope } from '../../src/http/door.ts'
import { openapiDocument } from '../../src/http/openapi-document.ts'
import { closeDoors, createDoor } from './door.ts'
import { ADMIN_KEY, keyWith, WRITE_KEY } from './fake-engine.ts'

afterEach(closeDoors)

/** The whole table of rights, written by hand: a change of a route's scope must be made twice. */
const RIGHTS: Readonly<Record<string, RouteScope>> = {
  'PUT /v1/objects/{type}/{id}': 'objects:write',
  'POST /v1/objects': 'objects:write',
  'GET /v1/objects/{type}/{id}': 'objects:read',
  'GET /v1/receipts/{messageId}': 'receipts:read',
  'GET /v1/set-aside': 'dead-letters',
  'POST /v1/set-aside/replay': 'dead-letters',
  'POST /v1/set-aside/discard': 'dead-letters',
  'POST /v1/view': 'view',
  'GET /v1/customers': 'search',
  'GET /v1/customers/{ref}/timeline': 'timeline',
  'GET /v1/accounts/{ref}/timeline': 'timeline',
  'GET /v1/customers/{ref}/identity': 'identity:read',
  'GET /v1/accounts/{ref}/identity': 'identity:read',
  'POST /v1/identity/link': 'identity:write',
  'POST /v1/identity/unlink': 'identity:write',
  'POST /v1/identity/move': 'identity:write',
  'POST /v1/identity/resume': 'identity:write',
  'POST /v1/identity/train': 'definitions:write',
  'POST /v1/identity/try': 'definitions:write',
  'GET /v1/identity/jobs/{id}': 'definitions:write',
  'GET /v1/identity/jobs/{id}/changes': 'definitions:write',
  'GET /v1/identity/explain': 'identity:read',
  'GET /v1/identity/reviews': 'identity:read',
  'POST /v1/identity/reviews/{id}': 'identity:write',
  'GET /v1/consents': 'consent:read',
  'POST /v1/consents': 'consent:write',
  'GET /v1/purposes': 'consent:read',
  'GET /v1/audit': 'audit:read',
  'POST /v1/customers/{ref}/objective': 'objective:write',
  'POST /v1/journeys/map': 'journeys:read',
  'GET /v1/situation': 'situation:read',
  'POST /v1/situation': 'situation:write',
  'PUT /v1/situation/commitments/{id}': 'situation:write',
  'PUT /v1/situation/constraints/{id}': 'situation:write',
  'PUT /v1/situation/incidents/{id}': 'situation:write',
  'PUT /v1/situation/signals/{id}': 'situation:write',
  'GET /v1/definitions': 'definitions:read',
  'POST /v1/definitions': 'definitions:write',
  'POST /v1/definitions/check': 'definitions:write',
  'GET /v1/keys': 'keys',
  'POST /v1/keys': 'keys',
  'DELETE /v1/keys/{id}': 'keys',
  'GET /metrics': 'metrics',
  'GET /health': 'open',
  'GET /version': 'open',
  'GET /v1/openapi.json': 'open',
  'POST /v1/m': 'open',
}
const COLLECTS =
  /^POST \/(v1\/(identify|track|page|screen|group|alias|[itpsga]|batch|b|import)|beacon\/v1\/batch|batch|api\/s\/(s2s\/)?[a-z]+|api\/public\/apps\/[a-z]+)$|^GET \/(v1\/projects\/\{writeKey\}\/settings|sourceConfig|v1\/pixel\/\{method\}|pixel\/v1\/\{method\})$/

const document = await openapiDocument({ version: '0.0.0-test' })
const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
)

test('every route stands in the table, and every row is a route', () => {
  const native = routes.filter((route) => !COLLECTS.test(route))
  expect(native.sort()).toEqual(Object.keys(RIGHTS).sort())
  expect(routes.length - native.length).toBe(40)
})

test('a route that declares no scope stops the server from starting', async () => {
  const { server } = createDoor()
  expect(() => server.get('/open-door', async () => 'anything')).toThrow(/scope/)
})

const guarded = Object.entries(RIGHTS).filter(([, scope]) => scope !== 'open')

describe.each(guarded)('%s', (route, scope) => {
  const [method, path] = route.split(' ') as ['GET', string]
  const url = path.replaceAll(/\{\w+\}/g, 'user_id:1')
  const openDoor = () => {
    const door = createDoor()
    for (const other of SCOPES) door.keys.set(`only-${other}`, keyWith([other]))
    door.keys.set('all-but-one', keyWith(SCOPES.filter((other) => other !== scope)))
    return async (headers: Record<string, string>, body: object = {}) => {
      const payload = method === 'GET' ? {} : { payload: JSON.stringify(body) }
      const answer = await door.server.inject({ method, url, headers, ...payload })
      return { status: answer.statusCode, asked: door.asked }
    }
  }

  test('is open to its own scope', async () => {
    const { status } = await openDoor()({ authorization: `Bearer only-${scope}` })
    expect([401, 403]).not.toContain(status)
  })

  test('is closed to every other scope, and asks the engine nothing', async () => {
    const call = openDoor()
    for (const other of SCOPES.filter((name) => name !== scope)) {
      const { status, asked } = await call({ authorization: `Bearer only-${other}` })
      expect([other, status, asked]).toEqual([other, 403, []])
    }
    expect((await call({ authorization: 'Bearer all-but-one' })).status).toBe(403)
  })

  test('is closed to a write key, and to every way that only collecting takes', async () => {
    const call = openDoor()
    expect((await call({ authorization: `Bearer ${WRITE_KEY}` })).status).toBe(403)
    for (const headers of [
      { authorization: `Basic ${btoa(`${ADMIN_KEY}:`)}` },
      { authorization: ADMIN_KEY },
      { 'x-write-key': ADMIN_KEY },
    ]) {
      expect((await call(headers, { writeKey: ADMIN_KEY })).status).toBe(401)
    }
  })

  test('is closed without a key, with an unknown and with an empty one', async () => {
    const call = openDoor()
    expect((await call({})).status).toBe(401)
    expect((await call({ authorization: 'Bearer unknown' })).status).toBe(401)
    expect((await call({ authorization: 'Bearer ' })).status).toBe(401)
  })
})

test('HEAD asks for the same key as GET', async () => {
  const { server } = createDoor()
  const url = '/v1/audit?purpose=privacy'
  expect((await server.inject({ method: 'HEAD', url })).statusCode).toBe(401)
  const headers = { authorization: `Bearer ${ADMIN_KEY}` }
  expect((await server.inject({ method: 'HEAD', url, headers })).statusCode).toBe(200)
})

test('the key is asked for before the body is read', async () => {
  const { server } = createDoor()
  const answer = await server.inject({ method: 'POST', url: '/v1/view', payload: '{' })
  expect(answer.statusCode).toBe(401)
})

test('the engine is told who asks, under the request id of the answer', async () => {
  const { server, asked } = createDoor()
  const answer = await server.inject({
    method: 'POST',
    url: '/v1/view',
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
    payload: { customer: 'user_id:1', purpose: 'service' },
  })
  expect(answer.statusCode).toBe(200)
  expect(asked).toEqual([
    [
      'view',
      { customer: 'user_id:1', purpose: 'service', channel: 'api', explain: false },
      expect.objectContaining({ keyId: 'key_1', requestId: answer.headers['x-request-id'] }),
    ],
  ])
})
