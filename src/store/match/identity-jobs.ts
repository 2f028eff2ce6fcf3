// Jobs on the matcher as rows.
import type { IdentityChange } from '../../contract/identity-job.ts'
import type { JobRow, JobStore } from '../../engine/ports/jobs.ts'
import type { Ask } from '../wire/ask.ts'
import { hex, ms, orUndefined } from '../wire/rows.ts'

interface JobColumns {
  id: string
  at: number
  kind: JobRow['kind']
  entity: JobRow['entity']
  author: string
  state: JobRow['state']
  seen_at: number
  ended_at: number | null
  problem: string | null
  report: unknown
}

const toJob = (row: JobColumns): JobRow => ({
  id: hex(row.id),
  at: row.at,
  kind: row.kind,
  entity: row.entity,
  author: row.author,
  state: row.state,
  seenAt: row.seen_at,
  endedAt: orUndefined(row.ended_at),
  problem: orUndefined(row.problem),
  report: row.report,
})

const time = (value: number): string => new Date(value).toISOString()

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))

export function jobBook(ask: Ask): JobStore {
  return {
    async addJob({ id, at, kind, entity, author }, kept) {
      await ask(
        'add_job',
        `insert into identity_job (id, at, kind, entity, author, seen_at) values ($1, $2, $3, $4, $5, $2)`,
        [id, time(at), kind, entity, author],
      )
      await ask(
        'drop_jobs',
        `delete from identity_job where id in (select id from identity_job order by at desc, id desc offset $1)`,
        [kept],
      )
    },
    async touchJob(id, at) {
      await ask(
        'touch_job',
        `update identity_job set seen_at = $2 where id = $1 and state = 'running'`,
        [id, time(at)],
      )
    },
    async endJob(id, { at, problem, report, changes }) {
      await ask(
        'end_job',
        `update identity_job set state = $3, seen_at = $2, ended_at = $2, problem = $4, report = $5, changes = $6
         where id = $1 and state = 'running'`,
        [
          id,
          time(at),
          problem === undefined ? 'done' : 'failed',
          problem ?? null,
          json(report),
          json(changes),
        ],
      )
    },
    async job(id) {
      const rows = await ask<JobColumns>(
        'job',
        `select id, ${ms('at')} as at, kind, entity, author, state, ${ms('seen_at')} as seen_at,
           ${ms('ended_at')} as ended_at, problem, report from identity_job where id = $1`,
        [id],
      )
      return rows[0] && toJob(rows[0])
    },
    async changesOfJob(id, { kind, after, limit }) {
      return ask<{ place: number; change: IdentityChange }>(
        'changes_of_job',
        `select x.place::int as place, x.change from identity_job j,
           json_array_elements(j.changes) with ordinality as x(change, place)
         where j.id = $1 and j.changes is not null and x.place > $2 and ($3::text is null or x.change->>'kind' = $3)
         order by x.place limit $4`,
        [id, after, kind ?? null, limit],
      )
    },
  }
}
