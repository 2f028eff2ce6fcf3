// Which addresses are nobody's home, and that nothing is made of them.
import { describe, expect, test } from 'vitest'
import type { MatchRecord } from '../compare/bench.ts'
import { exampleRegister } from '../example.ts'
import { createScorer } from '../score/scorer.ts'
import { chanceFrom } from './chance.ts'
import { train } from './train.ts'

const barracks = { street: 'Highway 701', city: 'lund' }

/** A register of which every `nth` record is of somebody in the barracks, the others each at home. */
function registerWith(nth: number): readonly MatchRecord[] {
  const { records } = exampleRegister({ people: 400, recordsEach: 1, chance: chanceFrom(3) })
  return records.map((record, at) => ({
    ...record,
    values: {
      ...record.values,
      ...(at % nth === 0 ? barracks : { street: `Rosengatan ${at}` }),
    },
  }))
}

describe('an address that very many people give', () => {
  const model = train(registerWith(5), { chance: chanceFrom(1) })
  const scorer = createScorer(model)
  const at = model.schema.attributes.findIndex(({ role }) => role === 'street')
  const streetsOf = (values: Readonly<Record<string, string>>): number =>
    scorer.read({ id: 'x', source: 'crm', values }).features.values[at]?.length ?? 0

  test('is no home, and read as if it had not been given', () => {
    expect(model.crowdedAddresses).toHaveLength(1)
    expect(streetsOf({ first_name: 'Ada', ...barracks })).toBe(0)
    expect(streetsOf({ first_name: 'Ada', ...barracks, street: 'Rosengatan 7' })).toBe(1)
  })

  test('is the rule where most live there', () => {
    expect(train(registerWith(1), { chance: chanceFrom(1) }).crowdedAddresses).toEqual([])
  })
})
