// Rebuilding derived state beside the real tables: temporary tables of the same names hide them from every
// statement of this connection, so the very SQL that ingests also rebuilds.
import pg from 'pg'
import type { EventPlace } from '../engine/ports/ledger.ts'
import type { RebuildTransaction, Reclassified } from '../engine/ports/rebuilding.ts'
import {
  EVENT_COLUMNS,
  type EventColumns,
  RECORD_COLUMNS,
  type RecordColumns,
  toEvent,
  toRecord,
} from './read-rows.ts'
import { FORGET_WRITER, WRITER_LOCK } from './transaction/transaction.ts'
import { openTransaction } from './transaction/write.ts'
import { pipelined } from './wire/pipeline.ts'
import { faultOf } from './wire/pool.ts'
import { hex, instant, quote, recordset } from './wire/rows.ts'

/** Every table of migration 0002. */
const DERIVED = [
  'record',
  'record_identifier',
  'member',
  'trait_state',
  'computed_state',
  'membership',
  'object_home',
  'object',
  'device_sighting',
  'device_window',
  'search_entry',
  'bearing_state',
] as const

/**
 * Runs work on empty copies of the derived tables. A connection of its own, since prepared statements of a
 * pooled one would still mean the real tables.
 */
export async function rebuildDerived<Result>(
  connection: pg.PoolConfig,
  work: (tx: RebuildTransaction) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ ...connection, application_name: 'alidade rebuild' })
  // Without a handler a lost connection would end the process; the query that is running hears of it anyway.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(`begin; set local idle_in_transaction_session_timeout = 0;
      select pg_advisory_xact_lock(${WRITER_LOCK}); ${FORGET_WRITER}`)
    for (const table of DERIVED) {
      await client.query(
        `create temp table ${table} (like public.${table} including all) on commit drop`,
      )
    }
    await client.query(RECLASSIFIED)
    // Placement is kept: an object stays where it is, whatever came first this time.
    await client.query('insert into pg_temp.object_home select * from public.object_home')
    const result = await pipelined(client, () => work(openRebuild(client)))
    await client.query('commit')
    return result
  } catch (error) {
    throw faultOf(error)
  } finally {
    await client.end()
  }
}

/** Events are the ledger and stay; but what kind they are follows from the definitions. */
const RECLASSIFIED = `create temp table reclassified (home bigint, record uuid, occurred_at timestamptz, id uuid,
  kind text, channel text, notable boolean) on commit drop`

function openRebuild(client: pg.Client): RebuildTransaction {
  return {
    ...openTransaction(client, { derivedOnly: true }),
    events: (after, limit) => readEvents(client, after, limit),
    async homes(records) {
      const { rows } = await client.query<{ record: string; home: string; source: string }>(
        `select i.record, i.home::text as home, r.source from public.record_identifier i
         join public.record r on r.home = i.home and r.id = i.record
         where i.identifier = any($1::uuid[]) and i.record = i.identifier`,
        [records],
      )
      return new Map(rows.map((row) => [hex(row.record), { home: row.home, source: row.source }]))
    },
    async sharedDevices() {
      const { rows } = await client.query<RecordColumns>(
        `select ${RECORD_COLUMNS} from record r where r.shared order by r.id`,
      )
      return rows.map(toRecord)
    },
    async decidedRecords() {
      const { rows } = await client.query<RecordColumns>(
        `select ${RECORD_COLUMNS} from record_identifier i join record r on r.home = i.home and r.id = i.record
         where i.identifier = i.record and i.record in (select record_a from link where basis <> 'rule'
           union select record_b from link where basis <> 'rule') order by r.id`,
      )
      return rows.map(toRecord)
    },
    async mergedCustomers(after, limit) {
      const { rows } = await client.query<{ customer: string }>(
        `select customer from member where ($1::uuid is null or customer > $1)
         group by customer having count(*) > 1 order by customer limit $2`,
        [after ?? null, limit],
      )
      return rows.map((row) => hex(row.customer))
    },
    async reclassify(events) {
      if (events.length === 0) return
      await client.query(
        `insert into reclassified select h, r, t, i, k, c, n from json_to_recordset($1)
           as x(h bigint, r uuid, t timestamptz, i uuid, k text, c text, n boolean)`,
        [recordset(events, reclassifiedText)],
      )
    },
    async analyze() {
      for (const table of DERIVED) await client.query(`analyze pg_temp.${table}`)
    },
    differences: () => readDifferences(client),
    async replace() {
      for (const table of DERIVED) {
        await client.query(`delete from public.${table}`)
        await client.query(`insert into public.${table} select * from pg_temp.${table}`)
      }
      await client.query(
        `update public.event e set kind = r.kind, channel = r.channel, notable = r.notable from reclassified r
         where e.home = r.home and e.record = r.record and e.occurred_at = r.occurred_at and e.id = r.id`,
      )
    },
  }
}

function reclassifiedText(event: Reclassified): string {
  const { home, record, occurredAt, id, kind, channel, notable } = event
  return `{"h":"${home}","r":"${record}","t":${instant(occurredAt)},"i":"${id}","k":${quote(kind)},"c":${quote(channel)},"n":${notable}}`
}

async function readEvents(client: pg.Client, after: EventPlace | undefined, limit: number) {
  const { rows } = await client.query<EventColumns>({
    name: 'rebuild_events',
    text: `select ${EVENT_COLUMNS} from event e
      where ($1::bigint is null or (e.home, e.record, e.occurred_at, e.id) > ($1, $2::uuid, $3::timestamptz, $4::uuid))
      order by e.home, e.record, e.occurred_at, e.id limit $5`,
    values: [
      after?.home ?? null,
      after?.record ?? null,
      after === undefined ? null : new Date(after.occurredAt).toISOString(),
      after?.id ?? null,
      limit,
    ],
  })
  return rows.map(toEvent)
}

async function readDifferences(client: pg.Client) {
  const differences = []
  for (const table of DERIVED) {
    const { rows } = await client.query<{ missing: number; extra: number; rows: number }>(
      `with old as materialized (select t::text as row from public.${table} t),
         new as materialized (select t::text as row from pg_temp.${table} t)
       select (select count(*) from (select row from old except all select row from new) x)::int as extra,
         (select count(*) from (select row from new except all select row from old) x)::int as missing,
         (select count(*) from new)::int as rows`,
    )
    const row = rows[0]
    if (row) differences.push({ table, ...row })
  }
  return [...differences, ...(await readReclassified(client))]
}

async function readReclassified(client: pg.Client) {
  const { rows } = await client.query<{ off: number; rows: number }>(
    'select (select count(*) from reclassified)::int as off, (select count(*) from public.event)::int as rows',
  )
  return rows.map(({ off, rows: count }) => ({
    table: 'event',
    rows: count,
    missing: off,
    extra: off,
  }))
}
