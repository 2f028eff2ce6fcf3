// What one micro-batch writes: a fixed list of set-wise statements, each fed by one array per column.
// Lists that are empty are skipped, so a plain page view costs two inserts.
import type pg from 'pg'
import { allDone } from '../../engine/ports/all-done.ts'
import type { WindowRow } from '../../engine/ports/records.ts'
import type { BatchWrites } from '../../engine/ports/writing.ts'
import { addNewsSql } from '../situation.ts'
import {
  bigint,
  boolean,
  type Columns,
  instant,
  rowsOf,
  text,
  uuid,
  valuesOf,
} from '../wire/columns.ts'
import { copyEvents } from '../wire/copy.ts'
import { together } from '../wire/pipeline.ts'
import { answerTo } from '../wire/query.ts'

interface Step {
  readonly name: string
  readonly sql: string
  /** the parameters, or undefined when there is nothing to do */
  readonly values: (writes: BatchWrites) => Buffer[] | undefined
}

/** @param sql names the rows `$rows`, a table of these columns */
function step<List extends keyof BatchWrites>(
  name: string,
  list: List,
  columns: Columns<BatchWrites[List][number]>,
  sql: string,
): Step {
  return stepOf(name, (writes) => writes[list], columns, sql)
}

function stepOf<Row>(
  name: string,
  pick: (writes: BatchWrites) => readonly Row[],
  columns: Columns<Row>,
  sql: string,
): Step {
  return {
    name,
    sql: sql.replaceAll('$rows', rowsOf(columns)),
    values: (writes) => {
      const rows = pick(writes)
      return rows.length === 0 ? undefined : valuesOf(columns, rows)
    },
  }
}

const SEARCHED: Columns<BatchWrites['searchOf'][number]> = {
  h: bigint((s) => s.home),
  r: uuid((s) => s.record),
  i: text((s) => s.item),
}
const FOUND: Columns<BatchWrites['search'][number]> = {
  h: bigint((s) => s.home),
  r: uuid((s) => s.record),
  f: text((s) => s.field),
  i: text((s) => s.item),
}

const CLEAR_SEARCH: Step = {
  name: 'clear_search',
  sql: `delete from search_entry s using ${rowsOf(SEARCHED)}
    where s.home = x.h
      and case when x.i = '' then s.record = x.r and (s.item = '' or s.item like '#%') else s.item = x.i end
      and not exists (select 1 from ${rowsOf(FOUND, { first: 4, name: 'y' })}
        where y.h = s.home and y.r = s.record and y.f = s.field and y.i = s.item)`,
  values: ({ search, searchOf }) =>
    searchOf.length === 0
      ? undefined
      : [...valuesOf(SEARCHED, searchOf), ...valuesOf(FOUND, search)],
}

