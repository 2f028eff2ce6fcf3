// What patterns of definitions promise: no text, however chosen, keeps one busy for long.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePattern } from './pattern.ts'

describe('a pattern is taken', () => {
  test.each([
    ['^(info|sales)@', 'SALES@example.com'],
    ['^test\\d*$', 'test12'],
    ['@example\\.(com|org)$', 'a@example.org'],
    ['^[0-]*$', '000'],
    ['^\\p{Lu}{2,4}$', 'ABC'],
    ['[^)]x+', 'axx'],
  ])('%s', (source, text) => {
    const compiled = compilePattern(source)
    expect(compiled.ok && compiled.pattern.test(text)).toBe(true)
  })
})

describe('a pattern is refused', () => {
  test.each([
    ['(a+)+$', 'repeats a group'],
    ['(a|a)*$', 'repeats a group'],
    ['(?:a|b){2}', 'repeats a group'],
    ['a*a*a*b', 'too often'],
    ['.*a.*b', 'too often'],
    ['x{1,5000}', 'too high'],
    ['a?a?a?a?a?a?a?aaaaaaa', 'optional'],
    ['(a|a)(a|a)(a|a)(a|a)', 'groups'],
    ['(?=a)b', 'look-around'],
    ['(?<n>a)', 'named group'],
    ['(a)\\1', 'back-reference'],
    ['[', 'not a regular expression'],
    ['a'.repeat(201), 'too long'],
  ])('%s', (source, error) => {
    expect(compilePattern(source)).toMatchObject({
      ok: false,
      error: expect.stringContaining(error),
    })
  })
})

test('every pattern that is taken is fast on the texts that slow others down', () => {
  const piece = fc.constantFrom(
    'a',
    '.',
    '[ab]',
    '(a|b)',
    'a*',
    'a+',
    '.*',
    'a?',
    '(a)',
    'b',
    '\\w+',
  )
  const source = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(source, fc.boolean(), (body, isAnchored) => {
      const compiled = compilePattern(`${isAnchored ? '^' : ''}${body}!$`)
      if (!compiled.ok) return
      const start = performance.now()
      compiled.pattern.test('a'.repeat(500))
      expect(performance.now() - start).toBeLessThan(200)
    }),
    { numRuns: 500 },
  )
})
