// The matcher's tables: what records say, their candidate keys, models, questions to people.
import type {
  KeyRow,
  MatchModelRow,
  MatchStore,
  MatchTransaction,
  MatchWrites,
  NeighbourRow,
  PauseRow,
  ReviewRow,
  SaidRow,
} from '../engine/ports/match.ts'
import type { RecordPlace } from '../engine/ports/records.ts'
import type { Ask } from './ask.ts'
import type { HeldKeys } from './held-keys.ts'
import type { MatchMemory } from './match-memory.ts'
import { dropKeys, keysOf, makeKeys } from './match-partitions.ts'
import type { NeighbourCache } from './neighbour-cache.ts'
import { RECORD_COLUMNS, type RecordColumns, toRecord } from './read-rows.ts'
import { hex, instant, ms, quote, recordset } from './rows.ts'

const places = (records: readonly RecordPlace[]): string =>
  recordset(records, ({ home, id }) => `{"h":"${home}","r":"${id}"}`)

const SAID =
  'm.home::text as home, m.record, m.entity, m.number::float8 as number, m.said::text as said'

interface SaidColumns {
  home: string
  record: string
  entity: SaidRow['entity']
  number: number
  said: string
}

/** What is remembered is the same object each time, so that what was read in it is found again. */
const toSaid =
  (cache: NeighbourCache) =>
  ({ said: text, record, ...row }: SaidColumns): SaidRow => {
    const known = cache.saidBy(row.number)
    return { ...row, record: hex(record), said: known?.text === text ? known : { text } }
  }

/** Numbers as one array parameter; the driver would quote each of them. */
const numbers = (list: readonly number[]): string => `{${list.join()}}`

const NEIGHBOURS = `with x as (select unnest($2::uuid[]) as customer union
     select r.customer from unnest($1::bigint[]) as n(number) join match_record m on m.number = n.number
     join record r on r.home = m.home and r.id = m.record)
   select ${RECORD_COLUMNS}, m.number::float8 as number, m.said::text as said from x cross join lateral (
     select mm.home, mm.record from member mm where mm.customer = x.customer order by mm.record limit $3) mm
   join record r on r.home = mm.home and r.id = mm.record
   join match_record m on m.home = mm.home and m.record = mm.record`

interface Of {
  readonly customers: readonly string[]
  readonly numbers: readonly number[]
}

async function neighbours(
  ask: Ask,
  name: string,
  of: Of,
  limit: number,
): Promise<readonly NeighbourRow[]> {
  if (of.customers.length === 0 && of.numbers.length === 0) return []
  const rows = await ask<RecordColumns & { number: number; said: string }>(name, NEIGHBOURS, [
    numbers(of.numbers),
    `{${of.customers.join()}}`,
    limit,
  ])
  return rows.map(({ number, said, ...row }) => ({
    row: toRecord(row),
    number,
    said: { text: said },
  }))
}

/** The same, asking the database only for what is not remembered. */
async function neighboursOrKnown(
  ask: Ask,
  cache: NeighbourCache,
  { customers, numbers: list }: Of,
  limit: number,
): Promise<readonly NeighbourRow[]> {
  const found: NeighbourRow[] = []
  const seen = new Set<string>()
  const unknown: string[] = []
  const look = (customer: string): void => {
    if (seen.has(customer)) return
    seen.add(customer)
    const members = cache.members(customer, limit)
    if (members) found.push(...members)
    else unknown.push(customer)
  }
  customers.forEach(look)
  const nameless: number[] = []
  for (const number of list) {
    const customer = cache.customerOf(number)
    if (customer === undefined) nameless.push(number)
    else look(customer)
  }
  const age = cache.age()
  const rows = await neighbours(
    ask,
    'match_neighbours',
    { customers: unknown, numbers: nameless },
    limit,
  )
  const byCustomer = Map.groupBy(rows, ({ row }) => row.customer)
  for (const [customer, members] of byCustomer) {
    if (cache.age() === age) cache.put(customer, members, limit)
    // A record that its customer is not known by may lead to one that was found before.
    if (!seen.has(customer) || unknown.includes(customer)) found.push(...members)
  }
  return found
}