const STEPS: readonly Step[] = [
  step(
    'write_deliveries',
    'deliveries',
    {
      i: uuid((d) => d.id),
      t: instant((d) => d.at),
      s: text((d) => d.status),
      f: uuid((d) => d.fingerprint),
    },
    `insert into delivery as d (id, at, status, fingerprint)
     select distinct on (i, s, f) i, t, s, f from $rows
     on conflict (id, status, fingerprint) do update set times = least(d.times + 1, 1000000), at = excluded.at`,
  ),
  step(
    'write_records',
    'records',
    {
      h: bigint((r) => r.home),
      i: uuid((r) => r.id),
      e: text((r) => r.entity),
      s: text((r) => r.source),
      n: text((r) => r.namespace),
      k: text((r) => r.key),
      c: uuid((r) => r.customer),
      j: instant((r) => r.joinedAt),
      f: instant((r) => r.firstAt),
      b: boolean((r) => r.shared),
      w: text((r) => r.who),
    },
    `insert into record as d (home, id, entity, source, namespace, key, customer, joined_at, first_at, shared, who)
     select h, i, e, s, n, k, c, j, f, b, w from $rows
     on conflict (home, id) do update set customer = excluded.customer, joined_at = excluded.joined_at,
       first_at = excluded.first_at, shared = excluded.shared, who = excluded.who`,
  ),
  step(
    'write_identifiers',
    'identifiers',
    {
      i: uuid((r) => r.identifier),
      r: uuid((r) => r.record),
      h: bigint((r) => r.home),
      n: text((r) => r.namespace),
      v: text((r) => r.value),
      y: text((r) => r.via),
      f: instant((r) => r.firstAt),
      e: uuid((r) => r.evidence),
    },
    `insert into record_identifier (identifier, record, home, namespace, value, via, first_at, evidence)
     select i, r, h, n, v, y, f, e from $rows
     on conflict (identifier, record) do update set via = excluded.via, first_at = excluded.first_at, evidence = excluded.evidence`,
  ),
  step(
    'write_moves',
    'moves',
    {
      r: uuid((m) => m.record),
      h: bigint((m) => m.home),
      f: uuid((m) => m.from),
      t: uuid((m) => m.to),
    },
    `with x as (select * from $rows),
       gone as (delete from member m using x where m.customer = x.f and m.record = x.r and x.f is distinct from x.t)
     insert into member (customer, record, home) select t, r, h from x on conflict do nothing`,
  ),
  step(
    'write_links',
    'links',
    {
      i: uuid((l) => l.id),
      t: instant((l) => l.at),
      a: uuid((l) => l.recordA),
      b: uuid((l) => l.recordB),
      v: text((l) => l.verdict),
      s: text((l) => l.basis),
      u: text((l) => l.rule),
      e: text((l) => JSON.stringify(l.evidence)),
      w: text((l) => l.author),
      m: text((l) => l.reason),
      x: uuid((l) => l.retracts),
    },
    `insert into link (id, at, record_a, record_b, verdict, basis, rule, evidence, author, reason, retracts)
     select i, t, a, b, v, s, u, e::jsonb, w, m, x from $rows
     on conflict (id) do nothing`,
  ),
  step(
    'write_traits',
    'traits',
    {
      h: bigint((r) => r.home),
      r: uuid((r) => r.record),
      s: text((r) => r.state),
    },
    `insert into trait_state (home, record, state)
     select h, r, s from $rows
     on conflict (home, record) do update set state = excluded.state`,
  ),
  step(
    'write_computed',
    'computed',
    {
      h: bigint((r) => r.home),
      r: uuid((r) => r.record),
      o: uuid((r) => r.owner),
      s: text((r) => r.state),
    },
    `insert into computed_state (home, record, owner, state)
     select h, r, o, s from $rows
     on conflict (home, record, owner) do update set state = excluded.state`,
  ),
  step(
    'write_bearing',
    'bearing',
    {
      h: bigint((r) => r.home),
      r: uuid((r) => r.record),
      s: text((r) => r.state),
    },
    `insert into bearing_state (home, record, state)
     select h, r, s from $rows
     on conflict (home, record) do update set state = excluded.state`,
  ),
  step(
    'write_memberships',
    'memberships',
    {
      h: bigint((m) => m.home),
      r: uuid((m) => m.record),
      a: uuid((m) => m.accountRecord),
      b: bigint((m) => m.accountHome),
      f: instant((m) => m.firstAt),
      e: uuid((m) => m.evidence),
    },
    `insert into membership as d (home, record, account_record, account_home, first_at, evidence)
     select h, r, a, b, f, e from $rows
     on conflict (home, record, account_record) do update set first_at = excluded.first_at, evidence = excluded.evidence
       where (excluded.first_at, excluded.evidence) < (d.first_at, d.evidence)`,
  ),
  step(
    'write_object_homes',
    'objects',
    {
      o: uuid((o) => o.object),
      h: bigint((o) => o.home),
    },
    `insert into object_home (object, home)
     select o, h from $rows
     on conflict (object) do update set home = excluded.home where object_home.home <> excluded.home`,
  ),
  step(
    'clear_moved_objects',
    'movedObjects',
    {
      h: bigint((o) => o.home),
      o: uuid((o) => o.object),
    },
    `delete from object d using $rows where d.home = x.h and d.object = x.o`,
  ),
  step(
    'write_objects',
    'objects',
    {
      h: bigint((o) => o.home),
      o: uuid((o) => o.object),
      y: text((o) => o.type),
      i: text((o) => o.id),
      r: uuid((o) => o.record),
      s: text((o) => o.status),
      p: boolean((o) => o.open),
      c: instant((o) => o.changedAt),
      e: uuid((o) => o.evidence),
      b: text((o) => o.state),
    },
    `insert into object (home, object, type, id, record, status, open, changed_at, evidence, state)
     select h, o, y, i, r, s, p, c, e, b from $rows
     on conflict (home, object) do update set record = excluded.record, status = excluded.status,
       open = excluded.open, changed_at = excluded.changed_at, evidence = excluded.evidence, state = excluded.state`,
  ),
  step(
    'write_sightings',
    'sightings',
    {
      d: uuid((s) => s.device),
      r: uuid((s) => s.record),
      h: bigint((s) => s.home),
      s: text((s) => s.runs),
    },
    `insert into device_sighting (device, record, home, runs)
     select d, r, h, s from $rows
     on conflict (device, record) do update set runs = excluded.runs`,
  ),
  step(
    'forget_sightings',
    'forgottenSightings',
    {
      d: uuid((device) => device),
    },
    `delete from device_sighting d using $rows where d.device = x.d`,
  ),
  step(
    'clear_windows',
    'windows',
    {
      h: bigint((w) => w.home),
      r: uuid((w) => w.record),
    },
    `delete from device_window d using $rows where d.home = x.h and d.record = x.r`,
  ),
  stepOf<WindowRow>(
    'write_windows',
    (w) => w.windows.flatMap((window) => window.rows),
    {
      h: bigint((w) => w.home),
      r: uuid((w) => w.record),
      o: uuid((w) => w.owner),
      f: instant((w) => w.fromAt),
      t: instant((w) => w.toAt),
    },
    `insert into device_window (home, record, owner, from_at, to_at)
     select h, r, o, f, t from $rows`,
  ),
  step(
    'write_consents',
    'consents',
    {
      h: bigint((c) => c.home),
      r: uuid((c) => c.record),
      i: uuid((c) => c.id),
      p: text((c) => c.purpose),
      c: text((c) => c.channel),
      s: text((c) => c.state),
      e: instant((c) => c.effectiveAt),
      a: instant((c) => c.receivedAt),
      x: instant((c) => c.expiresAt),
      v: text((c) => c.textVersion),
      th: uuid((c) => c.textHash),
      l: text((c) => c.language),
      m: text((c) => c.method),
      pf: text((c) => c.proof),
      ac: text((c) => c.actor),
      ev: uuid((c) => c.event),
      fp: uuid((c) => c.fingerprint),
    },
    `insert into consent (home, record, id, purpose, channel, state, effective_at, received_at, expires_at, text_version, text_hash, language, method, proof, actor, event, fingerprint)
     select h, r, i, p, c, s, e, a, x, v, th, l, m, pf, ac, ev, fp from $rows
     on conflict (home, record, id) do nothing`,
  ),
  step(
    'write_news',
    'news',
    {
      t: instant((n) => n.at),
      k: text((n) => n.kind),
      i: text((n) => n.id),
      s: uuid((n) => n.subject),
      a: text((n) => n.actor),
      f: uuid((n) => n.fingerprint),
      b: text((n) => JSON.stringify(n.update)),
    },
    addNewsSql('$rows'),
  ),
  CLEAR_SEARCH,
  step(
    'write_search',
    'search',
    {
      h: bigint((s) => s.home),
      r: uuid((s) => s.record),
      f: text((s) => s.field),
      i: text((s) => s.item),
      v: text((s) => s.value),
      l: text((s) => s.folded),
    },
    `insert into search_entry (home, record, field, item, value, folded)
     select h, r, f, i, v, l from $rows
     on conflict (home, record, field, item) do update set value = excluded.value, folded = excluded.folded
       where search_entry.value <> excluded.value`,
  ),
]

