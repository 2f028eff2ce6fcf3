// Everything one view needs, in one statement: identifier -> customer -> her records -> their state, consents,
// objects and newest events. Sections come as JSON text built by concatenation, because PostgreSQL's own
// JSON builders cost more than the reads (measured), and stored JSON passes through unparsed.
import type pg from 'pg'
import type { JsonObject } from '../contract/event.ts'
import type { Entity } from '../contract/identifier.ts'
import type { SnapshotEventRow, SnapshotLimits, SnapshotRows } from '../engine/ports.ts'
import { withClient } from './pool.ts'
import { hex, hexOrUndefined, orUndefined } from './rows.ts'

// date_part and not extract: extract computes in numeric, ten times slower, and this runs for every row
const epoch = (column: string): string => `(date_part('epoch', ${column}) * 1000)::bigint`
/** `[row,row]` out of an expression that is one row's JSON text */
const list = (expression: string): string =>
  `'[' || coalesce(string_agg(${expression}, ','), '') || ']'`

const EVENT_JSON = `'["' || e.home || '","' || e.record || '",' || ${epoch('e.occurred_at')} || ',"' || e.id || '","' || e.type || '",' || to_json(e.name) || ',"' || e.kind || '",'
  || to_json(e.channel) || ',' || e.notable || ',' || e.properties || ']'`

/** A shared device's own events are those in nobody's window; anyone else's are inside her windows. */
const SPANS = `span as (
    select m.home, m.id as record, '-infinity'::timestamptz as from_at, 'infinity'::timestamptz as to_at, m.shared from mem m
    union all select w.home, w.record, w.from_at, w.to_at, false from win w)`
const IN_SPAN = `e.home = s.home and e.record = s.record and e.occurred_at >= s.from_at and e.occurred_at < s.to_at
  and (not s.shared or not exists (select 1 from device_window o where o.home = s.home and o.record = s.record
    and e.occurred_at >= o.from_at and e.occurred_at < o.to_at))`

