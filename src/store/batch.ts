// What one micro-batch writes: a fixed list of set-wise statements, each fed by one JSON parameter.
// Lists that are empty are skipped, so a plain page view costs two inserts.
import type pg from 'pg'
import type { BatchWrites } from '../engine/ports/writing.ts'
import { copyEvents } from './copy.ts'
import { unpipelined } from './pipeline.ts'
import { instant, instantOrNull, quote, quoteOrNull, recordset } from './rows.ts'

interface Step {
  readonly name: string
  readonly sql: string
  /** JSON text of the rows, or undefined when there is nothing to do */
  readonly rows: (writes: BatchWrites) => string | undefined
  /** JSON text of a second parameter */
  readonly more?: (writes: BatchWrites) => string
}

function step<Row>(
  name: string,
  pick: (writes: BatchWrites) => readonly Row[],
  sql: string,
  write: (row: Row) => string,
): Step {
  return {
    name,
    sql,
    rows: (writes) => {
      const rows = pick(writes)
      return rows.length === 0 ? undefined : recordset(rows, write)
    },
  }
}

const STEPS: readonly Step[] = [
  step(
    'write_deliveries',
    (w) => w.deliveries,
    `insert into delivery as d (id, at, status, fingerprint)
     select distinct on (i, s, f) i, t, s, f from json_to_recordset($1) as x(i uuid, t timestamptz, s text, f uuid)
     on conflict (id, status, fingerprint) do update set times = least(d.times + 1, 1000000), at = excluded.at`,
    (d) => `{"i":"${d.id}","t":${instant(d.at)},"s":"${d.status}","f":"${d.fingerprint}"}`,
  ),
  step(
    'write_records',
    (w) => w.records,
    `insert into record as d (home, id, entity, source, namespace, key, customer, joined_at, first_at, shared)
     select h, i, e, s, n, k, c, j, f, b from json_to_recordset($1)
       as x(h bigint, i uuid, e text, s text, n text, k text, c uuid, j timestamptz, f timestamptz, b boolean)
     on conflict (home, id) do update set customer = excluded.customer, joined_at = excluded.joined_at,
       first_at = excluded.first_at, shared = excluded.shared`,
    (r) =>
      `{"h":"${r.home}","i":"${r.id}","e":"${r.entity}","s":${quote(r.source)},"n":${quote(r.namespace)},"k":${quote(r.key)},"c":"${r.customer}","j":${instant(r.joinedAt)},"f":${instant(r.firstAt)},"b":${r.shared}}`,
  ),
  step(
    'write_identifiers',
    (w) => w.identifiers,
    `insert into record_identifier (identifier, record, home, namespace, value, via, first_at, evidence)
     select i, r, h, n, v, y, f, e from json_to_recordset($1)
       as x(i uuid, r uuid, h bigint, n text, v text, y text, f timestamptz, e uuid)
     on conflict (identifier, record) do update set via = excluded.via, first_at = excluded.first_at, evidence = excluded.evidence`,
    (r) =>
      `{"i":"${r.identifier}","r":"${r.record}","h":"${r.home}","n":${quote(r.namespace)},"v":${quote(r.value)},"y":"${r.via}","f":${instant(r.firstAt)},"e":"${r.evidence}"}`,
  ),
  step(
    'write_moves',
    (w) => w.moves,
    `with x as (select * from json_to_recordset($1) as x(r uuid, h bigint, f uuid, t uuid)),
       gone as (delete from member m using x where m.customer = x.f and m.record = x.r and x.f is distinct from x.t)
     insert into member (customer, record, home) select t, r, h from x on conflict do nothing`,
    (m) => `{"r":"${m.record}","h":"${m.home}","f":${quoteOrNull(m.from)},"t":"${m.to}"}`,
  ),
  step(
    'write_links',
    (w) => w.links,
    `insert into link (id, at, record_a, record_b, verdict, basis, rule, evidence, author, reason, retracts)
     select i, t, a, b, v, s, u, e, w, m, x from json_to_recordset($1)
       as x(i uuid, t timestamptz, a uuid, b uuid, v text, s text, u text, e jsonb, w text, m text, x uuid)
     on conflict (id) do nothing`,
    (l) =>
      `{"i":"${l.id}","t":${instant(l.at)},"a":"${l.recordA}","b":"${l.recordB}","v":"${l.verdict}","s":"${l.basis}","u":${quote(l.rule)},"e":${JSON.stringify(l.evidence)},"w":${quote(l.author)},"m":${quote(l.reason)},"x":${quoteOrNull(l.retracts)}}`,
  ),
  step(
    'write_traits',
    (w) => w.traits,
    `insert into trait_state (home, record, state)
     select h, r, s from json_to_recordset($1) as x(h bigint, r uuid, s json)
     on conflict (home, record) do update set state = excluded.state`,
    (r) => `{"h":"${r.home}","r":"${r.record}","s":${r.state}}`,
  ),
  step(
    'write_computed',
    (w) => w.computed,
    `insert into computed_state (home, record, owner, state)
     select h, r, o, s from json_to_recordset($1) as x(h bigint, r uuid, o uuid, s json)
     on conflict (home, record, owner) do update set state = excluded.state`,
    (r) => `{"h":"${r.home}","r":"${r.record}","o":"${r.owner}","s":${r.state}}`,
  ),
  step(
    'write_bearing',
    (w) => w.bearing,
    `insert into bearing_state (home, record, state)
     select h, r, s from json_to_recordset($1) as x(h bigint, r uuid, s json)
     on conflict (home, record) do update set state = excluded.state`,
    (r) => `{"h":"${r.home}","r":"${r.record}","s":${r.state}}`,
  ),
  step(
    'write_memberships',
    (w) => w.memberships,
    `insert into membership as d (home, record, account_record, account_home, first_at, evidence)
     select h, r, a, b, f, e from json_to_recordset($1)
       as x(h bigint, r uuid, a uuid, b bigint, f timestamptz, e uuid)
     on conflict (home, record, account_record) do update set first_at = excluded.first_at, evidence = excluded.evidence
       where (excluded.first_at, excluded.evidence) < (d.first_at, d.evidence)`,
    (m) =>
      `{"h":"${m.home}","r":"${m.record}","a":"${m.accountRecord}","b":"${m.accountHome}","f":${instant(m.firstAt)},"e":"${m.evidence}"}`,
  ),
  step(
    'write_object_homes',
    (w) => w.objects,
    `insert into object_home (object, home)
     select o, h from json_to_recordset($1) as x(o uuid, h bigint)
     on conflict (object) do update set home = excluded.home where object_home.home <> excluded.home`,
    (o) => `{"o":"${o.object}","h":"${o.home}"}`,
  ),
  step(
    'clear_moved_objects',
    (w) => w.movedObjects,
    `delete from object d using json_to_recordset($1) as x(h bigint, o uuid) where d.home = x.h and d.object = x.o`,
    (o) => `{"h":"${o.home}","o":"${o.object}"}`,
  ),
  step(
    'write_objects',
    (w) => w.objects,
    `insert into object (home, object, type, id, record, status, open, changed_at, evidence, state)
     select h, o, y, i, r, s, p, c, e, b from json_to_recordset($1)
       as x(h bigint, o uuid, y text, i text, r uuid, s text, p boolean, c timestamptz, e uuid, b json)
     on conflict (home, object) do update set record = excluded.record, status = excluded.status,
       open = excluded.open, changed_at = excluded.changed_at, evidence = excluded.evidence, state = excluded.state`,
    (o) =>
      `{"h":"${o.home}","o":"${o.object}","y":${quote(o.type)},"i":${quote(o.id)},"r":"${o.record}","s":${quoteOrNull(o.status)},"p":${o.open},"c":${instant(o.changedAt)},"e":"${o.evidence}","b":${o.state}}`,
  ),
  step(
    'write_sightings',
    (w) => w.sightings,
    `insert into device_sighting (device, record, home, runs)
     select d, r, h, s from json_to_recordset($1) as x(d uuid, r uuid, h bigint, s json)
     on conflict (device, record) do update set runs = excluded.runs`,
    (s) => `{"d":"${s.device}","r":"${s.record}","h":"${s.home}","s":${s.runs}}`,
  ),
  step(
    'forget_sightings',
    (w) => w.forgottenSightings,
    `delete from device_sighting d using json_to_recordset($1) as x(d uuid) where d.device = x.d`,
    (device) => `{"d":"${device}"}`,
  ),
  step(
    'clear_windows',
    (w) => w.windows,
    `delete from device_window d using json_to_recordset($1) as x(h bigint, r uuid) where d.home = x.h and d.record = x.r`,
    (w) => `{"h":"${w.home}","r":"${w.record}"}`,
  ),
  step(
    'write_windows',
    (w) => w.windows.flatMap((window) => window.rows),
    `insert into device_window (home, record, owner, from_at, to_at)
     select h, r, o, f, t from json_to_recordset($1) as x(h bigint, r uuid, o uuid, f timestamptz, t timestamptz)`,
    (w) =>
      `{"h":"${w.home}","r":"${w.record}","o":"${w.owner}","f":${instant(w.fromAt)},"t":${instant(w.toAt)}}`,
  ),
  step(
    'write_consents',
    (w) => w.consents,
    `insert into consent (home, record, id, purpose, channel, state, effective_at, received_at, expires_at, text_version, text_hash, language, method, proof, actor, event, fingerprint)
     select h, r, i, p, c, s, e, a, x, v, th, l, m, pf, ac, ev, fp from json_to_recordset($1)
       as x(h bigint, r uuid, i uuid, p text, c text, s text, e timestamptz, a timestamptz, x timestamptz, v text, th uuid, l text, m text, pf text, ac text, ev uuid, fp uuid)
     on conflict (home, record, id) do nothing`,
    (c) =>
      `{"h":"${c.home}","r":"${c.record}","i":"${c.id}","p":${quote(c.purpose)},"c":${quote(c.channel)},"s":"${c.state}","e":${instant(c.effectiveAt)},"a":${instant(c.receivedAt)},"x":${instantOrNull(c.expiresAt)},"v":${quoteOrNull(c.textVersion)},"th":${quoteOrNull(c.textHash)},"l":${quoteOrNull(c.language)},"m":${quoteOrNull(c.method)},"pf":${quoteOrNull(c.proof)},"ac":${quote(c.actor)},"ev":${quoteOrNull(c.event)},"fp":"${c.fingerprint}"}`,
  ),
  {
    name: 'clear_search',
    sql: `delete from search_entry s using json_to_recordset($1) as x(h bigint, r uuid, i text)
      where s.home = x.h and s.item = x.i and (x.i <> '' or s.record = x.r)
        and not exists (select 1 from json_to_recordset($2) as y(h bigint, r uuid, f text, i text)
          where y.h = s.home and y.r = s.record and y.f = s.field and y.i = s.item)`,
    rows: (w) =>
      w.searchOf.length === 0
        ? undefined
        : recordset(w.searchOf, (s) => `{"h":"${s.home}","r":"${s.record}","i":${quote(s.item)}}`),
    more: (w) =>
      recordset(
        w.search,
        (s) => `{"h":"${s.home}","r":"${s.record}","f":${quote(s.field)},"i":${quote(s.item)}}`,
      ),
  },
  step(
    'write_search',
    (w) => w.search,
    `insert into search_entry (home, record, field, item, value, folded)
     select h, r, f, i, v, l from json_to_recordset($1) as x(h bigint, r uuid, f text, i text, v text, l text)
     on conflict (home, record, field, item) do update set value = excluded.value, folded = excluded.folded
       where search_entry.value <> excluded.value`,
    (s) =>
      `{"h":"${s.home}","r":"${s.record}","f":${quote(s.field)},"i":${quote(s.item)},"v":${quote(s.value)},"l":${quote(s.folded)}}`,
  ),
]