const REVIEW = `q.id, ${ms('q.at')} as at, q.entity, q.record_a, q.record_b, q.home_a::text as home_a,
  q.home_b::text as home_b, q.bits, q.because, q.model::int as model, q.state`

interface ReviewColumns {
  id: string
  at: number
  entity: ReviewRow['entity']
  record_a: string
  record_b: string
  home_a: string
  home_b: string
  bits: number
  because: string
  model: number
  state: ReviewRow['state']
}

interface QueueColumns extends ReviewColumns {
  band: number
  records: number
  a: RecordColumns
  b: RecordColumns
}

/** So many questions are sorted; of more, those of the fewest bits wait for their turn. */
const QUEUE_MAX = 10_000
/** Customers of more records count as having so many. */
const IMPACT_MAX = 1_000

const recordJson = (table: string): string => {
  const columns = `'home', ${table}.home::text, 'id', ${table}.id, 'entity', ${table}.entity, 'source', ${table}.source,
    'namespace', ${table}.namespace, 'key', ${table}.key, 'customer', ${table}.customer,
    'joined_at', ${ms(`${table}.joined_at`)}, 'first_at', ${ms(`${table}.first_at`)}, 'shared', ${table}.shared`
  return `json_build_object(${columns})`
}

const QUEUE = `with open as (
    select * from match_review where state = 'open' and ($1::text is null or entity = $1)
      and ($2::real is null or bits >= $2) and ($3::real is null or bits <= $3)
    order by bits desc, id desc limit ${QUEUE_MAX}),
  queue as (
    select ${REVIEW}, floor(q.bits)::int as band, n.records, ${recordJson('a')} as a, ${recordJson('b')} as b
    from open q join record a on a.home = q.home_a and a.id = q.record_a
    join record b on b.home = q.home_b and b.id = q.record_b and ((b.customer = a.customer) = (q.because = 'conflict'))
    cross join lateral (select count(*)::int as records from (
      select from member m where m.customer in (a.customer, b.customer) limit ${IMPACT_MAX}) m) n)
  select * from queue where $4::int is null or (band, records, id) < ($4, $5::int, $6::uuid)
  order by band desc, records desc, id desc limit $7`

const toReview = (row: ReviewColumns): ReviewRow => ({
  id: hex(row.id),
  at: row.at,
  entity: row.entity,
  recordA: hex(row.record_a),
  recordB: hex(row.record_b),
  homeA: row.home_a,
  homeB: row.home_b,
  bits: row.bits,
  because: row.because,
  model: row.model,
  state: row.state,
})

function heldOf(
  held: HeldKeys,
  keys: readonly number[],
  { model, limit }: { readonly model: number; readonly limit: number },
): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, readonly number[]>()
  for (const key of keys) {
    const list = held.holders(model, key, limit) ?? []
    if (list.length > 0) found.set(key, list)
  }
  return found
}

/** Who says nothing has nothing to be weighed by; it stands with the number of nobody, so that it is cleaned. */
const DIRTY = `select d.home::text as home, d.record, d.entity, coalesce(m.number, 0)::float8 as number
  from (select * from match_dirty order by at, record limit $1) d
  left join match_record m on m.home = d.home and m.record = d.record order by d.at, d.record`

const HOLDERS = `select x.k::float8 as key, h.held from unnest($1::bigint[]) as x(k)
  cross join lateral (select array_agg(number)::text as held from (
    select number from match_key i where i.model = $2 and i.key = x.k order by i.number limit $3) i) h
  where h.held is not null`

