// What the writing transaction may ask and write, as SQL.
import type pg from 'pg'
import type { Link } from '../contract/link.ts'
import type { ReceiptRow } from '../engine/ports/ledger.ts'
import type { RecordIdentifierRow, RecordPlace } from '../engine/ports/records.ts'
import type { StateKey } from '../engine/ports/state.ts'
import type { BatchWrites, WriteTransaction } from '../engine/ports/writing.ts'
import { askClient } from './ask.ts'
import { writeBatch } from './batch.ts'
import { bigint, type Columns, instant, rowsOf, uuid, valuesOf } from './columns.ts'
import { factsOf, holdersOf } from './fact-memory.ts'
import { matchTransaction } from './match.ts'
import { createMatchMemory, type MatchMemory } from './match-memory.ts'
import { together } from './pipeline.ts'
import {
  EVENT_COLUMNS,
  type EventColumns,
  IDENTIFIER_COLUMNS,
  type IdentifierColumns,
  LINK_COLUMNS,
  type LinkColumns,
  OBJECT_COLUMNS,
  type ObjectColumns,
  RECORD_COLUMNS,
  type RecordColumns,
  type StateColumns,
  toEvent,
  toIdentifier,
  toLink,
  toObject,
  toRecord,
  toState,
} from './read-rows.ts'
import { hex, ms } from './rows.ts'
import { readSightings } from './sightings.ts'

type PairTuple = [string, string, string, string, number, string]

const RECORDS: Columns<RecordPlace> = { h: bigint((r) => r.home), r: uuid((r) => r.id) }
const STATES: Columns<StateKey> = {
  h: bigint((k) => k.home),
  r: uuid((k) => k.record),
  o: uuid((k) => k.owner),
}
const OBJECTS: Columns<{ readonly home: string; readonly object: string }> = {
  h: bigint((k) => k.home),
  o: uuid((k) => k.object),
}
const BEARINGS: Columns<{ readonly home: string; readonly record: string }> = {
  h: bigint((k) => k.home),
  r: uuid((k) => k.record),
}
const RECEIPTS: Columns<ReceiptRow> = {
  i: uuid((r) => r.id),
  f: uuid((r) => r.fingerprint),
  r: uuid((r) => r.record),
  t: instant((r) => r.occurredAt),
}

