// What times promise: strict reading, bounded correction, never later than the time of receipt.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_COLLECT_LIMITS } from './context.ts'
import { effectiveTime, parseInstant } from './instant.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const iso = (ms: number) => new Date(ms).toISOString()
const HOUR = 3_600_000

function effective(body: Record<string, unknown>, sentAt?: unknown, isTrusted = false) {
  const limits = DEFAULT_COLLECT_LIMITS
  return effectiveTime({ body, sentAt, receivedAt: NOW, limits, isTrusted })
}

describe('a time is read', () => {
  test.each([
    ['2026-11-20T12:00:00.000Z', NOW],
    ['2026-11-20T12:00:00Z', NOW],
    ['2026-11-20t12:00:00.5z', NOW + 500],
    ['2026-11-20T12:00:00.123456789Z', NOW + 123],
    ['2026-11-20T13:00:00+01:00', NOW],
    ['2026-11-20T13:00:00+0100', NOW],
    ['2026-11-20 13:00:00+01', NOW],
    ['2026-11-20T11:59:60Z', NOW],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    [NOW, NOW],
    [NOW / 1000, NOW],
    [String(NOW), NOW],
    [`${NOW / 1000}.250`, NOW + 250],
    ['20261120T120000Z', NOW],
    ['20261120T1300+0100', NOW],
    ['2026-11-20 12:00:00 UTC', NOW],
    ['2026-11-20 12:00:00.5 +0000 UTC', NOW + 500],
    ['2026-11-20 13:00:00 +0100 CET', NOW],
    ['2026-11-20T13:00:00+01:00[Europe/Stockholm]', NOW],
    ['Fri, 20 Nov 2026 12:00:00 GMT', NOW],
    ['Fri, 20 Nov 2026 13:00:00 +0100 (CET)', NOW],
    ['20 Nov 2026 07:00 EST', NOW],
    ['Friday, 20-Nov-2026 12:00:00 UTC', NOW],
    ['Fri Nov 20 2026 13:00:00 GMT+0100 (Central European Standard Time)', NOW],
    ['Fri Nov 20 12:00:00 +0000 2026', NOW],
    ['Fri Nov  6 12:00:00 UTC 2026', NOW - 14 * 24 * HOUR],
    ['november 20, 2026 12:00:00z', NOW],
  ])('%s', (value, ms) => {
    expect(parseInstant(value)).toEqual({ ms, zoneMissing: value === '2024-02-29' })
  })

  test('as UTC with a note when it has no zone', () => {
    for (const text of ['2026-11-20T12:00:00', 'Fri Nov 20 12:00:00 2026', '20261120T120000']) {
      expect(parseInstant(text)).toEqual({ ms: NOW, zoneMissing: true })
    }
  })
})

test('the usual form is read as the same time in another form, possible or not', () => {
  const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'))
  const fields = fc.tuple(
    fc.integer({ min: 0, max: 9999 }),
    two(14),
    two(33),
    two(25),
    two(61),
    two(62),
  )
  fc.assert(
    fc.property(fields, fc.integer({ min: 0, max: 999 }), ([year, ...rest], ms) => {
      const [month, day, hour, minute, second] = rest
      const date = `${String(year).padStart(4, '0')}-${month}-${day}`
      const text = `${date}T${hour}:${minute}:${second}.${String(ms).padStart(3, '0')}`
      expect(parseInstant(`${text}Z`)).toEqual(parseInstant(`${text}0Z`))
    }),
    { numRuns: 2_000 },
  )
})

describe('a time is not read from', () => {
  test.each([
    ...['now', 'infinity', '-infinity', 'today', 'epoch', '', 'Fri Nov 20 2026', '20/11/2026'],
    ...['2026-02-30T00:00:00Z', '2025-02-29', '2026-13-01', '2026-00-10', '2026-01-00'],
    ...['0000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z', '2026-11-20T24:00:00Z'],
    ...['2026-11-20T12:60:00Z', '2026-11-20T12:00:61Z', '2026-11-20T12:30:60Z'],
    ...['30 Feb 2026 12:00:00 GMT', 'Fri, 20 Nov 2026 25:00:00 GMT', '20 Nov 2026 12:00 IST'],
    ...['20 Nov 26 12:00:00 GMT', '11/20/2026 12:00:00', '20 Nov 2026 12:00:00 +9900'],
    ...['2026-11-20T12:00:00+99:00', '2026-11-20T12:00:00Zjunk', '123'],
    ...[0, -1, 12345, 1e15, Number.NaN, Number.POSITIVE_INFINITY, null, true, {}, []],
  ])('%s', (value) => expect(parseInstant(value)).toBeUndefined())
})

