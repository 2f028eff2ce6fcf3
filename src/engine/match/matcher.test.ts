import { describe, expect, test } from 'vitest'
import { exampleChance, exampleRegister } from '../../core/identity/match/example.ts'
import { chanceFrom } from '../../core/identity/match/train/chance.ts'
import { train } from '../../core/identity/match/train/train.ts'
import { createMatcher } from './matcher.ts'

const { records } = exampleRegister({ people: 60, recordsEach: 2, chance: exampleChance(1) })
const row = {
  version: 1,
  entity: 'customer',
  state: 'active',
  records: records.length,
  body: train(records, { chance: chanceFrom(1) }),
} as const
const store = { matchModels: async () => [row], pauses: async () => [] }

describe('the models in use', () => {
  test('keep one scorer for as long as a batch holds them, however many batches there are', async () => {
    const matcher = createMatcher(store)
    const { active: held } = await matcher.models('customer')
    const scorer = held?.scorer()
    for (let batch = 0; batch < 1_000; batch++) await matcher.models('customer')
    expect(held?.scorer()).toBe(scorer)
  })

  test('get a new scorer once it remembers too much, and not before', async () => {
    const matcher = createMatcher(store, { active: 40, building: 0 })
    const scorerNow = async () => (await matcher.models('customer')).active?.scorer()
    const first = await scorerNow()
    const [some, ...others] = records
    if (some) first?.read(some)
    expect(await scorerNow()).toBe(first)
    for (const own of others) first?.read(own)
    expect(await scorerNow()).not.toBe(first)
  })

  test('forget sooner what they read while they are built, and begin anew with each question', async () => {
    const building = { ...row, state: 'building' } as const
    const matcher = createMatcher(
      { ...store, matchModels: async () => [building] },
      { active: 1_000_000, building: 40 },
    )
    const scorers = new Set()
    for (const own of records) {
      const scorer = (await matcher.models('customer')).building?.scorer()
      scorer?.read(own)
      expect(scorer?.bench.size()).toBeLessThanOrEqual(40 + Object.keys(own.values).length)
      scorers.add(scorer)
    }
    expect(scorers.size).toBeGreaterThan(1)
  })

  test('of another format than ours are not used', async () => {
    const body = { ...row.body, format: 0 }
    const matcher = createMatcher({ ...store, matchModels: async () => [{ ...row, body }] })
    expect(await matcher.models('customer')).toEqual({ active: undefined, building: undefined })
  })
})
