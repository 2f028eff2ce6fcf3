// Who is compared with a record because of the keys they share.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { COMMON, sharersOf } from './sharers.ts'

type Index = Readonly<Record<number, readonly number[]>>

const crowd = (from: number, count = COMMON + 1): readonly number[] =>
  Array.from({ length: count }, (_, at) => from + at)

function sharers(index: Index, personal: readonly number[] = []): readonly number[] {
  const keys = Object.keys(index).map(Number)
  const found = sharersOf(keys, {
    holders: (key) => index[key],
    holding: (key) => index[key]?.length ?? 0,
    personal: () => personal,
  })
  return [...found].sort((a, b) => a - b)
}

test('everybody who shares a key that few hold', () => {
  expect(sharers({ 1: [7, 8], 2: [9] })).toEqual([7, 8, 9])
  expect(sharers({ 1: crowd(1, COMMON) })).toHaveLength(COMMON)
})

test('nobody who shares one common key alone', () => {
  expect(sharers({ 1: crowd(1) })).toEqual([])
})

test('those who share two common keys, or one and a rare one', () => {
  expect(sharers({ 1: crowd(1), 2: crowd(COMMON), 3: [5] })).toEqual([5, COMMON, COMMON + 1])
})

test("everybody who holds a value of a person's own, however many", () => {
  expect(sharers({ 1: crowd(1) }, [1])).toEqual(crowd(1))
})

const KEY = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: COMMON + 15 })

test('whom nobody is compared with need not be known for the others to be found', () => {
  fc.assert(
    fc.property(fc.array(KEY, { maxLength: 8 }), fc.subarray([0, 1, 2]), (lists, personal) => {
      const index: Index = Object.fromEntries(lists.entries())
      const keys = Object.keys(index).map(Number)
      const all = { holding: (key: number) => index[key]?.length ?? 0, personal: () => personal }
      const found = sharersOf(keys, { ...all, holders: (key) => index[key] })
      const known = (key: number) => index[key]?.filter((one) => found.has(one))
      expect(sharersOf(keys, { ...all, holders: known })).toEqual(found)
    }),
  )
})
