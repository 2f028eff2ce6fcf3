// One typo is forgiven, two are another person.
import { expect, test } from 'vitest'
import { matchOf } from './search-rank.ts'

test.each([
  ['ann berg', 'ann berg', 0],
  ['ann berg', 'ann', 0],
  ['ann berg', 'berg ann', 0],
  ['ann bergstrom', 'bergstorm', 1],
  ['ann bergstrom', 'ann bergstrem', 1],
  ['noah.brown7922@example.com', 'noah.brown7922@exmple.com', 1],
  ['+46701234567', '0701234567', 0],
  ['+46701234567', '0701234568', undefined],
  ['+46701234567', '4567', 0],
  ['order 99701234567', '0701234567', undefined],
  ['+46701234567', '46 70 123 45 67', 0],
  ['+46701234567', '0046 70 123 45 67', 0],
  ['ostergard; ase', 'ostergrd', 1],
  ['jean-luc picard', 'jean-lucc', 1],
  ['jean-luc picard', 'lucc jean', 1],
  ['#w7678072', 'w7678073', 1],
  ['#w7678072', 'w7678083', undefined],
  ['#w7678072', '#w7678073', 1],
  ['#w7678072', 'w7678072', 0],
  ['sean oconnor-smyth', 'oconor', 1],
  ['ann berg', 'tom', undefined],
  ['ann berg', 'ann bergstrom', undefined],
] as const)('%s found by %s: %s edits', (value, query, edits) => {
  expect(matchOf(value, query)?.edits).toBe(edits)
})
