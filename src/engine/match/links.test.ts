// Who is to be weighed again after a record has joined a customer.
import { expect, test } from 'vitest'
import type { Neighbourhood } from '../../core/identity/match/decide/neighbourhood.ts'
import { exampleRegister } from '../../core/identity/match/example.ts'
import { createScorer, type Known } from '../../core/identity/match/score/scorer.ts'
import { chanceFrom } from '../../core/identity/match/train/chance.ts'
import { train } from '../../core/identity/match/train/train.ts'
import { exampleRecord } from '../example.ts'
import { draftLinks, type LinkWork } from './links.ts'
import type { Surroundings } from './surroundings.ts'

const { records } = exampleRegister({ people: 160, recordsEach: 3, chance: chanceFrom(3) })
const scorer = createScorer(train(records, { chance: chanceFrom(7) }))
const { link } = scorer.model.thresholds

type Said = Readonly<Record<string, string>>

const ANNA = { first_name: 'anna', last_name: 'berg', birth_date: '1980-03-02' }
const MAILED = { ...ANNA, email: 'anna.berg1@mail.se' }
const knownAs = (id: string, values: Said): Known => scorer.read({ id, source: 'crm', values })

/** The fellows of customer c who are doubted when a record joins them with so many bits above the threshold. */
function doubted(joining: Said, fellows: readonly Said[], above = 1): readonly string[] {
  const members = new Map(fellows.map((values, at) => [`f${at}`, knownAs(`f${at}`, values)]))
  const record = knownAs('r', joining)
  const near: Neighbourhood = {
    holders: () => [],
    holding: () => 0,
    keysOf: () => [],
    record: (id) => (id === 'r' ? record : members.get(id)),
    customerOf: (id) => (id === 'r' ? 'r' : 'c'),
    members: (customer) => (customer === 'c' ? [...members.keys()] : ['r']),
    sameAs: () => [],
    notSameAs: () => [],
  }
  const around: Surroundings = {
    near,
    rowOf: (id) => exampleRecord(id, id === 'r' ? 'r' : 'c'),
    rows: () => [],
    matches: () => [],
    joinedByRule: () => [],
    lacks: () => 0,
    load: async () => {},
    enter: () => {},
    move: () => {},
  }
  const work: LinkWork = {
    around,
    scorer,
    model: 1,
    now: 1,
    hash: (text) => text,
    made: [],
    gone: [],
  }
  const subject = {
    row: exampleRecord('r', 'r'),
    known: record,
    keys: [],
    reading: { by: {}, known: record, keys: [] },
  }
  const bits = link + above
  const join = { kind: 'join', record: 'r', customer: 'c', with: 'f0', bits } as const
  const rows = draftLinks(join, subject, work)
  expect(work.made).toHaveLength(1)
  return rows.map(({ id }) => id).sort()
}

test('nobody, where it says what others of several say and contradicts none', () => {
  expect(doubted(ANNA, [MAILED, ANNA])).toEqual([])
  expect(doubted(MAILED, [ANNA, MAILED, ANNA])).toEqual([])
})

test('all, where it says something new', () => {
  expect(doubted({ ...ANNA, city: 'lund' }, [MAILED, ANNA])).toEqual(['f0', 'f1'])
})

test('all, where it contradicts one, though another says the same', () => {
  const other = { ...MAILED, birth_date: '1961-11-27' }
  expect(doubted(other, [MAILED, { ...other, first_name: 'helga' }])).toEqual(['f0', 'f1'])
})

test('a fellow who stood alone: with two of them other customers may be theirs', () => {
  expect(doubted(ANNA, [MAILED])).toEqual(['f0'])
})

test('nobody, where it joins beyond doubt', () => {
  expect(doubted({ ...ANNA, city: 'lund' }, [MAILED, ANNA], 20)).toEqual([])
})
