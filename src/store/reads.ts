// Questions outside the writing transaction: lists, look-ups, the timeline, search.
import type { Entity } from '../contract/identifier.ts'
import type { ConsentRow } from '../engine/ports/ledger.ts'
import type { TimelineRows } from '../engine/ports/reading.ts'
import type { SearchRow } from '../engine/ports/records.ts'
import type { FoundRow, Store } from '../engine/ports/store.ts'
import { CONSENT_COLUMNS, type ConsentColumns, toConsent } from './consent-rows.ts'
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
import { readAccountAround, toHappened, toOwned } from './snapshot/account-around.ts'
import { readSightings } from './transaction/sightings.ts'
import type { Ask } from './wire/ask.ts'
import { hex, ms, orUndefined, recordset } from './wire/rows.ts'

const time = (value: number | undefined): string | null =>
  value === undefined ? null : new Date(value).toISOString()

type CustomerReads = Pick<
  Store,
  | 'recordsOf'
  | 'accountAround'
  | 'traitStatesOf'
  | 'membersOfAccount'
  | 'customersOfRecords'
  | 'customersOfIdentifiers'
  | 'objectsOfRecords'
  | 'notableEventsOf'
  | 'bearingOfMembers'
  | 'sharedDevices'
  | 'sightingsOn'
  | 'objectsByKey'
  | 'timeline'
  | 'search'
  | 'searchLike'
  | 'linksOf'
  | 'searchEntriesOf'
  | 'consentsOf'
  | 'consentsSince'
  | 'identifiersOfRecords'
>

const FOUND_COLUMNS = `s.home::text as home, s.record, s.field, s.item, s.value, s.folded, r.customer, r.entity
  from search_entry s join record r on r.home = s.home and r.id = s.record`

interface FoundColumns {
  home: string
  record: string
  field: string
  item: string
  value: string
  folded: string
  customer: string
  entity: Entity
}

const found = (rows: readonly FoundColumns[]): readonly FoundRow[] =>
  rows.map((row) => ({ ...row, record: hex(row.record), customer: hex(row.customer) }))

