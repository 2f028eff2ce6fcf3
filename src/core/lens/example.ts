// Ann Berg, a believable customer to show views with: a fault that stays, an order on its way, an unpaid bill,
// a website visit this morning. What the tests of this stage are told in.
import type { ConsentStatement } from '../../contract/consent.ts'
import type { JsonObject } from '../../contract/event.ts'
import type { TraitValue } from '../../contract/trait.ts'
import type { Snapshot, SnapshotEvent, SnapshotObject } from './snapshot.ts'

/** Saturday 21 November 2026, noon UTC. */
export const NOON = Date.UTC(2026, 10, 21, 12)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** 32 hex made of a small number. */
export function hex(number: number): string {
  return number.toString(16).padStart(32, '0')
}

export function exampleEvent(
  number: number,
  event: {
    readonly name: string
    readonly kind: string
    readonly hoursAgo: number
    readonly channel?: string
    readonly type?: string
    readonly properties?: JsonObject
  },
): SnapshotEvent {
  const { name, kind, hoursAgo, channel = 'web', type = 'track', properties = {} } = event
  const body = { type, event: name, properties }
  const occurredAt = NOON - hoursAgo * HOUR_MS
  return { id: hex(number), type, name, kind, channel, occurredAt, source: 'web', body }
}

export function exampleObject(
  number: number,
  object: {
    readonly type: string
    readonly id: string
    readonly status: string
    readonly daysAgo: number
    readonly body?: JsonObject
  },
): SnapshotObject {
  const { type, id, status, daysAgo, body = {} } = object
  const changedAt = NOON - daysAgo * DAY_MS
  const evidence = hex(number)
  return { type, id, status, body, changedAt, evidence, entity: 'customer', source: 'shop' }
}

export function exampleTrait(value: unknown, over: Partial<TraitValue> = {}): TraitValue {
  const at = '2026-03-01T08:00:00.000Z'
  const evidence = 'evt_00000000000000000000000001'
  return { value, provenance: 'given', source: 'crm', at, confidence: 1, evidence, ...over }
}

export function exampleConsent(
  number: number,
  consent: {
    readonly purpose: string
    readonly state: 'given' | 'withdrawn'
    readonly channel?: string
    readonly daysAgo?: number
    readonly record?: string
    readonly expiresAt?: number
  },
): ConsentStatement {
  const { purpose, state, channel = '*', daysAgo = 10, record = hex(901), expiresAt } = consent
  const effectiveAt = NOON - daysAgo * DAY_MS
  return {
    id: hex(number),
    record,
    purpose,
    channel,
    state,
    effectiveAt,
    expiresAt,
    textVersion: 'v1',
  }
}

const PAGES = ['Router will not connect', 'Line status', 'Book a technician']

export function annBerg(over: Partial<Snapshot> = {}): Snapshot {
  return {
    subject: {
      id: hex(900),
      entity: 'customer',
      records: [record(901, 'crm', 'crm_id', 'C-17'), record(902, 'web', 'user_id', 'u-17')],
      identifiers: [
        identifier(1, 'email', 'ann.berg@example.org'),
        identifier(2, 'phone', '+46701234567'),
        identifier(3, 'anonymous_id', 'a-1'),
      ],
    },
    traits: {
      name: exampleTrait('Ann Berg'),
      language: exampleTrait('sv'),
      plan: exampleTrait('Fibre 500', { provenance: 'observed', source: 'billing' }),
      birthday: exampleTrait('1971-04-05'),
      religion: exampleTrait('canary-belief'),
      churn_risk: exampleTrait('high', { provenance: 'inferred', confidence: 0.7 }),
    },
    computed: {
      orders_count: { value: 4, at: NOON - DAY_MS, evidence: hex(30) },
      tickets_90d: { value: 3, at: NOON - 2 * DAY_MS, evidence: hex(20) },
      lifetime_value: { value: 12_480.5, at: NOON - DAY_MS, evidence: hex(30) },
    },
    consents: [],
    events: events(),
    objects: objects(),
    certainty: 0.98,
    ...over,
  }
}

function record(number: number, source: string, namespace: string, key: string) {
  const firstAt = NOON - 400 * DAY_MS
  return { id: hex(number), source, namespace, key, joinedAt: NOON - 300 * DAY_MS, firstAt }
}

function identifier(number: number, namespace: string, value: string) {
  return { namespace, value, firstAt: NOON - 400 * DAY_MS, evidence: hex(number) }
}

function events(): readonly SnapshotEvent[] {
  return [
    ...PAGES.map((title, index) =>
      exampleEvent(10 + index, {
        name: title,
        kind: 'browse',
        type: 'page',
        hoursAgo: 3 - index * 0.1,
        properties: { title },
      }),
    ),
    exampleEvent(20, {
      name: 'Ticket Created',
      kind: 'support',
      hoursAgo: 48,
      channel: 'phone',
      properties: { ticket_id: 'T-9', subject: 'Line drops every evening' },
    }),
    exampleEvent(21, {
      name: 'Call Ended',
      kind: 'call',
      hoursAgo: 47,
      channel: 'phone',
      properties: { summary: 'Asked to be called back by Friday about the router' },
    }),
    exampleEvent(30, {
      name: 'Order Completed',
      kind: 'order',
      hoursAgo: 24,
      properties: { order_id: 'O-17', total: 249, currency: 'SEK' },
    }),
    exampleEvent(31, {
      name: 'Payment Failed',
      kind: 'payment',
      hoursAgo: 100,
      channel: 'server',
      properties: { amount: 399, currency: 'SEK', invoice_id: 'I-5', reason: 'Card expired' },
    }),
    exampleEvent(32, {
      name: 'Quote Sent',
      kind: 'sales',
      hoursAgo: 500,
      channel: 'crm',
      properties: { title: 'Fibre 1000 upgrade' },
    }),
  ]
}

function objects(): readonly SnapshotObject[] {
  return [
    exampleObject(20, {
      type: 'ticket',
      id: 'T-9',
      status: 'in_progress',
      daysAgo: 2,
      body: { subject: 'Line drops every evening', promisedAt: '2026-11-20T17:00:00Z' },
    }),
    exampleObject(40, {
      type: 'order',
      id: 'O-17',
      status: 'shipped',
      daysAgo: 1,
      body: { total: 249, currency: 'SEK', summary: 'Mesh point', expectedAt: '2026-11-24' },
    }),
    exampleObject(41, {
      type: 'invoice',
      id: 'I-5',
      status: 'overdue',
      daysAgo: 12,
      body: { total: 399, currency: 'SEK', dueAt: '2026-11-09' },
    }),
    exampleObject(42, {
      type: 'installed_product',
      id: 'R-1',
      status: 'faulty',
      daysAgo: 90,
      body: { name: 'Home router R7', serial_number: 'SN123' },
    }),
    exampleObject(43, {
      type: 'order',
      id: 'O-3',
      status: 'delivered',
      daysAgo: 200,
      body: { total: 1_200, currency: 'SEK', summary: 'Home router R7' },
    }),
  ]
}
