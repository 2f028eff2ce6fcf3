// Rows for the tests of the store: each builder makes one that stands, and takes what a test wants otherwise.
import type { Link } from '../../src/contract/link.ts'
import { NO_WRITES } from '../../src/engine/collect/writes.ts'
import type { EventRow } from '../../src/engine/ports/ledger.ts'
import type { RecordIdentifierRow, RecordRow } from '../../src/engine/ports/records.ts'
import type { ObjectRow } from '../../src/engine/ports/state.ts'
import type { BatchWrites } from '../../src/engine/ports/writing.ts'

export const T0 = Date.UTC(2026, 10, 1, 12)
export const LIMITS = { newestEvents: 10, notableEvents: 5, objects: 10, passedOn: ['phone'] }
export const DEVICES = ['anonymous_id', 'device_id']

/** Texts that have broken stores before; none holds NUL or a lone surrogate, which collecting cleans away. */
export const POISON: readonly string[] = [
  'x'.repeat(8_000),
  '👩‍👩‍👧‍👦'.repeat(50),
  'ابن \u202e\u2066\u200f مقلوب',
  `'; drop table event; --`,
  '"}],[{"i":"',
  '\\\\n\\t\\x00\\u0000 \\N \\.',
  'tab\tline\nreturn\r\u0001\u2028\u2029',
  '$1 %s %% _ \\%',
  '[1,{"a":null}]',
  '   ',
]

let count = 0
export const id = (): string => (++count).toString(16).padStart(32, '0').replace(/^0/, 'a')

export const recordOf = (more: Partial<RecordRow> = {}): RecordRow => {
  const own = more.id ?? id()
  return {
    home: '-42',
    id: own,
    entity: 'customer',
    source: 'web',
    namespace: 'user_id',
    key: `k-${own}`,
    customer: own,
    joinedAt: T0,
    firstAt: T0,
    shared: false,
    who: '',
    ...more,
  }
}

export const pairOf = (
  record: RecordRow,
  more: Partial<RecordIdentifierRow> = {},
): RecordIdentifierRow => ({
  identifier: record.id,
  record: record.id,
  home: record.home,
  namespace: 'record',
  value: record.id,
  via: 'key',
  firstAt: T0,
  evidence: id(),
  ...more,
})

export const eventOf = (record: RecordRow, more: Partial<EventRow> = {}): EventRow => ({
  home: record.home,
  record: record.id,
  occurredAt: T0,
  id: id(),
  receivedAt: T0 + 5,
  type: 'track',
  name: 'Thing',
  kind: 'other',
  channel: 'web',
  notable: false,
  properties: '{"a":1}',
  payload: '{"type":"track"}',
  ...more,
})

export const objectOf = (record: RecordRow, more: Partial<ObjectRow> = {}): ObjectRow => ({
  home: record.home,
  object: id(),
  type: 'order',
  id: 'A-1',
  record: record.id,
  status: 'placed',
  open: true,
  changedAt: T0,
  evidence: id(),
  state: '{"s":1}',
  ...more,
})

export const linkOf = (a: string, b: string, more: Partial<Link> = {}): Link => ({
  id: id(),
  at: T0,
  recordA: a,
  recordB: b,
  verdict: 'same',
  basis: 'rule',
  rule: 'shared:email',
  evidence: [id()],
  author: 'alidade',
  reason: 'test',
  retracts: undefined,
  ...more,
})

/** A record with its own id as an identifier, as every record has. */
export const withRecords = (...records: readonly RecordRow[]): BatchWrites => ({
  ...NO_WRITES,
  records,
  identifiers: records.map((record) => pairOf(record)),
  moves: records.map((r) => ({ record: r.id, home: r.home, from: undefined, to: r.customer })),
})
