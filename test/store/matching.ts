// What the matcher reads is what the tables hold, whoever wrote it last and whatever became of the writing.
import { describe, expect, test } from 'vitest'
import { NO_WRITES } from '../../src/engine/collect/writes.ts'
import { NO_MATCH_WRITES } from '../../src/engine/match/context.ts'
import type { RecordRow } from '../../src/engine/ports/records.ts'
import type { WriteTransaction } from '../../src/engine/ports/writing.ts'
import type { OpenStore } from '../../src/store/store.ts'
import { recordOf, T0 } from './rows.ts'
import type { StoreUnderTest } from './store-under-test.ts'

const LIMIT = 25
const newModel = (store: OpenStore): Promise<number> =>
  store.write((tx) =>
    tx.match.addModel({ entity: 'account', at: T0, author: 't', records: 1, body: {} }),
  )

/** A new record of its own customer that says something and holds a key. */
async function enter(
  row: RecordRow,
  { model, key }: { readonly model: number; readonly key: number },
  tx: WriteTransaction,
): Promise<number> {
  const moves = [{ record: row.id, home: row.home, from: undefined, to: row.customer }]
  await tx.write({ ...NO_WRITES, records: [row], moves })
  const [number = 0] = await tx.match.newNumbers(1)
  await tx.match.say([{ row, number, said: { text: `{"name":"${row.id}"}` } }])
  await tx.match.write({ ...NO_MATCH_WRITES, keys: [{ model, keys: [key], number }] }, T0)
  return number
}

const move = (row: RecordRow, to: string, tx: WriteTransaction): Promise<unknown> =>
  tx.write({
    ...NO_WRITES,
    records: [{ ...row, customer: to }],
    moves: [{ record: row.id, home: row.home, from: row.customer, to }],
  })

const holdersOf = (
  key: number,
  model: number,
  store: OpenStore,
): Promise<readonly number[] | 'many'> =>
  store.write(
    async (tx) => (await tx.match.keyHolders([key], { model, limit: LIMIT })).get(key) ?? [],
  )

const mates = (number: number, store: OpenStore): Promise<readonly string[]> =>
  store.write(async (tx) =>
    (await tx.match.neighbours({ customers: [], numbers: [number] }, LIMIT)).map(
      ({ row }) => row.id,
    ),
  )

