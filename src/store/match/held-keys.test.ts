import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KeysRow } from '../../engine/ports/match.ts'
import { createHeldKeys } from './held-keys.ts'

const MODEL = 7
/** Few keys, some beyond 32 bits, so that chains and slots are shared. */
const key = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.constant(2 ** 52 + 1),
  fc.constant(2 ** 32),
)
const row = fc.record({ model: fc.constant(MODEL), key, number: fc.integer({ min: 1, max: 30 }) })
const rowOf = ({ key, ...own }: { model: number; key: number; number: number }): KeysRow => ({
  ...own,
  keys: [key],
})
const step = fc.record({ kind: fc.constantFrom('add', 'remove'), row })

describe('held keys', () => {
  test('answer like a table, whatever was added and removed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const held = createHeldKeys()
        held.begin(MODEL)
        let rows: (typeof steps)[number]['row'][] = []
        for (const { kind, row: own } of steps) {
          if (kind === 'add') {
            held.add([rowOf(own)])
            rows.push(own)
          } else {
            held.remove([rowOf(own)])
            rows = rows.filter((other) => other.key !== own.key || other.number !== own.number)
          }
        }
        for (const { row: own } of steps) {
          const expected = rows.filter((other) => other.key === own.key).map(({ number }) => number)
          expect(held.holders(MODEL, own.key)).toEqual(expected.sort((a, b) => a - b))
          expect(held.count(MODEL, own.key)).toBe(expected.length)
        }
      }),
    )
  })

  test('find every one of very many', () => {
    const held = createHeldKeys()
    held.begin(MODEL)
    const rows = Array.from({ length: 50_000 }, (_, at) => ({
      model: MODEL,
      key: (at * 9_007_199_254) % Number.MAX_SAFE_INTEGER,
      number: at,
    }))
    held.add(rows.map(rowOf))
    for (const own of rows) expect(held.holders(MODEL, own.key)).toContain(own.number)
    expect(held.holders(MODEL, 3)).toEqual([])
  })

  test('know nothing of a model that they did not see begin, and nothing after they were cleared', () => {
    const held = createHeldKeys()
    held.add([{ model: MODEL, keys: [1], number: 1 }])
    expect(held.holders(MODEL, 1)).toBeUndefined()
    held.begin(MODEL)
    expect(held.isKnown(MODEL)).toBe(true)
    held.clear()
    expect(held.holders(MODEL, 1)).toBeUndefined()
  })

  test('give a model up when it has more rows than fit', () => {
    const held = createHeldKeys(2)
    held.begin(MODEL)
    held.add([1, 2].map((number) => ({ model: MODEL, keys: [1], number })))
    expect(held.holders(MODEL, 1)).toEqual([1, 2])
    held.add([{ model: MODEL, keys: [1], number: 3 }])
    expect(held.isKnown(MODEL)).toBe(false)
  })

  test('of a model with more rows than fit still know which keys nobody holds', () => {
    const held = createHeldKeys(100)
    held.begin(MODEL)
    const rows = Array.from({ length: 2_000 }, (_, at) => ({
      model: MODEL,
      key: (at * 9_007_199_254) % Number.MAX_SAFE_INTEGER,
      number: at,
    }))
    held.add(rows.map(rowOf))
    expect(rows.every((own) => held.mayHold(MODEL, own.key))).toBe(true)
    const others = rows.map((own) => own.key + 1)
    expect(others.filter((other) => held.mayHold(MODEL, other))).toEqual([])
    // What is not followed any more may be held.
    held.clear()
    expect(others.every((other) => held.mayHold(MODEL, other))).toBe(true)
  })
})
