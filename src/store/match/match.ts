// The matcher's part of the writing transaction: what records say, their candidate keys, models, questions.
import type { MatchTransaction, SaidRow } from '../../engine/ports/match.ts'
import type { Ask } from '../wire/ask.ts'
import { hex, recordset } from '../wire/rows.ts'
import type { HeldKeys } from './held-keys.ts'
import type { MatchMemory } from './memory.ts'
import type { NeighbourCache } from './neighbour-cache.ts'
import { neighboursOrKnown, numbers } from './neighbours.ts'
import { dropKeys, makeKeys } from './partitions.ts'
import { places } from './reads.ts'
import { REVIEW, type ReviewColumns, toReview } from './reviews.ts'
import { writeMatches } from './writes.ts'

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

function heldOf(
  held: HeldKeys,
  keys: readonly number[],
  { model, limit }: { readonly model: number; readonly limit: number },
): ReadonlyMap<number, readonly number[] | 'many'> {
  const found = new Map<number, readonly number[] | 'many'>()
  for (const key of keys) {
    const count = held.count(model, key)
    if (count > limit) found.set(key, 'many')
    else if (count > 0) found.set(key, held.holders(model, key) ?? [])
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

/** The step of the sequence. */
const NUMBERS_TAKEN = 1_000
const NUMBERS = "select nextval('match_number')::float8 as first"
const SAY = `insert into match_record (home, record, entity, number, said)
  select h, r, e, n, s from json_to_recordset($1) as x(h bigint, r uuid, e text, n bigint, s json)
  on conflict (home, record) do update set said = excluded.said`
export function matchTransaction(
  ask: Ask,
  { neighbours: cache, held, numbers: pool }: MatchMemory,
): MatchTransaction {
  let asked = 0
  const counted: Ask = (...question) => {
    asked++
    return ask(...question)
  }
  return {
    asked: () => asked,

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
      const unknown = keys.filter((key) => held.mayHold(model, key))
      if (unknown.length === 0) return new Map()
      const rows = await counted<{ key: number; held: string }>('match_holders', HOLDERS, [
        numbers(unknown),
        model,
        limit + 1,
      ])
      return new Map(
        rows.map((row) => {
          const list = JSON.parse(`[${row.held.slice(1, -1)}]`) as number[]
          return [row.key, list.length > limit ? 'many' : list]
        }),
      )
    },

    neighbours: (of, limit) => neighboursOrKnown(counted, cache, of, limit),

    async pageOfSaid(entity, after, limit) {
      const rows = await ask<SaidColumns & { source: string }>(
        'match_page',
        `select ${SAID}, coalesce(r.source, '') as source from (select * from match_record m
           where m.entity = $1 and m.record > $2 order by m.record limit $3) m
         left join record r on r.home = m.home and r.id = m.record order by m.record`,
        [entity, after ?? '0'.repeat(32), limit],
      )
      const said = toSaid(cache)
      return rows.map((row) => ({ ...said(row), source: row.source }))
    },

    async oldestDirty(limit) {
      const rows = await ask<Omit<SaidColumns, 'said'>>('match_dirty', DIRTY, [limit])
      return rows.map(({ record, ...row }) => ({ ...row, id: hex(record) }))
    },

    async markAllDirty(entity, at) {
      await ask(
        'match_all_dirty',
        `insert into match_dirty (record, home, entity, at)
         select m.record, m.home, m.entity,
           $2::timestamptz + row_number() over (order by r.customer, m.record) * interval '1 microsecond'
         from match_record m join record r on r.home = m.home and r.id = m.record
         where m.entity = $1 on conflict (record) do nothing`,
        [entity, new Date(at).toISOString()],
      )
    },

    async addModel({ entity, at, author, records, body }) {
      const left = await ask<{ version: string }>(
        'match_retire_left',
        `update match_model set state = 'retired' where entity = $1 and state = 'building'
         returning version::text as version`,
        [entity],
      )
      for (const { version: gone } of left) held.end(Number(gone))
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
      const activated = await ask(
        'match_activate',
        `update match_model set state = 'active' where version = $1 and state = 'building' returning version`,
        [version],
      )
      if (activated.length === 0) return false
      const retired = await ask<{ version: string }>(
        'match_retire',
        `update match_model set state = 'retired' where entity = $1 and version <> $2 and state <> 'retired'
         returning version::text as version`,
        [entity, version],
      )
      for (const { version: gone } of retired) held.end(Number(gone))
      await dropKeys(ask)
      return true
    },

    async forgetQuestions(entity) {
      await ask(
        'match_forget_questions',
        `update match_review set state = 'gone' where entity = $1 and state = 'open' and because not in ('limit', 'apart')`,
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
      // Of two customers who are kept apart other records may have been asked about before.
      await ask(
        'match_answered',
        `with q as (select least(a.customer, b.customer) as one, greatest(a.customer, b.customer) as other
           from match_review q join record a on a.home = q.home_a and a.id = q.record_a
           join record b on b.home = q.home_b and b.id = q.record_b where q.id = $1)
         update match_review d set state = 'gone' from q, record a, record b
         where d.state = 'open' and d.because = 'apart' and a.home = d.home_a and a.id = d.record_a
           and b.home = d.home_b and b.id = d.record_b
           and (least(a.customer, b.customer), greatest(a.customer, b.customer)) = (q.one, q.other)`,
        [id],
      )
    },

    async write(writes, at) {
      held.remove(writes.goneKeys)
      held.add(writes.keys)
      await writeMatches(ask, writes, at)
    },
  }
}
