// The surroundings of an account in one statement. What it finds goes out as JSON, one list per section, in the
// columns in which the tables' own readers take them.
import type { JsonObject } from '../../contract/event.ts'
import type { AccountAround, AccountQuestion } from '../../engine/ports/account-around.ts'
import { CONSENT_COLUMNS, type ConsentColumns, toConsent } from '../consent-rows.ts'
import {
  EVENT_COLUMNS,
  type EventColumns,
  IDENTIFIER_COLUMNS,
  type IdentifierColumns,
  OBJECT_COLUMNS,
  type ObjectColumns,
  RECORD_COLUMNS,
  type RecordColumns,
  type StateColumns,
  toEvent,
  toIdentifier,
  toObject,
  toRecord,
  toState,
} from '../read-rows.ts'
import type { Ask } from '../wire/ask.ts'
import { hex, hexOrUndefined } from '../wire/rows.ts'

const PEOPLE_MAX = 50
const BEARING_MAX = 200
const PEOPLE_BELOW_MAX = 200
const LEVELS_MAX = 3
/** All levels together; a larger group is looked at account by account. */
const BELOW_MAX = 50
/** Ways down that are followed to find them: an account may have several. */
const WAYS_MAX = 400

const listOf = (rows: string): string => `(select coalesce(json_agg(x), '[]') from (${rows}) x)`

const membersOf = (accountRecords: string, limit: number): string =>
  `select ${RECORD_COLUMNS}, p.account_record from membership p join record r on r.home = p.home and r.id = p.record
   where p.account_record ${accountRecords} order by p.first_at, r.id limit ${limit}`

const objectsOf = (owners: string): string =>
  `select o.* from (${owners}) w cross join lateral (
     select ${OBJECT_COLUMNS} from object o where o.home = w.home::bigint and o.record = w.id
     order by o.open desc, o.changed_at desc limit $4) o order by o.open desc, o.changed_at desc limit $4`

/** $1 records, $2 identifiers of the parent, $3 account, $4 objects, $5 events, $6 whether of now */
const STATEMENT = `
with recursive
people as materialized (${membersOf('= any($1::uuid[])', PEOPLE_MAX)}),
bearing as materialized (
  select b.record, r.customer, b.state from (select distinct p.home, p.record from membership p
    where $6 and p.account_record = any($1::uuid[]) order by p.home, p.record limit ${BEARING_MAX}) p
  join bearing_state b on b.home = p.home and b.record = p.record
  join record r on r.home = p.home and r.id = p.record
  where not exists (select 1 from membership o where o.home = p.home and o.record = p.record
    and o.account_record <> all($1::uuid[]))),
parent as materialized (
  select r.customer from record_identifier i join record r on r.home = i.home and r.id = i.record
  where i.identifier = any($2::uuid[]) and r.customer <> $3 order by 1 limit 1),
way(account, level) as (
  select $3::uuid, 0
  union
  select c.customer, w.level + 1 from way w
  join member m on m.customer = w.account
  join record_identifier g on g.home = m.home and g.record = m.record and g.namespace = 'group_id'
  join record_identifier n on n.namespace = 'parent_group_id' and n.value = g.value
  join record c on c.home = n.home and c.id = n.record
  where w.level < (case when $6 then ${LEVELS_MAX} else 1 end)),
below as materialized (
  select account, min(level) as level from (select * from way limit ${WAYS_MAX}) w where account <> $3
  group by account order by 2, 1 limit ${BELOW_MAX}),
below_records as materialized (
  select ${RECORD_COLUMNS} from below b join member m on m.customer = b.account
  join record r on r.home = m.home and r.id = m.record),
people_below as materialized (
  select * from (${membersOf('in (select id from below_records)', PEOPLE_BELOW_MAX)}) p where $6),
called as materialized (
  select customer from people union select customer from parent union select account from below),
who as materialized (
  select customer from called union select customer from bearing union select customer from people_below),
records as materialized (
  select ${RECORD_COLUMNS} from who w join member m on m.customer = w.customer
  join record r on r.home = m.home and r.id = m.record)
select json_build_array(
  ${listOf('select * from people')},
  ${listOf('select * from bearing')},
  (select customer from parent),
  ${listOf('select * from below order by level, account')},
  ${listOf('select * from people_below')},
  ${listOf('select * from records order by id')},
  ${listOf(`select s.home::text as home, s.record, s.record as owner, s.state::text as state
    from records r join trait_state s on s.home = r.home::bigint and s.record = r.id
    where r.customer in (select customer from called)`)},
  ${listOf(`select ${CONSENT_COLUMNS} from records r join consent c on c.home = r.home::bigint and c.record = r.id
    order by c.effective_at desc, c.id`)},
  ${listOf(`select ${IDENTIFIER_COLUMNS} from below_records r
    join record_identifier i on i.home = r.home::bigint and i.record = r.id order by i.first_at, i.identifier`)},
  ${listOf(objectsOf('select distinct home, id from people where $6'))},
  ${listOf(`select e.* from (select distinct home, id from people) w cross join lateral (
    select ${EVENT_COLUMNS} from event e where e.notable and e.type = 'track' and e.home = w.home::bigint and e.record = w.id
    order by e.occurred_at desc, e.id desc limit $5) e order by e.occurred_at desc, e.id desc limit $5`)},
  ${listOf(objectsOf('select distinct home, id from (select home, id from below_records where $6 union select home, id from people_below) o'))}
)::text as around`

