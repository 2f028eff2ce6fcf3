// The newest events of the ledger, in the order they arrived. Rows are only ever added, so new ones lie at the end
// of each partition: its last pages are read and nothing else, however large the ledger is.
import type pg from 'pg'

export interface TailRow {
  /** 32 hex */
  readonly id: string
  readonly occurredAt: Date
  readonly receivedAt: Date
  readonly type: string
  readonly name: string
  readonly kind: string
  readonly channel: string
  readonly source: string | null
  readonly entity: string | null
  /** 32 hex of whom it belongs to now */
  readonly customer: string | null
}

/** Pages looked at the first time; later, those written since and some before them. */
const PAGES_FIRST = 128
const PAGES_BACK = 16
/** Rows of one look: a busy ledger is not copied to a terminal. */
const ROWS_MAX = 1_000

export interface Tail {
  /** rows not seen before, oldest first; the first call answers the newest `lines` */
  readonly next: () => Promise<readonly TailRow[]>
}

export function followLedger(pool: pg.Pool, lines: number): Tail {
  const pagesSeen = new Map<string, number>()
  let seen = new Set<string>()
  let isFirst = true
  return {
    async next() {
      const parts = await partitions(pool)
      const from = parts.map(({ name, pages }) => {
        const before = pagesSeen.get(name)
        pagesSeen.set(name, pages)
        const start = before === undefined ? pages - PAGES_FIRST : before - PAGES_BACK
        return { name, page: Math.max(0, start) }
      })
      const rows = await newestRows(pool, from)
      const fresh = rows.filter(({ id }) => !seen.has(id))
      seen = new Set(rows.map(({ id }) => id))
      const shown = isFirst ? fresh.slice(Math.max(0, fresh.length - lines)) : fresh
      isFirst = false
      return shown
    },
  }
}

interface Partition {
  /** quoted for SQL */
  readonly name: string
  readonly pages: number
}

async function partitions(pool: pg.Pool): Promise<readonly Partition[]> {
  const { rows } = await pool.query<Partition>(
    `select inhrelid::regclass::text as name,
            (pg_relation_size(inhrelid) / current_setting('block_size')::int)::int as pages
     from pg_inherits where inhparent = 'event'::regclass`,
  )
  return rows.filter(({ pages }) => pages > 0)
}

async function newestRows(
  pool: pg.Pool,
  from: readonly { readonly name: string; readonly page: number }[],
): Promise<readonly TailRow[]> {
  if (from.length === 0) return []
  const parts = from.map(
    ({ name, page }) =>
      `(select home, record, id, occurred_at, received_at, type, name, kind, channel
        from only ${name} where ctid >= '(${page},0)'::tid order by received_at desc limit ${ROWS_MAX})`,
  )
  const { rows } = await pool.query<TailRow>(
    `select replace(e.id::text, '-', '') as id, e.occurred_at as "occurredAt", e.received_at as "receivedAt",
            e.type, e.name, e.kind, e.channel, r.source, r.entity, replace(r.customer::text, '-', '') as customer
     from (${parts.join(' union all ')}) e left join record r on r.home = e.home and r.id = e.record
     order by e.received_at desc, e.id desc limit ${ROWS_MAX}`,
  )
  return rows.reverse()
}
