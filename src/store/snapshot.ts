// Everything one view needs, in one statement: identifier -> customer -> her records -> their state, consents,
// objects and newest events. Sections come as JSON text built by concatenation, because PostgreSQL's own
// JSON builders cost more than the reads (measured), and stored JSON passes through unparsed.
// Views asked for at the same time are read together (group read): see createSnapshotReader.
import type pg from 'pg'
import type { JsonObject } from '../contract/event.ts'
import type { Entity } from '../contract/identifier.ts'
import type { SituationUpdate } from '../contract/situation.ts'
import type { SnapshotEventRow, SnapshotLimits, SnapshotRows } from '../engine/ports/reading.ts'
import { withClient } from './pool.ts'
import { hex, hexOrUndefined, orUndefined } from './rows.ts'

// date_part and not extract: extract computes in numeric, ten times slower, and this runs for every row
const epoch = (column: string): string => `(date_part('epoch', ${column}) * 1000)::bigint`
const flag = (column: string): string => `case when ${column} then 'true' else 'false' end`
/** `[row,row]` out of the parts of one row's JSON text; concat makes each row in one piece, `||` in twenty */
const list = (...parts: readonly string[]): string =>
  `concat('[', string_agg(concat('["', ${parts.join(', ')}, ']'), ','), ']')`

const EVENT_COLUMNS =
  'e.record, e.occurred_at, e.id, e.type, e.name, e.kind, e.channel, e.notable, e.properties'
const EVENT_PARTS = [
  `e.record, '",', ${epoch('e.occurred_at')}, ',"', e.id, '","', e.type, '",', to_json(e.name), ',"', e.kind, '",'`,
  `to_json(e.channel), ',', ${flag('e.notable')}, ',', e.properties`,
]

/** A shared device's own events are those in nobody's window; anyone else's are inside her windows. */
const SPANS = `span as (
    select m.home, m.id as record, '-infinity'::timestamptz as from_at, 'infinity'::timestamptz as to_at, m.shared from mem m
    union all select w.home, w.record, w.from_at, w.to_at, false from win w)`
const IN_SPAN = `e.home = s.home and e.record = s.record and e.occurred_at >= s.from_at and e.occurred_at < s.to_at
  and (not s.shared or not exists (select 1 from device_window o where o.home = s.home and o.record = s.record
    and e.occurred_at >= o.from_at and e.occurred_at < o.to_at))`

