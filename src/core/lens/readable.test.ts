// Ages, moments and addresses as people read them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readableAge, readableMoment, readableValue } from './readable.ts'

const NOW = Date.UTC(2026, 10, 21, 21, 58)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('an age', () => {
  test.each([
    [0, 'just now'],
    [59_999, 'just now'],
    [MINUTE, '1 minute ago'],
    [2 * MINUTE, '2 minutes ago'],
    [HOUR, '1 hour ago'],
    [23 * HOUR, '23 hours ago'],
    [DAY, '1 day ago'],
    [13 * DAY, '13 days ago'],
    [14 * DAY, '7 Nov 2026'],
    [-DAY, '22 Nov 2026'],
    [Number.NaN, undefined],
  ])('%d ms', (age, words) => expect(readableAge(NOW - age, NOW)).toBe(words))
})

test('a moment is a date with its time in UTC', () => {
  expect(readableMoment(NOW)).toBe('21 Nov 2026, 21:58 UTC')
})

describe('a value with parts', () => {
  test('an address is read from the street outwards, whatever the order of its parts', () => {
    const address = { city: 'Lund', country: 'SE', street: 'Kyrkogatan 8', postalCode: '223 62' }
    expect(readableValue(address)).toBe('Kyrkogatan 8, 223 62, Lund, SE')
  })
  test('other parts stand with their names, deeper ones are left out', () => {
    expect(readableValue({ speed: 500, up: true, more: { a: 1 } })).toBe('speed 500, up yes')
    expect(readableValue({})).toBeUndefined()
    expect(readableValue([{ a: 1 }])).toBeUndefined()
  })
  test('never throws and never names nothing', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readableValue(value) ?? 'nothing').not.toMatch(/\[object|^$/)
      }),
    )
  })
})
