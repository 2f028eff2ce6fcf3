// Destinations that nobody named, found in ended cases.
import { expect, test } from 'vitest'
import { usualEnds } from './ends.ts'

const cases = (n: number, ...names: readonly string[]) =>
  Array.from({ length: n }, () => names.map((step, at) => ({ step, at })))

test('cases lead to what they usually end with, the most frequent first', () => {
  const all = [
    ...cases(60, 'looked', 'chose', 'bought'),
    ...cases(30, 'looked', 'chose', 'gave up'),
    ...cases(10, 'looked', 'chose', 'bought', 'sent back'),
  ]
  expect(usualEnds(all)).toEqual(['bought', 'gave up', 'sent back'])
})

test('what is passed through, what is rare and what is all there is are no destinations', () => {
  const all = [
    ...cases(50, 'looked', 'looked', 'looked', 'bought'),
    ...cases(30, 'looked', 'looked', 'looked', 'looked'),
    ...cases(2, 'looked', 'won the lottery'),
    ...cases(90, 'opened a mail'),
  ]
  expect(usualEnds(all)).toEqual(['bought'])
  expect(usualEnds([])).toEqual([])
})