const SNAPSHOT = `with who as materialized (
    select r.customer, bool_or(i.via = 'key') as own from record_identifier i
    join record r on r.home = i.home and r.id = i.record where i.identifier = $1
    group by r.customer order by 2 desc, 1 limit 3),
  chosen as materialized (select customer from who order by own desc, customer limit 1),
  mem as materialized (select r.* from member m join record r on r.home = m.home and r.id = m.record
    where m.customer = (select customer from chosen) order by r.id limit 1000),
  win as materialized (select w.* from device_window w where w.owner = any(array(select id from mem)) order by w.from_at limit 1000),
  ${SPANS},
  newest as materialized (select e.* from span s cross join lateral (
    select e.* from event e where ${IN_SPAN} order by e.occurred_at desc, e.id desc limit $2) e
    order by e.occurred_at desc, e.id desc limit $2)
  select (select customer from chosen) as customer,
    (select case when bool_or(own) then count(*) filter (where own) else count(*) end from who)::int as candidates,
    (select ${list(`'["' || m.home || '","' || m.id || '","' || m.entity || '",' || to_json(m.source) || ',' || to_json(m.namespace) || ',' || to_json(m.key) || ',"' || m.customer || '",' || ${epoch('m.joined_at')} || ',' || ${epoch('m.first_at')} || ',' || m.shared || ']'`)} from mem m) as records,
    (select ${list(`'["' || w.home || '","' || w.record || '","' || w.owner || '",' || ${epoch('w.from_at')} || ',' || ${epoch('w.to_at')} || ']'`)} from win w) as windows,
    (select ${list(`'["' || i.identifier || '","' || i.record || '","' || i.home || '","' || i.namespace || '",' || to_json(i.value) || ',"' || i.via || '",' || ${epoch('i.first_at')} || ',"' || i.evidence || '"]'`)}
       from mem m join record_identifier i on i.home = m.home and i.record = m.id where i.identifier <> m.id) as identifiers,
    (select ${list(`'["' || t.home || '","' || t.record || '",' || t.state || ']'`)}
       from mem m join trait_state t on t.home = m.home and t.record = m.id) as traits,
    (select ${list(`'["' || c.home || '","' || c.record || '","' || c.owner || '",' || c.state || ']'`)} from (
       select c.* from mem m join computed_state c on c.home = m.home and c.record = m.id and c.owner = '00000000-0000-0000-0000-000000000000'
       union all select c.* from (select distinct w.home, w.record, w.owner from win w) w
         join computed_state c on c.home = w.home and c.record = w.record and c.owner = w.owner) c) as computed,
    (select ${list(`json_build_array(c.home::text, c.record, c.id, c.purpose, c.channel, c.state, ${epoch('c.effective_at')}, ${epoch('c.received_at')}, ${epoch('c.expires_at')}, c.text_version)::text`)}
       from mem m join consent c on c.home = m.home and c.record = m.id) as consents,
    (select ${list('x.text')} from (
       select ${EVENT_JSON} as text from newest e
       union all select ${EVENT_JSON} from (select e.* from span s cross join lateral (
         select e.* from event e where e.notable and ${IN_SPAN} order by e.occurred_at desc, e.id desc limit $3) e
         where (select count(*) from newest) >= $2
         order by e.occurred_at desc, e.id desc limit $3) e) x) as events,
    (select ${list(`'["' || o.home || '","' || o.object || '","' || o.type || '",' || to_json(o.id) || ',"' || o.record || '",' || coalesce(to_json(o.status)::text, 'null') || ',' || o.open || ',' || ${epoch('o.changed_at')} || ',"' || o.evidence || '",' || o.state || ']'`)}
       from mem m cross join lateral (select * from object o where o.home = m.home and o.record = m.id
         order by o.open desc, o.changed_at desc limit $4) o) as objects,
    (select ${list(`'["' || p.home || '","' || p.record || '","' || p.account_record || '","' || p.account_home || '",' || ${epoch('p.first_at')} || ',"' || p.evidence || '"]'`)}
       from mem m join membership p on p.home = m.home and p.record = m.id) as memberships,
    (select ${list(`'["' || x.customer || '",' || to_json(x.source) || ',' || x.state || ']'`)} from (
       select distinct on (ar.home, ar.id) ar.customer, ar.source, coalesce(t.state::text, '{}') as state
       from mem m join membership p on p.home = m.home and p.record = m.id
       join record a on a.home = p.account_home and a.id = p.account_record
       join member am on am.customer = a.customer
       join record ar on ar.home = am.home and ar.id = am.record
       left join trait_state t on t.home = ar.home and t.record = ar.id
       order by ar.home, ar.id limit 50) x) as accounts`

interface Columns {
  customer: string | null
  candidates: number
  records: string
  windows: string
  identifiers: string
  traits: string
  computed: string
  consents: string
  events: string
  objects: string
  memberships: string
  accounts: string
}

/** Rows of one customer, or undefined when nobody shows the identifier (32 hex). One round trip. */
export async function readSnapshot(
  pool: pg.Pool,
  identifier: string,
  limits: SnapshotLimits,
): Promise<SnapshotRows | undefined> {
  const { rows } = await withClient(pool, (client) =>
    client.query<Columns>({
      name: 'snapshot',
      text: SNAPSHOT,
      values: [identifier, limits.newestEvents, limits.notableEvents, limits.objects],
    }),
  )
  const row = rows[0]
  return row?.customer ? toSnapshot(row, row.customer) : undefined
}

const parse = <Tuple>(text: string): readonly Tuple[] => JSON.parse(text) as readonly Tuple[]

