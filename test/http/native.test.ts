// The routes for people and servers: what is asked arrives at the engine, what it answers goes out.
import { afterEach, describe, expect, test } from 'vitest'
import { closeDoors, createDoor, listen } from './door.ts'
import { ADMIN_KEY } from './fake-engine.ts'

afterEach(closeDoors)

const headers = { authorization: `Bearer ${ADMIN_KEY}` }

/** route, body, what the engine is asked, status, what is answered */
const CALLS: readonly [string, object | undefined, readonly unknown[], number, unknown][] = [
  [
    'GET /v1/set-aside?state=open&code=ID_MISSING&limit=7&cursor=c',
    undefined,
    ['setAsides', { state: 'open', code: 'ID_MISSING', limit: 7, cursor: 'c' }],
    200,
    { items: [], next: null },
  ],
  ['GET /v1/set-aside', undefined, ['setAsides', { limit: 50 }], 200, { items: [], next: null }],
  [
    'POST /v1/set-aside/replay',
    { ids: ['dead_1'], correctedRaw: '{}' },
    ['replay', ['dead_1'], '{}'],
    200,
    { accepted: 1, results: [{ messageId: 'm1' }] },
  ],
  [
    'POST /v1/set-aside/discard',
    { ids: ['dead_1'] },
    ['discard', ['dead_1']],
    200,
    { discarded: 1 },
  ],
  [
    'POST /v1/customers/email%3Aann%40example.com/objective',
    { job: 'pay-bill', verdict: 'confirm' },
    [
      'sayObjective',
      'email:ann@example.com',
      { job: 'pay-bill', verdict: 'confirm', channel: 'api' },
    ],
    201,
    { id: 'evt_1' },
  ],
  [
    'PUT /v1/situation/constraints/c1',
    { capability: 'support-phone', effect: 'block', reason: 'fire drill' },
    [
      'putSituation',
      [
        {
          kind: 'constraint',
          constraint: {
            id: 'c1',
            at: '2026-11-21T12:00:00.000Z',
            capability: 'support-phone',
            effect: 'block',
            amount: 0,
            reason: 'fire drill',
          },
        },
      ],
    ],
    200,
    { stored: 1, known: 0 },
  ],
  [
    'PUT /v1/situation/incidents/INC-7',
    { title: 'Node KSD-7 is down', status: 'identified', at: '2026-11-21T11:00:00.000Z' },
    [
      'putSituation',
      [
        {
          kind: 'incident',
          incident: {
            id: 'INC-7',
            title: 'Node KSD-7 is down',
            capabilities: [],
            status: 'identified',
            at: '2026-11-21T11:00:00.000Z',
          },
        },
      ],
    ],
    200,
    { stored: 1, known: 0 },
  ],
  [
    'PUT /v1/situation/commitments/CB-17',
    { subject: 'user_id:1', title: 'Call back', dueAt: '2026-11-22T18:00:00.000Z' },
    [
      'putSituation',
      [
        {
          kind: 'commitment',
          commitment: {
            id: 'CB-17',
            subject: 'user_id:1',
            kind: 'promise',
            title: 'Call back',
            dueAt: '2026-11-22T18:00:00.000Z',
            state: 'open',
            at: '2026-11-21T12:00:00.000Z',
            evidence: [],
          },
        },
      ],
    ],
    200,
    { stored: 1, known: 0 },
  ],
  [
    'POST /v1/journeys/map',
    { purpose: 'product', by: 'tier' },
    ['journeyMap', { purpose: 'product', journey: 'discovered', by: 'tier' }],
    200,
    { state: 'ready' },
  ],
  [
    'GET /v1/customers?q=ann&purpose=service',
    undefined,
    ['search', 'ann', { purpose: 'service', limit: 20 }],
    200,
    { items: [] },
  ],
  [
    'GET /v1/accounts/group_id%3A42/timeline?purpose=sales&area=orders&from=2026-01-01T00:00:00Z',
    undefined,
    [
      'timeline',
      'group_id:42',
      { purpose: 'sales', limit: 50, area: 'orders', from: '2026-01-01T00:00:00Z' },
    ],
    200,
    { items: [], next: null },
  ],
  [
    'GET /v1/customers/email%3Aann%40example.com/identity?purpose=service&asOf=2026-01-01T00:00:00Z',
    undefined,
    ['identity', 'email:ann@example.com', { purpose: 'service', asOf: '2026-01-01T00:00:00Z' }],
    200,
    { id: 'cus_1' },
  ],
  [
    'GET /v1/identity/explain?a=cus_1&b=email%3Aa%40b.se&purpose=stewardship',
    undefined,
    ['explainIdentity', { a: 'cus_1', b: 'email:a@b.se', purpose: 'stewardship' }],
    200,
    { together: true },
  ],
  [
    'GET /v1/identity/reviews?purpose=stewardship&entity=account&from=-1&to=3',
    undefined,
    ['reviews', { purpose: 'stewardship', entity: 'account', from: -1, to: 3, limit: 20 }],
    200,
    { items: [], next: null },
  ],
  [
    'POST /v1/identity/reviews/rev_1',
    { verdict: 'different', reason: 'twins', dryRun: true },
    ['decideReview', 'rev_1', { verdict: 'different', reason: 'twins', dryRun: true }],
    200,
    { undo: [] },
  ],
  [
    'POST /v1/identity/move',
    { record: 'rec_1', to: 'cus_2', reason: 'hers' },
    ['move', { record: 'rec_1', to: 'cus_2', reason: 'hers', dryRun: false }],
    200,
    { undo: [] },
  ],
  ['POST /v1/identity/resume', {}, ['resumeMatching', 'customer'], 200, { resumed: true }],
  [
    'POST /v1/identity/train',
    { entity: 'account' },
    ['startTraining', { entity: 'account', seed: 1 }],
    202,
    { id: 'job_1', state: 'running' },
  ],
  [
    'POST /v1/identity/try',
    { seed: 7, definition: { thresholds: { link: 4 } } },
    [
      'startTrying',
      {
        entity: 'customer',
        seed: 7,
        definition: {
          columns: {},
          keys: [],
          levels: {},
          thresholds: { link: 4 },
          duplicateFreeSources: [],
        },
      },
    ],
    202,
    { kind: 'try' },
  ],
  ['GET /v1/identity/jobs/job_1', undefined, ['identityJob', 'job_1'], 200, { id: 'job_1' }],
  [
    'GET /v1/identity/jobs/job_1/changes?kind=split&cursor=50',
    undefined,
    ['identityChanges', 'job_1', { kind: 'split', cursor: '50', limit: 50 }],
    200,
    { items: [], next: null },
  ],
  [
    'GET /v1/objects/order/1?purpose=billing',
    undefined,
    ['getObject', 'order', '1', 'billing'],
    200,
    { type: 'order' },
  ],
  [
    'GET /v1/audit?subject=user_id:1&purpose=privacy',
    undefined,
    ['audit', { subject: 'user_id:1', purpose: 'privacy', limit: 50 }],
    200,
    { items: [], next: null },
  ],
  [
    'POST /v1/definitions',
    { computed: [] },
    ['applyDefinitions', { computed: [] }, { author: 'tests', dryRun: false }],
    200,
    { version: 2, changed: ['lenses'], dryRun: false },
  ],
  [
    'POST /v1/definitions/check',
    { computed: [] },
    ['applyDefinitions', { computed: [] }, { author: 'tests', dryRun: true }],
    200,
    { dryRun: true },
  ],
  ['GET /v1/keys', undefined, ['listKeys'], 200, { items: [{ id: 'key_1' }] }],
  [
    'POST /v1/keys',
    { name: 'shop', kind: 'write', source: 'shop' },
    ['createKey', { name: 'shop', kind: 'write', source: 'shop' }],
    201,
    { id: 'key_1', key: 'alk_new' },
  ],
  [
    'POST /v1/consents',
    { customer: 'user_id:1', purpose: 'marketing', state: 'withdrawn' },
    [
      'recordConsent',
      { customer: 'user_id:1', purpose: 'marketing', state: 'withdrawn', channel: '*' },
    ],
    201,
    { id: 'con_1' },
  ],
  ['GET /health', undefined, ['health'], 200, { ready: true }],
]

