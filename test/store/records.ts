// Source records with their identifiers and links.
import { describe, expect, test } from 'vitest'
import { NO_WRITES } from '../../src/engine/collect/writes.ts'
import type { RecordRow } from '../../src/engine/ports/records.ts'
import { DEVICES, id, LIMITS, linkOf, POISON, pairOf, recordOf, T0, withRecords } from './rows.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function recordsContract(under: StoreUnderTest): void {
  const { write } = under
  describe('records', () => {
    test('come back with every identifier, and those that are unknown are left out', async () => {
      const record = recordOf({ home: '-9223372036854775808', key: "o'neil\\" })
      await write(withRecords(record))
      const [found, ...others] = await under.store.write((tx) => tx.recordsById([record.id, id()]))
      expect(others).toEqual([])
      expect(found?.row).toEqual(record)
      expect(found?.pairs.map(({ identifier }) => identifier)).toEqual([record.id])
    })

    test('texts of any kind come back as they went in', async () => {
      const records = POISON.map((key) => recordOf({ key }))
      await write(withRecords(...records))
      const shown = records.map((record, i) =>
        pairOf(record, {
          identifier: id(),
          namespace: 'email',
          value: POISON[i] ?? '',
          via: 'trait',
        }),
      )
      await write({ ...NO_WRITES, identifiers: shown })
      const found = await under.store.write((tx) =>
        tx.recordsById(records.map((record) => record.id)),
      )
      const byId = new Map(found.map((entry) => [entry.row.id, entry]))
      expect(records.map((record) => byId.get(record.id)?.row.key)).toEqual(POISON)
      expect(
        records.map(
          (r) => byId.get(r.id)?.pairs.find(({ namespace }) => namespace === 'email')?.value,
        ),
      ).toEqual(POISON)
      for (const [i, { identifier }] of shown.entries()) {
        const rows = await under.store.snapshot(identifier, LIMITS)
        expect(rows?.records[0]?.key).toBe(POISON[i])
        expect(rows?.identifiers[0]?.value).toBe(POISON[i])
      }
    })

    test('holders of a value are bounded, the lowest record first', async () => {
      const value = id()
      const records = Array.from({ length: 7 }, () => recordOf())
      await write(withRecords(...records))
      await write({
        ...NO_WRITES,
        identifiers: records.map((r) =>
          pairOf(r, { identifier: value, namespace: 'email', value: 'a@x.io', via: 'trait' }),
        ),
      })
      const held = await under.store.write((tx) => tx.holders([value, id()], 5))
      expect(held.map(({ record }) => record)).toEqual(records.map((r) => r.id).slice(0, 5))
      expect(await under.store.customersOfIdentifiers([value], 3)).toEqual(
        records.map((r) => r.id).slice(0, 3),
      )
    })

    test('people and machines of a device are told apart', async () => {
      const device = id()
      const machine = recordOf({ namespace: 'anonymous_id' })
      const other = recordOf({ namespace: 'anonymous_id' })
      const ann = [recordOf(), recordOf()]
      const people = [
        ann[0],
        { ...ann[1], customer: ann[0]?.id },
        recordOf(),
        recordOf(),
      ] as RecordRow[]
      await write(withRecords(machine, other, ...people))
      const vias = ['key', 'trait', 'sighting', 'alias', 'external', 'trait']
      await write({
        ...NO_WRITES,
        identifiers: [machine, other, ...people].map((r, i) =>
          pairOf(r, {
            identifier: device,
            namespace: 'anonymous_id',
            value: 'd',
            via: vias[i] ?? 'key',
          }),
        ),
      })
      const seen = (limit: number) =>
        under.store.write((tx) => tx.peopleOnDevices([device], { limit, namespaces: DEVICES }))
      expect((await seen(9)).map(({ row }) => row.customer)).toEqual(
        [...new Set(people.map(({ customer }) => customer))].sort(),
      )
      expect(await seen(2)).toHaveLength(2)
      const machines = await under.store.write((tx) => tx.deviceRecords([device], DEVICES))
      expect(machines.map(({ row }) => row.id).sort()).toEqual([machine.id, other.id].sort())
    })

    test('move from one customer to another and back', async () => {
      const [a, b] = [recordOf(), recordOf()]
      await write(withRecords(a, b))
      const joined = { ...b, customer: a.id }
      const move = { record: b.id, home: b.home }
      await write({ ...NO_WRITES, records: [joined], moves: [{ ...move, from: b.id, to: a.id }] })
      expect((await under.store.recordsOf([a.id])).map((r) => r.id)).toEqual([a.id, b.id])
      expect(await under.store.recordsOf([b.id])).toEqual([])
      await write({ ...NO_WRITES, records: [b], moves: [{ ...move, from: a.id, to: b.id }] })
      expect((await under.store.recordsOf([a.id, b.id])).map((r) => r.customer)).toEqual([
        a.id,
        b.id,
      ])
    })

    test('links are rows that are never changed, in the order they were written', async () => {
      const [a, b] = [id(), id()]
      const first = linkOf(a, b, { reason: POISON[4] ?? '', author: POISON[2] ?? '' })
      const second = linkOf(a, b, { retracts: first.id, at: T0 + 1 })
      await write({ ...NO_WRITES, links: [first, second] })
      await write({ ...NO_WRITES, links: [{ ...first, reason: 'changed' }] })
      expect(await under.store.linksOf([b])).toEqual([first, second])
      expect(await under.store.write((tx) => tx.link(first.id))).toEqual(first)
      expect(await under.store.write((tx) => tx.links([a, b]))).toHaveLength(2)
      expect(await under.store.write((tx) => tx.link(id()))).toBeUndefined()
    })

    test('what a dry run wrote is gone', async () => {
      const record = recordOf()
      await under.store.write(async (tx) => {
        await tx.write(withRecords(record))
        tx.undo()
      })
      expect(await under.store.recordsOf([record.id])).toEqual([])
    })
  })
}
