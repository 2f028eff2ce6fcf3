// What agreeing together is worth: what counting may and may not say, and that what it says reaches the score.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBench, type MatchRecord } from '../compare/bench.ts'
import { createPatternMap, patternOf, patternText } from '../compare/pattern-map.ts'
import { createScorer, TOGETHER } from '../score/scorer.ts'
import { chanceFrom } from './chance.ts'
import { withoutDeclared } from './declared.ts'
import { correction, TOGETHER_BITS_MAX } from './excess.ts'
import { createKnownPairs } from './known-pairs.ts'
import { train } from './train.ts'

const expectedPairs = fc.double({ min: 1e-6, max: 1e5, noNaN: true })
const ROUNDING = 1e-9
const seen = fc.nat({ max: 100_000 })

describe('a pattern seen', () => {
  test('as often as expected says nothing more', () => {
    fc.assert(
      fc.property(expectedPairs, expectedPairs, (matches, others) => {
        expect(correction(matches + others, { matches, others })).toBeCloseTo(0, 9)
      }),
    )
  })

  test('never says more than its bound', () => {
    fc.assert(
      fc.property(seen, expectedPairs, expectedPairs, (count, matches, others) => {
        const bits = correction(count, { matches, others })
        expect(Math.abs(bits)).toBeLessThanOrEqual(TOGETHER_BITS_MAX)
      }),
    )
  })

  test('more often is no match for that, where most of it were others', () => {
    fc.assert(
      fc.property(seen, expectedPairs, expectedPairs, (more, a, b) => {
        const [matches, others] = [Math.min(a, b), Math.max(a, b)]
        expect(correction(matches + others + more, { matches, others })).toBeLessThanOrEqual(
          ROUNDING,
        )
        expect(
          correction(matches + others + more, { matches: others, others: matches }),
        ).toBeGreaterThanOrEqual(-ROUNDING)
      }),
    )
  })

  test('less often is less of a match, where most of it were to be matches', () => {
    expect(correction(60, { matches: 100, others: 10 })).toBeLessThan(-0.3)
    expect(correction(10, { matches: 100, others: 1 })).toBeLessThan(-1)
  })

  test('a few times is chance', () => {
    expect(correction(1, { matches: 0.01, others: 0.01 })).toBeCloseTo(0, 1)
    expect(Math.abs(correction(3, { matches: 1, others: 0.1 }))).toBeLessThan(0.15)
  })

  test('often is told from the others by what is left of them: the excess', () => {
    const [count, others] = [40_000, 10_000]
    const bits = correction(count, { matches: 20_000, others })
    expect(bits).toBeGreaterThan(Math.log2((count - others) / 20_000) - 0.5)
  })
})

test('patterns keep what was put under them, and come back from text', () => {
  const level = fc.integer({ min: -1, max: 14 })
  const pattern = fc.array(level, { minLength: 20, maxLength: 20 })
  const patterns = fc.array(pattern, { maxLength: 300, size: 'max' })
  fc.assert(
    fc.property(patterns, (all) => {
      const map = createPatternMap<string>()
      for (const own of all) map.set(Int8Array.from(own), own.join())
      for (const own of all) {
        expect(map.get(Int8Array.from(own))).toBe(own.join())
        expect([...patternOf(patternText(Int8Array.from(own)))]).toEqual(own)
      }
    }),
    { numRuns: 20 },
  )
})

const COLUMNS = ['first_name', 'last_name', 'birth_date', 'postcode'] as const

/** People of towns: whoever shares the street shares the postcode, and families share both with the name. */
function town(homes: number, seed: number): readonly MatchRecord[] {
  const chance = chanceFrom(seed)
  const below = (most: number): number => Math.floor(chance() * most)
  const word = (number: number): string =>
    Array.from({ length: 6 }, (_, at) =>
      String.fromCharCode(97 + ((number * (at * 7 + 3) + at * at) % 26)),
    ).join('')
  const records: MatchRecord[] = []
  for (let home = 0; home < homes; home++) {
    const address = {
      street: `${word(home * 3 + 1)} ${1 + below(90)}`,
      postcode: `${10_000 + home}`,
    }
    const family = word(100_000 + below(400))
    for (let person = 0; person < 3; person++) {
      const own = {
        first_name: word(5_000 + below(150)),
        last_name: family,
        birth_date: `${1940 + below(60)}-0${1 + below(9)}-1${below(9)}`,
        ...address,
      }
      for (let time = 0; time < 1 + below(2); time++) {
        const values = time === 0 ? own : { ...own, street: below(3) === 0 ? '' : own.street }
        records.push({ id: `${home}-${person}-${time}`, source: 'crm', values })
      }
    }
  }
  return records
}

