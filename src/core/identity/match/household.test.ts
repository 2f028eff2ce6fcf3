// People of one home across systems with columns of their own: who is meant and where they live are two things.
import { beforeAll, describe, expect, test } from 'vitest'
import { generateCustomersMulti } from '../../../testing/customers-multi.ts'
import type { MatchRecord } from './compare/bench.ts'
import { splitName } from './normalise/split-name.ts'
import { createOnline, type Online } from './online.ts'
import { assignRoles } from './roles/assign.ts'
import { buildSchema, rawValues } from './roles/schema.ts'
import { chanceFrom } from './train/chance.ts'

const chance = () => chanceFrom(7)

function resolve(records: readonly MatchRecord[], model?: ReturnType<Online['model']>): Online {
  const online = createOnline({ chance, ...(model && { model }) })
  for (const record of records) online.add(record)
  online.settle()
  return online
}

const generated = [...generateCustomersMulti({ records: 2_500, seed: 11 })].map((own, at) => ({
  record: { id: `g${at}`, source: 'file', values: own.cells },
  person: own.truth.person,
}))
const records = generated.map(({ record }) => record)
let online: Online
beforeAll(() => {
  online = resolve(records)
}, 60_000)

const home = {
  last_name: 'Karlholm',
  street: 'Fjordstigen 3',
  zip: '754 11',
  city: 'Uppsala',
}

function areOne(...values: readonly Readonly<Record<string, string>>[]): boolean {
  const added = values.map((own, at) => ({ id: `x${at}`, source: 'file', values: own }))
  const own = resolve([...records, ...added], online.model())
  return own.customers().get('x0') === own.customers().get('x1')
}

describe('people of one home in five systems', () => {
  test('hardly any customer holds two of them', () => {
    const people = new Map<string, Set<string>>()
    for (const { record, person } of generated) {
      const customer = online.customers().get(record.id) ?? ''
      people.set(customer, (people.get(customer) ?? new Set<string>()).add(person))
    }
    const mixed = [...people.values()].filter(({ size }) => size > 1).length
    expect(mixed / people.size).toBeLessThan(0.02)
  })

  test('a couple with one mailbox and one telephone line is two people', () => {
    const shared = { ...home, email: 'karlholm.home@postbox.example', home_phone: '018123456' }
    expect(areOne({ ...shared, first_name: 'Ellen' }, { ...shared, first_name: 'Oskar' })).toBe(
      false,
    )
  })

  test('twins are two people', () => {
    const shared = { ...home, birth_date: '2009-04-17' }
    expect(areOne({ ...shared, first_name: 'Ellen' }, { ...shared, first_name: 'Oskar' })).toBe(
      false,
    )
  })

  test('a telephone number that went to somebody else joins nobody', () => {
    expect(
      areOne(
        { ...home, first_name: 'Ellen', mobile: '0701239876' },
        { contact_name: 'Oskar Vinterberg', contact_phone: '+46 70 123 98 76' },
      ),
    ).toBe(false)
  })

  test('who moved is found again by short name and mailbox', () => {
    expect(
      areOne(
        { ...home, first_name: 'Elizabeth', email: 'e.karlholm77@postbox.example' },
        {
          ship_to: 'Liz Karlholm',
          ship_street: 'Manor Road 8',
          ship_city: 'Leeds',
          buyer_mail: 'e.karlholm77@postbox.example',
        },
      ),
    ).toBe(true)
  })

  test('a nameless visit with a mailbox of two people is given to neither', () => {
    const mail = 'karlholm.ellen77@postbox.example'
    const added = [
      { ...home, first_name: 'Ellen', email: mail, birth_date: '1981-02-03' },
      { ...home, first_name: 'Oskar', email: mail, birth_date: '2012-09-30' },
      { login_email: mail },
    ].map((values, at) => ({ id: `x${at}`, source: 'file', values }))
    const own = resolve([...records, ...added], online.model())
    expect(new Set(['x0', 'x1', 'x2'].map((id) => own.customers().get(id))).size).toBe(3)
  })
})

