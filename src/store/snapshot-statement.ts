// Everything a few views need, in one statement: identifiers -> customers -> their records -> state, consents,
// objects and newest events. Starting a plan and every pass through it cost more than the rows (measured), so each
// section is read once for all who are asked for together, never customer by customer. All of it comes as one JSON
// text built by concatenation, because PostgreSQL's own JSON builders cost more than the reads, and stored JSON passes
// through unparsed. Its sections stand in the order of `Sections` (snapshot-rows.ts).

/** What is beyond these is not read: of a customer, of a record, of an account, of an identifier. */
const WINDOWS_MAX = 1_000
const MEMBERSHIPS_MAX = 50
const ACCOUNT_RECORDS_MAX = 50
const NEWS_MAX = 200

// date_part and not extract: extract computes in numeric, ten times slower, and this runs for every row
const epoch = (column: string): string => `(date_part('epoch', ${column}) * 1000)::bigint`
/** A uuid as 32 hex characters: cheaper here than to take the dashes out later. */
const hex = (column: string): string => `encode(uuid_send(${column}), 'hex')`
const flag = (column: string): string => `case when ${column} then 'true' else 'false' end`
/** The section's rows in one JSON text, each beginning with the place of the question it belongs to. */
const list = (from: string, ...parts: readonly string[]): string =>
  `concat('[', string_agg(concat('[', ${from}.place, ',"', ${parts.join(', ')}, ']'), ','), ']')`

/**
 * Rows of a table that belong to the rows of another. Fenced by `offset 0`: the planner must look them up one by
 * one in the index, also where it takes the table for empty and would rather read all of it.
 */
const lookUp = (rows: string): string => `cross join lateral (${rows} offset 0)`

const EVENT_COLUMNS =
  'e.record, e.occurred_at, e.id, e.type, e.name, e.kind, e.channel, e.notable, e.properties'
const EVENT_PARTS = [
  `${hex('e.record')}, '",', ${epoch('e.occurred_at')}, ',"', ${hex('e.id')}, '","', e.type, '",', to_json(e.name), ',"', e.kind, '",'`,
  `to_json(e.channel), ',', ${flag('e.notable')}, ',', e.properties`,
]

/**
 * Her newest events. A shared device's own events are those in nobody's window; that is asked above the partitions,
 * not in each of them.
 */
const eventsOf = (place: string, which: string, limit: string): string =>
  `select e.* from span s cross join lateral (
      select * from (select ${EVENT_COLUMNS} from event e where e.home = s.home and e.record = s.record
          and e.occurred_at >= s.from_at and e.occurred_at < s.to_at ${which} order by e.occurred_at desc, e.id desc offset 0) e
      where not s.shared or not exists (select 1 from device_window o where o.home = s.home and o.record = s.record
        and e.occurred_at >= o.from_at and e.occurred_at < o.to_at)
      order by e.occurred_at desc, e.id desc limit ${limit}) e
    where s.place = ${place} order by e.occurred_at desc, e.id desc limit ${limit}`