/** Steps that write the ledger; a rebuild leaves them out. */
const LEDGER_STEPS: ReadonlySet<string> = new Set([
  'write_deliveries',
  'write_links',
  'write_consents',
  'write_news',
])

/**
 * Writes a batch inside the caller's transaction: all is on its way when this returns. Rows of one list must differ in
 * their keys. Throws at once, before anybody could commit, when a value cannot be sent.
 */
export function writeBatch(
  client: pg.PoolClient | pg.Client,
  writes: BatchWrites,
  { derivedOnly = false }: { readonly derivedOnly?: boolean } = {},
): Promise<unknown> {
  // Events are the larger part. They leave first: PostgreSQL works on them while the other parameters are made.
  const copied =
    derivedOnly || writes.events.length === 0
      ? Promise.resolve()
      : copyEvents(client, writes.events)
  // Heard of below, unless what comes next throws: then the fault of that is told.
  copied.catch(() => undefined)
  const statements = statementsOf(writes, derivedOnly)
  const answers = together(client, () => statements.map((statement) => answerTo(client, statement)))
  // The first fault is the cause; those behind it only say that the transaction is broken.
  return allDone([copied, ...answers])
}

function statementsOf(writes: BatchWrites, derivedOnly: boolean): readonly pg.QueryConfig[] {
  return STEPS.flatMap(({ name, sql, values }) => {
    const rows = derivedOnly && LEDGER_STEPS.has(name) ? undefined : values(writes)
    return rows === undefined ? [] : [{ name, text: sql, values: rows }]
  })
}
