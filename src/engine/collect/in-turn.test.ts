import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inTurn } from './in-turn.ts'

const KEYS = ['a', 'b', 'c'] as const

test('never two at once under one key, in the order they came, and all end', async () => {
  const work = fc.record({
    keys: fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 3 }),
    turns: fc.nat(3),
    fails: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(work, { maxLength: 12 }), async (works) => {
      const scope = {}
      const busy = new Set<string>()
      const begun: number[] = []
      const one = async ({ keys, turns, fails }: (typeof works)[number], at: number) => {
        for (const key of keys) {
          expect(busy.has(key)).toBe(false)
          busy.add(key)
        }
        begun.push(at)
        for (let turn = 0; turn < turns; turn += 1) await pause(0)
        for (const key of keys) busy.delete(key)
        if (fails) throw new Error(`work ${at}`)
        return at
      }
      const ends = await Promise.allSettled(
        works.map((each, at) => inTurn(scope, each.keys, () => one(each, at))),
      )
      expect(
        ends.map((end) => (end.status === 'fulfilled' ? end.value : end.reason.message)),
      ).toEqual(works.map(({ fails }, at) => (fails ? `work ${at}` : at)))
      for (const key of KEYS) {
        const order = begun.filter((at) => works[at]?.keys.includes(key))
        expect(order).toEqual(order.toSorted((a, b) => a - b))
      }
    }),
    { numRuns: 60 },
  )
})

test('another scope has keys of its own', async () => {
  const never = new Promise<void>(() => undefined)
  void inTurn({}, ['a'], () => never)
  expect(await inTurn({}, ['a'], async () => 'done')).toBe('done')
})
