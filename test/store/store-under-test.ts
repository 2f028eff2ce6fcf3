// A store on a fresh, migrated database, for as long as the tests of one suite run.
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { NO_WRITES } from '../../src/engine/collect/writes.ts'
import type { EventRow } from '../../src/engine/ports/ledger.ts'
import type { BatchWrites } from '../../src/engine/ports/writing.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { type OpenStore, openStore } from '../../src/store/store.ts'
import { type DatabaseEngine, provideDatabase, type TestDatabase } from '../support/postgres.ts'

export const MIGRATIONS = join(import.meta.dirname, '..', '..', 'migrations')

export interface StoreUnderTest {
  readonly engine: DatabaseEngine
  /** both are there once the tests run, not while they are collected */
  readonly store: OpenStore
  readonly database: TestDatabase
  /** another store on the same database; to be closed */
  readonly open: () => OpenStore
  readonly write: (writes: BatchWrites) => Promise<unknown>
  readonly put: (events: readonly EventRow[]) => Promise<void>
  readonly query: <Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ) => Promise<Row[]>
}

/** Call it inside the suite: it opens before its first test and closes after its last. */
export function storeUnderTest(engine: DatabaseEngine): StoreUnderTest {
  let database: TestDatabase
  let store: OpenStore
  const open = () =>
    openStore({ connection: { connectionString: database.url }, onIdleFault: () => undefined })

  beforeAll(async () => {
    database = await provideDatabase(engine)
    store = open()
    await migrate(store.pool, await readMigrations(MIGRATIONS))
  })
  afterAll(async () => {
    await store.close()
    await database.stop()
  })

  const write = (writes: BatchWrites) => store.write((tx) => tx.write(writes))
  return {
    engine,
    get store() {
      return store
    },
    get database() {
      return database
    },
    open,
    write,
    put: async (events) => {
      await store.preparePartitions(events.map(({ occurredAt }) => occurredAt))
      await write({ ...NO_WRITES, events })
    },
    query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await store.pool.query<Row>(text, [...values])).rows,
  }
}
