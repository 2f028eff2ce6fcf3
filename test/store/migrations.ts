// Migrations: applied once, whole, in order.
import { describe, expect, test } from 'vitest'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { openPool } from '../../src/store/wire/pool.ts'
import { provideDatabase } from '../support/postgres.ts'
import { MIGRATIONS, type StoreUnderTest } from './store-under-test.ts'

export function migrationsContract(under: StoreUnderTest): void {
  const { engine } = under
  describe('migrations', () => {
    test('are applied once, however many start at the same time', async () => {
      const fresh = await provideDatabase(engine)
      const pool = openPool({
        connection: { connectionString: fresh.url },
        connectionsMax: 4,
        onIdleFault: () => undefined,
      })
      const migrations = await readMigrations(MIGRATIONS)
      const applied = await Promise.all([1, 2, 3].map(() => migrate(pool, migrations)))
      expect(applied.flat().sort()).toEqual(migrations.map(({ name }) => name))
      expect(await migrate(pool, migrations)).toEqual([])
      await pool.query(
        "insert into migration (number, name, checksum) values (9999, 'later.sql', '')",
      )
      await expect(migrate(pool, migrations)).rejects.toThrow(/newer Alidade/)
      await pool.end()
      await fresh.stop()
    })

    test('one that fails leaves nothing behind and says which it was', async () => {
      const fresh = await provideDatabase(engine)
      const pool = openPool({
        connection: { connectionString: fresh.url },
        connectionsMax: 1,
        onIdleFault: () => undefined,
      })
      const bad = {
        number: 1,
        name: '0001_bad.sql',
        sql: 'create table half (a int); nonsense',
        checksum: '',
      }
      await expect(migrate(pool, [bad])).rejects.toThrow(/0001_bad.sql failed/)
      expect((await pool.query("select to_regclass('half') as half")).rows).toEqual([
        { half: null },
      ])
      await pool.end()
      await fresh.stop()
    })
  })
}
