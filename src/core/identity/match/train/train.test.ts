// What training learns, held against what is known of made-up data.
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { exampleRegister } from '../example.ts'
import { planId } from '../keys/forms.ts'
import { hash53 } from '../keys/hash.ts'
import type { Model } from '../model.ts'
import { chanceFrom } from './chance.ts'
import { learnMixture } from './em.ts'
import { groupsOf } from './frequencies.ts'
import type { Patterns } from './patterns.ts'
import { randomPairs, takeSome } from './sample.ts'
import { train } from './train.ts'

/** Expected counts of all level vectors of three attributes with two levels each. */
function patternsOf(
  share: number,
  match: readonly number[],
  chance: readonly number[],
  pairs: number,
): Patterns {
  const levels = Array.from({ length: 8 }, (_, n) =>
    Int8Array.of(n & 1, (n >> 1) & 1, (n >> 2) & 1),
  )
  const chanceOf = (agree: readonly number[], own: Int8Array): number =>
    own.reduce(
      (product, level, at) => product * (level === 0 ? (agree[at] ?? 0) : 1 - (agree[at] ?? 0)),
      1,
    )
  const counts = levels.map(
    (own) => pairs * (share * chanceOf(match, own) + (1 - share) * chanceOf(chance, own)),
  )
  return { levels, counts: Float64Array.from(counts), ofPair: new Int32Array() }
}

describe('expectation and maximisation', () => {
  test('finds the share of matches and how they agree', () => {
    const match = [0.9, 0.8, 0.95]
    const chance = [0.01, 0.02, 0.005]
    const learnt = learnMixture({
      patterns: patternsOf(0.001, match, chance, 1e6),
      chance: chance.map((agree) => Float64Array.of(agree, 1 - agree)),
      roles: ['national_id', 'birth_date', 'phone'],
      pairsTotal: 1e6,
      records: 1414,
    })
    expect(learnt.matchShare).toBeCloseTo(0.001, 4)
    for (const [at, agree] of match.entries()) expect(learnt.match[at]?.[0]).toBeCloseTo(agree, 1)
  })
})

describe('a model', () => {
  const people = 200
  const { records } = exampleRegister({ people, recordsEach: 3, chance: chanceFrom(11) })
  let model: Model
  beforeAll(() => {
    model = train(records, { chance: chanceFrom(1) })
  })

  test('knows how likely two records are one customer', () => {
    const all = records.length
    const truth = Math.log2((people * 3) / ((all * (all - 1)) / 2))
    expect(Math.abs(model.priorBits - truth)).toBeLessThan(1)
  })

  test('counts agreement for and difference against', () => {
    for (const [at, { bits }] of model.attributes.entries()) {
      expect([model.schema.attributes[at]?.id, (bits[0] ?? 0) > 0]).toEqual([
        model.schema.attributes[at]?.id,
        true,
      ])
      expect(bits.at(-1)).toBeLessThan(0)
    }
  })

  test('has few keys, each once, and one for each value of a person’s own', () => {
    const ids = model.keys.map(planId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeLessThanOrEqual(20)
    const email = model.schema.attributes.findIndex(({ id }) => id === 'email')
    expect(ids).toContain(`address@${email}`)
  })

  test('learns that sources hold nobody twice', () => {
    const two = records
      .filter(({ id }) => !id.endsWith('-2'))
      .map((record) => ({ ...record, source: record.id.endsWith('-0') ? 'a' : 'b' }))
    const { priorBits, sourcePriorBits } = train(two, { chance: chanceFrom(1) })
    expect(sourcePriorBits['a']).toBeLessThan(priorBits - 5)
    expect(sourcePriorBits['b']).toBeLessThan(priorBits - 5)
  })

  test('is learnt from next to nothing without fault', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), (size) => {
        const few = train(records.slice(0, size), { chance: chanceFrom(1) })
        expect(JSON.stringify(few)).not.toContain('null')
      }),
      { numRuns: 13 },
    )
  })
})

describe('samples', () => {
  test('random pairs are of two different records, all of them where there are few', () => {
    expect(randomPairs(5, 100, chanceFrom(1))).toHaveLength(10)
    const pairs = randomPairs(1000, 500, chanceFrom(1))
    expect(pairs).toHaveLength(500)
    expect(pairs.left.every((a, at) => a !== pairs.right[at] && a < 1000)).toBe(true)
    expect(pairs.right.every((b) => b < 1000)).toBe(true)
  })

  test('a part of a list keeps its order and its size', () => {
    const list = Array.from({ length: 500 }, (_, at) => at)
    const some = takeSome(list, 50, chanceFrom(2))
    expect(some).toHaveLength(50)
    expect([...some].sort((a, b) => a - b)).toEqual(some)
  })

  test('groups are the records joined by pairs', () => {
    expect([
      ...groupsOf(5, [
        { a: 3, b: 1 },
        { a: 4, b: 3 },
      ]),
    ]).toEqual([0, 1, 2, 1, 1])
  })
})

test('hashes are whole numbers below 2^53 that do not collide and never change', () => {
  const hashes = new Set(Array.from({ length: 200_000 }, (_, at) => hash53(`key ${at}`)))
  expect(hashes.size).toBe(200_000)
  for (const hash of [...hashes].slice(0, 100))
    expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true)
  expect(hash53('alidade', 7)).toBe(hash53('alidade', 7))
  expect(hash53('alidade', 7)).not.toBe(hash53('alidade', 8))
  expect(hash53('alidade')).toBe(HASH_OF_ALIDADE)
})

// A stored index holds such numbers: another value here means that every index must be made again.
const HASH_OF_ALIDADE = 5115448763723495
