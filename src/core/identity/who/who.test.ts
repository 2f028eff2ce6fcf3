// Who says to be the same person, who another one, and who neither: told with pairs of names and birth dates.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleWho } from '../example.ts'
import { likenessOf } from './compare.ts'
import { mailboxIn, spells, spellsAnotherOf } from './mailbox.ts'
import { partOfHeader } from './parts.ts'
import { foldWho, joinWho, whoIn } from './said.ts'

type Traits = Readonly<Record<string, string>>

const PARTS = /^(.*?)(?:, (\d{4}(?:-\d\d-\d\d)?))?$/

/** 'Anna Berg, 1970-05-06' */
function traitsOf(text: string): Traits {
  const [, name = '', birthday] = PARTS.exec(text) ?? []
  return { ...(name !== '' && { name }), ...(birthday !== undefined && { birthday }) }
}

function said(a: Traits, b: Traits): string {
  const [one, other] = [whoIn(exampleWho(a)).person, whoIn(exampleWho(b)).person]
  if (!one || !other) return 'silent'
  const likeness = likenessOf(one, other)
  return likeness.kind === 'different' ? `different by ${likeness.by.join('+')}` : likeness.kind
}

const DIFFERENT: readonly (readonly [string, string, string])[] = [
  ['Berit Sandin, 1951-04-09', 'Farid Amini, 1999-10-30', 'given_name+birth_date'],
  ['Ulla Kvist', 'Torgny Kvist', 'given_name'],
  ['Ida Fjellman, 2001-05-06', 'Moa Fjellman, 2001-05-06', 'given_name'],
  ['George Green', 'Georgina Green', 'given_name'],
  ['F. Smith', 'Mary Smith', 'given_name'],
  ['Gustaf Fjellman, 1951-03-04', 'Gustaf Fjellman, 1979-10-11', 'birth_date'],
  ['John Smith Jr', 'John Smith Sr', 'generation'],
]

const SAME: readonly (readonly [string, string])[] = [
  ['Anna Berg, 1970-05-06', 'Anna Lind, 1970-05-06'],
  ['Robert Smith', 'Bob Smith'],
  ['Anna Berg', 'Berg Anna'],
  ['Berg, Anna', 'Anna Berg'],
  ['Jean-Pierre Petit', 'Jeanpierre Petit'],
  ['Karl Gustaf Berg', 'Gustaf Berg'],
  ['Алексей Петров', 'Aleksey Petrov'],
  ['Katharine Holm', 'Kathrine Holm'],
  ['Anna', 'Anna Berg'],
  ['Dr. Anna Berg', 'Anna Berg'],
  ['Anna Berg, 1970-05-06', 'Anna Berg, 1970-06-05'],
]

const UNCLEAR: readonly (readonly [string, string])[] = [
  // A surname alone, a name without its surname, a handle, and names that may be spellings of one.
  ['Anna Berg', 'Torgny'],
  ['Anna Berg', 'Anna Lind'],
  ['Erik Berg', 'Eric Berg'],
  ['Mr Berg', 'Anna Berg'],
  ['Frau Dr. Berg', 'Anna Berg'],
  ['李 小龍', 'Bruce Lee'],
  // A wrong digit, a wrong decade, and two dates of namesakes of one generation.
  ['Anna Berg, 1970-05-06', 'Anna Berg, 1979-11-23'],
  // Another name altogether, born on the same day: one person's two names.
  ['Xiaoming Wang, 1990-03-14', 'Jimmy Lee, 1990-03-14'],
]

describe('two records', () => {
  test.each(DIFFERENT)('%s and %s are two people by %s', (a, b, by) => {
    expect(said(traitsOf(a), traitsOf(b))).toBe(`different by ${by}`)
    expect(said(traitsOf(b), traitsOf(a))).toBe(`different by ${by}`)
  })

  test.each(SAME)('%s and %s name one person', (a, b) => {
    expect(said(traitsOf(a), traitsOf(b))).toBe('same')
    expect(said(traitsOf(b), traitsOf(a))).toBe('same')
  })

  test.each(UNCLEAR)('%s and %s leave it open', (a, b) => {
    expect(said(traitsOf(a), traitsOf(b))).toBe('unclear')
    expect(said(traitsOf(b), traitsOf(a))).toBe('unclear')
  })

  test('an initial hints at a name', () => {
    expect(said(traitsOf('J. Smith'), traitsOf('Jane Smith'))).toBe('hardly')
  })

  test('a slip in the birth date is no other person, with or without a name', () => {
    expect(said(traitsOf('Anna Berg, 1970-05-06'), traitsOf('Anna Berg, 1971-05-06'))).toBe('same')
    const born = (birthday: string): Traits => ({ lastName: 'Berg', birthday })
    expect(said(born('1970-05-06'), born('1970-05-16'))).toBe('unclear')
    expect(said(born('1970-05-06'), born('1998-11-23'))).toBe('different by birth_date')
  })

  test('what names nobody tells nobody apart', () => {
    const anna = traitsOf('Anna Berg')
    for (const name of [
      'Unknown',
      'Guest',
      'Test User',
      'Kvist Bygg AB',
      'Bergs Bakery',
      'Berg & Co',
      'Familjen Berg',
      'Anna och Torgny Berg',
      'anna77',
      'Copper 10',
      '-',
    ]) {
      expect(said(anna, { name })).toBe('silent')
    }
    expect(said({ birthday: '1900-01-01' }, anna)).toBe('silent')
    expect(said({ birthday: '1970-01-01' }, anna)).toBe('silent')
  })
})

