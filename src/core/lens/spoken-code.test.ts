// Numbers of things as a voice says them.
import { expect, test } from 'vitest'
import { spokenCode, withSpokenCodes } from './spoken-code.ts'

test.each([
  ['T-1042', 'number 1042'],
  ['T1042', 'number 1042'],
  ['1042', 'number 1042'],
  ['#0007', 'number 7'],
  ['I-marcus-okafor-4', 'number 4'],
  ['2026-000441', 'ending in 0 4 4 1'],
  ['HR204417', 'ending in 4 4 1 7'],
  ['4e1f6d0a-77c2-4b1e-a9d3-0c5b2f8e9a11', 'ending in 9 a 1 1'],
  ['T-ann-berg', ''],
])('%s is said as "%s"', (code, said) => {
  expect(spokenCode(code)).toBe(said)
})

test('only codes change, wherever they stand', () => {
  const text = 'Payment P-7 failed for invoice I-20260017, 40 EUR'
  expect(
    withSpokenCodes(text, [
      [8, 11],
      [31, 41],
    ]),
  ).toBe('Payment number 7 failed for invoice ending in 0 0 1 7, 40 EUR')
})
