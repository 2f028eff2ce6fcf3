import { expect, test } from 'vitest'
import { foldTraitName, traitNamed } from './trait-name.ts'

test('one name, however it is written', () => {
  for (const name of ['First Name', 'firstName', 'first_name', 'FIRSTNAME', 'first-name']) {
    expect(foldTraitName(name)).toBe('firstname')
  }
  expect(foldTraitName('Prénom')).toBe('prenom')
  expect(foldTraitName('姓')).toBe('姓')
})

test('the very name comes before others that are written like it', () => {
  expect(traitNamed({ Email: 'a', email: 'b' }, 'email')).toBe('b')
  expect(traitNamed({ plan: 'x', 'E-Mail': 'a' }, 'email')).toBe('a')
  expect(traitNamed({ email: null, Email: 'a' }, 'email')).toBe(null)
  expect(traitNamed({ plan: 'x' }, 'email')).toBe(undefined)
  expect(traitNamed({}, 'toString')).toBe(undefined)
})
