// What agreeing is worth for the values at hand, and what records of two customers say together.
import { beforeAll, describe, expect, test } from 'vitest'
import { KINDS } from '../compare/kinds.ts'
import { NAME_LEVELS } from '../compare/name-part.ts'
import { exampleRegister } from '../example.ts'
import type { Model } from '../model.ts'
import { chanceFrom } from '../train/chance.ts'
import { train } from '../train/train.ts'
import { createScorer, type Known, type Scorer } from './scorer.ts'

const FREQUENT = ['schmidt', 'schmitt']

/** The example's people, a third of whom bear one of two names that are a letter apart. */
const { records } = exampleRegister({ people: 300, recordsEach: 2, chance: chanceFrom(5) })
const renamed = records.map((record, at) => {
  const person = Number(/\d+/.exec(record.id)?.[0])
  const name = person % 3 === 0 ? FREQUENT[(person / 3) % 2] : record.values['last_name']
  return { ...record, values: { ...record.values, last_name: name, at } }
})

let model: Model
let scorer: Scorer
beforeAll(() => {
  model = train(renamed, { chance: chanceFrom(1) })
  scorer = createScorer(model)
})

const known = (values: Readonly<Record<string, string>>): Known =>
  scorer.read({ id: JSON.stringify(values), source: 'crm', values })

function bitsOf(attribute: string, a: Known, b: Known): number {
  return scorer.evidence(a, [b]).find((part) => part.attribute === attribute)?.bits ?? 0
}

describe('two writings of a name', () => {
  test('say less where both are frequent', () => {
    const [frequent, rare] = [
      bitsOf('family_name', known({ last_name: 'Schmidt' }), known({ last_name: 'Schmitt' })),
      bitsOf('family_name', known({ last_name: 'Schmidt' }), known({ last_name: 'Schmiidt' })),
    ]
    expect(frequent).toBeLessThan(rare - 1)
  })

  test('say no more than the letter where one is an initial', () => {
    const at = model.schema.attributes.findIndex(({ role }) => role === 'given_name')
    const names = Object.entries(model.attributes[at]?.frequencies ?? {})
    const share = (own: readonly (readonly [string, number])[]): number =>
      own.reduce((sum, [, part]) => sum + part, 0)
    const withA = share(names.filter(([name]) => name.startsWith('a'))) / share(names)
    const bits = bitsOf('given_name', known({ first_name: 'A.' }), known({ first_name: 'Anna' }))
    expect(withA).toBeGreaterThan(0)
    expect(bits).toBeLessThanOrEqual(Math.log2(1 / withA) + 0.001)
  })

  test("in each other's column say no more than straight", () => {
    const own = known({ first_name: 'Anna', last_name: 'Schmidt' })
    const turned = known({ first_name: 'Schmidt', last_name: 'Anna' })
    expect(scorer.evidence(own, [turned]).find(({ level }) => level === 'swapped')).toBeDefined()
    expect(scorer.agreement(own, turned)).toBeLessThanOrEqual(scorer.agreement(own, own) + 0.001)
  })

  test('every level has the share of strangers who agree so', () => {
    for (const [at, { kind }] of model.schema.attributes.entries()) {
      const chance = model.attributes[at]?.chance ?? []
      expect(chance).toHaveLength(KINDS[kind].levels.length)
      expect(chance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6)
    }
    expect(NAME_LEVELS.swapped).toBeLessThan(KINDS.name_part.levels.length)
  })
})

describe('all records of two customers', () => {
  test('say together what one of them leaves out', () => {
    const mail = 'anna.berg77@mail.se'
    const other = known({
      first_name: 'Anna',
      last_name: 'Berg',
      birth_date: '1970-03-04',
      email: mail,
    })
    const named = known({ first_name: 'Anna', last_name: 'Berg' })
    const addressed = known({ email: mail })
    const together = scorer.groups([named, addressed], [other])
    expect(together).toBeGreaterThan(scorer.group(named, [other]))
    expect(together).toBeGreaterThan(scorer.group(addressed, [other]))
  })

  test('a single record against them is the same as its own score', () => {
    const a = known({ first_name: 'Anna', last_name: 'Berg', birth_date: '1970-03-04' })
    const b = known({ first_name: 'Ana', last_name: 'Berg', birth_date: '1970-03-04' })
    expect(scorer.groups([a], [b])).toBeCloseTo(scorer.group(a, [b]), 9)
  })
})