/** Rows of one customer; `asked` is who is asked for. */
const ONE = `with who as materialized (
    select r.customer, bool_or(i.via = 'key') as own from record_identifier i
    join record r on r.home = i.home and r.id = i.record where i.identifier = asked.identifier
    group by r.customer order by 2 desc, 1 limit 3),
  mem as materialized (select r.* from member m join record r on r.home = m.home and r.id = m.record
    where m.customer = (select customer from who order by own desc, customer limit 1) order by m.record limit asked.records),
  win as materialized (select w.* from device_window w where w.owner = any(array(select id from mem)) order by w.from_at limit 1000),
  part as materialized (select p.* from mem m join membership p on p.home = m.home and p.record = m.id),
  ${SPANS},
  newest as materialized (select e.* from span s cross join lateral (
    select ${EVENT_COLUMNS} from event e where ${IN_SPAN} order by e.occurred_at desc, e.id desc limit asked.newest) e
    order by e.occurred_at desc, e.id desc limit asked.newest)
  select (select case when bool_or(own) then count(*) filter (where own) else count(*) end from who)::int as candidates,
    (select ${list(`m.home, '","', m.id, '","', m.entity, '",', to_json(m.source), ',', to_json(m.namespace), ',', to_json(m.key), ',"', m.customer, '",', ${epoch('m.joined_at')}, ',', ${epoch('m.first_at')}, ',', ${flag('m.shared')}`)} from mem m) as records,
    (select ${list(`w.home, '","', w.record, '","', w.owner, '",', ${epoch('w.from_at')}, ',', ${epoch('w.to_at')}`)} from win w) as windows,
    (select ${list(`i.identifier, '","', i.record, '","', i.home, '","', i.namespace, '",', to_json(i.value), ',"', i.via, '",', ${epoch('i.first_at')}, ',"', i.evidence, '"'`)}
       from mem m join record_identifier i on i.home = m.home and i.record = m.id where i.identifier <> m.id) as identifiers,
    (select ${list(`t.record, '",', t.state`)}
       from mem m join trait_state t on t.home = m.home and t.record = m.id) as traits,
    (select ${list(`c.record, '","', c.owner, '",', c.state`)} from (
       select c.* from mem m join computed_state c on c.home = m.home and c.record = m.id and c.owner = '00000000-0000-0000-0000-000000000000'
       union all select c.* from (select distinct w.home, w.record, w.owner from win w) w
         join computed_state c on c.home = w.home and c.record = w.record and c.owner = w.owner) c) as computed,
    (select concat('[', string_agg(json_build_array(c.record, c.id, c.purpose, c.channel, c.state, ${epoch('c.effective_at')}, ${epoch('c.expires_at')}, c.text_version)::text, ','), ']')
       from mem m join consent c on c.home = m.home and c.record = m.id) as consents,
    (select ${list(...EVENT_PARTS)} from (
       select e.* from newest e
       union all select e.* from (select e.* from span s cross join lateral (
         select ${EVENT_COLUMNS} from event e where e.notable and ${IN_SPAN} order by e.occurred_at desc, e.id desc limit asked.notable) e
         where (select count(*) from newest) >= asked.newest
         order by e.occurred_at desc, e.id desc limit asked.notable) e) e) as events,
    (select ${list(`o.object, '","', o.type, '",', to_json(o.id), ',"', o.record, '",', coalesce(to_json(o.status)::text, 'null'), ',', ${flag('o.open')}, ',', ${epoch('o.changed_at')}, ',"', o.evidence, '",', o.state`)}
       from mem m cross join lateral (select * from object o where o.home = m.home and o.record = m.id
         order by o.open desc, o.changed_at desc limit asked.objects) o) as objects,
    (select ${list(`p.home, '","', p.record, '","', p.account_record, '","', p.account_home, '",', ${epoch('p.first_at')}, ',"', p.evidence, '"'`)}
       from part p) as memberships,
    (select ${list(`x.customer, '",', to_json(x.source), ',', x.state`)} from (
       select distinct on (ar.home, ar.id) ar.customer, ar.source, coalesce(t.state::text, '{}') as state
       from part p join record a on a.home = p.account_home and a.id = p.account_record
       join member am on am.customer = a.customer
       join record ar on ar.home = am.home and ar.id = am.record
       left join trait_state t on t.home = ar.home and t.record = ar.id
       order by ar.home, ar.id limit 50) x) as accounts,
    (select ${list(`b.record, '",', b.state`)}
       from mem m join bearing_state b on b.home = m.home and b.record = m.id where not m.shared) as bearing,
    (select ${list(`c.account, '",', c.body`)} from (
       select distinct on (u.id) w.account, u.body from (
         select i.identifier, null::uuid as account from mem m join record_identifier i on i.home = m.home and i.record = m.id
         union all select i.identifier, a.customer from part p join record a on a.home = p.account_home and a.id = p.account_record
           join record_identifier i on i.home = a.home and i.record = a.id) w
       join situation_update u on u.subject = w.identifier
       order by u.id, u.at desc, u.seq desc limit 200) c) as commitments`

/** Starting a statement of this size costs as much as running it, so customers asked for together share one. */
const SNAPSHOT = `select asked.place::int as place, x.* from unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[])
    with ordinality as asked(identifier, records, newest, notable, objects, place)
  cross join lateral (${ONE}) x`

interface Columns {
  /** of the question, from 1 */
  place: number
  candidates: number | null
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
  bearing: string
  commitments: string
}

/** A statement for few customers costs more for each, so a further one starts only when it is worth it. */
const WORTH_A_READ = 4
const READS_AT_ONCE = 4
/** Nobody waits longer behind a statement that is slow: a cold disk, a lock. */
const PATIENCE_MS = 20
const TOGETHER_MAX = 16
/** Who has more records is read alone, so that she does not keep the others of her group waiting. */
const RECORDS_TOGETHER_MAX = 50
const RECORDS_MAX = 1_000

interface Question {
  readonly identifier: string
  readonly limits: SnapshotLimits
}

interface Waiting extends Question {
  readonly resolve: (rows: SnapshotRows | undefined) => void
  readonly reject: (error: unknown) => void
}

/**
 * Reads rows of one customer or account, or undefined when nobody shows the identifier (32 hex). Who asks while a
 * statement runs is read with the next one, together with all others who wait: half of what one statement costs
 * is starting it. A read always begins after it was asked for, so it sees all that was committed before.
 */
export function createSnapshotReader(
  pool: pg.Pool,
): (identifier: string, limits: SnapshotLimits) => Promise<SnapshotRows | undefined> {
  const queue: Waiting[] = []
  let running = 0
  let isTimed = false

  function isWorthIt(): boolean {
    if (running === 0) return queue.length > 0
    return running < READS_AT_ONCE && queue.length >= WORTH_A_READ
  }

  function start(): void {
    while (isWorthIt()) startOne()
    if (queue.length === 0 || isTimed) return
    isTimed = true
    setTimeout(losePatience, PATIENCE_MS)
  }

  function startOne(): void {
    running++
    void readGroup(pool, queue.splice(0, TOGETHER_MAX)).finally(() => {
      running--
      start()
    })
  }

  function losePatience(): void {
    isTimed = false
    if (queue.length > 0 && running < READS_AT_ONCE) startOne()
    start()
  }

  return (identifier, limits) =>
    new Promise((resolve, reject) => {
      queue.push({ identifier, limits, resolve, reject })
      // After the turn of the event loop: calls that arrived together are read together.
      setImmediate(start)
    })
}

