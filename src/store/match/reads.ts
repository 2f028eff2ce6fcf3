// What is read of matching outside the writing transaction: models, pauses, questions, counts.
import type { MatchModelRow, MatchStore, PauseRow } from '../../engine/ports/match.ts'
import type { RecordPlace } from '../../engine/ports/records.ts'
import { toRecord } from '../read-rows.ts'
import type { Ask } from '../wire/ask.ts'
import { hex, ms, recordset } from '../wire/rows.ts'
import { neighbours } from './neighbours.ts'
import { QUEUE, type QueueColumns, REVIEW, type ReviewColumns, toReview } from './reviews.ts'

/** Where records are, as one parameter. */
export const places = (records: readonly RecordPlace[]): string =>
  recordset(records, ({ home, id }) => `{"h":"${home}","r":"${id}"}`)

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

    async reviewQueue({ entity, from, to, because, sort, after, limit }) {
      const rows = await ask<QueueColumns>('match_queue', QUEUE, [
        entity ?? null,
        from ?? null,
        to ?? null,
        because ?? null,
        sort,
        after?.danger ?? null,
        after?.first ?? null,
        after?.second ?? null,
        after?.id ?? null,
        limit,
      ])
      return rows.map((row) => ({
        ...toReview(row),
        band: row.band,
        records: row.records,
        place: {
          danger: row.danger,
          first: row.first,
          second: row.second,
          id: hex(row.id),
        },
        a: toRecord(row.a),
        b: toRecord(row.b),
      }))
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