type Member = RecordColumns & { readonly account_record: string }
type Bearing = { readonly record: string; readonly customer: string; readonly state: string }
type Sections = readonly [
  people: readonly Member[],
  bearing: readonly Bearing[],
  parent: string | null,
  below: readonly { readonly account: string; readonly level: number }[],
  peopleBelow: readonly Member[],
  records: readonly RecordColumns[],
  traits: readonly StateColumns[],
  consents: readonly ConsentColumns[],
  identifiers: readonly IdentifierColumns[],
  objects: readonly ObjectColumns[],
  events: readonly EventColumns[],
  objectsBelow: readonly ObjectColumns[],
]

export async function readAccountAround(
  ask: Ask,
  { account, records, parents, limits, isNow }: AccountQuestion,
): Promise<AccountAround> {
  const values = [records, parents, account, limits.objects, limits.events, isNow]
  const [row] = await ask<{ around: string }>('account_around', STATEMENT, values)
  return aroundIn(JSON.parse(row?.around ?? '[]') as Sections)
}

function aroundIn(sections: Sections): AccountAround {
  const [people, bearing, parent, below, peopleBelow, records, ...others] = sections
  const [traits, consents, identifiers, objects, events, objectsBelow] = others
  return {
    people: people.map(toMember),
    bearing: bearing.map(toBearing),
    parent: hexOrUndefined(parent),
    below: below.map((one) => ({ account: hex(one.account), level: one.level })),
    peopleBelow: peopleBelow.map(toMember),
    records: records.map(toRecord),
    traits: traits.map(toState),
    consents: consents.map(toConsent),
    identifiers: identifiers.map(toIdentifier),
    objects: objects.map(toOwned),
    events: events.map(toHappened),
    objectsBelow: objectsBelow.map(toOwned),
  }
}

const toMember = (row: Member) => ({ ...toRecord(row), accountRecord: hex(row.account_record) })

const toBearing = ({ record, customer, state }: Bearing) => {
  return { record: hex(record), customer: hex(customer), state: JSON.parse(state) as unknown }
}

/** An object as a page reads it: its state parsed. */
export function toOwned(row: ObjectColumns) {
  const { home: _, state, ...object } = toObject(row)
  return { ...object, state: JSON.parse(state) as unknown }
}

/** An event as a page reads it: its properties parsed, the payload left in the ledger. */
export function toHappened(row: EventColumns) {
  const { home: _, payload: __, receivedAt: ___, ...event } = toEvent(row)
  return { ...event, properties: JSON.parse(event.properties) as JsonObject }
}
