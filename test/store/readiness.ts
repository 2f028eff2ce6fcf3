// Readiness: a database that answers but does not let us work is not ready.
import { describe, expect, test } from 'vitest'
import { RIGHTS } from '../../src/store/readiness.ts'
import { openStore } from '../../src/store/store.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function readinessContract(under: StoreUnderTest): void {
  describe('readiness', () => {
    test('a database that lets us do everything says which version answers', async () => {
      expect(await under.store.readiness()).toEqual({
        version: expect.stringMatching(/^\d+/),
        isReadOnly: false,
        lacking: [],
      })
    })

    test('every table that there is stands in the list', async () => {
      const tables = await under.query<{ name: string }>(
        `select relname as name from pg_class
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
      )
      const names = tables.map(({ name }) => name).filter((name) => name !== 'migration')
      expect(Object.keys(RIGHTS).sort()).toEqual(names.sort())
    })

    test('a right that is lost is named, and ready again once it is back', async () => {
      await under.query('revoke insert on event from current_user')
      await under.query('revoke update on trait_state from current_user')
      expect((await under.store.readiness()).lacking).toEqual([
        'insert event',
        'update trait_state',
      ])
      await under.query(`grant insert on event to current_user`)
      await under.query(`grant update on trait_state to current_user`)
      expect((await under.store.readiness()).lacking).toEqual([])
    })

    test('a table that is gone is named with all that is done with it', async () => {
      await under.query('alter table link rename to link_away')
      expect((await under.store.readiness()).lacking).toEqual(['select link', 'insert link'])
      await under.query('alter table link_away rename to link')
    })

    test('a database that is read only is not ready', async () => {
      const reader = openStore({
        connection: {
          connectionString: under.database.url,
          options: '-c default_transaction_read_only=on',
        },
        onIdleFault: () => undefined,
      })
      expect(await reader.readiness()).toMatchObject({ isReadOnly: true })
      await reader.close()
    })
  })
}
