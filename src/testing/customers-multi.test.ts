// The made-up customers: same seed same bytes, believable shares, and every hard case really there.
import { describe, expect, test } from 'vitest'
import { householdOf } from './customers-multi/household.ts'
import {
  generateCustomersMulti,
  MULTI_COLUMNS,
  type MultiRecord,
  wideRow,
} from './customers-multi.ts'

const records = [...generateCustomersMulti({ records: 20_000, seed: 1 })]
const withCase = (name: string) => records.filter(({ truth }) => truth.cases.includes(name))

/** value of a column -> the people who have it */
function holders(column: string, list: readonly MultiRecord[] = records) {
  const held = new Map<string, Set<string>>()
  for (const { cells, truth } of list) {
    const value = cells[column]
    if (value === undefined) continue
    held.set(value, (held.get(value) ?? new Set()).add(truth.person))
  }
  return held
}

describe('the same everywhere', () => {
  test('the same seed gives the same records, however many are asked for', () => {
    const again = [...generateCustomersMulti({ records: 500, seed: 1 })]
    expect(again).toEqual(records.slice(0, 500))
  })

  test('another seed gives other people', () => {
    const others = [...generateCustomersMulti({ records: 500, seed: 2 })]
    expect(JSON.stringify(others)).not.toBe(JSON.stringify(records.slice(0, 500)))
  })

  test('as many records as asked for, none for none, and no nonsense', () => {
    expect([...generateCustomersMulti({ records: 0, seed: 1 })]).toEqual([])
    expect(records).toHaveLength(20_000)
    expect(() => generateCustomersMulti({ records: -1, seed: 1 })).toThrow(RangeError)
  })
})

describe('the wide file', () => {
  test('has every column of every source once, and each record only its own', () => {
    expect(new Set(MULTI_COLUMNS).size).toBe(MULTI_COLUMNS.length)
    for (const record of records.slice(0, 2_000)) {
      const row = wideRow(record)
      expect(row).toHaveLength(MULTI_COLUMNS.length)
      expect(row.filter((cell) => cell !== '')).toHaveLength(Object.keys(record.cells).length + 2)
    }
  })

  test('never holds the truth in another column', () => {
    for (const { cells, truth } of records) {
      expect(Object.values(cells)).not.toContain(truth.person)
      expect(Object.values(cells)).not.toContain(truth.household)
    }
  })
})

describe('believable', () => {
  test('two to six records a person, from all five sources', () => {
    const people = new Set(records.map(({ truth }) => truth.person)).size
    expect(records.length / people).toBeGreaterThan(2)
    expect(records.length / people).toBeLessThan(6)
    for (const source of ['crm', 'web', 'support', 'billing', 'shop']) {
      const share = records.filter((record) => record.source === source).length / records.length
      expect(share, source).toBeGreaterThan(0.08)
    }
  })

  test.each(['customer_no', 'personal_id', 'tax_ref', 'customer_ref'])(
    'a %s belongs to one person',
    (column) => {
      const shared = [...holders(column)].filter(([, people]) => people.size > 1)
      expect(shared).toEqual([])
    },
  )

  test('an e-mail address of her own belongs to one person', () => {
    const clean = records.filter(({ truth }) =>
      ['family-email', 'parents-email', 'role-mailbox', 'placeholder'].every(
        (name) => !truth.cases.includes(name),
      ),
    )
    const parents = new Set(withCase('parents-email').flatMap(({ cells }) => Object.values(cells)))
    for (const column of ['email', 'login_email', 'contact_email', 'invoice_email', 'buyer_mail']) {
      const shared = [...holders(column, clean)].filter(
        ([value, people]) => people.size > 1 && !parents.has(value),
      )
      expect(shared, column).toEqual([])
    }
  })

  test('whoever lends a child her e-mail address is known by name herself', () => {
    const named = new Set(
      records
        .filter(({ source, truth }) => source === 'crm' && !truth.cases.includes('parents-email'))
        .map(({ truth }) => truth.household),
    )
    const alone = withCase('parents-email').filter(({ truth }) => !named.has(truth.household))
    // The last household may be cut off by the number of records.
    expect(new Set(alone.map(({ truth }) => truth.household)).size).toBeLessThanOrEqual(1)
  })

  test('the CRM knows the mailbox of whoever lends it to a child', () => {
    const lent = withCase('parents-email').flatMap(({ cells, truth }) =>
      ['email', 'buyer_mail']
        .flatMap((column) => cells[column] ?? [])
        .map((mail) => ({ mail, truth })),
    )
    const own = new Set(
      records
        .filter(({ truth }) => !truth.cases.includes('parents-email'))
        .map(({ cells, truth }) => `${truth.household} ${cells['email']?.toLowerCase()}`),
    )
    const unknown = lent.filter(
      ({ mail, truth }) =>
        !truth.cases.some((name) => name === 'typo' || name === 'placeholder') &&
        !own.has(`${truth.household} ${mail.toLowerCase()}`),
    )
    expect(lent.length).toBeGreaterThan(100)
    expect(new Set(unknown.map(({ truth }) => truth.household)).size).toBeLessThanOrEqual(1)
  })

  test('nobody gives a child a name that is taken at home, but for father and son as stated', () => {
    const homes = Array.from({ length: 4_000 }, (_, number) => householdOf(1, number))
    const namesakes = homes.flatMap(({ people }) => {
      const children = people.slice(1).filter(({ family }) => family === people[0]?.family)
      return children.filter((own) =>
        people.some((other) => other !== own && other.given === own.given),
      )
    })
    expect(namesakes.length).toBeGreaterThan(3)
    expect(namesakes.filter(({ suffix }) => suffix === '')).toEqual([])
  })

  test('every record says something by which she could be found', () => {
    const telling = (cells: Readonly<Record<string, string>>) =>
      Object.keys(cells).filter((name) => !['topic', 'browser_language'].includes(name))
    expect(records.filter(({ cells }) => telling(cells).length === 0)).toEqual([])
  })
})

