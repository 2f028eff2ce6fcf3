// What is learnt of families.
import { describe, expect, test } from 'vitest'
import type { Role } from '../roles/role.ts'
import { firstLookalikes, givenLookalikes, nextLookalike } from './lookalikes.ts'

const roles: readonly Role[] = ['given_name', 'family_name', 'email', 'street']
const chance = [7, 7, 6, 5].map((length) => new Float64Array(length).fill(1 / length))
const match = [7, 7, 6, 5].map((length) =>
  Float64Array.from({ length }, (_, level) => (level === 0 ? 0.8 : 0.2 / (length - 1))),
)

describe('a family', () => {
  test('moves as one: its addresses differ as often as those of one of its people', () => {
    const family = firstLookalikes(chance, { roles, matchShare: 0.001 }).find(
      ({ name }) => name === 'family',
    )
    // Pairs seen all share the street: those that do not were hardly looked at.
    const counts = chance.map((own) => own.map((_, level) => (level === 0 ? 100 : 0.1)))
    const next = family && nextLookalike(family, { counts, share: 0.001, chance, roles, match })
    expect(next?.levels[3]).toEqual(match[3])
    expect(next?.levels[1]?.[0]).toBeGreaterThan(0.9)
  })
})

test('twins are as old as each other and of one origin, and bear names of their own', () => {
  const [twin] = givenLookalikes(
    { match, chance, matchShare: 0.001, lookalikes: [], seen: new Map() },
    ['given_name', 'category', 'number', 'street'],
  )
  expect(twin?.name).toBe('twin')
  expect(twin?.isFree).toEqual([false, true, true, true])
  expect([twin?.levels[0], twin?.levels[2]]).toEqual([chance[0], match[2]])
})
