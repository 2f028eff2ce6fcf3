// Rows as PostgreSQL gives them -> rows as the engine's ports name them. One function per table.
import type { Entity } from '../contract/identifier.ts'
import type { Link } from '../contract/link.ts'
import type { EventRow } from '../engine/ports/ledger.ts'
import type { RecordIdentifierRow, RecordRow } from '../engine/ports/records.ts'
import type { ObjectRow, StateRow } from '../engine/ports/state.ts'
import { sharedText } from './match/shared-text.ts'
import { hex, hexOrUndefined, ms, orUndefined } from './wire/rows.ts'

/** Columns of `record r` in the order that toRecord reads. */
export const RECORD_COLUMNS = `r.home::text as home, r.id, r.entity, r.source, r.namespace, r.key, r.customer,
  ${ms('r.joined_at')} as joined_at, ${ms('r.first_at')} as first_at, r.shared, r.who`

export interface RecordColumns {
  home: string
  id: string
  entity: Entity
  source: string
  namespace: string
  key: string
  customer: string
  joined_at: number
  first_at: number
  shared: boolean
  who: string
}

export const toRecord = (row: RecordColumns): RecordRow => ({
  home: row.home,
  id: hex(row.id),
  entity: sharedText(row.entity),
  source: sharedText(row.source),
  namespace: sharedText(row.namespace),
  key: row.key,
  customer: hex(row.customer),
  joinedAt: row.joined_at,
  firstAt: row.first_at,
  shared: row.shared,
  who: row.who,
})

export const IDENTIFIER_COLUMNS = `i.identifier, i.record, i.home::text as home, i.namespace, i.value, i.via,
  ${ms('i.first_at')} as first_at, i.evidence`

export interface IdentifierColumns {
  identifier: string
  record: string
  home: string
  namespace: string
  value: string
  via: string
  first_at: number
  evidence: string
}

export const toIdentifier = (row: IdentifierColumns): RecordIdentifierRow => ({
  identifier: hex(row.identifier),
  record: hex(row.record),
  home: row.home,
  namespace: sharedText(row.namespace),
  value: row.value,
  via: sharedText(row.via),
  firstAt: row.first_at,
  evidence: hex(row.evidence),
})

export const LINK_COLUMNS = `l.id, ${ms('l.at')} as at, l.record_a, l.record_b, l.verdict, l.basis, l.rule,
  l.evidence, l.author, l.reason, l.retracts`

export interface LinkColumns {
  id: string
  at: number
  record_a: string
  record_b: string
  verdict: 'same' | 'different'
  basis: Link['basis']
  rule: string
  evidence: string[]
  author: string
  reason: string
  retracts: string | null
}

export const toLink = (row: LinkColumns): Link => ({
  id: hex(row.id),
  at: row.at,
  recordA: hex(row.record_a),
  recordB: hex(row.record_b),
  verdict: sharedText(row.verdict),
  basis: sharedText(row.basis),
  rule: sharedText(row.rule),
  evidence: row.evidence.map(sharedText),
  author: sharedText(row.author),
  reason: sharedText(row.reason),
  retracts: hexOrUndefined(row.retracts),
})

export const EVENT_COLUMNS = `e.home::text as home, e.record, ${ms('e.occurred_at')} as occurred_at, e.id,
  ${ms('e.received_at')} as received_at, e.type, e.name, e.kind, e.channel, e.notable,
  e.properties::text as properties, e.payload::text as payload`

export interface EventColumns {
  home: string
  record: string
  occurred_at: number
  id: string
  received_at: number
  type: string
  name: string
  kind: string
  channel: string
  notable: boolean
  properties: string
  payload: string
}

export const toEvent = (row: EventColumns): EventRow => ({
  home: row.home,
  record: hex(row.record),
  occurredAt: row.occurred_at,
  id: hex(row.id),
  receivedAt: row.received_at,
  type: row.type,
  name: row.name,
  kind: row.kind,
  channel: row.channel,
  notable: row.notable,
  properties: row.properties,
  payload: row.payload,
})

export const OBJECT_COLUMNS = `o.home::text as home, o.object, o.type, o.id, o.record, o.status, o.open,
  ${ms('o.changed_at')} as changed_at, o.evidence, o.state::text as state`

export interface ObjectColumns {
  home: string
  object: string
  type: string
  id: string
  record: string
  status: string | null
  open: boolean
  changed_at: number
  evidence: string
  state: string
}

export const toObject = (row: ObjectColumns): ObjectRow => ({
  home: row.home,
  object: hex(row.object),
  type: row.type,
  id: row.id,
  record: hex(row.record),
  status: orUndefined(row.status),
  open: row.open,
  changedAt: row.changed_at,
  evidence: hex(row.evidence),
  state: row.state,
})

export interface StateColumns {
  home: string
  record: string
  owner: string
  state: string
}

export const toState = (row: StateColumns): StateRow => ({
  home: row.home,
  record: hex(row.record),
  owner: hex(row.owner),
  state: row.state,
})