function toSnapshot(row: Columns, customer: string): SnapshotRows {
  return {
    customer: hex(customer),
    candidates: row.candidates,
    records: parse<RecordTuple>(row.records).map(toRecord),
    windows: parse<WindowTuple>(row.windows).map(([home, record, owner, fromAt, toAt]) => ({
      home,
      record: hex(record),
      owner: hex(owner),
      fromAt,
      toAt,
    })),
    identifiers: parse<IdentifierTuple>(row.identifiers).map(toIdentifier),
    traits: parse<[string, string, object]>(row.traits).map(([, record, state]) => ({
      record: hex(record),
      owner: '',
      state,
    })),
    computed: parse<[string, string, string, object]>(row.computed).map(
      ([, record, owner, state]) => ({ record: hex(record), owner: hex(owner), state }),
    ),
    consents: parse<ConsentTuple>(row.consents).map(toConsent),
    events: distinctEvents(parse<EventTuple>(row.events)),
    objects: parse<ObjectTuple>(row.objects).map(toObject),
    memberships: parse<MembershipTuple>(row.memberships).map(toMembership),
    accounts: parse<[string, string, object]>(row.accounts).map(([account, source, state]) => ({
      account: hex(account),
      source,
      state,
    })),
  }
}

type RecordTuple = [string, string, Entity, string, string, string, string, number, number, boolean]
type WindowTuple = [string, string, string, number, number]
type IdentifierTuple = [string, string, string, string, string, string, number, string]
type ConsentTuple = [
  string,
  string,
  string,
  string,
  string,
  string,
  number,
  number,
  number | null,
  string | null,
]
type EventTuple = [
  string,
  string,
  number,
  string,
  string,
  string,
  string,
  string,
  boolean,
  JsonObject,
]
type ObjectTuple = [
  string,
  string,
  string,
  string,
  string,
  string | null,
  boolean,
  number,
  string,
  object,
]
type MembershipTuple = [string, string, string, string, number, string]

const toRecord = (t: RecordTuple) => ({
  home: t[0],
  id: hex(t[1]),
  entity: t[2],
  source: t[3],
  namespace: t[4],
  key: t[5],
  customer: hex(t[6]),
  joinedAt: t[7],
  firstAt: t[8],
  shared: t[9],
})

const toIdentifier = (t: IdentifierTuple) => ({
  identifier: hex(t[0]),
  record: hex(t[1]),
  home: t[2],
  namespace: t[3],
  value: t[4],
  via: t[5],
  firstAt: t[6],
  evidence: hex(t[7]),
})

const toConsent = (t: ConsentTuple) => ({
  record: hex(t[1]),
  id: hex(t[2]),
  purpose: t[3],
  channel: t[4],
  state: t[5] as 'given' | 'withdrawn',
  effectiveAt: t[6],
  expiresAt: orUndefined(t[8]),
  textVersion: orUndefined(t[9]),
})

const toObject = (t: ObjectTuple) => ({
  object: hex(t[1]),
  type: t[2],
  id: t[3],
  record: hex(t[4]),
  status: orUndefined(t[5]),
  open: t[6],
  changedAt: t[7],
  evidence: hex(t[8]),
  state: t[9],
})

const toMembership = (t: MembershipTuple) => ({
  home: t[0],
  record: hex(t[1]),
  accountRecord: hex(t[2]),
  accountHome: t[3],
  firstAt: t[4],
  evidence: hexOrUndefined(t[5]) ?? '',
})

/** The newest and the notable overlap; each event once, newest first. */
function distinctEvents(tuples: readonly EventTuple[]): readonly SnapshotEventRow[] {
  const byId = new Map<string, EventTuple>()
  for (const tuple of tuples) byId.set(tuple[3], tuple)
  return [...byId.values()]
    .sort((a, b) => b[2] - a[2] || (a[3] < b[3] ? 1 : -1))
    .map((t) => ({
      record: hex(t[1]),
      occurredAt: t[2],
      id: hex(t[3]),
      type: t[4],
      name: t[5],
      kind: t[6],
      channel: t[7],
      notable: t[8],
      properties: t[9],
    }))
}
