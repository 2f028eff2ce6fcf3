// Dates as people say them, in several languages.
import { describe, expect, test } from 'vitest'
import { dateNames, spokenDates } from './spoken-date.ts'
import { fold } from './words.ts'

/** A Saturday. */
const NOW = Date.UTC(2026, 10, 21, 12)
const NAMES = dateNames()
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const spans = (text: string) =>
  spokenDates(fold(text), NOW, NAMES).map(({ from, to }) => `${day(from)}..${day(to - 1)}`)

describe('a date in words', () => {
  test.each([
    ['it came yesterday', '2026-11-20..2026-11-20'],
    ['the day before yesterday', '2026-11-19..2026-11-19'],
    ['gestern', '2026-11-20..2026-11-20'],
    ['igår', '2026-11-20..2026-11-20'],
    ['two weeks ago', '2026-11-03..2026-11-11'],
    ['3 days ago', '2026-11-18..2026-11-18'],
    ['vor 3 Tagen', '2026-11-18..2026-11-18'],
    ['för tre dagar sedan', '2026-11-18..2026-11-18'],
    ['last Friday', '2026-11-20..2026-11-20'],
    ['am Donnerstag', '2026-11-19..2026-11-19'],
    ['in April 2023', '2023-04-01..2023-04-30'],
    ['im März', '2026-03-01..2026-03-31'],
    ['in December', '2025-12-01..2025-12-31'],
    ['on May 14th', '2026-05-14..2026-05-14'],
    ['14 de mayo de 2025', '2025-05-14..2025-05-14'],
    ['on 2025-12-03', '2025-12-03..2025-12-03'],
    ['am 3.12.2025', '2025-12-03..2025-12-03'],
  ])('%s', (text, span) => {
    expect(spans(text)).toEqual([span])
  })

  test.each(['I may return it', 'three lamps', 'nothing here', 'the second one'])(
    'no date: %s',
    (text) => {
      expect(spans(text)).toEqual([])
    },
  )
})
