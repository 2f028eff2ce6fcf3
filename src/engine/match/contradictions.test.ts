// Which questions a batch asks about records whose words contradict each other.
import { expect, test } from 'vitest'
import { exampleRecord } from '../example.ts'
import type { Contradiction, Identified } from '../identity/identify.ts'
import { questionsIn } from './contradictions.ts'

/** `{ a: 'x' }`: record a is customer x's; `a b apart`: the two contradict each other. */
function identified(places: Readonly<Record<string, string>>, ...pairs: string[]): Identified {
  return {
    rows: new Map(
      Object.entries(places).map(([id, customer]) => [id, exampleRecord(id, customer)]),
    ),
    writes: { records: [], identifiers: [], moves: [], links: [] },
    devices: [],
    contradictions: pairs.map((pair) => {
      const [recordA = '', recordB = '', because] = pair.split(' ')
      return { recordA, recordB, because: because as Contradiction['because'] }
    }),
  }
}

const asked = (...list: readonly Identified[]): string[] =>
  questionsIn(list).map(({ a, b, because }) => `${a.id} ${b.id} ${because}`)

test('two customers are asked about once, by their first records', () => {
  const places = { a1: 'x', a2: 'x', b1: 'y', b2: 'y' }
  expect(asked(identified(places, 'a1 b1 apart', 'a1 b2 apart', 'a2 b1 apart'))).toEqual([
    'a1 b1 apart',
  ])
})

test('a pair comes up once, also when the matcher has moved its records meanwhile', () => {
  const before = identified({ a: 'x', b: 'y' }, 'a b apart')
  const after = identified({ a: 'z', b: 'y' }, 'a b apart')
  expect(asked(before, after)).toEqual(['a b apart'])
  const joined = identified({ a: 'y', b: 'y' }, 'a b conflict')
  expect(asked(before, joined)).toEqual(['a b conflict'])
})

test('who has become one customer since is no longer apart', () => {
  expect(asked(identified({ a: 'x', b: 'x' }, 'a b apart'))).toEqual([])
})