export function matchTransaction(
  ask: Ask,
  { neighbours: cache, held, numbers: pool }: MatchMemory,
): MatchTransaction {
  return {
    async saidBy(records) {
      if (records.length === 0) return []
      const rows = await ask<SaidColumns>(
        'match_said',
        `select ${SAID} from json_to_recordset($1) as x(h bigint, r uuid)
         join match_record m on m.home = x.h and m.record = x.r`,
        [places(records)],
      )
      return rows.map(toSaid(cache))
    },

    async newNumbers(count) {
      const given: number[] = []
      while (given.length < count) {
        if (pool.next === pool.end) {
          const [row] = await ask<{ first: number }>('match_numbers', NUMBERS, [])
          pool.next = row?.first ?? 0
          pool.end = pool.next + NUMBERS_TAKEN
        }
        given.push(pool.next++)
      }
      return given
    },

    async say(rows) {
      if (rows.length === 0) return
      for (const { row, number, said } of rows) cache.said(row, number, said)
      const text = recordset(
        rows,
        ({ row, number, said }) =>
          `{"h":"${row.home}","r":"${row.id}","e":"${row.entity}","n":${number},"s":${said.text}}`,
      )
      await ask('match_say', SAY, [text])
    },

    async keyHolders(keys, { model, limit }) {
      if (keys.length === 0) return new Map()
      if (held.isKnown(model)) return heldOf(held, keys, { model, limit })
      // One row per key: a row for each holder would cost more to send and read than to find.
      const rows = await ask<{ key: number; held: string }>('match_holders', HOLDERS, [
        numbers(keys),
        model,
        limit,
      ])
      return new Map(
        rows.map((row) => [row.key, JSON.parse(`[${row.held.slice(1, -1)}]`) as number[]]),
      )
    },

    neighbours: (of, limit) => neighboursOrKnown(ask, cache, of, limit),

    async pageOfSaid(entity, after, limit) {
      const rows = await ask<SaidColumns>(
        'match_page',
        `select ${SAID} from match_record m where m.entity = $1 and m.record > $2 order by m.record limit $3`,
        [entity, after ?? '0'.repeat(32), limit],
      )
      return rows.map(toSaid(cache))
    },

    async oldestDirty(limit) {
      const rows = await ask<Omit<SaidColumns, 'said'>>('match_dirty', DIRTY, [limit])
      return rows.map(({ record, ...row }) => ({ ...row, id: hex(record) }))
    },

    async markAllDirty(entity, at) {
      await ask(
        'match_all_dirty',
        `insert into match_dirty (record, home, entity, at) select record, home, entity, $2
         from match_record where entity = $1 on conflict (record) do nothing`,
        [entity, new Date(at).toISOString()],
      )
    },

    async addModel({ entity, at, author, records, body }) {
      const [row] = await ask<{ version: string }>(
        'match_add_model',
        `insert into match_model (entity, at, author, state, records, body)
         values ($1, $2, $3, 'building', $4, $5) returning version::text as version`,
        [entity, new Date(at).toISOString(), author, records, JSON.stringify(body)],
      )
      const version = Number(row?.version)
      await makeKeys(ask, version)
      held.begin(version)
      return version
    },

    async activate(version, entity) {
      const retired = await ask<{ version: string }>(
        'match_retire',
        `update match_model set state = 'retired' where entity = $1 and version <> $2 and state <> 'retired'
         returning version::text as version`,
        [entity, version],
      )
      await ask('match_activate', `update match_model set state = 'active' where version = $1`, [
        version,
      ])
      for (const { version: gone } of retired) held.end(Number(gone))
      await dropKeys(ask)
    },

    async forgetQuestions(entity) {
      await ask(
        'match_forget_questions',
        `update match_review set state = 'gone' where entity = $1 and state = 'open' and because <> 'limit'`,
        [entity],
      )
    },
    async markAsked(entity, at) {
      await ask(
        'match_mark_asked',
        `with asked as (update match_review set state = 'gone'
           where entity = $1 and state = 'open' and because = 'breaker'
           returning record_a, home_a, record_b, home_b)
         insert into match_dirty (record, home, entity, at)
         select record_a, home_a, $1, $2::timestamptz from asked
         union select record_b, home_b, $1, $2::timestamptz from asked
         on conflict (record) do nothing`,
        [entity, new Date(at).toISOString()],
      )
    },
    async pause({ entity, at, because }) {
      await ask(
        'match_pause',
        `insert into match_pause (entity, at, because) values ($1, $2, $3) on conflict (entity) do nothing`,
        [entity, new Date(at).toISOString(), because],
      )
    },
    async resume(entity) {
      const rows = await ask(
        'match_resume',
        'delete from match_pause where entity = $1 returning entity',
        [entity],
      )
      return rows.length > 0
    },
    async review(id) {
      const rows = await ask<ReviewColumns>(
        'match_review',
        `select ${REVIEW} from match_review q where q.id = $1`,
        [id],
      )
      return rows[0] && toReview(rows[0])
    },

    async decideReview(id, state, { at, author }) {
      await ask(
        'match_decide',
        'update match_review set state = $2, decided_at = $3, author = $4 where id = $1',
        [id, state, new Date(at).toISOString(), author],
      )
    },

    async write(writes, at) {
      held.remove(writes.goneKeys)
      held.add(writes.keys)
      await writeMatches(ask, writes, at)
    },
  }
}

