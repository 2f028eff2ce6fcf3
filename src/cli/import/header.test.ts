// A mapping that names no column of the file, and a column that stands twice, are told.
import { expect, test } from 'vitest'
import { columnNames, headerDoubts } from './header.ts'
import { Mapping } from './mapping.ts'

function doubts(header: string, traits: Record<string, unknown>): readonly string[] {
  const outputs = [{ event: { type: 'identify', userId: '{id}', traits } }]
  const [spec] = Mapping.parse({ source: 's', inputs: [{ files: '*', outputs }] }).inputs
  if (!spec) throw new Error('no input')
  return headerDoubts(header.split(','), spec)
}

test('columns of one name are told apart', () => {
  expect(columnNames(['id', ' name ', 'name', 'name'])).toEqual(['id', 'name', 'name 2', 'name 3'])
  expect(doubts('id,name,name', { name: '{name}' })).toEqual([
    'The column "name" stands twice; "name 2" is the second',
  ])
})

test('a column that the mapping reads and the file has not is told', () => {
  expect(doubts('id,mail', { email: '{mial}', name: '{id} {nmae}' })).toEqual([
    'The mapping reads {mial}, and there is no such column: id, mail',
    'The mapping reads {nmae}, and there is no such column: id, mail',
  ])
})

test.each([
  [{ email: '{mail|email}', at: '{$row}', whole: '{$record}', braces: '{{name}}' }],
  [{ city: '{address.city}', dotted: '{a.b}' }],
  [{ tags: { $each: { $split: '{tags}' }, as: 'tag', value: '{tag}' } }],
  [{ exactly: { $value: '{nowhere}' }, $merge: ['{$record}'] }],
])('nothing is told of %j', (traits) => {
  expect(doubts('id,mail,address,a.b,tags,,', traits as Record<string, unknown>)).toEqual([])
})
