// Derived state as text, so that two ways to the same state can be compared byte by byte; and an empty
// database again without making a new one.
import type pg from 'pg'

/** What the ledger holds, and what follows from it: all that a history leaves behind. */
const KEPT = ['migration', 'setting', 'definition', 'source', 'api_key']

/** Empties every table that a history writes. */
export async function emptyDatabase(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace
       and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all($1)`,
    [KEPT],
  )
  await pool.query(`truncate ${rows.map((row) => row.name).join(', ')}`)
}

/**
 * Columns compared, by table. Placement (`home`) is left out: it follows who came first. So are times of
 * receipt, and of a browser's standing signal which page said it first.
 */
const COMPARED: Readonly<Record<string, string>> = {
  record: 'id, entity, source, namespace, key, customer, joined_at, first_at, shared',
  record_identifier: 'identifier, record, namespace, value, via, first_at, evidence',
  member: 'customer, record',
  trait_state: 'record, state::text',
  computed_state: 'record, owner, state::text',
  bearing_state: 'record, state::text',
  match_record: 'record, entity, said::text',
  membership: 'record, account_record, first_at, evidence',
  object_home: 'object',
  object: 'object, type, id, record, status, open, changed_at, evidence, state::text',
  device_sighting: 'device, record, runs::text',
  device_window: 'record, owner, from_at, to_at',
  search_entry: 'record, field, item, value, folded',
  receipt: 'id, fingerprint, record, occurred_at',
  event:
    'record, occurred_at, id, type, name, kind, channel, notable, properties::text, payload::text',
  consent:
    'record, id, purpose, channel, state, effective_at, expires_at, text_version, method, actor',
}

/** Rule links in force: which records, by which rule, through which identifier. */
const LINKS = `select l.record_a, l.record_b, l.verdict, l.basis, l.rule, l.evidence->>0 as identifier from link l
  where l.retracts is null and not exists (select 1 from link r where r.retracts = l.id)`

/** table -> its rows as sorted texts */
export type State = Readonly<Record<string, readonly string[]>>

export async function stateOf(pool: pg.Pool): Promise<State> {
  const questions = Object.entries(COMPARED).map(([table, columns]) => [
    table,
    `select ${columns} from ${table}`,
  ])
  const state: Record<string, readonly string[]> = {}
  for (const [table = '', question] of [...questions, ['link', LINKS]]) {
    const { rows } = await pool.query<{ row: string }>(
      `select t::text as row from (${question}) t order by 1`,
    )
    state[table] = rows.map((row) => row.row)
  }
  return state
}

/** Only what can be derived again: without the ledger's own rows. */
export function derivedOf({ receipt, event, consent, ...derived }: State): State {
  void receipt
  void event
  void consent
  return derived
}

/** Events from before their record's first time: a view would not find them. There must be none. */
export async function eventsOutOfSight(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select e.id from event e join record r on r.home = e.home and r.id = e.record
     where e.occurred_at < r.first_at order by 1`,
  )
  return rows.map(({ id }) => id)
}