test.each(CALLS)('%s', async (route, payload, asks, status, answers) => {
  const { server, asked } = createDoor()
  const [method, url] = route.split(' ') as ['GET', string]
  const answer = await server.inject({ method, url, headers, ...(payload && { payload }) })
  expect(answer.statusCode).toBe(status)
  expect(answer.json()).toMatchObject(answers as object)
  expect(asked[0]?.slice(0, asks.length)).toEqual(asks)
})

test('definitions, purposes and the situation are read', async () => {
  const { server } = createDoor()
  expect((await server.inject({ url: '/v1/definitions', headers })).json()).toMatchObject({
    version: 1,
    definitions: { lenses: [] },
  })
  expect((await server.inject({ url: '/v1/purposes', headers })).json()).toEqual({ items: [] })
  expect((await server.inject({ url: '/v1/situation', headers })).json()).toMatchObject({
    incidents: [],
  })
})

test('a revoked key answers 204 without a body', async () => {
  const { server } = createDoor()
  const answer = await server.inject({ method: 'DELETE', url: '/v1/keys/key_1', headers })
  expect([answer.statusCode, answer.body]).toEqual([204, ''])
})

describe('operation', () => {
  test('version names the program', async () => {
    const { server } = createDoor()
    expect((await server.inject('/version')).json()).toEqual({
      name: 'alidade',
      version: '0.0.0-test',
    })
  })

  test('metrics are Prometheus text', async () => {
    const { server } = createDoor()
    const answer = await server.inject({ url: '/metrics', headers })
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(answer.body).toBe('alidade_events_total 1\n')
  })

  test('health is 503 with Retry-After while it cannot store', async () => {
    const { server, engine } = createDoor()
    const health = { ready: false, database: 'server', version: '1', checks: { database: 'gone' } }
    Object.assign(engine, { health: async () => health })
    const answer = await server.inject('/health')
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2'])
    expect(answer.json()).toEqual(health)
  })

  test('a stopping server answers what it has begun', async () => {
    const { server, engine } = createDoor()
    let finish = (): void => undefined
    const begun = new Promise<void>((resolve) => {
      const view = engine.view
      Object.assign(engine, {
        view: async (...args: Parameters<typeof view>) => {
          resolve()
          await new Promise<void>((done) => {
            finish = done
          })
          return view(...args)
        },
      })
    })
    const url = await listen(server)
    const answer = fetch(`${url}/v1/view`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ customer: 'user_id:1', purpose: 'service' }),
    })
    await begun
    const closed = server.close()
    finish()
    expect((await answer).status).toBe(200)
    await closed
  })
})