describe('another given name at home', () => {
  const mail = 'nightowl4711@postbox.example'

  test.each([
    ['a brother whose name is alike', 'Erik', 'Henrik'],
    ['a son whose name is alike', 'Christine', 'Christopher'],
    ['a double name and a part of it', 'Jan', 'Jan-Olof'],
  ])('%s is asked about, not joined', (_, one, other) => {
    expect(
      areOne(
        { ...home, first_name: one, birth_date: '1971-02-03', email: mail },
        { ...home, first_name: other, email: mail },
      ),
    ).toBe(false)
  })

  test('a mailbox that spells an initial of both is no sign that they are one', () => {
    const shared = { ...home, email: 'tkarlholm4711@postbox.example' }
    expect(
      areOne(
        { ...shared, first_name: 'Theresa', birth_date: '1971-02-03' },
        { ...shared, first_name: 'Theodore' },
      ),
    ).toBe(false)
  })

  test.each([
    ['a short form', 'Robert', 'Bob'],
    ['a slip', 'Christine', 'Christnie'],
  ])('%s is no other name', (_, one, other) => {
    expect(
      areOne(
        { ...home, first_name: one, birth_date: '1971-02-03', email: mail },
        { ...home, first_name: other, email: mail },
      ),
    ).toBe(true)
  })

  test('a birth date tells that it is the same person', () => {
    const own = { ...home, birth_date: '1971-02-03', email: mail }
    expect(areOne({ ...own, first_name: 'Jan' }, { ...own, first_name: 'Jan-Olof' })).toBe(true)
  })
})

test('a visit from a mailbox that a relative bears is not hers', () => {
  const email = 'okarlholm4711@postbox.example'
  const ellen = { ...home, first_name: 'Ellen', birth_date: '1971-02-03', email }
  const [first, visit] = customersOf(ellen, { login_email: email })
  expect(visit).not.toBe(first)
})

test('who writes neither Jr nor Sr may be either of the two at home', () => {
  const [father, son, either] = customersOf(
    { ...home, first_name: 'Oskar', birth_date: '1951-04-05', email: 'maple4711@postbox.example' },
    { ...home, first_name: 'Oskar', last_name: 'Karlholm Jr', birth_date: '1984-10-21' },
    { ...home, first_name: 'Oskar' },
  )
  expect(new Set([father, son, either]).size).toBe(3)
})

/** Customers of added records, by their order. */
function customersOf(
  ...values: readonly Readonly<Record<string, string>>[]
): readonly (string | undefined)[] {
  const added = values.map((own, at) => ({ id: `x${at}`, source: 'file', values: own }))
  const own = resolve([...records, ...added], online.model())
  return added.map(({ id }) => own.customers().get(id))
}

describe('whose mailbox it is', () => {
  const mail = 'ellen.karlholm4711@postbox.example'
  const mother = { ...home, first_name: 'Ellen', email: mail, birth_date: '1981-02-03' }
  const child = { ...home, first_name: 'Oskar', email: mail, birth_date: '2016-09-30' }

  test.each([
    ['last', [mother, child, { login_email: mail }]],
    ['between them', [mother, { login_email: mail }, child]],
    ['first', [{ login_email: mail }, child, mother]],
  ])('a visit that comes %s is of her whose name the mailbox spells', (_, values) => {
    const customers = customersOf(...values)
    const rows: readonly object[] = values
    const at = (wanted: object): string | undefined => customers[rows.indexOf(wanted)]
    const visit = customers[values.findIndex((own) => !('first_name' in own))]
    expect(visit).toBe(at(mother))
    expect(at(child)).not.toBe(at(mother))
  })

  test('a visit with a mailbox that spells another name is not his, though nobody else is known by it', () => {
    const [ofChild, visit] = customersOf(child, { login_email: mail })
    expect(visit).not.toBe(ofChild)
  })

  test('a mailbox that spells nothing finds the only one who holds it', () => {
    const own = 'redfox471100@postbox.example'
    const [ofHer, visit] = customersOf({ ...mother, email: own }, { login_email: own })
    expect(visit).toBe(ofHer)
  })
})

