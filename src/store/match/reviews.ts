// Questions to people as rows, and the order in which they are asked.
import type { ReviewRow } from '../../engine/ports/match.ts'
import type { RecordColumns } from '../read-rows.ts'
import { hex, ms } from '../wire/rows.ts'

export const REVIEW = `q.id, ${ms('q.at')} as at, q.entity, q.record_a, q.record_b, q.home_a::text as home_a,
  q.home_b::text as home_b, q.bits, q.because, q.model::int as model, q.state`

export interface ReviewColumns {
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

export interface QueueColumns extends ReviewColumns {
  band: number
  records: number
  danger: number
  first: number
  second: number
  a: RecordColumns
  b: RecordColumns
}

/** So many questions are sorted; of more, those of the fewest bits wait for their turn, and no conflict does. */
const QUEUE_MAX = 10_000
/** Customers of more records count as having so many. */
const IMPACT_MAX = 1_000

const recordJson = (table: string): string => {
  const columns = `'home', ${table}.home::text, 'id', ${table}.id, 'entity', ${table}.entity, 'source', ${table}.source,
    'namespace', ${table}.namespace, 'key', ${table}.key, 'customer', ${table}.customer,
    'joined_at', ${ms(`${table}.joined_at`)}, 'first_at', ${ms(`${table}.first_at`)}, 'shared', ${table}.shared,
    'who', ${table}.who`
  return `json_build_object(${columns})`
}

/**
 * Two customers kept apart by what they say are asked about once, however many records say so. What has made one
 * customer of two people shows one's data to the other: it comes before all that is only in doubt.
 */
export const QUEUE = `with open as (
    select *, (because = 'conflict')::int as danger from match_review
    where state = 'open' and ($1::text is null or entity = $1)
      and ($2::real is null or bits >= $2) and ($3::real is null or bits <= $3)
      and ($4::text is null or because = $4)
    order by danger desc, bits desc, id desc limit ${QUEUE_MAX}),
  weighed as (
    select ${REVIEW}, q.danger, floor(q.bits)::int as band, n.records,
      array[least(a.customer, b.customer), greatest(a.customer, b.customer)] as pair, ${recordJson('a')} as a, ${recordJson('b')} as b
    from open q join record a on a.home = q.home_a and a.id = q.record_a
    join record b on b.home = q.home_b and b.id = q.record_b and ((b.customer = a.customer) = (q.because = 'conflict'))
    cross join lateral (select count(*)::int as records from (
      select from member m where m.customer in (a.customer, b.customer) limit ${IMPACT_MAX}) m) n),
  queue as (
    select *, case when $5 = 'impact' then records else band end as first,
      case when $5 = 'impact' then band else records end as second,
      row_number() over (partition by because, pair order by bits desc, id) as nth from weighed)
  select * from queue
  where (because <> 'apart' or nth = 1) and ($6::int is null or (danger, first, second, id) < ($6, $7::int, $8::int, $9::uuid))
  order by danger desc, first desc, second desc, id desc limit $10`

export const toReview = (row: ReviewColumns): ReviewRow => ({
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
