// Times as files write them.
import { expect, test } from 'vitest'
import { timeReader } from './times.ts'

const NOON = Date.UTC(2024, 2, 5, 12, 30, 15)

test.each<[string, string, number]>([
  ['ISO with zone', '2024-03-05T13:30:15+01:00', NOON],
  ['ISO with microseconds', '2024-03-05 12:30:15.250000', NOON + 250],
  ['slashes and ms', '2024/03/05 12:30:15.250', NOON + 250],
  ['seconds', String(NOON / 1000), NOON],
  ['ms', String(NOON), NOON],
  ['microseconds', String(NOON * 1000), NOON],
  ['seconds with a fraction', `${NOON / 1000}.5`, NOON + 500],
  ['day first', '05-03-2024 12:30:15', NOON],
  ['day first with dots', '05.03.2024 12:30', NOON - 15_000],
  ['digits only', '20240305123015', NOON],
  ['a day in digits', '20240305', Date.UTC(2024, 2, 5)],
  ['a day', '2024-03-05', Date.UTC(2024, 2, 5)],
  ['names of months', '05-Mar-2024 12:30:15', NOON],
  ['two digits of the year', '05/03/24 12:30:15', NOON],
  ['seconds from some start', '86400', 86_400_000],
])('%s: %s', (_, cell, ms) => {
  expect(timeReader([cell])(cell)).toBe(ms)
})

test('which of day and month comes first is told by the column', () => {
  expect(timeReader(['3/5/2024', '3/25/2024'])('3/5/2024')).toBe(Date.UTC(2024, 2, 5))
  expect(timeReader(['3/5/2024', '25/3/2024'])('3/5/2024')).toBe(Date.UTC(2024, 4, 3))
  expect(timeReader(['3/5/2024 1:00 PM'])('3/5/2024 1:00 PM')).toBe(Date.UTC(2024, 2, 5, 13))
})

test.each(['', 'soon', '2024-13-05', '32.01.2024', 'n/a'])('"%s" is no time', (cell) => {
  expect(timeReader([cell])(cell)).toBeUndefined()
})