/** $1 identifiers asked for; of each customer at most $2 records, $3 newest and $4 notable events, $5 objects a record. */
export const SNAPSHOT = `with who as materialized (
    select asked.place, r.customer, bool_or(i.via = 'key') as own from unnest($1::uuid[]) with ordinality as asked(identifier, place)
    ${lookUp('select i.home, i.record, i.via from record_identifier i where i.identifier = asked.identifier')} i
    join record r on r.home = i.home and r.id = i.record group by 1, 2),
  picked as materialized (select distinct on (w.place) w.place, w.customer, w.own from who w order by w.place, w.own desc, w.customer),
  mem as materialized (select p.place, r.* from picked p cross join lateral (
    select r.home, r.id, r.entity, r.source, r.namespace, r.key, r.customer, r.joined_at, r.first_at, r.shared
    from member m join record r on r.home = m.home and r.id = m.record
    where m.customer = p.customer order by m.record limit $2::int) r),
  ident as materialized (select m.place, m.id as record, m.home, i.* from mem m
    ${lookUp('select i.identifier, i.namespace, i.value, i.via, i.first_at, i.evidence from record_identifier i where i.home = m.home and i.record = m.id')} i),
  win as materialized (select p.place, w.* from picked p cross join lateral (select w.home, w.record, w.owner, w.from_at, w.to_at from mem m
    ${lookUp('select * from device_window w where w.owner = m.id')} w
    where m.place = p.place order by w.from_at limit ${WINDOWS_MAX}) w),
  part as materialized (select m.place, m.home, m.id as record, p.* from mem m cross join lateral (
    select p.account_record, p.account_home, p.first_at, p.evidence from membership p
    where p.home = m.home and p.record = m.id limit ${MEMBERSHIPS_MAX}) p),
  span as materialized (
    select m.place, m.home, m.id as record, '-infinity'::timestamptz as from_at, 'infinity'::timestamptz as to_at, m.shared from mem m
    union all select w.place, w.home, w.record, w.from_at, w.to_at, false from win w),
  newest as materialized (select p.place, e.* from picked p cross join lateral (${eventsOf('p.place', '', '$3::int')}) e)
  select concat('[', (select concat('[', string_agg(concat(p.place), ','), ']') from picked p
      where exists (select 1 from who w where w.place = p.place and w.own = p.own and w.customer <> p.customer)), ',',
    (select ${list('m', `m.home, '","', ${hex('m.id')}, '","', m.entity, '",', to_json(m.source), ',', to_json(m.namespace), ',', to_json(m.key), ',"', ${hex('m.customer')}, '",', ${epoch('m.joined_at')}, ',', ${epoch('m.first_at')}, ',', ${flag('m.shared')}`)} from mem m), ',',
    (select ${list('w', `w.home, '","', ${hex('w.record')}, '","', ${hex('w.owner')}, '",', ${epoch('w.from_at')}, ',', ${epoch('w.to_at')}`)} from win w), ',',
    (select ${list('i', `${hex('i.identifier')}, '","', ${hex('i.record')}, '","', i.home, '","', i.namespace, '",', to_json(i.value), ',"', i.via, '",', ${epoch('i.first_at')}, ',"', ${hex('i.evidence')}, '"'`)}
       from ident i where i.identifier <> i.record), ',',
    (select ${list('m', `${hex('m.id')}, '",', t.state`)} from mem m
       ${lookUp('select t.state from trait_state t where t.home = m.home and t.record = m.id')} t), ',',
    (select ${list('o', `${hex('o.record')}, '","', ${hex('o.owner')}, '",', c.state`)} from (
       select m.place, m.home, m.id as record, '00000000-0000-0000-0000-000000000000'::uuid as owner from mem m
       union all select distinct w.place, w.home, w.record, w.owner from win w) o
       ${lookUp('select c.state from computed_state c where c.home = o.home and c.record = o.record and c.owner = o.owner')} c), ',',
    (select concat('[', string_agg(json_build_array(m.place, ${hex('m.id')}, ${hex('c.id')}, c.purpose, c.channel, c.state, ${epoch('c.effective_at')}, ${epoch('c.expires_at')}, c.text_version)::text, ','), ']')
       from mem m ${lookUp('select c.id, c.purpose, c.channel, c.state, c.effective_at, c.expires_at, c.text_version from consent c where c.home = m.home and c.record = m.id')} c), ',',
    (select ${list('e', ...EVENT_PARTS)} from (select * from newest
       union all select b.place, e.* from (select n.place from newest n group by n.place having count(*) >= $3::int) b
         cross join lateral (${eventsOf('b.place', 'and e.notable', '$4::int')}) e) e), ',',
    (select ${list('m', `${hex('o.object')}, '","', o.type, '",', to_json(o.id), ',"', ${hex('m.id')}, '",', coalesce(to_json(o.status)::text, 'null'), ',', ${flag('o.open')}, ',', ${epoch('o.changed_at')}, ',"', ${hex('o.evidence')}, '",', o.state`)}
       from mem m cross join lateral (select o.object, o.type, o.id, o.status, o.open, o.changed_at, o.evidence, o.state
         from object o where o.home = m.home and o.record = m.id order by o.open desc, o.changed_at desc limit $5::int) o), ',',
    (select ${list('p', `p.home, '","', ${hex('p.record')}, '","', ${hex('p.account_record')}, '","', p.account_home, '",', ${epoch('p.first_at')}, ',"', ${hex('p.evidence')}, '"'`)}
       from part p), ',',
    (select ${list('p', `${hex('r.id')}, '","', ${hex('r.customer')}, '",', to_json(r.source), ',', coalesce(r.state::text, '{}')`)} from part p
       join record a on a.home = p.account_home and a.id = p.account_record
       cross join lateral (select r.id, r.customer, r.source, t.state from member m join record r on r.home = m.home and r.id = m.record
         left join trait_state t on t.home = r.home and t.record = r.id
         where m.customer = a.customer order by m.record limit ${ACCOUNT_RECORDS_MAX}) r), ',',
    (select ${list('m', `${hex('m.id')}, '",', b.state`)} from mem m
       ${lookUp('select b.state from bearing_state b where b.home = m.home and b.record = m.id and not m.shared')} b), ',',
    (select ${list('w', `${hex('w.account')}, '",', to_json(u.id), ',', ${epoch('u.at')}, ',', u.seq, ',', u.body`)} from (
       select i.place, i.identifier, null::uuid as account from ident i
       union all select p.place, i.identifier, a.customer from part p join record a on a.home = p.account_home and a.id = p.account_record
         join record_identifier i on i.home = a.home and i.record = a.id) w
       cross join lateral (select u.id, u.at, u.seq, u.body from situation_update u where u.subject = w.identifier
         order by u.at desc limit ${NEWS_MAX}) u
       where exists (select 1 from situation_update where subject is not null)), ']') as sections`
