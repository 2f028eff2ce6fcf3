// A mailbox or a telephone that several people hold, together or one after the other: who is joined by it and who not.
import { describe, expect, test } from 'vitest'
import type { RecordFacts } from '../../contract/link.ts'
import {
  type ExampleIdentifier,
  exampleDecision,
  exampleIdentity,
  exampleRecord,
  exampleRetraction,
} from './example.ts'
import { explainPair } from './explain.ts'
import { asIfMatched } from './matches.ts'
import { withProposals } from './propose.ts'
import type { ClusterFacts, Resolution } from './resolution.ts'
import { resolve } from './resolve.ts'

const resolved = (records: readonly RecordFacts[], more: Partial<ClusterFacts> = {}): Resolution =>
  resolve({ records, assertions: [], ...more }, exampleIdentity)

const sets = ({ customers }: Resolution): string[] =>
  customers.map(({ records }) => records.map(({ record }) => record.split('/')[0]).join('+'))

let at = 0
const person = (
  key: string,
  name: string,
  identifiers: readonly ExampleIdentifier[],
  birthday?: string,
): RecordFacts => {
  const says = { ...(name !== '' && { name }), ...(birthday !== undefined && { birthday }) }
  return exampleRecord(key, identifiers, { firstAt: ++at, says })
}

const HOME = ['email:family@x']
const anna = person('crm_id:anna', 'Anna Berg', HOME, '1970-05-06')
const torgny = person('crm_id:torgny', 'Torgny Berg', HOME, '1968-02-13')
const annaWeb = person('crm_id:anna2', 'Anna Berg', HOME)
const visit = person('crm_id:visit', '', HOME)

describe('a mailbox that man and wife share', () => {
  test('joins neither to the other, and each to her own records', () => {
    const result = resolved([anna, torgny, annaWeb])
    expect(sets(result)).toEqual(['anna+anna2', 'torgny'])
    expect(result.rejected).toMatchObject([
      { rule: 'shared:email', constraint: 'different_people', which: 'given_name+birth_date' },
      { rule: 'shared:email', recordA: annaWeb.id, recordB: torgny.id },
    ])
  })

  test('says of a visit that names nobody nothing, whoever held it first', () => {
    for (const records of [
      [anna, torgny, visit],
      [visit, torgny, anna],
    ]) {
      const result = resolved(records)
      expect(sets(result).sort()).toEqual(['anna', 'torgny', 'visit'])
      const why = result.rejected.filter(({ constraint }) => constraint === 'shared_contact')
      expect(why.map(({ which }) => which)).toEqual(['email', 'email'])
    }
  })

  test('leaves the visit with the one whose name it spells', () => {
    const mail = ['email:anna.berg70@x']
    const hers = person('crm_id:a', 'Anna Berg', mail, '1970-05-06')
    const his = person('crm_id:t', 'Torgny Berg', mail, '1968-02-13')
    const login = person('crm_id:login', '', mail)
    expect(sets(resolved([his, hers, login]))).toEqual(['a+login', 't'])
    // Only the child is known by name: the mailbox is her mother's, who has been here before.
    const child = person('crm_id:child', 'Maja Berg', mail)
    const again = person('crm_id:again', '', mail)
    expect(sets(resolved([child, login, again])).sort()).toEqual(['child', 'login+again'])
    const several = exampleRecord('email:anna.berg70@x', [], { source: 'letters' })
    const who = JSON.stringify({
      full: [
        ['Anna Berg', 9, 'b'],
        ['Torgny Berg', 8, 'a'],
      ],
    })
    expect(sets(resolved([hers, his, { ...several, who }]))).toHaveLength(3)
  })

  test('leaves the visit with the one whose telephone it shows', () => {
    const hers = person('crm_id:call', '', ['email:family@x', 'phone:7'])
    const known = person('crm_id:a', 'Anna Berg', ['email:family@x', 'phone:7'])
    expect(sets(resolved([known, torgny, hers]))).toEqual(['torgny', 'call+a'])
  })

  test('joins an initial where it fits one of them alone', () => {
    const short = person('crm_id:short', 'A. Berg', HOME)
    expect(sets(resolved([anna, torgny, short]))).toEqual(['anna+short', 'torgny'])
    const arvid = person('crm_id:arvid', 'Arvid Berg', HOME, '1999-09-09')
    expect(sets(resolved([anna, arvid, short]))).toHaveLength(3)
  })

  test('gives a record that could be of two namesakes to neither', () => {
    const daughter = person('crm_id:daughter', 'Anna Berg', HOME, '1999-08-17')
    expect(sets(resolved([anna, daughter, annaWeb]))).toHaveLength(3)
  })

  test('is theirs again when a wrong birth date is put right', () => {
    const wrong = person('crm_id:wrong', 'Anna Berg', HOME, '1907-12-24')
    expect(sets(resolved([anna, wrong]))).toHaveLength(2)
    const right = { ...wrong, who: anna.who ?? '' }
    expect(sets(resolved([anna, right, visit]))).toEqual(['anna+visit+wrong'])
  })

  test('joins who is one person under a new surname, and a firm in the place of a name', () => {
    const married = person('crm_id:married', 'Anna Lind', HOME, '1970-05-06')
    const firm = person('crm_id:firm', 'Bergs Bygg AB', HOME)
    expect(sets(resolved([anna, married, firm, visit]))).toEqual(['anna+visit+married+firm'])
  })
})

