import { expect, test } from 'vitest'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { compileLenses } from './compile.ts'

const { traits } = compileLenses(defaultDefinitions())
const ruleOf = (name: string) => traits.find(name)[0]

test('what is said of a trait holds however its name is written', () => {
  for (const name of ['ssn', 'SSN', 'Ssn']) expect(ruleOf(name)?.sensitivity).toBe('special')
  for (const name of ['national_id', 'nationalId', 'National ID']) {
    expect(ruleOf(name)).toMatchObject({ sensitivity: 'special', speakable: false })
  }
  for (const name of ['health_condition', 'HealthCondition', 'health condition']) {
    expect(ruleOf(name)).toMatchObject({ category: 'health', sensitivity: 'special' })
  }
  for (const name of ['vorname', 'Prénom', 'nombre', '名']) {
    expect(ruleOf(name)).toBe(ruleOf('first_name'))
  }
  expect(ruleOf('geburtsdatum')).toBe(ruleOf('birthday'))
  expect(ruleOf('correo')).toBe(ruleOf('email'))
  expect(ruleOf('shoe_size')?.trait).toBe('*')
  expect(ruleOf('FirstName')).toBe(ruleOf('first_name'))
  expect(ruleOf('Preferred Store')?.category).toBe('preference')
})
