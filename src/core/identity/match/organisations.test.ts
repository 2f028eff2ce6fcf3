// Organisations: how their names are read and compared, and that a register of them resolves.
import { describe, expect, test } from 'vitest'
import { domain } from './compare/domain.ts'
import { organisation } from './compare/organisation.ts'
import { exampleOrganisations } from './example-organisations.ts'
import { parseOrganisation } from './normalise/organisation.ts'
import { createOnline } from './online.ts'
import { chanceFrom } from './train/chance.ts'

const READING = { dateOrder: 'day_first' } as const
const rarity = (word: string): number => (/ (intl|svc|bank|capital)$/.test(word) ? 3 : 9)

function levelOf(a: string, b: string): string {
  const [x, y] = [organisation.read(a, READING), organisation.read(b, READING)]
  if (!x || !y) throw new Error('Not readable')
  expect(organisation.compare(x, y, rarity)).toBe(organisation.compare(y, x, rarity))
  return organisation.levels[organisation.compare(x, y, rarity)] ?? ''
}

describe('names of organisations', () => {
  test.each([
    ['Siemens AG', 'SiemensAG'],
    ['Siemens Aktiengesellschaft', 'Siemens AG'],
    ['H&M Hennes & Mauritz AB', 'H and M Hennes and Mauritz AB'],
    ['P.T. Astra International', 'PT Astra International'],
    ['Good Will Company', 'Goodwill'],
    ['The First Bank, Inc.', '1st Bank Incorporated'],
    ['ООО "Ромашка"', 'Общество с ограниченной ответственностью Ромашка'],
    ['Müller Maschinenbau GmbH & Co. KG', 'Mueller Maschinenbau'],
  ])('%s is %s', (a, b) => {
    expect(['same', 'a slip apart']).toContain(levelOf(a, b))
  })

  test.each([
    ['Deutsche Bank AG', 'Deutsche Bank GmbH', 'same, other legal form'],
    ['IBM', 'International Business Machines Corp.', 'initials of the other'],
    ['Capital Partners V L.P.', 'Capital Partners VI L.P.', 'a number differs'],
    ['Station Street Store 12', 'Station Street Store 14', 'a number differs'],
    ['Bank of America', 'Bank of Armenia', 'different'],
    ['Northwind Foods', 'Larkspur Foods', 'different'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(levelOf(a, b)).toBe(level)
  })

  test('a name of a legal form alone, of signs or of another script is read without harm', () => {
    expect(parseOrganisation('The Limited')?.compact).not.toBe('')
    expect(parseOrganisation('!!!')).toBeUndefined()
    expect(parseOrganisation('株式会社日立製作所')?.compact).toContain('日立製作所')
  })
})

describe('web sites of organisations', () => {
  const level = (a: string, b: string): string => {
    const [x, y] = [domain.read(a, READING), domain.read(b, READING)]
    if (!x || !y) throw new Error('Not readable')
    return domain.levels[domain.compare(x, y, rarity)] ?? ''
  }

  test.each([
    ['https://www.Acme.com/about?x=1', 'acme.com'],
    ['http://acme.co.uk:8080/', 'www.acme.co.uk'],
    ['info@acme.com', 'ACME.com.'],
    ['https://www.facebook.com/acme/', 'facebook.com/acme'],
  ])('%s is %s', (a, b) => expect(level(a, b)).toBe('same'))

  test.each([
    ['acme-tools.com', 'acme-tools.de', 'other ending or a slip'],
    ['acme-tools.com', 'acmetools.com', 'other ending or a slip'],
    ['acme.co.uk', 'bolt.co.uk', 'different'],
    ['acme.com', 'acne.com', 'different'],
    ['facebook.com/acme', 'facebook.com/bolt', 'different'],
  ])('%s and %s: %s', (a, b, expected) => expect(level(a, b)).toBe(expected))

  test('words are no web site', () => {
    expect(domain.read('none yet', READING)).toBeUndefined()
  })
})

test('a register of organisations resolves without a common key', () => {
  const { records, truth } = exampleOrganisations({
    organisations: 300,
    recordsEach: 3,
    chance: chanceFrom(5),
  })
  const online = createOnline({ chance: () => chanceFrom(7), ofOrganisations: true })
  for (const record of records) online.add(record)
  online.settle()
  const customers = online.customers()
  const members = Map.groupBy(truth.keys(), (record) => customers.get(record))
  const wrong = [...members.values()].filter(
    (own) => new Set(own.map((record) => truth.get(record))).size > 1,
  )
  const whole = [...Map.groupBy(truth.keys(), (record) => truth.get(record)).values()].filter(
    (own) => new Set(own.map((record) => customers.get(record))).size === 1,
  )
  expect(wrong).toEqual([])
  expect(whole.length).toBeGreaterThan(265)
})