test('every time that Date writes is read back', () => {
  const dates = fc.date({
    min: new Date('1000-01-01'),
    max: new Date('9999-12-31'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(dates, (date) => {
      expect(parseInstant(date.toISOString())).toEqual({ ms: date.getTime(), zoneMissing: false })
    }),
  )
})

test('and every time that it prints for people', () => {
  const seconds = fc.integer({ min: Date.UTC(1000, 0) / 1000, max: Date.UTC(9999, 11, 31) / 1000 })
  fc.assert(
    fc.property(seconds, (second) => {
      const date = new Date(second * 1000)
      expect(parseInstant(date.toUTCString())).toEqual({ ms: second * 1000, zoneMissing: false })
    }),
  )
  const recent = fc.integer({ min: 0, max: Date.UTC(2100, 0) / 1000 })
  fc.assert(
    fc.property(recent, (second) => {
      const printed = new Date(second * 1000).toString()
      expect(parseInstant(printed)).toEqual({ ms: second * 1000, zoneMissing: false })
    }),
  )
})

describe('the effective time', () => {
  test('is receivedAt when there is no time at all', () => {
    expect(effective({})).toEqual({ ms: NOW, flags: [] })
    expect(effective({}, iso(NOW - HOUR))).toEqual({ ms: NOW, flags: [] })
    expect(effective({ timestamp: null })).toEqual({ ms: NOW, flags: [] })
  })

  test('is the timestamp as it is without sentAt', () => {
    expect(effective({ timestamp: iso(NOW - HOUR) })).toEqual({ ms: NOW - HOUR, flags: [] })
    expect(effective({ originalTimestamp: iso(NOW - HOUR) })).toEqual({ ms: NOW - HOUR, flags: [] })
  })

  test('ignores the way through the network, so a retry at once has the same time', () => {
    expect(effective({ timestamp: iso(NOW - 2_000) }, iso(NOW - 900)).ms).toBe(NOW - 2_000)
    expect(effective({ timestamp: iso(NOW - 2_000) }, iso(NOW - 10)).ms).toBe(NOW - 2_000)
  })

  test('is corrected for a fast clock, however far ahead', () => {
    for (const ahead of [3_000, HOUR, 73 * 365 * 24 * HOUR]) {
      const body = { originalTimestamp: iso(NOW + ahead - 5_000) }
      expect(effective(body, iso(NOW + ahead)).ms).toBe(NOW - 5_000)
    }
    expect(effective({ timestamp: iso(NOW + HOUR) }, iso(NOW + HOUR)).flags).toEqual(['clock_skew'])
  })

  test('is corrected for a slow clock up to a day, not for a queue or an archive', () => {
    const slow = effective({ timestamp: iso(NOW - 6 * HOUR) }, iso(NOW - 5 * HOUR))
    expect(slow).toEqual({ ms: NOW - HOUR, flags: ['clock_skew'] })
    const held = effective({ timestamp: iso(NOW - 60 * HOUR) }, iso(NOW - 50 * HOUR))
    expect(held).toEqual({ ms: NOW - 60 * HOUR, flags: ['clock_uncorrected'] })
  })

  test('of a backfill stays in its year', () => {
    const at = Date.UTC(2020, 3, 1)
    expect(effective({ timestamp: iso(at) }, iso(NOW))).toEqual({ ms: at, flags: [] })
    expect(effective({ timestamp: iso(at) }, iso(at)).ms).toBe(at)
    expect(effective({ timestamp: iso(at) }, iso(NOW - HOUR), true).ms).toBe(at)
  })

  test('is the timestamp as it is when it was corrected before', () => {
    const body = { originalTimestamp: iso(NOW - HOUR), timestamp: iso(NOW - 2 * HOUR) }
    expect(effective(body, iso(NOW - 3 * HOUR)).ms).toBe(NOW - 2 * HOUR)
  })

  test('is flagged when it is unreadable, impossible or without zone', () => {
    expect(effective({ timestamp: 'now' })).toEqual({ ms: NOW, flags: ['time_unreadable'] })
    expect(effective({ timestamp: iso(NOW + HOUR) })).toEqual({ ms: NOW, flags: ['clock_future'] })
    expect(effective({ timestamp: '1970-01-01' }).flags).toEqual([
      'time_zone_missing',
      'clock_past',
    ])
    const unsent = effective({ timestamp: iso(NOW - HOUR) }, 'soon')
    expect(unsent).toEqual({ ms: NOW - HOUR, flags: ['sent_at_unreadable'] })
  })

  test('is never after receivedAt and always a whole number, whatever is sent', () => {
    const time = fc.oneof(
      fc.anything(),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.integer({ min: NOW - 1e9, max: NOW + 1e9 }),
      fc.constant(undefined),
    )
    fc.assert(
      fc.property(time, time, time, (timestamp, originalTimestamp, sentAt) => {
        const { ms } = effective({ timestamp, originalTimestamp }, sentAt)
        expect(Number.isSafeInteger(ms)).toBe(true)
        expect(ms).toBeLessThanOrEqual(NOW)
      }),
    )
  })
})
