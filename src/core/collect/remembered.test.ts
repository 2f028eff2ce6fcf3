import { expect, test } from 'vitest'
import { remembered } from './remembered.ts'

test('asks once a name, also where the answer is nothing, and keeps no more than it has room for', () => {
  const asked: string[] = []
  const find = remembered((name) => {
    asked.push(name)
    return name === 'none' ? undefined : name.length
  })
  for (const name of ['none', 'abc', 'none', 'abc'])
    expect(find(name)).toBe(name === 'none' ? undefined : 3)
  expect(asked).toEqual(['none', 'abc'])
  const long = 'x'.repeat(101)
  expect([find(long), find(long)]).toEqual([101, 101])
  expect(asked.slice(2)).toEqual([long, long])
  for (let n = 0; n < 6_000; n++) find(`${n}`)
  asked.length = 0
  expect([find('1'), find('5999'), find('5999')]).toEqual([1, 4, 4])
  expect(asked).toEqual(['5999', '5999'])
})
