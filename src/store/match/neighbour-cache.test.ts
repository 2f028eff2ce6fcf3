import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleRecord } from '../../engine/example.ts'
import type { NeighbourRow } from '../../engine/ports/match.ts'
import type { RecordRow } from '../../engine/ports/records.ts'
import { createNeighbourCache, type NeighbourCache } from './neighbour-cache.ts'

const LIMIT = 4
const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** The tables, and the cache beside them. */
function createWorld(cache: NeighbourCache) {
  const rows = new Map<string, RecordRow>()
  const said = new Map<string, string>()
  const numberOf = (id: string): number => IDS.indexOf(id) + 1
  const stored = (customer: string): readonly NeighbourRow[] =>
    [...rows.values()]
      .filter((row) => row.customer === customer && said.has(row.id))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, LIMIT)
      .map((row) => ({ row, number: numberOf(row.id), said: { text: said.get(row.id) ?? '' } }))
  const write = (moves: readonly { record: string; to: string }[]): void => {
    const changed = moves.map(({ record, to }) => exampleRecord(record, to))
    const froms = moves.map(({ record, to }) => ({
      record,
      home: '1',
      from: rows.get(record)?.customer,
      to,
    }))
    cache.wrote({ records: changed, moves: froms.filter(({ from, to: own }) => from !== own) })
    for (const row of changed) rows.set(row.id, row)
  }
  return {
    stored,
    appear: (id: string) => rows.has(id) || write([{ record: id, to: id }]),
    move: (id: string, to: string) => rows.has(id) && rows.has(to) && write([{ record: id, to }]),
    say: (id: string, text: string) => {
      const row = rows.get(id)
      if (!row) return
      said.set(id, text)
      cache.said(row, numberOf(id), { text })
    },
    read: (customer: string) => cache.put(customer, stored(customer), LIMIT),
    numberOf,
    customers: () => new Set([...rows.values()].map(({ customer }) => customer)),
  }
}

function expectExact(
  cache: NeighbourCache,
  customer: string,
  stored: (customer: string) => readonly NeighbourRow[],
): void {
  const members = cache.members(customer, LIMIT)
  if (members) expect(members).toEqual(stored(customer))
  for (const { number } of members ?? []) expect(cache.customerOf(number)).toBe(customer)
}

const id = fc.constantFrom(...IDS)
const step = fc.record({
  kind: fc.constantFrom('appear' as const, 'move' as const, 'say' as const, 'read' as const),
  id,
  value: id,
})

describe('remembered neighbours', () => {
  test('are those that the tables hold, whatever was written and read before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        // One that holds them all, and one that must forget nearly every time.
        for (const cache of [createNeighbourCache(), createNeighbourCache(3, 2)]) {
          const world = createWorld(cache)
          cache.members('nobody', LIMIT)
          for (const own of steps) {
            world[own.kind](own.id, own.value)
            for (const customer of world.customers()) expectExact(cache, customer, world.stored)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  test('are no more than fit; whoever was asked for outlasts the others', () => {
    const cache = createNeighbourCache(6, 4)
    const world = createWorld(cache)
    cache.members('nobody', LIMIT)
    for (const own of IDS.slice(0, 6)) {
      world.appear(own)
      world.say(own, 'x')
    }
    const isKnown = (own: string): boolean => cache.customerOf(world.numberOf(own)) !== undefined
    for (const own of [...IDS, ...IDS, ...IDS]) {
      cache.members('a', LIMIT)
      world.appear(own)
      world.say(own, 'x')
      world.read(own)
      expect(isKnown('a')).toBe(true)
      expect(IDS.filter(isKnown).length).toBeLessThanOrEqual(6)
    }
  })

  test('are held from the first question on, not before: without a matcher nobody asks', () => {
    const cache = createNeighbourCache()
    const world = createWorld(cache)
    world.appear('a')
    world.say('a', 'x')
    expect(cache.saidBy(world.numberOf('a'))).toBeUndefined()
    expect(cache.members('a', LIMIT)).toBeUndefined()
  })

  test('of a customer that begins are known without a question', () => {
    const cache = createNeighbourCache()
    const world = createWorld(cache)
    cache.members('nobody', LIMIT)
    world.appear('a')
    world.say('a', 'x')
    expect(cache.members('a', LIMIT)).toEqual(world.stored('a'))
    expect(cache.saidBy(world.numberOf('a'))?.text).toBe('x')
  })

  test('are forgotten with the transaction that did not commit', () => {
    const cache = createNeighbourCache()
    const world = createWorld(cache)
    cache.members('nobody', LIMIT)
    world.appear('a')
    const age = cache.age()
    cache.clear()
    expect(cache.members('a', LIMIT)).toBeUndefined()
    expect(cache.age()).not.toBe(age)
  })
})
