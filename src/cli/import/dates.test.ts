// Times as exports write them.
import { expect, test } from 'vitest'
import { dateReader } from './dates.ts'

test.each([
  ['DD.MM.YYYY', '31.12.1980', '1980-12-31'],
  ['DD.MM.YYYY', '1.2.1975', '1975-02-01'],
  ['DD/MM/YYYY', '03/04/2026', '2026-04-03'],
  ['MM/DD/YYYY', '03/04/2026', '2026-03-04'],
  ['MM/DD/YY', '03/04/75', '1975-03-04'],
  ['MM/DD/YY', '03/04/25', '2025-03-04'],
  ['DD MMM YYYY, HH:mm', '5 April 2026, 10:11', '2026-04-05T10:11:00.000Z'],
  ['MMM DD, YYYY', 'Sept. 5, 2026', '2026-09-05'],
  ['MM/DD/YYYY hh:mm A', '3/4/2026 12:05 AM', '2026-03-04T00:05:00.000Z'],
  ['MM/DD/YYYY hh:mm A', '3/4/2026 12:05 pm', '2026-03-04T12:05:00.000Z'],
  ['YYYYMMDDHHmmss', '20260405101112', '2026-04-05T10:11:12.000Z'],
  ['DD.MM.YYYY HH:mm Z', '05.04.2026 10:11 +0200', '2026-04-05T08:11:00.000Z'],
])('%s reads %s as %s', (pattern, text, expected) => {
  expect(dateReader(pattern)(text)).toBe(expected)
})

test.each([
  ['DD.MM.YYYY', '30.02.2026'],
  ['DD.MM.YYYY', '13/04/2026'],
  ['DD.MM.YYYY', '01.02.2026 and more'],
  ['MM/DD/YYYY', '13/04/2026'],
  ['DD MMM YYYY', '5 Foo 2026'],
  ['DD.MM.YYYY HH:mm', '01.02.2026 25:00'],
])('%s does not read %s', (pattern, text) => {
  expect(dateReader(pattern)(text)).toBeUndefined()
})

test.each(['HH:mm', 'MM/YYYY', 'DD.DD.YYYY', 'DD.MM.MMM.YYYY'])(
  'the pattern %s is refused',
  (pattern) => {
    expect(() => dateReader(pattern)).toThrow(/names no day/)
  },
)
