// A name is found under the names that sources give it, and an employer is nobody's name.
import { expect, test } from 'vitest'
import { nameFrom, nameText } from './names.ts'

const named = (entity: 'customer' | 'account', traits: Record<string, string>) =>
  nameFrom(entity, Object.keys(traits), (trait) => traits[trait])

test.each([
  [{ name: 'Ann Berg', firstName: 'Anna' }, 'Ann Berg'],
  [{ firstName: 'Ann', lastName: 'Berg' }, 'Ann Berg'],
  [{ firstname: 'Ann', lastname: 'Berg' }, 'Ann Berg'],
  [{ given_name: 'Ann', family_name: 'Berg' }, 'Ann Berg'],
  [{ name: ' ', last_name: 'Berg' }, 'Berg'],
  [{ fullName: 'Ann Berg', company: 'Acme' }, 'Ann Berg'],
  [{ LastName: 'Berg', FirstName: 'Ann' }, 'Ann Berg'],
  [{ 'First Name': 'Ann', 'LAST NAME': 'Berg' }, 'Ann Berg'],
  [{ vorname: 'Jürgen', nachname: 'Groß' }, 'Jürgen Groß'],
  [{ nombre: 'José Luis', apellidos: 'García Márquez' }, 'José Luis García Márquez'],
  [{ prénom: 'Zoë', nom: 'Lefèvre' }, 'Zoë Lefèvre'],
  [{ 姓: '田中', 名: '太郎' }, '田中太郎'],
  [{ imię_i_nazwisko: 'Ewa Nowak' }, 'Ewa Nowak'],
  [{ firstName: 'Ann', customer_name: 'A. Berg' }, 'Ann'],
  [{ first: '2024-01-01', last: 'Checkout', mothers_name: 'Eva' }, undefined],
  [{ company: 'Acme', contact_email: 'a@acme.example' }, undefined],
  [{}, undefined],
])('a person of %j is called %s', (traits, name) => expect(named('customer', traits)).toBe(name))

test.each([
  [{ name: 'Acme Ltd', company: 'Acme' }, 'Acme Ltd'],
  [{ company_name: 'Acme', firstName: 'Ann' }, 'Acme'],
  [{ firstName: 'Ann', lastName: 'Berg' }, undefined],
])('an account of %j is called %s', (traits, name) => expect(named('account', traits)).toBe(name))

test.each([
  ['Ann Berg', 'Ann Berg'],
  [{ first: 'Ann', last: 'Berg' }, 'Ann Berg'],
  [{ given_name: 'Ann', familyName: 'Berg' }, 'Ann Berg'],
  [{ formatted: 'Dr. Ann Berg', givenName: 'Ann' }, 'Dr. Ann Berg'],
  [{ given: '美', family: '王' }, '王美'],
  [{ title: 'Dr.' }, undefined],
  [['Ann', 'Berg'], undefined],
  [42, undefined],
])('a name may be said in one piece or as an object: %j', (value, text) => {
  expect(nameText(value)).toBe(text)
})