/** The writes go out together; each list is one statement. */
async function writeMatches(ask: Ask, writes: MatchWrites, at: number): Promise<void> {
  const sent: Promise<unknown>[] = []
  const send = (name: string, sql: string, count: number, text: () => string): void => {
    if (count > 0) sent.push(ask(name, sql, [text()]))
  }
  if (writes.goneKeys.length > 0) {
    sent.push(ask('match_drop_keys', DROP_KEYS, columnsOf(writes.goneKeys)))
  }
  for (const [version, rows] of Map.groupBy(writes.keys, ({ model }) => Math.abs(model))) {
    sent.push(ask(`match_put_keys_${version}`, putKeys(version), columnsOf(rows)))
  }
  send('match_put_reviews', PUT_REVIEWS, writes.reviews.length, () =>
    recordset(
      writes.reviews,
      (q) =>
        `{"i":"${q.id}","t":${instant(q.at)},"e":"${q.entity}","a":"${q.recordA}","b":"${q.recordB}","ha":"${q.homeA}","hb":"${q.homeB}","s":${Math.fround(q.bits)},"w":${quote(q.because)},"m":${q.model}}`,
    ),
  )
  send('match_drop_reviews', DROP_REVIEWS, writes.goneReviews.length, () =>
    recordset(writes.goneReviews, (id) => `{"i":"${id}"}`),
  )
  send('match_put_dirty', PUT_DIRTY, writes.dirty.length, () =>
    recordset(
      writes.dirty,
      (d) => `{"r":"${d.id}","h":"${d.home}","e":"${d.entity}","t":${instant(at)}}`,
    ),
  )
  send('match_clean', CLEAN, writes.clean.length, () =>
    recordset(writes.clean, (record) => `{"r":"${record}"}`),
  )
  await Promise.allSettled(sent)
  await Promise.all(sent)
}

const columnsOf = (rows: readonly KeyRow[]): readonly string[] => [
  numbers(rows.map(({ model }) => model)),
  numbers(rows.map(({ key }) => key)),
  numbers(rows.map(({ number }) => number)),
]

/** The step of the sequence. */
const NUMBERS_TAKEN = 1_000
const NUMBERS = "select nextval('match_number')::float8 as first"
const SAY = `insert into match_record (home, record, entity, number, said)
  select h, r, e, n, s from json_to_recordset($1) as x(h bigint, r uuid, e text, n bigint, s json)
  on conflict (home, record) do update set said = excluded.said`
/** Straight into the model's partition: finding it for each row costs more than the row. */
const putKeys = (version: number): string => `insert into ${keysOf(version)} (model, key, number)
  select * from unnest($1::bigint[], $2::bigint[], $3::bigint[])`
const DROP_KEYS = `delete from match_key d using unnest($1::bigint[], $2::bigint[], $3::bigint[]) as x(m, k, n)
  where d.model = x.m and d.key = x.k and d.number = x.n`
/** What a person answered stays answered; a question that is asked again takes the newest weight. */
const PUT_REVIEWS = `insert into match_review as d (id, at, entity, record_a, record_b, home_a, home_b, bits, because, model)
  select i, t, e, a, b, ha, hb, s, w, m from json_to_recordset($1)
    as x(i uuid, t timestamptz, e text, a uuid, b uuid, ha bigint, hb bigint, s real, w text, m bigint)
  on conflict (id) do update set bits = excluded.bits, because = excluded.because, model = excluded.model,
    state = 'open' where d.state in ('open', 'gone')`
