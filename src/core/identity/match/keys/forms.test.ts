import { describe, expect, test } from 'vitest'
import { exampleChance, exampleRegister } from '../example.ts'
import type { FormSource, KeyPlan } from '../model.ts'
import { createScorer } from '../score/scorer.ts'
import { chanceFrom } from '../train/chance.ts'
import { rarityOf } from '../train/rarity.ts'
import { train } from '../train/train.ts'
import { planId, planTexts, sourceValues } from './forms.ts'
import { hash53 } from './hash.ts'

const { records } = exampleRegister({ people: 60, recordsEach: 3, chance: exampleChance(1) })
const model = train(records, { chance: chanceFrom(1) })
const scorer = createScorer(model)
const rarity = rarityOf(model)

describe('candidate keys', () => {
  test('are the hashes of the texts by which a plan was weighed', () => {
    for (const record of records) {
      const known = scorer.read(record)
      const valuesOf = (source: FormSource): readonly string[] =>
        sourceValues(scorer.bench, known.features, { source, rarity })
      const hashesOf = (plan: KeyPlan): readonly number[] =>
        planTexts(plan, valuesOf).map((text) => hash53(text, hash53(planId(plan)) | 0))
      expect(scorer.keysOf(known)).toEqual(model.keys.flatMap(hashesOf))
    }
  })

  test('of a value of her own are among the keys of who holds it', () => {
    const own = records.flatMap((record) => {
      const known = scorer.read(record)
      const keys = new Set(scorer.keysOf(known))
      return scorer.personalKeys(known).map(({ key }) => keys.has(key))
    })
    expect(own.length).toBeGreaterThan(0)
    expect(own.every((isThere) => isThere)).toBe(true)
  })
})
