// The books of the situation (append-only news) and of what was learned.
import type { JsonObject } from '../contract/event.ts'
import type { SituationUpdate } from '../contract/situation.ts'
import type { BearingStore, SituationNews, SituationRow } from '../engine/ports/situation.ts'
import {
  EVENT_COLUMNS,
  type EventColumns,
  RECORD_COLUMNS,
  type RecordColumns,
  type StateColumns,
  toEvent,
  toRecord,
  toState,
} from './read-rows.ts'
import type { Ask } from './wire/ask.ts'
import { hex, instant, ms, quote, recordset } from './wire/rows.ts'

/** Taken while news is appended: whoever reads up to a number then has all news before it. */
const SITUATION_LOCK = 7_114_002
/** Appends news that is new, and answers a row for each piece. `rows`: a table x of columns t k i s a f b. */
export function addNewsSql(rows: string): string {
  return `with locked as materialized (select pg_advisory_xact_lock(${SITUATION_LOCK}))
    insert into situation_update (at, kind, id, subject, actor, fingerprint, body)
    select x.t, x.k, x.i, x.s, x.a, x.f, x.b::json from locked cross join ${rows}
    on conflict (fingerprint) do nothing returning 1`
}

const ADD_NEWS = addNewsSql(
  'json_to_recordset($1) as x(t timestamptz, k text, i text, s uuid, a text, f uuid, b json)',
)
/** What one start reads at most; older signals have expired long before. */
const START_ROWS_MAX = 60_000

interface StepColumns {
  home: string
  record: string
  at: number
  id: string
  name: string
}

interface NewsColumns {
  seq: string
  body: SituationUpdate
}

const toNews = ({ seq, body }: NewsColumns): SituationNews => ({ seq: Number(seq), update: body })

export function situationBook(ask: Ask): BearingStore {
  return {
    async addSituation(rows) {
      const added = await ask('add_situation', ADD_NEWS, [recordset(rows, newsText)])
      return added.length
    },
    async situation(since) {
      const rows = await ask<NewsColumns>(
        'situation',
        `select seq, body from (
           (select seq, body, at from situation_update where subject is null and kind = 'signal' and at >= $1
             order by at desc limit ${START_ROWS_MAX})
           union all (select distinct on (id) seq, body, at from situation_update
             where subject is null and kind = 'constraint' order by id, at desc, seq desc limit ${START_ROWS_MAX})
           union all (select distinct on (id) seq, body, at from situation_update
             where subject is null and kind = 'incident' order by id, at desc, seq desc limit ${START_ROWS_MAX})
         ) news`,
        [new Date(since).toISOString()],
      )
      return rows.map(toNews)
    },
    async situationAfter(seq, limit) {
      const rows = await ask<NewsColumns>(
        'situation_after',
        `select seq, body from situation_update where seq > $1 and subject is null order by seq limit $2`,
        [seq, limit],
      )
      return rows.map(toNews)
    },
    async bearingPage(after, limit) {
      const rows = await ask<StateColumns>(
        'bearing_page',
        `select home::text as home, record, record as owner, state::text as state from bearing_state
         where ($1::bigint is null or (home, record) > ($1, $2::uuid)) order by home, record limit $3`,
        [after?.home ?? null, after?.record ?? null, limit],
      )
      return rows.map(toState)
    },
    async stepsPage(after, limit) {
      const rows = await ask<StepColumns>(
        'steps_page',
        `select e.home::text as home, e.record, ${ms('e.occurred_at')} as at, e.id, e.name from event e
         where e.notable and e.type = 'track' and ($1::bigint is null
           or (e.home, e.record, e.occurred_at, e.id) > ($1, $2::uuid, $3::timestamptz, $4::uuid))
         order by e.home, e.record, e.occurred_at, e.id limit $5`,
        [
          after?.home ?? null,
          after?.record ?? null,
          after ? new Date(after.at).toISOString() : null,
          after?.id ?? null,
          limit,
        ],
      )
      return rows.map((row) => ({ ...row, record: hex(row.record), id: hex(row.id) }))
    },
    async eventSample(limit) {
      const rows = await ask<EventColumns>(
        'event_sample',
        `select ${EVENT_COLUMNS} from event e order by e.home, e.record, e.occurred_at, e.id limit $1`,
        [limit],
      )
      return rows.map(toEvent)
    },
    async recordsPage(after, limit) {
      const rows = await ask<RecordColumns>(
        'records_page',
        `select ${RECORD_COLUMNS} from record r
         where ($1::bigint is null or (r.home, r.id) > ($1, $2::uuid)) order by r.home, r.id limit $3`,
        [after?.home ?? null, after?.record ?? null, limit],
      )
      return rows.map(toRecord)
    },
    async changeSetting(name, value) {
      await ask(
        'change_setting',
        `insert into setting (name, value) values ($1, $2)
         on conflict (name) do update set value = excluded.value`,
        [name, value],
      )
    },
    async lessons(limit) {
      const rows = await ask<{ name: string; properties: string }>(
        'lessons',
        `select name, properties from (select occurred_at, id, name, properties from event
           where name in ('Objective Confirmed', 'Objective Corrected')
           order by occurred_at desc, id desc limit $1) e order by occurred_at, id`,
        [limit],
      )
      return rows.map(({ name, properties }) => {
        return { name, properties: JSON.parse(properties) as JsonObject }
      })
    },
    async learned(name) {
      const rows = await ask<{ at: number; fingerprint: string; body: Uint8Array }>(
        'learned',
        `select ${ms('at')} as at, fingerprint, body from learned where name = $1`,
        [name],
      )
      return rows[0] && { name, ...rows[0] }
    },
    learnedNames: () =>
      ask<{ name: string; at: number; fingerprint: string }>(
        'learned_names',
        `select name, ${ms('at')} as at, fingerprint from learned order by name`,
        [],
      ),
    async putLearned({ name, at, fingerprint, body }) {
      await ask(
        'put_learned',
        `insert into learned (name, at, fingerprint, body) values ($1, $2, $3, $4)
         on conflict (name) do update set at = excluded.at, fingerprint = excluded.fingerprint, body = excluded.body`,
        [name, new Date(at).toISOString(), fingerprint, Buffer.from(body)],
      )
    },
  }
}

function newsText({ at, kind, id, subject, actor, fingerprint, update }: SituationRow): string {
  const whom = subject === undefined ? 'null' : `"${subject}"`
  return `{"t":${instant(at)},"k":"${kind}","i":${quote(id)},"s":${whom},"a":${quote(actor)},"f":"${fingerprint}","b":${JSON.stringify(update)}}`
}
