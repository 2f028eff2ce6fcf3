// A model's candidate keys have a partition of their own: they are many, and gone at once when it retires.
import type { Ask } from '../wire/ask.ts'

export const keysOf = (version: number): string => `match_key_${version}`

/** Attached rather than made in place: that would wait for everybody who reads, a backup for instance. */
export async function makeKeys(ask: Ask, version: number): Promise<void> {
  const keys = keysOf(version)
  await ask(`match_make_${keys}`, `create table ${keys} (like match_key including all)`, [])
  const values = `for values in (${version}, ${-version})`
  await ask(`match_attach_${keys}`, `alter table match_key attach partition ${keys} ${values}`, [])
}

/** Who waits here keeps events waiting. */
const WAIT = '100ms'
/** What PostgreSQL says when a lock was not had in time. */
const NOT_IN_TIME = '55P03'

/** Drops the keys of retired models. Those that somebody reads right now stay until the next model takes over. */
export async function dropKeys(ask: Ask): Promise<void> {
  const left = await ask<{ version: string }>(
    'match_left_keys',
    `select version::text as version from match_model
     where state = 'retired' and to_regclass('match_key_' || version) is not null`,
    [],
  )
  for (const { version } of left) {
    await ask('match_drop_begin', 'savepoint match_drop', [])
    try {
      await ask('match_drop_patience', `set local lock_timeout = '${WAIT}'`, [])
      const keys = keysOf(Number(version))
      await ask(`match_drop_${keys}`, `drop table ${keys}`, [])
      await ask('match_drop_end', 'set local lock_timeout to default', [])
    } catch (error) {
      if ((error as { code?: string }).code !== NOT_IN_TIME) throw error
      await ask('match_drop_undo', 'rollback to savepoint match_drop', [])
    }
  }
}