/** Steps that write the ledger; a rebuild leaves them out. */
const LEDGER_STEPS: ReadonlySet<string> = new Set([
  'write_deliveries',
  'write_links',
  'write_consents',
])

/** Writes a batch inside the caller's transaction. Rows of one list must differ in their keys. */
export async function writeBatch(
  client: pg.PoolClient | pg.Client,
  writes: BatchWrites,
  {
    derivedOnly = false,
    meanwhile,
  }: { readonly derivedOnly?: boolean; readonly meanwhile?: (() => void) | undefined } = {},
): Promise<void> {
  const copied =
    derivedOnly || writes.events.length === 0
      ? undefined
      : unpipelined(client, () => copyEvents(client, writes.events))
  // The texts are made while PostgreSQL works on the copy, which is the larger part.
  const statements = statementsOf(writes, derivedOnly)
  await copied
  const sent = statements.map((statement) => client.query(statement))
  if (meanwhile) await workBeside(meanwhile, sent)
  // The first fault is the cause; those behind it only say that the transaction is broken.
  await Promise.allSettled(sent)
  await Promise.all(sent)
}

/** One turn of the event loop lets everything leave for the server; what fails there is told by the answers. */
async function workBeside(meanwhile: () => void, sent: readonly Promise<unknown>[]): Promise<void> {
  for (const answer of sent) answer.catch(() => undefined)
  await new Promise((resolve) => setImmediate(resolve))
  try {
    meanwhile()
  } finally {
    await Promise.allSettled(sent)
  }
}

function statementsOf(writes: BatchWrites, derivedOnly: boolean): readonly pg.QueryConfig[] {
  return STEPS.flatMap(({ name, sql, rows, more }) => {
    const text = derivedOnly && LEDGER_STEPS.has(name) ? undefined : rows(writes)
    if (text === undefined) return []
    return [{ name, text: sql, values: more ? [text, more(writes)] : [text] }]
  })
}