/** Reads of customers' data; only the lens and identity verbs of the engine call these. */
export function customerReads(ask: Ask): CustomerReads {
  return {
    accountAround: (question) => readAccountAround(ask, question),
    async recordsOf(customers) {
      const rows = await ask<RecordColumns>(
        'records_of',
        `select ${RECORD_COLUMNS} from member m join record r on r.home = m.home and r.id = m.record
         where m.customer = any($1::uuid[]) order by r.id`,
        [customers],
      )
      return rows.map(toRecord)
    },
    async traitStatesOf(records) {
      const rows = await ask<StateColumns>(
        'trait_states_of',
        `select s.home::text as home, s.record, s.record as owner, s.state::text as state
         from json_to_recordset($1) as x(h bigint, r uuid)
         join trait_state s on s.home = x.h and s.record = x.r`,
        [recordset(records, (r) => `{"h":"${r.home}","r":"${r.id}"}`)],
      )
      return rows.map(toState)
    },
    async customersOfRecords(records) {
      const rows = await ask<{ customer: string }>(
        'customers_of_records',
        `select distinct r.customer from json_to_recordset($1) as x(h bigint, r uuid)
         join record r on r.home = x.h and r.id = x.r order by 1`,
        [recordset(records, (r) => `{"h":"${r.home}","r":"${r.id}"}`)],
      )
      return rows.map((row) => hex(row.customer))
    },
    async customersOfIdentifiers(identifiers, limit) {
      const rows = await ask<{ customer: string }>(
        'customers_of_identifiers',
        `select distinct r.customer from record_identifier i join record r on r.home = i.home and r.id = i.record
         where i.identifier = any($1::uuid[]) order by 1 limit $2`,
        [identifiers, limit],
      )
      return rows.map((row) => hex(row.customer))
    },
    async objectsOfRecords(records, limit) {
      if (records.length === 0) return []
      const rows = await ask<ObjectColumns>(
        'objects_of_records',
        `select o.* from json_to_recordset($1) as x(h bigint, r uuid) cross join lateral (
           select ${OBJECT_COLUMNS} from object o where o.home = x.h and o.record = x.r
           order by o.open desc, o.changed_at desc limit $2) o order by o.open desc, o.changed_at desc limit $2`,
        [recordset(records, (r) => `{"h":"${r.home}","r":"${r.id}"}`), limit],
      )
      return rows.map(toOwned)
    },
    async notableEventsOf(records, limit) {
      if (records.length === 0) return []
      const rows = await ask<EventColumns>(
        'notable_events_of',
        `select e.* from json_to_recordset($1) as x(h bigint, r uuid) cross join lateral (
           select ${EVENT_COLUMNS} from event e where e.notable and e.type = 'track' and e.home = x.h and e.record = x.r
           order by e.occurred_at desc, e.id desc limit $2) e order by e.occurred_at desc, e.id desc limit $2`,
        [recordset(records, (r) => `{"h":"${r.home}","r":"${r.id}"}`), limit],
      )
      return rows.map(toHappened)
    },
    async membersOfAccount(accountRecords, limit) {
      const rows = await ask<RecordColumns & { account_record: string }>(
        'members_of_account',
        `select ${RECORD_COLUMNS}, p.account_record from membership p join record r on r.home = p.home and r.id = p.record
         where p.account_record = any($1::uuid[]) order by p.first_at, r.id limit $2`,
        [accountRecords, limit],
      )
      return rows.map((row) => ({ ...toRecord(row), accountRecord: hex(row.account_record) }))
    },
    async bearingOfMembers(accountRecords, limit) {
      // Of whom two accounts could claim the same, nobody knows for which of them she acted.
      const rows = await ask<{ record: string; customer: string; state: string }>(
        'bearing_of_members',
        `select b.record, r.customer, b.state from (select distinct p.home, p.record from membership p
           where p.account_record = any($1::uuid[]) order by p.home, p.record limit $2) p
         join bearing_state b on b.home = p.home and b.record = p.record
         join record r on r.home = p.home and r.id = p.record
         where not exists (select 1 from membership o where o.home = p.home and o.record = p.record
           and o.account_record <> all($1::uuid[]))`,
        [accountRecords, limit],
      )
      return rows.map(({ record, customer, state }) => {
        return { record: hex(record), customer: hex(customer), state: JSON.parse(state) as unknown }
      })
    },
    async sharedDevices(identifiers, namespaces) {
      if (identifiers.length === 0) return []
      const rows = await ask<RecordColumns & { device: string }>(
        'shared_devices',
        `select i.identifier as device, ${RECORD_COLUMNS} from record_identifier i
         join record r on r.home = i.home and r.id = i.record
         where i.identifier = any($1::uuid[]) and i.via = 'key' and r.namespace = any($2) and r.shared order by r.id`,
        [identifiers, namespaces],
      )
      return rows.map((row) => ({ device: hex(row.device), row: toRecord(row) }))
    },
    sightingsOn: (devices) => readSightings(ask, devices),
    async objectsByKey(objects) {
      if (objects.length === 0) return []
      const rows = await ask<ObjectColumns>(
        'objects_by_key',
        `select ${OBJECT_COLUMNS} from object_home h join object o on o.home = h.home and o.object = h.object
         where h.object = any($1::uuid[])`,
        [objects],
      )
      return rows.map(toObject)
    },
    timeline: (query) => readTimeline(ask, query),
    search: async (folded, limit) =>
      found(
        await ask<FoundColumns>(
          'search',
          `select ${FOUND_COLUMNS} where s.folded = $1 or s.folded % $1 or s.folded like $3
           order by (s.folded = $1) desc, similarity(s.folded, $1) desc, s.record limit $2`,
          [folded, limit, `%${folded.replace(/[\\%_]/g, '\\$&')}%`],
        ),
      ),
    searchLike: async (patterns, folded, limit) =>
      found(
        await ask<FoundColumns>(
          'search_like',
          `select ${FOUND_COLUMNS} where s.folded like any ($3)
           order by word_similarity($1, s.folded) desc, s.record limit $2`,
          [folded, limit, patterns],
        ),
      ),
    async searchEntriesOf(records) {
      const rows = await ask<SearchRow>(
        'search_entries_of',
        `select s.home::text as home, s.record, s.field, s.item, s.value, s.folded
         from json_to_recordset($1) as x(h bigint, r uuid)
         join search_entry s on s.home = x.h and s.record = x.r order by s.record, s.field`,
        [recordset(records, (r) => `{"h":"${r.home}","r":"${r.id}"}`)],
      )
      return rows.map((row) => ({ ...row, record: hex(row.record) }))
    },
    consentsOf: (records) => readConsents(ask, records),
    async consentsSince(receivedAt, limit) {
      const rows = await ask<{ id: string; home: string; record: string }>(
        'consents_since',
        `select id, home::text as home, record from consent
         where received_at >= to_timestamp($1 / 1000.0) limit $2`,
        [receivedAt, limit],
      )
      return rows.map(({ id, home, record }) => ({
        id: hex(id),
        record: { home, id: hex(record) },
      }))
    },
    async linksOf(records) {
      const rows = await ask<LinkColumns>(
        'links_of',
        `select * from (select l.seq, ${LINK_COLUMNS} from link l where l.record_a = any($1::uuid[])
           union select l.seq, ${LINK_COLUMNS} from link l where l.record_b = any($1::uuid[])) l order by seq`,
        [records],
      )
      return rows.map(toLink)
    },
    async identifiersOfRecords(records) {
      const rows = await ask<IdentifierColumns>(
        'identifiers_of_records',
        `select ${IDENTIFIER_COLUMNS} from json_to_recordset($1) as x(h bigint, r uuid)
         join record_identifier i on i.home = x.h and i.record = x.r order by i.first_at, i.identifier`,
        [recordset(records, (r) => `{"h":"${r.home}","r":"${r.id}"}`)],
      )
      return rows.map(toIdentifier)
    },
  }
}

