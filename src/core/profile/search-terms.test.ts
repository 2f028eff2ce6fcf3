// What is compared when somebody is looked for.
import { expect, test } from 'vitest'
import { foldQuery, foldText, searchTermsOfTraits } from './search-terms.ts'

test.each([
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
  const said = (v: string) =>
    searchTermsOfTraits({ phone: [{ v, t: 1, p: 'given', s: 'crm', e: '00', c: 1 }] } as never)
  for (const phone of ['070-123 45 67', '(070) 123.45.67', '0701234567']) {
    expect(said(phone)).toMatchObject([{ field: 'phone', value: phone, folded: '0701234567' }])
  }
})

test('the zero that is not dialled from abroad is left out of a question', () => {
  expect(foldQuery('+46 (0)70 123 45 67')).toBe('+46 70 123 45 67')
  expect(foldQuery('(0) Berg')).toBe('(0) berg')
})