describe('names of one home', () => {
  test('two names in use are two people, however alike', () => {
    expect(areOne({ ...home, first_name: 'Anna' }, { ...home, first_name: 'Hanna' })).toBe(false)
    const twin = { ...home, birth_date: '1980-05-05' }
    for (const [one, other] of [
      ['Maja', 'Moa'],
      ['Linus', 'Linnea'],
      ['Marta', 'Marie'],
    ]) {
      const [a, b] = [
        { ...twin, first_name: `${one}` },
        { ...twin, first_name: `${other}` },
      ]
      expect(areOne(a, b), one).toBe(false)
    }
    expect(areOne({ ...home, first_name: 'Ellen' }, { ...home, first_name: 'Ellenn' })).toBe(true)
  })

  test('father and son with mailboxes of their own are two people where one writes Jr', () => {
    const father = { ...home, first_name: 'Oskar', email: 'redfox100200@postbox.example' }
    const son = { ...home, first_name: 'Oskar', email: 'winter300400@postbox.example' }
    expect(areOne(father, { ...son, last_name: 'Karlholm Jr' })).toBe(false)
  })

  test('a record that fits father and son alike is given to neither', () => {
    const father = { ...home, first_name: 'Oskar', birth_date: '1962-04-05' }
    const son = { ...home, first_name: 'Oskar', birth_date: '1993-11-28' }
    const customers = customersOf(father, { ...home, first_name: 'Oskar' }, son)
    expect(new Set(customers).size).toBe(3)
  })
})

describe('namesakes at home', () => {
  const name = { ...home, first_name: 'Oskar' }
  const [one, other] = ['oskar.karlholm881122@postbox.example', 'okarlholm334455@skymail.example']
  const father = { ...name, birth_date: '1962-04-05', email: one, customer_no: 'K90000123' }
  const son = { ...name, birth_date: '1993-11-28', email: other, customer_no: 'K90000456' }

  test('who shows the mailbox of one of them is that one, whoever of them came first', () => {
    const visit = { ship_to: 'Oskar Karlholm', ship_postal_code: home.zip, buyer_mail: other }
    for (const known of [
      [father, son],
      [son, father],
    ]) {
      const customers = customersOf(...known, visit)
      expect(customers[2]).toBe(customers[known.indexOf(son)])
      expect(customers[0]).not.toBe(customers[1])
    }
  })

  test('records that were joined before it was known that they are of two are parted again', () => {
    const invoice = (email: string, customer_ref: string) => ({
      payer_surname: 'Karlholm',
      payer_given: 'Oskar',
      invoice_address: home.street,
      invoice_postcode: home.zip,
      invoice_email: email,
      customer_ref,
    })
    const customers = customersOf(
      invoice(other, 'K90000456'),
      father,
      invoice(one, 'K90000123'),
      son,
    )
    expect(customers[0]).toBe(customers[3])
    expect(customers[1]).toBe(customers[2])
    expect(customers[0]).not.toBe(customers[1])
  })
})

describe('columns of several systems', () => {
  test('whole names are taken apart where others have the parts', () => {
    const rows = records.map(({ values }) => values)
    const { attributes } = buildSchema(assignRoles(rows), rows)
    const roles = attributes.map(({ role }) => role)
    expect(roles).not.toContain('full_name')
    const given = attributes.find(({ role }) => role === 'given_name')
    expect(given && rawValues(given, { contact_name: 'Berg, Anna' })).toEqual(['Anna'])
  })

  test('a number that another system refers to is the number of a customer', () => {
    const rows = records.map(({ values }) => values)
    const { attributes } = buildSchema(assignRoles(rows), rows)
    const joined = attributes.find(({ columns }) => columns.includes('customer_no'))
    expect(joined?.columns).toEqual(['customer_no', 'customer_ref'])
    const topic = attributes.find(({ columns }) => columns.includes('topic'))
    expect(topic?.columns ?? ['topic']).toEqual(['topic'])
  })

  test.each([
    ['Ann Berg', 'Ann', 'Berg'],
    ['Berg, Ann', 'Ann', 'Berg'],
    ['A. van den Berg', 'A.', 'van den Berg'],
    ['Ann Berg Jr', 'Ann', 'Berg Jr'],
    ['Ann', 'Ann', ''],
  ])('%s is %s and %s', (raw, given, family) => {
    expect(splitName(raw)).toEqual({ given, family })
  })
})
