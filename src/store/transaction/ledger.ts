// The ledger inside the writing transaction: messages are claimed, events of a record are read again.
import type { ReceiptRow } from '../../engine/ports/ledger.ts'
import type { WriteTransaction } from '../../engine/ports/writing.ts'
import { EVENT_COLUMNS, type EventColumns, toEvent } from '../read-rows.ts'
import type { Ask } from '../wire/ask.ts'
import { type Columns, instant, rowsOf, uuid, valuesOf } from '../wire/columns.ts'
import { hex } from '../wire/rows.ts'

type Ledger = Pick<WriteTransaction, 'claim' | 'hasEventsSince' | 'eventsOfRecord'>

const RECEIPTS: Columns<ReceiptRow> = {
  i: uuid((r) => r.id),
  f: uuid((r) => r.fingerprint),
  r: uuid((r) => r.record),
  t: instant((r) => r.occurredAt),
}

export function transactionLedger(ask: Ask): Ledger {
  return {
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
  }
}
