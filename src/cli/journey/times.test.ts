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
  ['seconds as a power of ten', `${NOON / 1e12}E9`, NOON],
  ['points in the clock', '2024/03/05 12.30.15', NOON],
  ['as DB2 writes it', '2024-03-05-12.30.15.250000', NOON + 250],
  ['digits of the clock run together', '2024-03-05T123015Z', NOON],
  ['a word after the hour', '05.03.2024, 12:30:15 Uhr', NOON],
  ['halves of the day with points', '05/03/2024 12:30:15 p.m.', NOON],
  ['an apostrophe of a spreadsheet', "'2024-03-05 12:30:15", NOON],
  ['as a web server writes it', '[05/Mar/2024:12:30:15 +0000]', NOON],
  ['the name of a zone', '2024-03-05 12:30:15 Europe/Berlin', NOON],
  ['as Java writes it', 'Tue Mar 05 12:30:15 CET 2024', NOON],
  ['a German month', '5. März 2024 12:30:15', NOON],
  ['a French month', '5 févr. 2024 12:30:15', Date.UTC(2024, 1, 5, 12, 30, 15)],
  ['a Spanish month', '5 de diciembre de 2024', Date.UTC(2024, 11, 5)],
  ['Chinese', '2024年03月05日 12时30分15秒', NOON],
])('%s: %s', (_, cell, ms) => {
  expect(timeReader([cell])(cell)).toBe(ms)
})

test('which of day and month comes first is told by the column', () => {
  expect(timeReader(['3/5/2024', '3/25/2024'])('3/5/2024')).toBe(Date.UTC(2024, 2, 5))
  expect(timeReader(['3/5/2024', '25/3/2024'])('3/5/2024')).toBe(Date.UTC(2024, 4, 3))
  expect(timeReader(['3/5/2024 1:00 PM'])('3/5/2024 1:00 PM')).toBe(Date.UTC(2024, 2, 5, 13))
})

test('days of a spreadsheet are told by the column', () => {
  expect(timeReader(['45356.52101', '45356.625', '45357'])('45356.52101')).toBeCloseTo(NOON, -4)
  expect(timeReader(['45356,52101'])('45356,5')).toBe(Date.UTC(2024, 2, 5, 12))
  expect(timeReader(['45356', '45400', '86400.125'])('45356')).toBe(45_356_000)
})

test.each([
  '',
  'soon',
  'marvellous',
  'n/a 5',
  'Mai',
  '5 Sept',
  'NaT',
  '2024-13-05',
  '32.01.2024',
  'n/a',
])('"%s" is no time', (cell) => {
  expect(timeReader([cell])(cell)).toBeUndefined()
})