describe('stronger than what they say', () => {
  test('is an identifier of one person', () => {
    const a = person('user_id:7', 'Anna Berg', HOME)
    const b = exampleRecord('user_id:7', [], { source: 'app', says: { name: 'Torgny Lund' } })
    expect(resolved([a, b]).customers).toHaveLength(1)
  })

  test('is an alias that a trusted source says', () => {
    const a = person('user_id:7', 'Anna Berg', HOME)
    const b = exampleRecord('user_id:8', ['alias user_id:7', 'email:family@x'], {
      source: 'server',
      says: { name: 'Torgny Lund' },
    })
    expect(resolved([a, b]).customers).toHaveLength(1)
  })

  test('is a person, and her word taken back leaves no trace', () => {
    const same = exampleDecision('same', anna.id, torgny.id, 50)
    const back = exampleRetraction(same, 60)
    const facts = [anna, torgny, annaWeb]
    expect(sets(resolved(facts, { assertions: [same] }))).toEqual(['anna+torgny+anna2'])
    expect(resolved(facts, { assertions: [same, back] })).toEqual(resolved(facts))
  })
})

describe('what a source knows by the number alone', () => {
  const calls = exampleRecord('phone:7', [], { source: 'network', firstAt: 100 })
  const before = person('user_id:1', 'Berit Sandin', ['phone:7'], '1951-04-09')
  const after = person('user_id:2', 'Farid Amini', ['phone:7'], '1999-10-30')

  test('is hers as long as the number is, and nobody’s when somebody else has it', () => {
    expect(sets(resolved([before, calls]))).toEqual(['1+7'])
    expect(sets(resolved([before, calls, after]))).toEqual(['1', '2', '7'])
  })

  test('is nobody’s too where only a limit tells that they are two', () => {
    const silent = [
      exampleRecord('user_id:1', ['phone:7']),
      exampleRecord('user_id:2', ['phone:7']),
    ]
    expect(sets(resolved([...silent, calls]))).toHaveLength(3)
  })

  test('is nobody’s where it has been used under several names', () => {
    const [first] = [anna.who ?? '']
    const used = { ...calls, who: first }
    const hers = person('crm_id:a', 'Anna Berg', ['phone:7'])
    expect(sets(resolved([hers, used]))).toEqual(['a+7'])
    const several = exampleRecord('phone:7', [], { source: 'network', firstAt: 100 })
    const who = JSON.stringify({
      full: [
        ['Anna Berg', 9, 'b'],
        ['Farid Amini', 8, 'a'],
      ],
    })
    expect(sets(resolved([hers, { ...several, who }]))).toHaveLength(2)
  })
})

describe('a device', () => {
  test('on which somebody else gave the mailbox is not hers', () => {
    const device = exampleRecord('anonymous_id:d', HOME, { says: { name: 'Farid Amini' } })
    const result = resolved([anna, device])
    expect(sets(result)).toHaveLength(2)
    expect(result.rejected[0]).toMatchObject({ constraint: 'different_people' })
    const silent = exampleRecord('anonymous_id:d', HOME)
    expect(sets(resolved([anna, silent]))).toHaveLength(1)
    expect(resolved([anna, torgny, silent]).devices).toMatchObject([{ shared: true }])
  })
})

describe('a match', () => {
  test('does not bring together whom the mailbox could not, tried or written', () => {
    const match = asIfMatched([anna.id, torgny.id], 70)
    const result = resolved([anna, torgny], { assertions: [match] })
    expect(result.customers).toHaveLength(2)
    const tried = withProposals(
      { records: [anna, torgny], links: [] },
      [[anna.id, torgny.id]],
      exampleIdentity,
    )
    expect(new Set(tried.values()).size).toBe(2)
    const elsewhere = person('crm_id:t', 'Torgny Berg', ['email:other@x'])
    const other = asIfMatched([anna.id, elsewhere.id], 70)
    expect(resolved([anna, elsewhere], { assertions: [other] }).customers).toHaveLength(1)
  })
})

test('the explanation says what kept them apart', () => {
  const facts = [anna, torgny, visit]
  const result = resolved(facts)
  const [reason] = explainPair(result, facts, anna.id, torgny.id).because
  expect(reason?.text).toBe(
    'web crm_id anna and web crm_id torgny share the email family@x, but by given name and birth date they are two people',
  )
  expect(explainPair(result, facts, anna.id, visit.id).because[0]?.text).toMatch(
    /but several people hold this email and nothing says whose it is here$/,
  )
})
