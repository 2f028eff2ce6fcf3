// Opening hours on the wall clock of any zone, also when the clock is put forward or back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Calendar, OpeningHours } from '../../contract/situation.ts'
import { compileHours } from './hours.ts'
import { dayOf, instantOf, isTimeZone, localDayNumber } from './zone.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const office = { from: '08:00', to: '17:00' }
const OFFICE_WEEK = { mon: [office], tue: [office], wed: [office], thu: [office], fri: [office] }
const whole = [{ from: '00:00', to: '24:00' }]
const WHOLE_WEEK = {
  sun: whole,
  mon: whole,
  tue: whole,
  wed: whole,
  thu: whole,
  fri: whole,
  sat: whole,
}
const CALENDARS: readonly Calendar[] = [{ calendar: 'holidays', closed: ['12-25', '2026-11-23'] }]

function hours(timeZone: string, week: OpeningHours['week'] = OFFICE_WEEK) {
  return compileHours({ timeZone, week, calendars: ['holidays'] }, CALENDARS)
}
const iso = (ms: number | undefined) => (ms === undefined ? ms : new Date(ms).toISOString())

describe('an office in Stockholm', () => {
  const stockholm = hours('Europe/Stockholm')

  test.each([
    ['2026-11-20T07:00:00Z', true],
    ['2026-11-20T06:59:59Z', false],
    ['2026-11-20T15:59:59Z', true],
    ['2026-11-20T16:00:00Z', false],
    ['2026-11-21T10:00:00Z', false],
    ['2026-07-01T06:00:00Z', true],
    ['2026-12-25T10:00:00Z', false],
  ])('%s open: %s', (at, isOpen) => {
    expect(stockholm.isOpen(Date.parse(at))).toBe(isOpen)
  })

  test('opens again after the week-end and the holiday', () => {
    expect(iso(stockholm.opensAt(Date.parse('2026-11-20T18:00:00Z')))).toBe(
      '2026-11-24T07:00:00.000Z',
    )
  })

  test('a clock of four hours that starts on Friday afternoon ends on Tuesday', () => {
    const start = Date.parse('2026-11-20T14:00:00Z')
    const due = stockholm.after(start, 4 * HOUR_MS)
    expect(iso(due)).toBe('2026-11-24T09:00:00.000Z')
    expect(stockholm.openBetween(start, due ?? 0)).toBe(4 * HOUR_MS)
  })

  test('a night shift runs over midnight', () => {
    const night = hours('Europe/Stockholm', { fri: [{ from: '22:00', to: '06:00' }] })
    expect(night.isOpen(Date.parse('2026-11-21T04:30:00Z'))).toBe(true)
    expect(night.isOpen(Date.parse('2026-11-21T05:00:00Z'))).toBe(false)
  })

  test('who never opens has no next time', () => {
    const never = hours('UTC', {})
    expect(never.opensAt(0)).toBeUndefined()
    expect(never.after(0, 1)).toBeUndefined()
    expect(never.openBetween(0, DAY_MS)).toBe(0)
  })
})

describe('when the clock is put forward or back', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Asia/Kolkata', '2026-03-29', 24],
  ])('%s: the day %s has %d hours', (timeZone, date, length) => {
    const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
    const from = instantOf({ year, month, day }, 0, timeZone)
    const to = instantOf({ year, month, day: day + 1 }, 0, timeZone)
    expect((to - from) / HOUR_MS).toBe(length)
    expect(hours(timeZone, WHOLE_WEEK).openBetween(from, to) / HOUR_MS).toBe(length)
  })

  test('an office opens at eight by the wall on both sides of the change', () => {
    const berlin = hours('Europe/Berlin')
    expect(iso(berlin.opensAt(Date.parse('2026-03-27T20:00:00Z')))).toBe('2026-03-30T06:00:00.000Z')
    expect(iso(berlin.opensAt(Date.parse('2026-10-23T20:00:00Z')))).toBe('2026-10-26T07:00:00.000Z')
  })

  test('a time that is left out means the change, one that comes twice the first', () => {
    const forward = instantOf({ year: 2026, month: 3, day: 29 }, 150, 'Europe/Berlin')
    expect(iso(forward)).toBe('2026-03-29T01:00:00.000Z')
    const back = instantOf({ year: 2026, month: 10, day: 25 }, 150, 'Europe/Berlin')
    expect(iso(back)).toBe('2026-10-25T00:30:00.000Z')
  })
})

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC']
const zone = fc.constantFrom(...ZONES)
const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2032, 0, 1) })
const SHIFTS = {
  ...OFFICE_WEEK,
  sat: [
    { from: '10:00', to: '12:30' },
    { from: '13:00', to: '14:00' },
  ],
  sun: [{ from: '23:00', to: '03:00' }],
}

describe('whatever the zone and the moment', () => {
  test('a clock that ran so long is due exactly then', () => {
    fc.assert(
      fc.property(
        zone,
        instant,
        fc.integer({ min: 1, max: 200 * HOUR_MS }),
        (name, start, open) => {
          const some = hours(name, SHIFTS)
          const due = some.after(start, open) ?? Number.NaN
          expect(some.openBetween(start, due)).toBe(open)
          expect(some.openBetween(due, start)).toBe(-open)
        },
      ),
    )
  })

  test('opening times add up, and what opens is open', () => {
    fc.assert(
      fc.property(zone, instant, instant, instant, (name, ...moments) => {
        const some = hours(name, SHIFTS)
        const [a, b, c] = moments
          .map((ms) => Date.UTC(2026, 9, 1) + (ms % (60 * DAY_MS)))
          .sort((x, y) => x - y) as [number, number, number]
        expect(some.openBetween(a, b) + some.openBetween(b, c)).toBe(some.openBetween(a, c))
        const next = some.opensAt(a) ?? Number.NaN
        expect(some.isOpen(next)).toBe(true)
        expect(some.isOpen(a)).toBe(next === a)
        expect(some.openBetween(a, next)).toBe(0)
      }),
    )
  })

  test('the wall clock finds its instant again', () => {
    fc.assert(
      fc.property(zone, instant, fc.integer({ min: 240, max: 1_439 }), (name, ms, minutes) => {
        const day = dayOf(localDayNumber(ms, name))
        expect(dayOf(localDayNumber(instantOf(day, minutes, name), name))).toEqual(day)
      }),
    )
  })

  test('a zone that does not exist is refused', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true)
    expect(isTimeZone('Europe/Atlantis')).toBe(false)
    expect(() => hours('Europe/Atlantis')).toThrow(RangeError)
  })
})
