// Which records of a batch the matcher hears of.
import { expect, test } from 'vitest'
import type { Candidate, TraitState } from '../../core/profile/traits.ts'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { compileDefinitions } from '../compiled.ts'
import { exampleRecord } from '../example.ts'
import { toldBy } from './told.ts'

const compiled = compileDefinitions(defaultDefinitions(), 1)
const given = (v: string, t: number): Candidate => ({ v, t, p: 'given', e: `e${t}` }) as Candidate
const inferred = (v: string, t: number): Candidate => ({ ...given(v, t), p: 'inferred' })

const records = {
  ada: exampleRecord('ada', 'ada'),
  phone: { ...exampleRecord('phone', 'phone'), namespace: 'anonymous_id' },
}

function told(traits: Record<string, TraitState>, before: Record<string, TraitState> = {}) {
  return toldBy(new Map(Object.entries(traits)), new Map(Object.entries(before)), {
    identified: { rows: new Map(Object.entries(records)) },
    known: new Map(Object.keys(before).map((id) => [id, true])),
    compiled,
  })
}

test('a new record tells what it says', () => {
  expect(told({ ada: { city: [given('Lund', 1)] } })).toEqual([
    { row: records.ada, values: { city: 'Lund' }, said: { text: '{"city":"Lund"}' }, isNew: true },
  ])
})

test('whoever says something else tells all that she says now', () => {
  const before = { name: [given('Ada', 1)], city: [given('Lund', 1)] }
  const now = { ...before, city: [given('Lund', 1), given('Visby', 2)] }
  expect(told({ ada: now }, { ada: before })).toMatchObject([
    { values: { name: 'Ada', city: 'Visby' }, isNew: false },
  ])
})

test('whoever says the same again, an older thing, or what was only guessed of her, tells nothing', () => {
  const before = { city: [given('Lund', 5)] }
  for (const more of [given('Lund', 9), given('Visby', 2), inferred('Visby', 9)]) {
    expect(told({ ada: { city: [...before.city, more] } }, { ada: before })).toEqual([])
  }
  expect(told({ ada: before }, { ada: before })).toEqual([])
  expect(told({ ada: {} })).toEqual([])
})

test('a device says nothing of anybody', () => {
  expect(told({ phone: { city: [given('Lund', 1)] } })).toEqual([])
})
