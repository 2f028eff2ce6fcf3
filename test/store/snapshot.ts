// Snapshots: all that a view reads of one customer.
import { describe, expect, test } from 'vitest'
import type { RecordRow } from '../../src/engine/ports/records.ts'
import { NO_WRITES } from '../../src/engine/writes.ts'
import { eventOf, id, LIMITS, POISON, pairOf, recordOf, T0, withRecords } from './rows.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function snapshotContract(under: StoreUnderTest): void {
  const { write, put } = under
  describe('a snapshot', () => {
    test('of nobody is undefined', async () => {
      expect(await under.store.snapshot(id(), LIMITS)).toBeUndefined()
    })

    test('holds all records of a customer with what belongs to them', async () => {
      const first = recordOf()
      const records = [
        first,
        ...[1, 2, 3].map((home) => recordOf({ customer: first.id, home: String(home) })),
      ]
      await write(withRecords(...records))
      await put(
        records.flatMap((r) => [eventOf(r), eventOf(r, { occurredAt: T0 + 1, notable: true })]),
      )
      const rows = await under.store.snapshot(records[2]?.id ?? '', LIMITS)
      expect(rows?.customer).toBe(first.id)
      expect(rows?.candidates).toBe(1)
      expect(rows?.records.map((r) => r.id)).toEqual(records.map((r) => r.id))
      expect(rows?.events).toHaveLength(8)
      expect(rows?.events[0]).toMatchObject({ occurredAt: T0 + 1, properties: { a: 1 } })
    })

    test('counts the customers that one value could mean', async () => {
      const value = id()
      const records = [recordOf(), recordOf()]
      await write(withRecords(...records))
      const shown = (record: RecordRow, via: string) =>
        pairOf(record, { identifier: value, namespace: 'email', value: 'both@x.io', via })
      await write({ ...NO_WRITES, identifiers: records.map((r) => shown(r, 'trait')) })
      expect((await under.store.snapshot(value, LIMITS))?.candidates).toBe(2)
      await write({ ...NO_WRITES, identifiers: [shown(records[1] as RecordRow, 'key')] })
      const rows = await under.store.snapshot(value, LIMITS)
      expect([rows?.candidates, rows?.customer]).toEqual([1, records[1]?.id])
    })

    test('keeps notable events in sight behind a flood of others', async () => {
      const record = recordOf()
      await write(withRecords(record))
      const flood = Array.from({ length: 200 }, (_, i) => eventOf(record, { occurredAt: T0 + i }))
      const notable = eventOf(record, {
        occurredAt: T0 - 1,
        notable: true,
        name: POISON[1] ?? '',
      })
      await put([...flood, notable])
      const rows = await under.store.snapshot(record.id, LIMITS)
      expect(rows?.events).toHaveLength(LIMITS.newestEvents + 1)
      expect(rows?.events.at(-1)?.name).toBe(POISON[1])
    })
  })
}
