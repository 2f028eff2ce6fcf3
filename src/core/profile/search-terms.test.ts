// What is compared when somebody is looked for.
import { expect, test } from 'vitest'
import type { Json } from '../../contract/event.ts'
import { foldQuery, foldText, searchTermsOfTraits } from './search-terms.ts'

const stateOf = (traits: Record<string, Json>) =>
  Object.fromEntries(
    Object.entries(traits).map(([name, v]) => [
      name,
      [{ v, t: 1, p: 'given', s: 'crm', e: '00', c: 1 }],
    ]),
  ) as never

test.each([
  ["Sean O'Connor", 'sean oconnor'],
  ['D’Angelo', 'dangelo'],
  ['Åse  Østergård', 'ase ostergard'],
  ['Jürgen Groß', 'jurgen gross'],
  ['Łukasz Żółć', 'lukasz zolc'],
  ['Guðrún Þórsdóttir', 'gudrun thorsdottir'],
  ['IŞIL Yıldız', 'isil yildiz'],
  ['Ελένη', 'ελενη'],
  ['Æro Œuvre', 'aero oeuvre'],
])('%s is compared as %s', (text, folded) => {
  expect(foldText(text)).toBe(folded)
})

test('a telephone number is compared without what parts its figures', () => {
  const said = (v: string | number) => searchTermsOfTraits('customer', stateOf({ phone: v }))
  for (const phone of ['070-123 45 67', '(070) 123.45.67', '0701234567']) {
    expect(said(phone)).toMatchObject([{ field: 'phone', value: phone, folded: '0701234567' }])
  }
})

test('and is found where an export made a number of it', () => {
  expect(searchTermsOfTraits('customer', stateOf({ phone: 353861234567 }))).toMatchObject([
    { field: 'phone', value: '353861234567', folded: '353861234567' },
  ])
})

test('and by every address and number, under whatever name and in whatever list they stand', () => {
  const traits = stateOf({
    Email: 'ann@example.com',
    emails: [{ value: 'ann@work.example', primary: true }, 'ann@example.com', 7, {}],
    'Mobile Phone': '070 1',
    telefono: ['070 2', null],
    email_verified: true,
    mothers_phone: '070 3',
  })
  const found = searchTermsOfTraits('customer', traits).map(({ field, value }) => [field, value])
  expect(found).toEqual([
    ['email', 'ann@example.com'],
    ['email', 'ann@work.example'],
    ['email', '7'],
    ['phone', '070 1'],
    ['phone', '070 2'],
  ])
})

test('a person is found by her own name, not by her employer', () => {
  const traits = stateOf({ company: 'Acme', name: '', firstname: 'Ann', lastname: 'Berg' })
  expect(searchTermsOfTraits('customer', traits)).toMatchObject([{ value: 'Ann Berg' }])
  expect(searchTermsOfTraits('account', traits)).toMatchObject([{ value: 'Acme' }])
})

test('the zero that is not dialled from abroad is left out of a question', () => {
  expect(foldQuery('+46 (0)70 123 45 67')).toBe('+46 70 123 45 67')
  expect(foldQuery('(0) Berg')).toBe('(0) berg')
})
