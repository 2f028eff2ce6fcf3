// Requests that are right but for one place: what is wrong all over is refused at the door, these come far in.
import fc from 'fast-check'

export interface AlmostRight {
  readonly method: string
  /** as the document writes it */
  readonly route: string
  readonly url: string
  readonly body: string
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

interface Right {
  readonly method: string
  readonly route: string
  readonly url?: string
  readonly body: Json
}

const AT = '2026-06-30T12:00:00.000Z'
const WHO = 'user_id:almost'

const track = (event: string, properties: Json): Right => ({
  method: 'POST',
  route: '/v1/track',
  body: { userId: 'almost', event, properties, timestamp: AT, context: { ip: '1.2.3.4' } },
})

const put = (type: string, more: { readonly [key: string]: Json }): Right => ({
  method: 'PUT',
  route: '/v1/objects/{type}/{id}',
  url: `/v1/objects/${type}/almost`,
  body: { customer: WHO, changedAt: AT, ...more },
})

const RIGHT: readonly Right[] = [
  track('Order Completed', { order_id: '1', total: 5, products: [{ product_id: 'p', price: 1 }] }),
  track('Payment Failed', { payment_id: '1', amount: 3, reason: 'card' }),
  track('Ticket Created', { ticket_id: 't', subject: 'no internet', promisedAt: AT }),
  track('Consent Given', { purpose: ['marketing'], channel: 'email', expiresAt: AT }),
  track('Objective Declared', { job: 'find-order', text: 'where is it' }),
  track('Chat Message Sent', { text: 'my router is dead' }),
  {
    method: 'POST',
    route: '/v1/identify',
    body: {
      userId: 'almost',
      anonymousId: 'device',
      traits: {
        name: 'A B',
        email: 'a@example.com',
        phone: '+46701234567',
        address: { city: 'X' },
      },
      context: { externalIds: [{ type: 'email', id: 'b@example.com' }], page: { path: '/x' } },
    },
  },
  {
    method: 'POST',
    route: '/v1/group',
    body: { userId: 'almost', groupId: 'g', traits: { name: 'G' } },
  },
  { method: 'POST', route: '/v1/alias', body: { userId: 'almost', previousId: 'before' } },
  put('order', { mode: 'patch', body: { status: 'placed', total: 1, expectedAt: AT } }),
  put('ticket', { mode: 'full', body: { status: 'open', subject: 'x' } }),
  {
    method: 'POST',
    route: '/v1/objects',
    body: { objects: [{ type: 'order', id: '2', customer: WHO, mode: 'patch', body: { a: 1 } }] },
  },
  {
    method: 'POST',
    route: '/v1/consents',
    body: {
      customer: WHO,
      purpose: 'marketing',
      channel: 'email',
      state: 'given',
      effectiveAt: AT,
      text: 't',
    },
  },
  {
    method: 'POST',
    route: '/v1/customers/{ref}/objective',
    url: `/v1/customers/${WHO}/objective`,
    body: { job: 'find-order', verdict: 'declare' },
  },
  {
    method: 'POST',
    route: '/v1/view',
    body: {
      customer: WHO,
      purpose: 'privacy',
      channel: 'api',
      budget: { words: 9 },
      form: 'markdown',
      asOf: AT,
    },
  },
  { method: 'POST', route: '/v1/identity/link', body: { a: WHO, b: 'user_id:other', reason: 'r' } },
  {
    method: 'POST',
    route: '/v1/situation',
    body: {
      updates: [
        {
          kind: 'signal',
          signal: {
            id: 's',
            capability: 'support-chat',
            metric: 'wait',
            value: 1,
            at: AT,
            source: 'x',
          },
        },
        {
          kind: 'commitment',
          commitment: {
            id: 'c',
            subject: WHO,
            kind: 'promise',
            title: 't',
            dueAt: AT,
            state: 'open',
            at: AT,
          },
        },
      ],
    },
  },
]

const ODD: readonly Json[] = [
  ...[null, '', ' ', 0, -1, 1.5, 1e308, 2 ** 53, true, [], {}, [[]], [null], { a: null }],
  ...['x'.repeat(700), '\u0000', '\ud800', '__proto__', 'constructor', '2026-02-30T00:00:00Z'],
  ...['9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', 'null', '%', ':', 'a:b', '{x}', 'NaN'],
]

type Path = readonly (string | number)[]

/** Every place in it, itself the first. */
function placesOf(value: Json, path: Path = []): readonly Path[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return [path, ...inside.flatMap(([key, part]) => placesOf(part, [...path, key]))]
}

/** `odd` undefined: the place is left out. */
function changed(value: Json, [key, ...rest]: Path, odd: Json | undefined): Json | undefined {
  if (key === undefined) return odd
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value).flatMap(([name, part]) => {
    const now = name === String(key) ? changed(part, rest, odd) : part
    return now === undefined ? [] : [[name, now] as const]
  })
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts)
}

export const almostRight: fc.Arbitrary<AlmostRight> = fc
  .constantFrom(...RIGHT)
  .chain((right) =>
    fc.record({
      right: fc.constant(right),
      place: fc.constantFrom(...placesOf(right.body)),
      odd: fc.option(fc.constantFrom(...ODD), { nil: undefined }),
    }),
  )
  .map(({ right: { method, route, url, body }, place, odd }) => ({
    method,
    route,
    url: url ?? route,
    body: JSON.stringify(changed(body, place, odd) ?? null),
  }))