const DROP_REVIEWS = `update match_review d set state = 'gone' from json_to_recordset($1) as x(i uuid)
  where d.id = x.i and d.state = 'open'`
const PUT_DIRTY = `insert into match_dirty (record, home, entity, at)
  select r, h, e, t from json_to_recordset($1) as x(r uuid, h bigint, e text, t timestamptz) on conflict do nothing`
const CLEAN = `delete from match_dirty d using json_to_recordset($1) as x(r uuid) where d.record = x.r`

export function matchReads(ask: Ask): MatchStore {
  return {
    async matchModels() {
      const rows = await ask<{
        version: string
        entity: MatchModelRow['entity']
        state: MatchModelRow['state']
        records: string
        body: unknown
      }>(
        'match_models',
        `select version::text as version, entity, state, records::text as records, body from match_model
         where state <> 'retired' order by version`,
        [],
      )
      return rows.map((row) => ({
        ...row,
        version: Number(row.version),
        records: Number(row.records),
      }))
    },

    async pauses() {
      const rows = await ask<{ entity: PauseRow['entity']; at: number; because: string }>(
        'match_pauses',
        `select entity, ${ms('at')} as at, because from match_pause order by entity`,
        [],
      )
      return rows
    },

    async hasDirty() {
      const rows = await ask<{ there: boolean }>(
        'match_has_dirty',
        'select exists (select from match_dirty) as there',
        [],
      )
      return rows[0]?.there ?? false
    },

    async countSaid(entity) {
      const rows = await ask<{ n: number }>(
        'match_count',
        'select count(*)::int as n from match_record where entity = $1',
        [entity],
      )
      return rows[0]?.n ?? 0
    },

    async reviews({ entity, state, after, limit }) {
      const rows = await ask<ReviewColumns>(
        'match_reviews',
        `select ${REVIEW} from match_review q where q.state = $1 and ($2::text is null or q.entity = $2)
           and ($3::real is null or (q.bits, q.id) < ($3, $4::uuid)) order by q.bits desc, q.id desc limit $5`,
        [state, entity ?? null, after?.bits ?? null, after?.id ?? null, limit],
      )
      return rows.map(toReview)
    },

    async reviewQueue({ entity, from, to, after, limit }) {
      const rows = await ask<QueueColumns>('match_queue', QUEUE, [
        entity ?? null,
        from ?? null,
        to ?? null,
        after?.band ?? null,
        after?.records ?? null,
        after?.id ?? null,
        limit,
      ])
      return rows.map((row) => ({
        ...toReview(row),
        band: row.band,
        records: row.records,
        a: toRecord(row.a),
        b: toRecord(row.b),
      }))
    },

    async countReviews() {
      const rows = await ask<{ n: number }>(
        'match_count_reviews',
        "select count(*)::int as n from match_review where state = 'open'",
        [],
      )
      return rows[0]?.n ?? 0
    },

    async contentsOf(records, limit) {
      if (records.length === 0) return new Map()
      const rows = await ask<{ record: string; events: number; objects: number }>(
        'match_contents',
        `select x.r as record,
           (select count(*)::int from (select from event e where e.home = x.h and e.record = x.r limit $2) e) as events,
           (select count(*)::int from (select from object o where o.home = x.h and o.record = x.r limit $2) o) as objects
         from json_to_recordset($1) as x(h bigint, r uuid)`,
        [places(records), limit],
      )
      return new Map(rows.map(({ record, events, objects }) => [hex(record), { events, objects }]))
    },

    matchNeighbours: (customers, limit) =>
      neighbours(ask, 'match_neighbours_read', { customers, numbers: [] }, limit),

    async countDirty() {
      const rows = await ask<{ n: number }>(
        'match_count_dirty',
        'select count(*)::int as n from match_dirty',
        [],
      )
      return rows[0]?.n ?? 0
    },
  }
}