describe('hard cases', () => {
  test.each([
    'typo',
    'nickname',
    'moved',
    'renamed',
    'new-mail',
    'placeholder',
    'twin',
    'jr-sr',
    'family-email',
    'parents-email',
    'parents-phone',
    'landline',
    'shared-device',
    'kiosk',
    'role-mailbox',
    'switchboard',
    'family-card',
    'recycled-phone',
  ])('%s is there, and is not the rule', (name) => {
    const share = withCase(name).length / records.length
    expect(share).toBeGreaterThan(0.001)
    expect(share).toBeLessThan(0.2)
  })

  test('twins share the day, the name of the family and the home, not the given name', () => {
    const twins = withCase('twin').filter(({ source }) => source === 'crm')
    const homes = Map.groupBy(twins, ({ truth }) => truth.household)
    const pairs = [...homes.values()].filter(
      (list) => new Set(list.map(({ truth }) => truth.person)).size === 2,
    )
    expect(pairs.length).toBeGreaterThan(5)
    const days = pairs.map((list) => new Set(list.map(({ cells }) => cells['birth_date'])).size)
    expect(days.filter((size) => size === 1).length).toBeGreaterThan(pairs.length / 4)
  })

  test('kiosks, role mailboxes, landlines and tablets are truly shared', () => {
    const sharedBy = (column: string) =>
      Math.max(...[...holders(column).values()].map((people) => people.size))
    expect(sharedBy('visitor_id')).toBeGreaterThan(3)
    expect(sharedBy('email')).toBeGreaterThan(2)
    expect(sharedBy('loyalty_card')).toBeGreaterThan(1)
  })

  test('a recycled number is in records of two households', () => {
    const digits = ({ cells }: MultiRecord) =>
      ['mobile', 'contact_phone', 'payer_phone', 'buyer_phone']
        .map((column) => (cells[column] ?? '').replaceAll(/\D/g, '').slice(-8))
        .filter((number) => number.length === 8 && new Set(number).size > 2)
    const homes = new Map<string, Set<string>>()
    for (const record of records.filter(({ truth }) => !truth.cases.includes('switchboard'))) {
      for (const number of digits(record)) {
        homes.set(number, (homes.get(number) ?? new Set()).add(record.truth.household))
      }
    }
    const recycled = [...homes].filter(
      ([number, households]) => households.size === 2 && !'0123456789'.includes(number),
    )
    expect(recycled.length).toBeGreaterThan(3)
  })
})
