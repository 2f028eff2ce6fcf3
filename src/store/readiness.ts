// Whether the database lets us do our work: every table is there, and we may read and write it. Asked often, by
// whoever decides where requests go, so it looks at the catalogue alone: it takes no lock and writes nothing.
import { StoreFault } from '../engine/ports/fault.ts'
import type { Readiness } from '../engine/ports/store.ts'
import type { Ask } from './wire/ask.ts'

const APPENDED = ['select', 'insert']
const CHANGED = [...APPENDED, 'update']
const REPLACED = [...CHANGED, 'delete']

/** What is done with our tables; a test compares it with the tables that there are. */
export const RIGHTS: Readonly<Record<string, readonly string[]>> = {
  access: APPENDED,
  api_key: CHANGED,
  bearing_state: REPLACED,
  computed_state: REPLACED,
  consent: APPENDED,
  consent_text: APPENDED,
  definition: APPENDED,
  delivery: CHANGED,
  device_sighting: REPLACED,
  device_window: REPLACED,
  event: APPENDED,
  idempotency_key: CHANGED,
  identity_job: REPLACED,
  learned: CHANGED,
  link: APPENDED,
  match_dirty: REPLACED,
  match_key: REPLACED,
  match_model: CHANGED,
  match_pause: REPLACED,
  match_record: CHANGED,
  match_review: CHANGED,
  member: REPLACED,
  membership: CHANGED,
  object: REPLACED,
  object_home: CHANGED,
  receipt: APPENDED,
  record: CHANGED,
  record_identifier: CHANGED,
  search_entry: REPLACED,
  set_aside: REPLACED,
  setting: REPLACED,
  situation_update: APPENDED,
  source: APPENDED,
  trait_state: CHANGED,
}

const NEEDED = Object.entries(RIGHTS).flatMap(([table, rights]) =>
  rights.map((right) => [table, right] as const),
)

/** A database that hangs (its disk, the network to it) refuses nothing: who asks must hear of it all the same. */
const ANSWER_MS_MAX = 5_000

/** Throws StoreFault `unavailable` where the database does not answer in time. */
export async function readiness(ask: Ask, msMax = ANSWER_MS_MAX): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const fault = new StoreFault('unavailable', `The database has not answered for ${msMax} ms`)
    timer = setTimeout(() => reject(fault), msMax)
  })
  try {
    return await Promise.race([askedNow(ask), late])
  } finally {
    clearTimeout(timer)
  }
}

async function askedNow(ask: Ask): Promise<Readiness> {
  const rows = await ask<{ version: string; is_read_only: boolean; lacking: string[] }>(
    'readiness',
    `select current_setting('server_version') as version,
       current_setting('transaction_read_only')::boolean as is_read_only,
       array(
         select n.right_name || ' ' || n.table_name
         from unnest($1::text[], $2::text[]) as n(table_name, right_name)
         where coalesce(not has_table_privilege(to_regclass(n.table_name)::oid, n.right_name), true)
       ) as lacking`,
    [NEEDED.map(([table]) => table), NEEDED.map(([, right]) => right)],
  )
  const { version = '', is_read_only: isReadOnly = false, lacking = [] } = rows[0] ?? {}
  return { version, isReadOnly, lacking }
}