describe('a model', () => {
  const records = town(400, 3)
  const model = train(records, { chance: chanceFrom(1) })

  test('knows that street and postcode go together, as far as it saw it often', () => {
    const all = Object.entries(model.together)
    expect(all.length).toBeGreaterThan(5)
    for (const [text, bits] of all) {
      expect(text).toHaveLength(model.schema.attributes.length)
      expect(Math.abs(bits)).toBeLessThanOrEqual(TOGETHER_BITS_MAX)
    }
  })

  test('says so in the score, and the evidence tells it as a line of its own', () => {
    const scorer = createScorer(model)
    const plain = createScorer({ ...model, together: {} })
    let told = 0
    for (let at = 0; at + 1 < 300; at++) {
      const [a, b] = [records[at], records[at + 1]] as [MatchRecord, MatchRecord]
      const [x, y] = [scorer.read(a), scorer.read(b)]
      const evidence = scorer.evidence(x, [y])
      const bits = scorer.pair(x, y)
      expect(evidence.reduce((sum, part) => sum + part.bits, 0)).toBeCloseTo(bits, 9)
      const joint = evidence.find(({ attribute }) => attribute === TOGETHER)?.bits ?? 0
      expect(bits - joint).toBeCloseTo(plain.pair(plain.read(a), plain.read(b)), 9)
      if (joint !== 0) told++
    }
    expect(told).toBeGreaterThan(20)
  })

  test('never takes a pair for hopeless that its pattern would have lifted', () => {
    const scorer = createScorer(model)
    for (let at = 0; at + 1 < 200; at++) {
      const [a, b] = [records[at], records[at + 1]].map((one) => scorer.read(one as MatchRecord))
      if (!a || !b) continue
      const bits = scorer.pair(a, b)
      expect(scorer.pair(a, b, bits - 1e-9)).toBe(bits)
    }
  })

  test('leaves alone what somebody declared', () => {
    const at = model.schema.attributes.findIndex(({ id }) => id === 'birth_date')
    const kept = withoutDeclared(model.together, model.schema, { birth_date: { same: 20 } })
    expect(Object.keys(kept).length).toBeLessThan(Object.keys(model.together).length)
    expect(Object.keys(kept).every((text) => text[at] === '-')).toBe(true)
    expect(withoutDeclared(model.together, model.schema, {})).toBe(model.together)
  })
})

test('pairs that know the same are counted as if each were looked at', () => {
  const schema = train(town(30, 5), { chance: chanceFrom(1) }).schema
  const bench = createBench(schema, () => 5)
  const row = fc.record(
    {
      first_name: fc.constantFrom('Anna', 'Bertil'),
      last_name: fc.constantFrom('Berg', 'Lind'),
      birth_date: fc.constantFrom('1970-03-04', '1981-12-24'),
      postcode: fc.constantFrom('10001', '20002'),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.array(row, { minLength: 2, maxLength: 12 }), (rows) => {
      const records = rows.map((values, at) => ({ id: `${at}`, source: 'crm', values }))
      const features = records.map((record) => bench.featuresOf(record))
      const count = createKnownPairs({ bench, records, features })
      const width = schema.attributes.length
      const byShape = new Map<string, { levels: Int8Array; pairs: number }>()
      for (let a = 0; a < rows.length; a++) {
        for (let b = a + 1; b < rows.length; b++) {
          const levels = new Int8Array(width)
          const [x, y] = [features[a], features[b]]
          if (x && y) bench.compare(x, y, levels)
          const shape = COLUMNS.map((name) => rows[a]?.[name] && rows[b]?.[name] && name).join()
          const own = byShape.get(shape) ?? { levels, pairs: 0 }
          byShape.set(shape, { ...own, pairs: own.pairs + 1 })
        }
      }
      for (const { levels, pairs } of byShape.values()) expect(count?.(levels)).toBe(pairs)
    }),
  )
})