describe('traits', () => {
  test.each([
    ['firstName', 'given'],
    ['customer_last_name', 'family'],
    ['payerDob', 'birth'],
    ['name', 'full'],
    ['фамилия', 'family'],
    ['planName', undefined],
    ['ship_to', undefined],
    ['userName', undefined],
    ['managerName', undefined],
  ])('%s says %s', (trait, part) => expect(partOfHeader(trait)).toBe(part))

  test('what somebody signs with counts where it is a name', () => {
    expect(whoIn(exampleWho({ display_name: 'Night Owl' })).person).toBeUndefined()
    expect(whoIn(exampleWho({ display_name: 'Richard Hughes' })).person?.family).toEqual(['hughes'])
  })

  test('what somebody guessed does not count', () => {
    const event = { traits: { name: 'Anna Berg' }, occurredAt: 1, id: 'e' }
    expect(foldWho('', { ...event, provenance: 'inferred' })).toBe('')
  })
})

describe('what a record keeps', () => {
  const event = fc.record({
    traits: fc.record(
      {
        firstName: fc.constantFrom('Anna', 'Ann', 'Torgny', null),
        name: fc.constantFrom('Anna Berg', 'Torgny Lund', ''),
        birthday: fc.constantFrom('1970-05-06', '1988-12-02'),
        plan: fc.constant('gold'),
      },
      { requiredKeys: [] },
    ),
    occurredAt: fc.integer({ min: 1, max: 5 }),
    id: fc.constantFrom('a', 'b', 'c'),
  })

  test('is the same in whatever order and parts it came, and however often', () => {
    const sequence = fc
      .uniqueArray(event, { selector: ({ id, occurredAt }) => `${id} ${occurredAt}` })
      .chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length }),
          fc.nat(list.length),
        ),
      )
    fc.assert(
      fc.property(sequence, ([list, mixed, cut]) => {
        const whole = list.reduce(foldWho, '')
        expect(mixed.reduce(foldWho, '')).toBe(whole)
        const parts = [list.slice(cut), list.slice(0, cut)].map((part) => part.reduce(foldWho, ''))
        expect(joinWho(parts[0] ?? '', parts[1] ?? '')).toBe(whole)
      }),
      { numRuns: 500 },
    )
  })

  test('is what was said last, and a correction counts at once', () => {
    const wrong = exampleWho({ name: 'Anna Berg', birthday: '1910-05-06' })
    const right = foldWho(wrong, { traits: { birthday: '1970-05-06' }, occurredAt: 2, id: 'b' })
    expect(whoIn(right).person?.text).toBe('anna|berg||19700506')
    const gone = foldWho(right, { traits: { birthday: null }, occurredAt: 3, id: 'c' })
    expect(whoIn(gone).person?.birth).toBe('')
  })

  test('tells when several people have used it in turn', () => {
    const first = exampleWho({ name: 'Anna Berg' })
    const second = foldWho(first, { traits: { name: 'Torgny Lund' }, occurredAt: 2, id: 'b' })
    expect(whoIn(first).isSeveral).toBe(false)
    expect(whoIn(second).isSeveral).toBe(true)
    const married = foldWho(first, { traits: { name: 'Anna Lind' }, occurredAt: 2, id: 'b' })
    expect(whoIn(married).isSeveral).toBe(false)
  })
})

describe('a mailbox', () => {
  const robert = whoIn(exampleWho({ name: 'Robert Berg' })).person
  test.each([
    ['robert.berg12@x', true, false],
    ['rberg@x', true, false],
    ['bergrobert@x', true, false],
    ['bob.berg@x', true, false],
    ['robert+shop@x', true, false],
    ['skipper99@x', false, false],
    ['anna.berg@x', false, true],
    ['anna.lind@x', false, false],
    ['familjen.berg@x', false, false],
  ])('%s spells his name: %s, another of his family: %s', (address, isHis, isAnothers) => {
    const mailbox = mailboxIn(address)
    if (!mailbox || !robert) throw new Error('is an address')
    expect([spells(mailbox, robert), spellsAnotherOf(mailbox, robert)]).toEqual([isHis, isAnothers])
  })

  test('is no telephone number', () => expect(mailboxIn('+46701230077')).toBeUndefined())
})
