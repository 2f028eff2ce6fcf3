// Faults of the database, and what the store calls them.
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { NO_WRITES } from '../../src/engine/collect/writes.ts'
import { StoreFault } from '../../src/engine/ports/fault.ts'
import { openStore } from '../../src/store/store.ts'
import { withClient } from '../../src/store/wire/pool.ts'
import { eventOf, id, recordOf, T0, withRecords } from './rows.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function faultsContract(under: StoreUnderTest): void {
  const { write, query } = under
  describe('faults', () => {
    const rivals = () => new pg.Client({ connectionString: under.database.url })

    test('a connection killed in the middle of a batch: the batch is stored exactly once', async () => {
      const record = recordOf()
      const event = eventOf(record)
      const killer = rivals()
      await killer.connect()
      await under.store.preparePartitions([T0])
      let attempts = 0
      await under.store.write(async (tx) => {
        attempts++
        const { fresh } = await tx.claim([
          { id: event.id, fingerprint: id(), record: record.id, occurredAt: T0 },
        ])
        if (fresh.size > 0) await tx.write({ ...withRecords(record), events: [event] })
        if (attempts === 1) {
          await killer.query(
            `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
               and database = (select oid from pg_database where datname = current_database())`,
          )
        }
      })
      await killer.end()
      expect(attempts).toBe(2)
      expect(await query('select 1 from event where id = $1', [event.id])).toHaveLength(1)
      expect(await query('select 1 from receipt where id = $1', [event.id])).toHaveLength(1)
    })

    test('a statement that takes too long is unavailable, not a bug', async () => {
      const slow = withClient(under.store.pool, async (client) => {
        await client.query('set statement_timeout = 50')
        await client.query('select pg_sleep(5)')
      })
      await expect(slow).rejects.toMatchObject({ name: 'StoreFault', kind: 'unavailable' })
      expect(await query('show statement_timeout')).toEqual([{ statement_timeout: '1min' }])
    })

    test('a database that cannot be reached is unavailable', async () => {
      const nowhere = openStore({
        connection: { connectionString: 'postgresql://alidade@127.0.0.1:1/nothing' },
        onIdleFault: () => undefined,
      })
      const fault = await nowhere.readiness().catch((error: unknown) => error)
      expect(fault).toBeInstanceOf(StoreFault)
      expect(fault).toMatchObject({ kind: 'unavailable' })
      await nowhere.close()
    })

    test('a value the database cannot take is named as data, and the next batch goes through', async () => {
      const record = recordOf()
      const bad = write({
        ...withRecords(record),
        traits: [{ home: '1', record: record.id, owner: '', state: '{"a":"\u0000"}' }],
      })
      await expect(bad).rejects.toMatchObject({ kind: 'data' })
      expect(await under.store.recordsOf([record.id])).toEqual([])
      await write(withRecords(record))
      expect(await under.store.recordsOf([record.id])).toHaveLength(1)
    })

    test('an event the database cannot take breaks its batch, however much was sent behind it', async () => {
      const record = recordOf()
      const events = Array.from({ length: 500 }, () => eventOf(record))
      const first = eventOf(record, { payload: '{"a":"\u0000"}' })
      await under.store.preparePartitions([T0])
      const bad = write({ ...withRecords(record), events: [first, ...events] })
      await expect(bad).rejects.toMatchObject({ kind: 'data' })
      expect(await under.store.recordsOf([record.id])).toEqual([])
      await write({ ...withRecords(record), events })
      expect(await query('select 1 from event where record = $1', [record.id])).toHaveLength(500)
    })

    test('events sent into a transaction that is broken already are passed over, and the cause is told', async () => {
      const record = recordOf()
      const events = Array.from({ length: 500 }, () => eventOf(record))
      await under.store.preparePartitions([T0])
      const bad = under.store.write(async (tx) => {
        const said = [
          tx.write({
            ...withRecords(record),
            traits: [{ home: '1', record: record.id, owner: '', state: '{"a":"\u0000"}' }],
          }),
          tx.write({ ...NO_WRITES, events }),
        ]
        await Promise.allSettled(said)
        await Promise.all(said)
      })
      await expect(bad).rejects.toMatchObject({ kind: 'data' })
      await write({ ...withRecords(record), events })
      expect(await query('select 1 from event where record = $1', [record.id])).toHaveLength(500)
    })

    test('a mistake of ours stays one and is not tried again', async () => {
      let attempts = 0
      const work = under.store.write(async () => {
        attempts++
        throw new TypeError('a bug')
      })
      await expect(work).rejects.toMatchObject({ kind: 'bug' })
      expect(attempts).toBe(1)
    })
  })
}
