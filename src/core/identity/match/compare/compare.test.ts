// How values compare: examples of each kind, and what must hold for all of them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wordLikeness } from './full-name.ts'
import { KINDS, type KindName } from './kinds.ts'
import { edits, jaroWinkler } from './similarity.ts'

const reading = { dateOrder: 'day_first' } as const
const rarity = (word: string): number => 4 + word.length

function level(name: KindName, a: string, b: string): string {
  const kind = KINDS[name]
  const [x, y] = [kind.read(a, reading), kind.read(b, reading)]
  if (x === undefined || y === undefined) return 'unknown'
  return kind.levels[kind.compare(x, y, rarity)] ?? ''
}

test.each([
  ['name_part', 'Robert', 'robert', 'same'],
  ['name_part', 'Robert', 'Robrt', 'one edit'],
  ['name_part', 'Robert', 'Bob', 'short form'],
  ['name_part', 'R', 'Robert', 'short form'],
  ['name_part', 'Giuseppe', 'Peppe', 'short form'],
  ['name_part', 'Pete', 'Peter', 'short form'],
  ['name_part', 'Alice', 'Albert', 'distant'],
  ['name_part', 'Mary', 'Mary Ann', 'short form'],
  ['name_part', 'Hugo', 'Hogu', 'alike'],
  ['name_part', 'Robert', 'Anna', 'different'],
  ['full_name', 'Ann Maria Berg', 'Berg, Ann', '13 bits shared'],
  ['full_name', 'Ann Berg', 'Tom Berg', '5 bits shared, a word differs'],
  ['full_name', 'Ann Berg', 'Tom Lind', 'different'],
  ['date', '1990-02-03', '03.02.1990', 'same'],
  ['date', '1990-01-01', '1990-01-01', 'same first of January'],
  ['date', '1990-02-03', '1990-03-02', 'one edit'],
  ['date', '1990-02-13', '1991-02-13', 'one edit'],
  ['date', '1990-02-13', '1990-11-30', 'same year'],
  ['date', '1994-11-04', '2004-11-04', 'one part differs'],
  ['date', '1994-03-04', '1994-12-04', 'one part differs'],
  ['date', '1994-11', '1994-11-04', 'same as far as known'],
  ['date', '--1104', '1994-11-04', 'same as far as known'],
  ['date', '----1104', '1994-11-04', 'same as far as known'],
  ['date', '1994-10', '1994-11-04', 'same year'],
  ['date', '--10-04', '1994-11-04', 'same year'],
  ['date', '--10-05', '1994-11-04', 'different'],
  ['date', '1990', '1990-11-30', 'same year'],
  ['date', '1990-02-13', '1964-11-30', 'different'],
  ['email', 'ann.berg@x.se', 'Ann.Berg@X.se', 'same'],
  ['email', 'ann.berg77@x.se', 'ann.berg77@y.se', 'same mailbox name'],
  ['email', 'ann.berg@postbox.se', 'ann.berg@postbx.se', 'same mailbox name'],
  ['email', 'ann.berg@x.se', 'ann.berg@y.se', 'same letters'],
  ['email', 'ann.berg12@x.se', 'ann.berg47@x.se', 'same letters'],
  ['email', 'ann.berg471234@x.se', 'ann.berg47124@x.se', 'same mailbox name'],
  ['email', 'ann.berg471234@x.se', 'ann.berg855758@x.se', 'same letters'],
  ['email', 'h.k.sharpp@com', 'h.k@sharpp.com', 'same mailbox name'],
  ['email', 'tom@acme.com', 'ann.berg@acme.com', 'same domain'],
  ['email', 'info@acme.com', 'info@acme.com', 'unknown'],
  ['phone', '+46 70 123 45 67', '070-1234567', 'same'],
  ['postcode', 'TQ13 8DF', 'tq138df', 'same'],
  ['postcode', 'TQ13 8DF', 'TQ13 9XX', 'same district'],
  ['code', '5304218', '5304281', 'one edit'],
  ['place', 'Devon', 'West Devon', 'alike'],
  ['place', 'London', 'Loondon', 'alike'],
  ['street', '12 Light Street', '12 light st.', 'same'],
  ['street', 'light setreet', 'light street', 'alike'],
  // A word that comes twice is one word, whichever side says it twice.
  ['street', 'c c', 'c aa', 'alike'],
  ['street', 'c aa', 'c c', 'alike'],
  ['category', 'a b', 'b b', 'alike'],
  ['category', 'b b', 'a b', 'alike'],
  ['whole_number', '41', '42', 'one apart'],
] as const)('%s: %j and %j are %j', (kind, a, b, expected) => {
  expect(level(kind, a, b)).toBe(expected)
})

test('two first words of letters of one name are alike, of two names are not', () => {
  expect(wordLikeness('thomas', 'rhomas')).toBe(0.85)
  expect(wordLikeness('thomas', 'herbert')).toBe(0)
})

describe('for all values', () => {
  const names = Object.keys(KINDS) as KindName[]
  const raw = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.stringMatching(/^[a-d]{1,8}( [a-d]{1,8})?$/),
    fc.stringMatching(/^[a-d]{3,6}@[ab]\.com$/),
    fc.stringMatching(/^19[0-9]{2}-0[1-9]-[012][0-9]$/),
    fc.stringMatching(/^[0-9]{1,10}$/),
  )

  test.each(names)(
    '%s compares the same both ways, and a value is at an exact level with itself',
    (name) => {
      const kind = KINDS[name]
      fc.assert(
        fc.property(raw, raw, (a, b) => {
          const [x, y] = [kind.read(a, reading), kind.read(b, reading)]
          if (x === undefined || y === undefined) return
          expect(kind.compare(x, y, rarity)).toBe(kind.compare(y, x, rarity))
          const own = kind.compare(x, x, rarity)
          expect(own).toBeGreaterThanOrEqual(0)
          expect(kind.compare(x, y, rarity)).toBeGreaterThanOrEqual(
            own < kind.exactLevels ? own : 0,
          )
          expect(kind.levels[kind.compare(x, y, rarity)]).toBeDefined()
        }),
        { numRuns: 300 },
      )
    },
  )

  test('edits are a distance, cut off above the greatest asked for', () => {
    const word = fc.stringMatching(/^[ab]{0,7}$/)
    fc.assert(
      fc.property(word, word, fc.nat(4), (a, b, max) => {
        const exact = edits(a, b, 20)
        expect(edits(a, b, max)).toBe(Math.min(exact, max + 1))
        expect(edits(b, a, 20)).toBe(exact)
        expect(exact === 0).toBe(a === b)
      }),
    )
    expect(edits('ab', 'ba', 3)).toBe(1)
  })

  test('Jaro-Winkler agrees with its published examples', () => {
    expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.961, 3)
    expect(jaroWinkler('dixon', 'dicksonx')).toBeCloseTo(0.813, 3)
    expect(jaroWinkler('dwayne', 'duane')).toBeCloseTo(0.84, 3)
  })
})