async function readConsents(
  ask: Ask,
  records: readonly { readonly home: string; readonly id: string }[],
): Promise<readonly ConsentRow[]> {
  const rows = await ask<ConsentColumns>(
    'consents_of',
    `select ${CONSENT_COLUMNS} from json_to_recordset($1) as x(h bigint, r uuid)
     join consent c on c.home = x.h and c.record = x.r order by c.effective_at desc, c.id`,
    [recordset(records, (r) => `{"h":"${r.home}","r":"${r.id}"}`)],
  )
  return rows.map(toConsent)
}

async function readTimeline(ask: Ask, query: TimelineRows) {
  const rows = await ask<EventColumns>(
    'timeline',
    `select e.* from json_to_recordset($1) as s(h bigint, r uuid, f timestamptz, t timestamptz, d boolean)
     cross join lateral (
       select ${EVENT_COLUMNS} from event e where e.home = s.h and e.record = s.r
         and e.occurred_at >= coalesce(s.f, '-infinity') and e.occurred_at < coalesce(s.t, 'infinity')
         and (not s.d or not exists (select 1 from device_window o where o.home = s.h and o.record = s.r
           and e.occurred_at >= o.from_at and e.occurred_at < o.to_at))
         and ($2::timestamptz is null or (e.occurred_at, e.id) < ($2, $3::uuid))
         and ($4::timestamptz is null or e.occurred_at >= $4) and ($5::timestamptz is null or e.occurred_at < $5)
         and ($6::text[] is null or e.kind = any($6)) and ($7::text is null or e.channel = $7)
         and ($8::timestamptz is null or e.received_at <= $8)
       order by e.occurred_at desc, e.id desc limit $9) e
     order by e.occurred_at desc, e.id desc limit $9`,
    [
      recordset(
        query.records,
        (r) =>
          `{"h":"${r.home}","r":"${r.id}","f":${JSON.stringify(time(r.fromAt))},"t":${JSON.stringify(time(r.toAt))},"d":${r.isShared === true}}`,
      ),
      time(query.before?.occurredAt),
      query.before?.id ?? null,
      time(query.from),
      time(query.to),
      query.kinds ?? null,
      query.channel ?? null,
      time(query.receivedUntil),
      query.limit,
    ],
  )
  return rows.map(toEvent)
}

type BookReads = Pick<Store, 'receiptsOf' | 'deliveriesOf' | 'sources' | 'addSources'>

/** Receipts and sources: what became of a message. */
export function receiptReads(ask: Ask): BookReads {
  return {
    async receiptsOf(ids) {
      const rows = await ask<{
        id: string
        fingerprint: string
        record: string
        occurred_at: number
        received_at: number | null
        customer: string | null
        entity: string | null
      }>(
        'receipts_of',
        `select c.id, c.fingerprint, c.record, ${ms('c.occurred_at')} as occurred_at,
           ${ms('e.received_at')} as received_at, r.customer, r.entity
         from receipt c left join record_identifier s on s.identifier = c.record and s.record = c.record
         left join record r on r.home = s.home and r.id = c.record
         left join event e on e.home = s.home and e.record = c.record and e.occurred_at = c.occurred_at and e.id = c.id
         where c.id = any($1::uuid[])`,
        [ids],
      )
      return rows.map((row) => ({
        id: hex(row.id),
        fingerprint: hex(row.fingerprint),
        record: hex(row.record),
        occurredAt: row.occurred_at,
        receivedAt: orUndefined(row.received_at),
        customer: row.customer === null ? undefined : hex(row.customer),
        entity: orUndefined(row.entity),
      }))
    },
    async deliveriesOf(ids) {
      const rows = await ask<{ id: string; at: number; status: string; times: number }>(
        'deliveries_of',
        `select id, ${ms('at')} as at, status, times from delivery where id = any($1::uuid[]) order by at`,
        [ids],
      )
      return rows.map((row) => ({ ...row, id: hex(row.id) }))
    },
    async sources() {
      const rows = await ask<{ source: string }>(
        'sources',
        'select source from source order by source',
        [],
      )
      return rows.map((row) => row.source)
    },
    async addSources(sources, at) {
      await ask(
        'add_sources',
        'insert into source (source, first_at) select s, $2 from unnest($1::text[]) as s on conflict do nothing',
        [sources, time(at)],
      )
    },
  }
}
