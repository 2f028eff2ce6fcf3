// Derived state: traits, objects, memberships.
import { describe, expect, test } from 'vitest'
import { NO_WRITES } from '../../src/engine/collect/writes.ts'
import { id, LIMITS, objectOf, POISON, recordOf, T0, withRecords } from './rows.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function stateContract(under: StoreUnderTest): void {
  const { write, query } = under
  describe('state', () => {
    test('is written over, and read back as the same text', async () => {
      const record = recordOf()
      const key = { home: record.home, record: record.id, owner: '0'.repeat(32) }
      const text = (v: string) => JSON.stringify({ t: [{ v }] })
      for (const poison of POISON) {
        const row = { ...key, state: text(poison) }
        await write({ ...NO_WRITES, traits: [row], computed: [row] })
        const [traits, computed] = await under.store.write(async (tx) => [
          await tx.traitStates([record]),
          await tx.computedStates([key]),
        ])
        expect(traits?.[0]?.state).toBe(row.state)
        expect(computed?.[0]?.state).toBe(row.state)
      }
    })

    test('an object lives in one place, and moves with its owner', async () => {
      const [a, b] = [recordOf({ home: '1' }), recordOf({ home: '2' })]
      await write(withRecords(a, b))
      const object = objectOf(a)
      await write({ ...NO_WRITES, objects: [object] })
      const moved = { ...object, home: b.home, record: b.id }
      await write({
        ...NO_WRITES,
        objects: [moved],
        movedObjects: [{ object: object.object, home: a.home }],
      })
      expect(await under.store.objectsByKey([object.object, id()])).toEqual([moved])
      expect((await under.store.snapshot(a.id, LIMITS))?.objects).toEqual([])
      expect((await under.store.snapshot(b.id, LIMITS))?.objects).toHaveLength(1)
      expect(await query('select 1 from object where object = $1', [object.object])).toHaveLength(1)
    })

    test('open objects come first, then the newest', async () => {
      const record = recordOf()
      const objects = [1, 2, 3, 4].map((n) =>
        objectOf(record, { changedAt: T0 + n, open: n === 1, id: `A-${n}` }),
      )
      await write({ ...NO_WRITES, objects })
      const found = await under.store.objectsOfRecords([record], 3)
      expect(found.map((object) => object.id)).toEqual(['A-1', 'A-4', 'A-3'])
      expect(await under.store.objectsOfRecords([], 3)).toEqual([])
    })

    test('the earliest membership stands, whatever came first', async () => {
      const record = recordOf()
      const account = recordOf({ entity: 'account' })
      await write(withRecords(record, account))
      const member = {
        home: record.home,
        record: record.id,
        accountRecord: account.id,
        accountHome: account.home,
        evidence: id(),
      }
      for (const firstAt of [T0, T0 - 9, T0 + 9]) {
        await write({ ...NO_WRITES, memberships: [{ ...member, firstAt }] })
      }
      expect((await under.store.snapshot(record.id, LIMITS))?.memberships[0]?.firstAt).toBe(T0 - 9)
      expect((await under.store.membersOfAccount([account.id], 5)).map((r) => r.id)).toEqual([
        record.id,
      ])
    })
  })
}
