// The group read: who is read with whom, and that nobody is given another's rows.
import type pg from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createSnapshotReader } from './snapshot.ts'

const LIMITS = { newestEvents: 1, notableEvents: 1, objects: 1, passedOn: [] }
const id = (n: number): string => n.toString(16).padStart(32, '0')

interface Statement {
  readonly identifiers: readonly string[]
  readonly recordsMax: number
  readonly answer: () => void
  readonly fail: () => void
}

/** A pool whose statements end when the test says so; `records` tells how many records somebody has. */
function heldPool(records: (identifier: string) => number) {
  const statements: Statement[] = []
  const query = (
    { values: [identifiers, recordsMax] }: { values: [string[], number] },
    answered: (error: Error | null, result?: { rows: readonly object[] }) => void,
  ) => {
    const found = identifiers.flatMap((identifier, at) =>
      recordsOf(identifier, at + 1, Math.min(records(identifier), recordsMax)),
    )
    statements.push({
      identifiers,
      recordsMax,
      // In the wrong order: PostgreSQL promises none.
      answer: () => answered(null, { rows: [rowOf(found.toReversed())] }),
      fail: () => answered(new Error('Connection terminated')),
    })
  }
  const pool = { connect: async () => ({ query, release: () => undefined }) }
  return { statements, pool: pool as unknown as pg.Pool }
}

function recordsOf(identifier: string, place: number, count: number) {
  const record = [place, '1', identifier, 'customer', 's', 'user_id', 'k', identifier, 0, 0, false]
  return Array.from({ length: count }, () => record)
}

function rowOf(records: readonly unknown[]) {
  const none: readonly unknown[] = []
  const others = Array.from({ length: 12 }, () => none)
  return { sections: JSON.stringify([none, records, ...others]) }
}

// Patience ends when the test says so: on a busy machine ten milliseconds are soon over.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

const patienceEnds = async (): Promise<void> => {
  vi.runOnlyPendingTimers()
  await settled()
}

/** Until everything that can go on without an answer has gone on. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('group read', () => {
  test('a second statement starts for several, and a third only for who has waited long', async () => {
    const { statements, pool } = heldPool(() => 1)
    const read = createSnapshotReader(pool)
    const ask = async (ids: readonly number[]): Promise<void> => {
      for (const n of ids) void read(id(n), LIMITS)
      await settled()
    }
    await ask([1])
    await ask([2, 3, 4])
    expect(statements).toHaveLength(1)
    await ask([5])
    expect(statements[1]?.identifiers).toEqual([2, 3, 4, 5].map(id))
    await ask([6, 7, 8, 9])
    expect(statements).toHaveLength(2)
    await patienceEnds()
    expect(statements[2]?.identifiers).toEqual([6, 7, 8, 9].map(id))
  })

  test('questions of one moment share a statement, and each gets its own rows', async () => {
    const { statements, pool } = heldPool((identifier) => (identifier === id(2) ? 0 : 1))
    const read = createSnapshotReader(pool)
    const answers = Promise.all([1, 2, 3].map((n) => read(id(n), LIMITS)))
    await settled()
    expect(statements.map((one) => one.identifiers)).toEqual([[id(1), id(2), id(3)]])
    statements[0]?.answer()
    expect((await answers).map((rows) => rows?.customer)).toEqual([id(1), undefined, id(3)])
  })

  test('who comes while a statement runs is never answered by it', async () => {
    const { statements, pool } = heldPool(() => 1)
    const read = createSnapshotReader(pool)
    const first = read(id(1), LIMITS)
    await settled()
    const second = read(id(2), LIMITS)
    await settled()
    expect(statements).toHaveLength(1)
    statements[0]?.answer()
    expect((await first)?.customer).toBe(id(1))
    await settled()
    expect(statements[1]?.identifiers).toEqual([id(2)])
    statements[1]?.answer()
    expect((await second)?.customer).toBe(id(2))
  })

  test('a crowd does not wait behind a slow statement', async () => {
    const { statements, pool } = heldPool(() => 1)
    const read = createSnapshotReader(pool)
    void read(id(1), LIMITS)
    await settled()
    const crowd = Promise.all([2, 3, 4, 5].map((n) => read(id(n), LIMITS)))
    await settled()
    statements[1]?.answer()
    expect((await crowd).map((rows) => rows?.customer)).toEqual([id(2), id(3), id(4), id(5)])
  })

  test('nor does a single one for long', async () => {
    const { statements, pool } = heldPool(() => 1)
    const read = createSnapshotReader(pool)
    void read(id(1), LIMITS)
    await settled()
    const single = read(id(2), LIMITS)
    await settled()
    expect(statements).toHaveLength(1)
    await patienceEnds()
    expect(statements).toHaveLength(2)
    statements[1]?.answer()
    expect((await single)?.customer).toBe(id(2))
  })

  test('somebody with very many records is read again alone, with all of them', async () => {
    const { statements, pool } = heldPool((identifier) => (identifier === id(1) ? 300 : 1))
    const read = createSnapshotReader(pool)
    const large = read(id(1), LIMITS)
    const small = read(id(2), LIMITS)
    await settled()
    statements[0]?.answer()
    expect((await small)?.records).toHaveLength(1)
    await settled()
    expect(statements[1]?.identifiers).toEqual([id(1)])
    statements[1]?.answer()
    expect((await large)?.records).toHaveLength(300)
  })

  test('who wants more of everything is read with those who want as much', async () => {
    const { statements, pool } = heldPool(() => 1)
    const read = createSnapshotReader(pool)
    const more = { ...LIMITS, newestEvents: 40 }
    const answers = Promise.all([read(id(1), LIMITS), read(id(2), more), read(id(3), LIMITS)])
    await settled()
    expect(statements.map((one) => one.identifiers)).toEqual([[id(1), id(3)]])
    statements[0]?.answer()
    await settled()
    expect(statements[1]?.identifiers).toEqual([id(2)])
    statements[1]?.answer()
    expect((await answers).map((rows) => rows?.customer)).toEqual([id(1), id(2), id(3)])
  })

  test('one customer whom several ask for at once is read once', async () => {
    const { statements, pool } = heldPool((identifier) => (identifier === id(1) ? 300 : 1))
    const read = createSnapshotReader(pool)
    const answers = Promise.all([1, 2, 1, 2].map((n) => read(id(n), LIMITS)))
    await settled()
    expect(statements.map((one) => one.identifiers)).toEqual([[id(1), id(2)]])
    statements[0]?.answer()
    await settled()
    expect(statements[1]?.identifiers).toEqual([id(1)])
    statements[1]?.answer()
    const found = await answers
    expect(found.map((rows) => rows?.customer)).toEqual([id(1), id(2), id(1), id(2)])
    expect(found.map((rows) => rows?.records.length)).toEqual([300, 1, 300, 1])
  })

  test('a fault reaches everybody of its group, and the next group is read', async () => {
    const { statements, pool } = heldPool(() => 1)
    const read = createSnapshotReader(pool)
    const both = Promise.allSettled([read(id(1), LIMITS), read(id(2), LIMITS)])
    await settled()
    statements[0]?.fail()
    expect((await both).map((one) => one.status)).toEqual(['rejected', 'rejected'])
    const next = read(id(3), LIMITS)
    await settled()
    statements[1]?.answer()
    expect((await next)?.customer).toBe(id(3))
  })
})
