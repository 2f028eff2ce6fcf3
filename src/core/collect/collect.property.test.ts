// The promises of collecting that hold for every input: no exception, idempotence, one way back from the ledger.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVENT_TYPES } from '../../contract/event.ts'
import { testDefinitions } from '../../testing/definitions.ts'
import { canonicalise, eventFromLedger } from './collect.ts'
import { compileCollect } from './compile.ts'
import type { CollectContext } from './context.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const hash = (text: string) => createHash('md5').update(text).digest('hex')
const compiled = compileCollect(testDefinitions())
const CONTEXT: CollectContext = { source: 'web', receivedAt: NOW, compiled, hash }

const POISON: readonly unknown[] = [
  ...['\u0000', '\ud800', '\udfff\ud800', 'now', 'infinity', '__proto__', 'null', '23:59:60'],
  ...['2026-02-30T00:00:00Z', '+275760-09-13T00:00:00.000Z', '0000-00-00', 'x'.repeat(9_000)],
  ...[Number.NaN, Number.POSITIVE_INFINITY, -0, 9007199254740992, 1e308, 0, -1],
  ...[null, undefined, true, [], {}, [[[[]]]], 10n, Symbol('x'), () => 1, new Date(0), new Map()],
  JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":{"b":1}}}'),
]
const poison = fc.oneof(fc.constantFrom(...POISON), fc.anything({ withNullPrototype: true }))

const FIELDS = [
  ...['userId', 'anonymousId', 'groupId', 'previousId', 'event', 'name', 'messageId', 'timestamp'],
  ...['originalTimestamp', 'sentAt', 'traits', 'properties', 'context', 'integrations', 'channel'],
]
const anyItem = fc.record(
  {
    type: fc.oneof(fc.constantFrom(...EVENT_TYPES), poison),
    ...Object.fromEntries(FIELDS.map((field) => [field, poison])),
  },
  { requiredKeys: [] },
)

/** Items as SDKs send them, with odd texts in odd places. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('u1', 'u2', 'ann@example.com', '070-123 45 67', 'guest', 'a\u0000b', '\ud800'),
)
const block = fc.dictionary(
  fc.oneof(fc.constantFrom('email', 'phone', 'order_id', 'purpose', 'website', '__proto__'), text),
  fc.oneof(text, fc.jsonValue()),
  { maxKeys: 6 },
)
const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.integer({ min: NOW - 1e10, max: NOW + 1e10 }),
)
const sdkItem = fc.record(
  {
    type: fc.constantFrom(...EVENT_TYPES),
    userId: text,
    anonymousId: text,
    groupId: text,
    previousId: text,
    messageId: fc.uuid(),
    event: fc.oneof(
      fc.constantFrom('Order Completed', 'Consent Given', 'Segment Consent Preference Updated'),
      text,
    ),
    name: text,
    timestamp: time,
    originalTimestamp: time,
    sentAt: time,
    traits: block,
    properties: block,
    context: fc.record(
      {
        traits: block,
        groupId: text,
        externalIds: fc.array(
          fc.record({ type: fc.constantFrom('email', 'domain', 'CRM', 'x'), id: text }),
        ),
        consent: fc.record({ categoryPreferences: block }),
        object: fc.record({ type: fc.constantFrom('order', 'boat'), id: text, mode: text }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['type'] },
)
const anyContext = fc.record(
  {
    type: fc.constantFrom(...EVENT_TYPES),
    trusted: fc.boolean(),
    client: fc.record({ ip: text, userAgent: text, gpc: fc.boolean() }, { requiredKeys: [] }),
    batch: fc.record({ sentAt: poison, timestamp: poison, context: poison, integrations: poison }),
  },
  { requiredKeys: [] },
)

test('no input and no envelope makes it throw, and what comes out can be stored', () => {
  const item = fc.oneof(
    fc.anything({ withBigInt: true, withNullPrototype: true }),
    anyItem,
    sdkItem,
  )
  fc.assert(
    fc.property(item, anyContext, (raw, context) => {
      const result = canonicalise(raw, { ...CONTEXT, ...context })
      const stored = result.ok ? result.event.payload : result.setAside.raw
      expect(JSON.stringify(stored.replaceAll('\\\\', ''))).not.toMatch(
        result.ok ? /\\u0000|\\ud[89a-f]/ : /^$/,
      )
      if (!result.ok) expect(result.setAside.code).not.toBe('INTERNAL')
    }),
    { numRuns: 1_000 },
  )
})

test('the same item twice gives the same event', () => {
  fc.assert(
    fc.property(sdkItem, (raw) => {
      expect(canonicalise(structuredClone(raw), CONTEXT)).toEqual(canonicalise(raw, CONTEXT))
    }),
  )
})

test('an item is not changed by being collected', () => {
  fc.assert(
    fc.property(sdkItem, (raw) => {
      const before = structuredClone(raw)
      canonicalise(raw, CONTEXT)
      expect(raw).toEqual(before)
    }),
  )
})

test('the order of keys changes nothing', () => {
  fc.assert(
    fc.property(sdkItem, (raw) => {
      expect(canonicalise(turned(raw), CONTEXT)).toMatchObject(
        withoutRaw(canonicalise(raw, CONTEXT)),
      )
    }),
  )
})

function asSent(raw: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(raw))
  } catch {
    return undefined
  }
}

test('the ledger row gives the event back', () => {
  // What JSON can say: a door hands over nothing else, and an empty Map is stored as an empty object.
  const stored = fc
    .oneof(sdkItem, anyItem)
    .map(asSent)
    .filter((raw) => canonicalise(raw, CONTEXT).ok)
  fc.assert(
    fc.property(stored, anyContext, (raw, context) => {
      const result = canonicalise(raw, { ...CONTEXT, ...context })
      if (!result.ok) return
      const { id, source, occurredAt, receivedAt, propertiesText, payload, fingerprint } =
        result.event
      const row = { id, source, occurredAt, receivedAt, propertiesText, payload, fingerprint }
      expect(eventFromLedger(row, compiled, hash)).toEqual(result.event)
    }),
    { numRuns: 500 },
  )
})

test('under other definitions a stored event keeps id, time and content, and never fails', () => {
  const base = testDefinitions()
  const other = compileCollect({
    ...base,
    kinds: [{ ...base.kinds[0], kind: 'all', types: [...EVENT_TYPES] } as (typeof base.kinds)[0]],
    objects: [],
    plan: { onViolation: 'reject', allowUnplanned: false, events: [] },
    identity: {
      ...base.identity,
      namespaces: base.identity.namespaces.map((rule) => ({ ...rule, blockedPatterns: ['.'] })),
    },
  })
  fc.assert(
    fc.property(sdkItem, anyContext, (raw, context) => {
      const result = canonicalise(raw, { ...CONTEXT, ...context })
      if (!result.ok) return
      const { id, occurredAt, properties, payload } = result.event
      const again = eventFromLedger(result.event, other, hash)
      expect(again).toMatchObject({ id, occurredAt, payload, identifiers: [] })
      expect(again.properties).toEqual(properties)
      expect(again.record.id).toMatch(/^[0-9a-f]{32}$/)
    }),
  )
})

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).reverse()
  return Object.fromEntries(entries.map(([key, member]) => [key, turned(member)]))
}

function withoutRaw(result: ReturnType<typeof canonicalise>): object {
  return result.ok ? result : { ok: false, setAside: { code: result.setAside.code } }
}
