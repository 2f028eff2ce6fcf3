// A pattern finds every word that is one typo away, and the national form of a number.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearPatterns } from './search-patterns.ts'
import { matchOf } from './search-rank.ts'

/** What LIKE does. */
function isLike(value: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+*?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  return new RegExp(`^${source}$`, 'su').test(value)
}
const finds = (query: string, value: string) =>
  nearPatterns(query).some((pattern) => isLike(value, pattern))

const letter = fc.constantFrom(...'abcdefgåö')
const word = fc.array(letter, { minLength: 4, maxLength: 12 }).map((letters) => letters.join(''))

test('one slip in a word still finds it, wherever it stands in a name', () => {
  const slip = fc.record({
    word,
    at: fc.nat(),
    letter,
    how: fc.constantFrom('changed', 'left out', 'added', 'swapped'),
  })
  const names = fc.constantFrom('%', 'ann %', 'ann % x', '% ab')
  void fc.assert(
    fc.property(slip, names, (one, name) => {
      const at = one.at % one.word.length
      const [before, after] = [one.word.slice(0, at), one.word.slice(at + 1)]
      const asked = {
        changed: before + one.letter + after,
        'left out': before + after,
        added: before + one.letter + one.word.slice(at),
        swapped: before + after.slice(0, 1) + one.word.charAt(at) + after.slice(1),
      }[one.how]
      fc.pre(asked.length >= 4)
      expect(finds(asked, name.replace('%', one.word))).toBe(true)
    }),
  )
})

test('a number as it is dialled at home finds the number of the world', () => {
  for (const asked of ['0701234567', '070-123 45 67', '(070) 123.45.67']) {
    expect(finds(asked, '+46701234567')).toBe(true)
    expect(matchOf('+46701234567', asked)?.edits).toBe(0)
  }
  expect(finds('0701234567', '+46701234568')).toBe(false)
  // As somebody said it, without her country.
  expect(finds('070-123 45 67', '0701234567')).toBe(true)
})

test('a number as it is dialled from abroad finds it, however its figures are parted', () => {
  for (const asked of ['+46 70 123 45 67', '0046 70-123 45 67', '46 70 123 4567']) {
    expect(finds(asked, '+46701234567')).toBe(true)
    expect(matchOf('+46701234567', asked)?.edits).toBe(0)
  }
})

test('what an index could not look up is not asked', () => {
  for (const query of ['abc', 'ann berg', '%%%%', '____', 'a\\bc', 'x'.repeat(17)]) {
    expect(nearPatterns(query)).toEqual([])
  }
})
