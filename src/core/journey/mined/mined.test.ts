// Numbers over people: right on the whole, silent about few, and no help in finding anybody.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { disclose, roundedCount } from './disclose.ts'
import { partings } from './part.ts'
import { createMiner } from './segments.ts'
import { addStories, emptyTally, type Story } from './tally.ts'

const HOUR = 3_600_000
const story = (...names: readonly string[]): Story => ({
  steps: names.map((step, i) => ({ step, at: i * HOUR })),
  isEnded: true,
})

function tallyOf(people: Iterable<number>, ...stories: readonly Story[]) {
  const tally = emptyTally()
  for (const person of people) addStories(tally, person, stories)
  return tally
}

const many = (n: number): number[] => Array.from({ length: n }, (_, i) => i * 7_919 + 11)

describe('what is told', () => {
  test('of fewer than twenty people nothing, of an arrow that fewer than five took not even its name', () => {
    expect(disclose(tallyOf(many(19), story('a', 'b'))).arrows).toEqual([])
    const tally = tallyOf(many(40), story('a', 'b'))
    for (const person of [901, 902, 903, 904]) addStories(tally, person, [story('a', 'secret')])
    const told = disclose(tally)
    expect(JSON.stringify(told)).not.toContain('secret')
    expect(told.hiddenArrows).toBe(2)
  })

  test('one who comes by a hundred times is one, and counts no more than ten times', () => {
    const tally = tallyOf(many(30), story('a', 'b'))
    addStories(
      tally,
      5,
      Array.from({ length: 100 }, () => story('a', 'mine')),
    )
    expect(tally.stories).toMatchObject({ n: 40, people: 31 })
    expect(JSON.stringify(disclose(tally))).not.toContain('mine')
  })

  test('what has not ended says nothing of what ends it', () => {
    const tally = tallyOf(many(30), { ...story('a', 'b'), isEnded: false })
    expect(disclose(tally).arrows.map(({ to }) => to)).toEqual(['a', 'b'])
  })
})

describe('rounding', () => {
  test('every number told is a multiple of five, next to the true one, the same for the same people', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer(), (n, key) => {
        const told = roundedCount({ n, key })
        expect(told % 5).toBe(0)
        expect(Math.abs(told - n)).toBeLessThan(5)
        expect(roundedCount({ n, key })).toBe(told)
      }),
    )
  })

  test('over many it is right, so that nothing is shifted', () => {
    let sum = 0
    for (let key = 0; key < 5_000; key++) sum += roundedCount({ n: 12, key: key * 7 })
    expect(sum / 5_000).toBeCloseTo(12, 0)
  })

  test('one person more moves the number by chance: up, down or not at all', () => {
    const moves = new Set<number>()
    for (let i = 0; i < 60; i++) {
      const people = many(40 + i)
      const without = disclose(tallyOf(people.slice(1), story('a', 'b')))
      const all = disclose(tallyOf(people, story('a', 'b')))
      moves.add(Math.sign((all.arrows[0]?.times ?? 0) - (without.arrows[0]?.times ?? 0)))
    }
    expect(moves).toEqual(new Set([-1, 0, 1]))
  })
})

describe('segments', () => {
  test('part where they part; what is hidden in one makes the difference no surer', () => {
    const a = tallyOf(many(200), story('asked', 'helped'))
    const b = tallyOf(many(150), story('asked', 'helped'))
    for (const person of many(250).slice(150)) addStories(b, person, [story('asked', 'left')])
    const [first] = partings(disclose(a, 'a'), disclose(b, 'b'))
    expect(first?.from).toBe('asked')
    const left = partings(disclose(a, 'a'), disclose(b, 'b')).find(({ to }) => to === 'left')
    expect(left?.share[0]).toBeNull()
    expect(left?.share[1]).toBeCloseTo(0.4, 1)
    expect(left?.z).toBeLessThan(-3)
  })

  test('conditions that cannot be read, names given twice, and two ways at once are refused', () => {
    const variables = { traits: 'map' } as const
    const where = 'traits.a == "b"'
    const asked = [
      { segments: [{ name: 'a', where: 'nothing(' }] },
      {
        segments: [
          { name: 'a', where },
          { name: 'a', where },
        ],
      },
      { segments: [{ name: 'a', where }], by: 'a' },
    ]
    for (const one of asked) expect(createMiner(one, variables).ok).toBe(false)
  })
})