async function keyTables({ query }: StoreUnderTest): Promise<readonly string[]> {
  const tables = await query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relname like 'match_key_%'`,
  )
  return tables.map(({ name }) => name)
}

export function matchingContract(under: StoreUnderTest): void {
  const { open } = under
  describe('what the matcher reads', () => {
    test('is the same for the store that wrote, for one that opens, and after another wrote', async () => {
      const { store } = under
      const model = await newModel(store)
      const [a, b] = [recordOf(), recordOf()]
      const ofA = await store.write((tx) => enter(a, { model, key: 1 }, tx))
      const other = open()
      expect(await holdersOf(1, model, other)).toEqual([ofA])
      const ofB = await other.write((tx) => enter(b, { model, key: 1 }, tx))
      await other.write((tx) => move(b, a.customer, tx))
      expect(ofB).not.toBe(ofA)
      for (const one of [store, other, store]) {
        expect(await holdersOf(1, model, one)).toEqual([ofA, ofB].sort((x, y) => x - y))
        expect(await mates(ofA, one)).toEqual([a.id, b.id].sort())
      }
      await other.close()
    })

    test('tells whether the database was asked: not for what this store remembers', async () => {
      const { store } = under
      const model = await newModel(store)
      await store.write((tx) => enter(recordOf(), { model, key: 4 }, tx))
      const askedFor = (key: number, one: OpenStore): Promise<number> =>
        one.write(async (tx) => {
          await tx.match.keyHolders([key], { model, limit: LIMIT })
          return tx.match.asked()
        })
      expect(await askedFor(4, store)).toBe(0)
      const other = open()
      expect(await askedFor(4, other)).toBe(1)
      await other.close()
    })

    test('are all holders of a key, or that there are too many, in memory and in the database', async () => {
      const { store } = under
      const model = await newModel(store)
      const numbers = Array.from({ length: LIMIT + 1 }, (_, at) => LIMIT + 1 - at)
      const holding = (list: readonly number[]): Promise<void> =>
        store.write((tx) =>
          tx.match.write(
            { ...NO_MATCH_WRITES, keys: list.map((number) => ({ model, number, keys: [8, 9] })) },
            T0,
          ),
        )
      await holding(numbers.slice(1))
      const other = open()
      for (const one of [store, other]) {
        expect(await holdersOf(8, model, one)).toEqual(numbers.slice(1).reverse())
      }
      await holding(numbers.slice(0, 1))
      for (const one of [store, other]) expect(await holdersOf(9, model, one)).toBe('many')
      await other.close()
    })

    test('is marked to be looked at again customer by customer', async () => {
      const { store } = under
      const model = await newModel(store)
      const rows = Array.from({ length: 12 }, () => recordOf())
      const [a, b] = rows.map(({ id }) => id) as [string, string]
      const looked = await store.write(async (tx) => {
        for (const row of rows) await enter(row, { model, key: 3 }, tx)
        for (const [at, row] of rows.entries()) await move(row, at % 2 === 0 ? a : b, tx)
        await tx.match.markAllDirty('customer', T0)
        const dirty = await tx.match.oldestDirty(1_000)
        tx.undo()
        return dirty.map(({ id }) => rows.findIndex((row) => row.id === id)).filter((at) => at >= 0)
      })
      expect(looked).toHaveLength(rows.length)
      const changes = looked.filter((at, n) => n > 0 && at % 2 !== (looked[n - 1] as number) % 2)
      expect(changes).toHaveLength(1)
    })

    test('is nothing of what was taken back or failed', async () => {
      const { store } = under
      const model = await newModel(store)
      const [a, b] = [recordOf(), recordOf()]
      const number = await store.write((tx) => enter(a, { model, key: 2 }, tx))
      await store.write(async (tx) => {
        await enter(b, { model, key: 2 }, tx)
        await move(b, a.customer, tx)
        tx.undo()
      })
      expect(await holdersOf(2, model, store)).toEqual([number])
      const failing = store.write(async (tx) => {
        await enter(b, { model, key: 2 }, tx)
        await move(b, a.customer, tx)
        throw new Error('on purpose')
      })
      await expect(failing).rejects.toThrow()
      expect(await holdersOf(2, model, store)).toEqual([number])
      expect(await mates(number, store)).toEqual([a.id])
    })

    test('follows a record that moves and says something else', async () => {
      const { store } = under
      const model = await newModel(store)
      const [a, b] = [recordOf(), recordOf()]
      const ofA = await store.write((tx) => enter(a, { model, key: 3 }, tx))
      const ofB = await store.write((tx) => enter(b, { model, key: 3 }, tx))
      await store.write((tx) => move(b, a.customer, tx))
      expect(await mates(ofB, store)).toEqual([a.id, b.id].sort())
      await store.write(async (tx) => {
        const row = { ...b, customer: a.customer }
        await tx.match.say([{ row, number: ofB, said: { text: '{"name":"new"}' } }])
        const goneKeys = [{ model, keys: [3], number: ofB }]
        const keys = [{ model, keys: [4], number: ofB }]
        await tx.match.write({ ...NO_MATCH_WRITES, goneKeys, keys }, T0)
      })
      const said = await store.write((tx) => tx.match.saidBy([b]))
      expect(said.map((one) => [one.number, one.said.text])).toEqual([[ofB, '{"name":"new"}']])
      expect(await holdersOf(3, model, store)).toEqual([ofA])
      expect(await holdersOf(4, model, store)).toEqual([ofB])
    })

    test('of a model that retired stays as long as a backup reads it, and keeps nobody waiting', async () => {
      const { store } = under
      const first = await newModel(store)
      const backup = await store.pool.connect()
      await backup.query('begin; lock table match_key in access share mode')
      const second = await newModel(store)
      await store.write((tx) => tx.match.activate(second, 'account'))
      expect(await keyTables(under)).toContain(`match_key_${first}`)
      await backup.query('rollback')
      backup.release()
      const third = await newModel(store)
      await store.write((tx) => tx.match.activate(third, 'account'))
      expect(await keyTables(under)).toEqual([`match_key_${third}`])
    })

    test('of a model that retired is gone at once', async () => {
      const { store } = under
      const first = await newModel(store)
      await store.write((tx) => enter(recordOf(), { model: first, key: 5 }, tx))
      const second = await newModel(store)
      await store.write((tx) => tx.match.activate(second, 'account'))
      expect(await holdersOf(5, first, store)).toEqual([])
      expect(await keyTables(under)).toEqual([`match_key_${second}`])
    })
  })
}