export function openTransaction(
  client: pg.PoolClient | pg.Client,
  options: {
    readonly derivedOnly?: boolean
    readonly isAfterOthers?: boolean
    readonly memory?: MatchMemory
  } = {},
): WriteTransaction & { readonly isUndone: () => boolean } {
  let isUndone = false
  const memory = options.memory ?? createMatchMemory()
  // A rebuild writes tables of its own, and not the ledger's links: it asks each time.
  const facts = options.derivedOnly ? undefined : memory.facts
  const ask = askClient(client)

  async function readLinks(records: readonly string[]): Promise<readonly Link[]> {
    if (records.length === 0) return []
    const rows = await ask<LinkColumns>(
      'tx_links',
      `select ${LINK_COLUMNS} from link l where l.record_a = any($1::uuid[])
       union select ${LINK_COLUMNS} from link l where l.record_b = any($1::uuid[])`,
      [records],
    )
    return rows.map(toLink)
  }

  async function readPairs(
    records: readonly RecordPlace[],
  ): Promise<readonly RecordIdentifierRow[]> {
    if (records.length === 0) return []
    const rows = await ask<IdentifierColumns>(
      'tx_identifiers_of',
      `select ${IDENTIFIER_COLUMNS} from ${rowsOf(RECORDS)}
       join record_identifier i on i.home = x.h and i.record = x.r and i.identifier <> x.r`,
      valuesOf(RECORDS, records),
    )
    return rows.map(toIdentifier)
  }

  async function readHolders(
    identifiers: readonly string[],
    limit: number,
  ): Promise<readonly RecordIdentifierRow[]> {
    const rows = await ask<IdentifierColumns>(
      'tx_holders',
      `select ${IDENTIFIER_COLUMNS} from unnest($1::uuid[]) as x(identifier)
       cross join lateral (select * from record_identifier i where i.identifier = x.identifier
         order by i.record limit $2) i`,
      [identifiers, limit],
    )
    return rows.map(toIdentifier)
  }

  return {
    isUndone: () => isUndone,
    match: matchTransaction(ask, memory),
    isAfterOthers: options.isAfterOthers ?? true,

    together: (ask) => together(client, ask),

    async claim(receipts) {
      // All are fresh nearly always: then a null says so, and no list of ids is written and read.
      const [claimed] = await ask<{ ids: string[] | null }>(
        'tx_claim',
        `with claimed as (insert into receipt (id, fingerprint, record, occurred_at)
           select i, f, r, t from ${rowsOf(RECEIPTS)}
           on conflict (id) do nothing returning id)
         select case when count(*) = $5 then null else coalesce(array_agg(id::text), '{}') end as ids from claimed`,
        [...valuesOf(RECEIPTS, receipts), receipts.length],
      )
      const ids = claimed?.ids ?? null
      if (ids === null) return { fresh: new Set(receipts.map(({ id }) => id)), known: new Map() }
      const fresh = new Set(ids.map(hex))
      const known = await ask<{ id: string; fingerprint: string }>(
        'tx_claimed',
        'select id, fingerprint from receipt where id = any($1::uuid[])',
        [receipts.filter(({ id }) => !fresh.has(id)).map(({ id }) => id)],
      )
      return { fresh, known: new Map(known.map((r) => [hex(r.id), hex(r.fingerprint)])) }
    },

    async recordsById(ids) {
      if (ids.length === 0) return []
      const rows = await ask<RecordColumns & { pairs: PairTuple[] }>(
        'tx_records_by_id',
        `select ${RECORD_COLUMNS}, (select json_agg(json_build_array(i.identifier, i.namespace, i.value, i.via, ${ms('i.first_at')}, i.evidence))
           from record_identifier i where i.home = r.home and i.record = r.id) as pairs
         from unnest($1::uuid[]) as x(id) join record_identifier s on s.identifier = x.id and s.record = x.id
         join record r on r.home = s.home and r.id = s.record`,
        [ids],
      )
      return rows.map(({ pairs, ...row }) => ({
        row: toRecord(row),
        pairs: pairs.map(([identifier, namespace, value, via, firstAt, evidence]) => ({
          identifier: hex(identifier),
          record: hex(row.id),
          home: row.home,
          namespace,
          value,
          via,
          firstAt,
          evidence: hex(evidence),
        })),
      }))
    },

    async holders(identifiers, limit) {
      if (identifiers.length === 0) return []
      return holdersOf(identifiers, limit, {
        memory: facts,
        ask: (own) => readHolders(own, limit),
      })
    },

    async records(ids) {
      if (ids.length === 0) return []
      const rows = await ask<RecordColumns>(
        'tx_records',
        `select ${RECORD_COLUMNS} from ${rowsOf(RECORDS)}
         join record r on r.home = x.h and r.id = x.r`,
        valuesOf(RECORDS, ids),
      )
      return rows.map(toRecord)
    },

    async recordsOfCustomers(customers) {
      if (customers.length === 0) return []
      const rows = await ask<RecordColumns>(
        'tx_members',
        `select ${RECORD_COLUMNS} from member m join record r on r.home = m.home and r.id = m.record
         where m.customer = any($1::uuid[])`,
        [customers],
      )
      return rows.map(toRecord)
    },

    identifiersOf: (records) =>
      factsOf(records, {
        memory: facts,
        kind: 'pairs',
        ask: readPairs,
        isOf: ({ record }) => [record],
      }),

    async peopleOnDevices(devices, { limit, namespaces }) {
      if (devices.length === 0) return []
      const rows = await ask<RecordColumns & { device: string }>(
        'tx_device_people',
        `select x.device, p.* from unnest($1::uuid[]) as x(device) cross join lateral (
           select distinct on (r.customer) ${RECORD_COLUMNS} from record_identifier i
           join record r on r.home = i.home and r.id = i.record
           where i.identifier = x.device and r.namespace <> all($3) order by r.customer, r.id limit $2) p`,
        [devices, limit, namespaces],
      )
      return rows.map((row) => ({ device: hex(row.device), row: toRecord(row) }))
    },

    async deviceRecords(devices, namespaces) {
      if (devices.length === 0) return []
      const rows = await ask<RecordColumns & { device: string }>(
        'tx_device_records',
        // "offset 0" keeps the planner from beginning with all records of the namespace, or with all records
        `select x.device, ${RECORD_COLUMNS} from unnest($1::uuid[]) as x(device) cross join lateral (
           select i.home, i.record from record_identifier i where i.identifier = x.device offset 0) i
         cross join lateral (select * from record r where r.home = i.home and r.id = i.record offset 0) r
         where r.namespace = any($2)`,
        [devices, namespaces],
      )
      return rows.map((row) => ({ device: hex(row.device), row: toRecord(row) }))
    },

    async links(records) {
      const places = records.map((id) => ({ id }))
      const links = await factsOf(places, {
        memory: facts,
        kind: 'links',
        ask: (own) => readLinks(own.map(({ id }) => id)),
        isOf: ({ recordA, recordB }) => [recordA, recordB],
      })
      // A link of two records is told by each of them.
      return [...new Map(links.map((link) => [link.id, link])).values()]
    },

    async link(id) {
      const rows = await ask<LinkColumns>(
        'tx_link',
        `select ${LINK_COLUMNS} from link l where l.id = $1`,
        [id],
      )
      return rows[0] && toLink(rows[0])
    },

    undo() {
      isUndone = true
    },

    async traitStates(records) {
      if (records.length === 0) return []
      const rows = await ask<StateColumns>(
        'tx_traits',
        `select s.home::text as home, s.record, s.record as owner, s.state::text as state
         from ${rowsOf(RECORDS)}
         join trait_state s on s.home = x.h and s.record = x.r`,
        valuesOf(RECORDS, records),
      )
      return rows.map(toState)
    },

    async computedStates(keys: readonly StateKey[]) {
      if (keys.length === 0) return []
      const rows = await ask<StateColumns>(
        'tx_computed',
        `select s.home::text as home, s.record, s.owner, s.state::text as state
         from ${rowsOf(STATES)}
         join computed_state s on s.home = x.h and s.record = x.r and s.owner = x.o`,
        valuesOf(STATES, keys),
      )
      return rows.map(toState)
    },

    async bearingStates(records) {
      if (records.length === 0) return []
      const rows = await ask<StateColumns>(
        'tx_bearing',
        `select s.home::text as home, s.record, s.record as owner, s.state::text as state
         from ${rowsOf(RECORDS)}
         join bearing_state s on s.home = x.h and s.record = x.r`,
        valuesOf(RECORDS, records),
      )
      return rows.map(toState)
    },

    async objectHomes(objects) {
      if (objects.length === 0) return new Map()
      const rows = await ask<{ object: string; home: string }>(
        'tx_object_homes',
        'select object, home::text as home from object_home where object = any($1::uuid[])',
        [objects],
      )
      return new Map(rows.map((row) => [hex(row.object), row.home]))
    },

    async objects(keys) {
      if (keys.length === 0) return []
      const rows = await ask<ObjectColumns>(
        'tx_objects',
        `select ${OBJECT_COLUMNS} from ${rowsOf(OBJECTS)}
         join object o on o.home = x.h and o.object = x.o`,
        valuesOf(OBJECTS, keys),
      )
      return rows.map(toObject)
    },

    sightings: (devices) => readSightings(ask, devices),

    async windows(devices) {
      if (devices.length === 0) return []
      const rows = await ask<{
        home: string
        record: string
        owner: string
        from_at: number
        to_at: number
      }>(
        'tx_windows',
        `select w.home::text as home, w.record, w.owner, ${ms('w.from_at')} as from_at, ${ms('w.to_at')} as to_at
         from ${rowsOf(RECORDS)}
         join device_window w on w.home = x.h and w.record = x.r order by w.from_at`,
        valuesOf(RECORDS, devices),
      )
      return rows.map((row) => ({
        home: row.home,
        record: hex(row.record),
        owner: hex(row.owner),
        fromAt: row.from_at,
        toAt: row.to_at,
      }))
    },

    async hasEventsSince(record, since, besides) {
      const rows = await ask(
        'tx_events_since',
        `select 1 from event where home = $1 and record = $2 and occurred_at >= $3
           and id <> all($4::uuid[]) limit 1`,
        [record.home, record.id, new Date(since).toISOString(), besides],
      )
      return rows.length > 0
    },

    async eventsOfRecord(record, after, limit) {
      const rows = await ask<EventColumns>(
        'tx_events_of',
        `select ${EVENT_COLUMNS} from event e where e.home = $1 and e.record = $2
           and (e.occurred_at, e.id) > ($3::timestamptz, $4::uuid)
         order by e.occurred_at, e.id limit $5`,
        [
          record.home,
          record.id,
          new Date(after?.occurredAt ?? 0).toISOString(),
          after?.id ?? '0'.repeat(32),
          limit,
        ],
      )
      return rows.map(toEvent)
    },

    async clearBearing(records) {
      if (records.length === 0) return
      await client.query({
        name: 'clear_bearing',
        text: `delete from bearing_state b using ${rowsOf(BEARINGS)}
          where b.home = x.h and b.record = x.r`,
        values: valuesOf(BEARINGS, records),
      })
    },
    async clearComputed(record) {
      await ask('tx_clear_computed', 'delete from computed_state where home = $1 and record = $2', [
        record.home,
        record.id,
      ])
    },

    async write(writes: BatchWrites, meanwhile?: () => void) {
      memory.neighbours.wrote(writes)
      facts?.wrote(writes)
      await writeBatch(client, writes, { ...options, meanwhile })
    },
  }
}
