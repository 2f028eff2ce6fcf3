// What the database must be: new enough, durable, migrated, with the extension, under a role that is no superuser.
import type pg from 'pg'
import { SET_ASIDE_DROPPED } from '../../engine/collect/set-aside-limits.ts'
import { DERIVED_UNDER, DERIVED_WANTED } from '../../engine/fold/derived.ts'
import type { Migration } from '../../store/migrate.ts'
import { type Finding, fail, ok, warn } from './check.ts'
import { checkJourneys } from './journeys.ts'

const VERSION_MIN = 15
const CLOCK_OFF_WARN_MS = 1_000
const CLOCK_OFF_FAIL_MS = 60_000

interface Facts {
  readonly major: number
  readonly version: string
  readonly fsync: string
  readonly commit: string
  readonly pages: string
  readonly superuser: boolean
  readonly bypass: boolean
  readonly role: string
  readonly extension: boolean
  readonly now: Date
}

/** @param clock ms since epoch */
export async function checkDatabase(
  pool: pg.Pool,
  {
    migrations,
    clock,
  }: { readonly migrations: readonly Migration[]; readonly clock: () => number },
): Promise<readonly Finding[]> {
  const askedAt = clock()
  const { rows } = await pool.query<Facts>(FACTS)
  const [facts] = rows
  if (!facts) throw new Error('The database answered no facts about itself')
  const now = (askedAt + clock()) / 2
  return [
    checkVersion(facts),
    ...checkDurability(facts),
    checkRole(facts),
    checkExtension(facts),
    checkClock(facts.now.getTime() - now),
    ...(await checkTables(pool, migrations)),
  ]
}

const FACTS = `
  select current_setting('server_version_num')::int / 10000 as major, current_setting('server_version') as version,
         current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
         current_setting('full_page_writes') as pages, rolsuper as superuser, rolbypassrls as bypass, rolname as role,
         exists (select from pg_extension where extname = 'pg_trgm') as extension, clock_timestamp() as now
  from pg_roles where rolname = current_user`

function checkVersion({ major, version }: Facts): Finding {
  return major >= VERSION_MIN
    ? ok('postgresql', version)
    : fail('postgresql', version, `Alidade needs PostgreSQL ${VERSION_MIN} or newer`)
}

function checkDurability({ fsync, commit, pages }: Facts): readonly Finding[] {
  const lost = 'acknowledged events would be lost in a power cut'
  return [
    fsync === 'on' ? ok('fsync', fsync) : fail('fsync', fsync, `Set fsync = on: ${lost}`),
    commit === 'off'
      ? fail('synchronous_commit', commit, `Set synchronous_commit = on: ${lost}`)
      : ok('synchronous_commit', commit),
    pages === 'on'
      ? ok('full_page_writes', pages)
      : warn('full_page_writes', pages, 'Set it on, unless the file system writes pages whole'),
  ]
}

function checkRole({ role, superuser, bypass }: Facts): Finding {
  if (!superuser && !bypass) return ok('role', role)
  const found = `${role} is ${superuser ? 'a superuser' : 'exempt from row security'}`
  return warn('role', found, 'Give Alidade a role of its own that owns its database and no more')
}

function checkExtension({ extension }: Facts): Finding {
  return extension
    ? ok('pg_trgm', 'installed')
    : fail('pg_trgm', 'missing', 'As superuser: create extension pg_trgm')
}

function checkClock(offMs: number): Finding {
  const off = Math.abs(Math.round(offMs))
  const found = `${off} ms apart from the database`
  if (off > CLOCK_OFF_FAIL_MS) return fail('clock', found, 'Set both clocks, for instance by NTP')
  return off > CLOCK_OFF_WARN_MS
    ? warn('clock', found, 'Set both clocks, for instance by NTP')
    : ok('clock', found)
}

async function checkTables(
  pool: pg.Pool,
  migrations: readonly Migration[],
): Promise<readonly Finding[]> {
  const done = await appliedMigrations(pool)
  const missing = migrations.filter(({ number }) => !done.has(number))
  const changed = migrations.filter(
    ({ number, checksum }) => done.has(number) && done.get(number) !== checksum,
  )
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ')
    return [fail('migrations', `missing: ${names}`, 'Run alidade migrate')]
  }
  if (changed.length > 0) {
    const names = changed.map(({ name }) => name).join(', ')
    const advice =
      'The tables were made by another version of these files; check where it came from'
    return [warn('migrations', `differ: ${names}`, advice), ...(await checkContent(pool))]
  }
  return [ok('migrations', `${migrations.length} applied`), ...(await checkContent(pool))]
}

async function checkContent(pool: pg.Pool): Promise<readonly Finding[]> {
  return [
    await checkSetAside(pool),
    await checkMatching(pool),
    await checkDerived(pool),
    await checkJourneys(pool),
  ]
}

/** A matcher that merged too much waits for a person. */
async function checkMatching(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ entity: string; because: string }>(
    'select entity, because from match_pause order by entity',
  )
  const found = rows.map(({ entity, because }) => `paused for ${entity}s: ${because}`).join('; ')
  return rows.length === 0
    ? ok('matching', 'links by itself')
    : warn('matching', found, 'See alidade identity reviews; then alidade identity resume')
}

/** Definitions of kinds, objects, traits and identity shape what is stored; a rebuild lets it follow new ones. */
async function checkDerived(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ name: string; value: string }>(
    'select name, value from setting where name = any($1)',
    [[DERIVED_WANTED, DERIVED_UNDER]],
  )
  const values = new Map(rows.map(({ name, value }) => [name, value]))
  return values.get(DERIVED_WANTED) === values.get(DERIVED_UNDER)
    ? ok('state', 'follows the definitions in force')
    : warn('state', 'was derived under other definitions', 'Run alidade rebuild')
}

async function appliedMigrations(pool: pg.Pool): Promise<ReadonlyMap<number, string>> {
  const { rows: there } = await pool.query<{ there: boolean }>(
    "select to_regclass('migration') is not null as there",
  )
  if (!there[0]?.there) return new Map()
  const { rows } = await pool.query<{ number: number; checksum: string }>(
    'select number, checksum from migration',
  )
  return new Map(rows.map(({ number, checksum }) => [number, checksum]))
}

async function checkSetAside(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ open: number; dropped: string | null }>(
    `select count(*)::int as open, (select value from setting where name = $1) as dropped
     from set_aside where state = 'open'`,
    [SET_ASIDE_DROPPED],
  )
  const { open = 0, dropped = null } = rows[0] ?? {}
  if (open === 0 && dropped === null) return ok('set aside', 'nothing')
  const lost = dropped === null ? '' : `; ${dropped} were dropped unhandled, past their limit`
  return warn(
    'set aside',
    `${open} items${lost}`,
    'See alidade events set-aside; replay them after the fix',
  )
}