async function readGroup(pool: pg.Pool, group: readonly Waiting[]): Promise<void> {
  try {
    for (const row of await readColumns(pool, group, RECORDS_TOGETHER_MAX + 1)) {
      const { resolve, reject, ...question } = group[row.place - 1] as Waiting
      const found = toSnapshot(row)
      if (found === undefined || found.records.length <= RECORDS_TOGETHER_MAX) resolve(found)
      else readAlone(pool, question).then(resolve, reject)
    }
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}

async function readAlone(pool: pg.Pool, question: Question): Promise<SnapshotRows | undefined> {
  const [row] = await readColumns(pool, [question], RECORDS_MAX)
  return row && toSnapshot(row)
}

/** One row for each question, in any order. */
function readColumns(
  pool: pg.Pool,
  questions: readonly Question[],
  recordsMax: number,
): Promise<readonly Columns[]> {
  return withClient(pool, async (client) => {
    const { rows } = await client.query<Columns>({
      name: 'snapshot',
      text: SNAPSHOT,
      values: [
        questions.map((one) => one.identifier),
        questions.map(() => recordsMax),
        questions.map(({ limits }) => limits.newestEvents),
        questions.map(({ limits }) => limits.notableEvents),
        questions.map(({ limits }) => limits.objects),
      ],
    })
    return rows
  })
}

const parse = <Tuple>(text: string): readonly Tuple[] => JSON.parse(text) as readonly Tuple[]

function toSnapshot(row: Columns): SnapshotRows | undefined {
  const records = parse<RecordTuple>(row.records).map(toRecord)
  const [first] = records
  if (!first) return undefined
  return {
    customer: first.customer,
    candidates: row.candidates ?? 0,
    records,
    windows: parse<WindowTuple>(row.windows).map(([home, record, owner, fromAt, toAt]) => ({
      home,
      record: hex(record),
      owner: hex(owner),
      fromAt,
      toAt,
    })),
    identifiers: parse<IdentifierTuple>(row.identifiers).map(toIdentifier),
    traits: parse<[string, object]>(row.traits).map(([record, state]) => ({
      record: hex(record),
      owner: '',
      state,
    })),
    computed: parse<[string, string, object]>(row.computed).map(([record, owner, state]) => ({
      record: hex(record),
      owner: hex(owner),
      state,
    })),
    consents: parse<ConsentTuple>(row.consents).map(toConsent),
    events: distinctEvents(parse<EventTuple>(row.events)),
    objects: parse<ObjectTuple>(row.objects).map(toObject),
    memberships: parse<MembershipTuple>(row.memberships).map(toMembership),
    accounts: parse<[string, string, object]>(row.accounts).map(([account, source, state]) => ({
      account: hex(account),
      source,
      state,
    })),
    bearing: parse<[string, object]>(row.bearing).map(([record, state]) => ({
      record: hex(record),
      owner: '',
      state,
    })),
    commitments: parse<[string, Owed]>(row.commitments).map(([account, { commitment }]) => ({
      account: account === '' ? undefined : hex(account),
      commitment,
    })),
  }
}

type Owed = Extract<SituationUpdate, { kind: 'commitment' }>

type RecordTuple = [string, string, Entity, string, string, string, string, number, number, boolean]
type WindowTuple = [string, string, string, number, number]
type IdentifierTuple = [string, string, string, string, string, string, number, string]
type ConsentTuple = [string, string, string, string, string, number, number | null, string | null]
type EventTuple = [string, number, string, string, string, string, string, boolean, JsonObject]
type ObjectTuple = [string, string, string, string, string | null, boolean, number, string, object]
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
  record: hex(t[0]),
  id: hex(t[1]),
  purpose: t[2],
  channel: t[3],
  state: t[4] as 'given' | 'withdrawn',
  effectiveAt: t[5],
  expiresAt: orUndefined(t[6]),
  textVersion: orUndefined(t[7]),
})

const toObject = (t: ObjectTuple) => ({
  object: hex(t[0]),
  type: t[1],
  id: t[2],
  record: hex(t[3]),
  status: orUndefined(t[4]),
  open: t[5],
  changedAt: t[6],
  evidence: hex(t[7]),
  state: t[8],
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
  for (const tuple of tuples) byId.set(tuple[2], tuple)
  return [...byId.values()]
    .sort((a, b) => b[1] - a[1] || (a[2] < b[2] ? 1 : -1))
    .map((t) => ({
      record: hex(t[0]),
      occurredAt: t[1],
      id: hex(t[2]),
      type: t[3],
      name: t[4],
      kind: t[5],
      channel: t[6],
      notable: t[7],
      properties: t[8],
    }))
}
