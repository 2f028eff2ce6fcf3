// Numbers as people write them.
import { expect, test } from 'vitest'
import { toNumber } from './figures.ts'

test.each<[string, number | undefined]>([
  ['1,234.50', 1234.5],
  ['1.234,50', 1234.5],
  ['1 234,5', 1234.5],
  ['12,50', 12.5],
  ['-0,5', -0.5],
  ['1,234', 1234],
  ['1,234,567', 1234567],
  ['1.234.567', 1234567],
  ['1.234', 1.234],
  ["1'234.50", 1234.5],
  ['many', undefined],
  ['', undefined],
  ['1,2,3.4,5', undefined],
])('%s is %s', (text, expected) => {
  expect(toNumber(text)).toBe(expected)
})

test('what is said about the decimal sign goes before the form', () => {
  expect(toNumber('1.234', ',')).toBe(1234)
  expect(toNumber('1,234', ',')).toBe(1.234)
  expect(toNumber('1,234', '.')).toBe(1234)
  expect(toNumber('12.5', '.')).toBe(12.5)
})
