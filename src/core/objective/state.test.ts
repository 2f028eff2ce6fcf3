// Folding what was said and done: any order of events, any split into records gives the same, and it stays small.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../contract/event.ts'
import { CATALOGUE, DAY, event, fold, NOW, said } from '../../testing/objectives.ts'
import { combineObjectives, foldObjectives } from './state.ts'

const POOL: readonly Event[] = [
  ...[
    'my internet is down',
    'where is my order',
    'thank you',
    'I want to cancel',
    'the bill is wrong',
    'ok',
  ].map((text, n) => said(text, NOW - n * DAY)),
  said('my internet is down', NOW - DAY),
  ...[1, 2, 3, 4, 5].map((n) => event('Payment Failed', 'payment', {}, NOW - n * DAY)),
  event('Payment Succeeded', 'payment', {}, NOW - 3 * DAY),
  event('Objective Declared', 'other', { job: 'upgrade' }, NOW - 2 * DAY),
  event('Objective Corrected', 'other', { job: 'upgrade', instead: 'set-up' }, NOW - DAY),
  event('Objective Resolved', 'other', { job: 'set-up' }, NOW - 1),
  event('Mood Declared', 'other', { mood: 'worried' }, NOW - 5),
  event('Mood Declared', 'other', { mood: 'angry' }, NOW - 4),
  event('Page Viewed', 'browse', {}, NOW),
]

describe('folding', () => {
  test('ends in the same bytes in any order, with repeats, and over any split into records', () => {
    const whole = JSON.stringify(fold(POOL))
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...POOL, ...POOL.slice(0, 8)], { minLength: POOL.length + 8 }),
        fc.nat({ max: POOL.length }),
        (events, cut) => {
          expect(JSON.stringify(fold(events))).toBe(whole)
          const parts = [fold(events.slice(0, cut)), fold(events.slice(cut))]
          expect(JSON.stringify(combineObjectives(parts))).toBe(whole)
          expect(JSON.stringify(combineObjectives(parts.toReversed()))).toBe(whole)
        },
      ),
    )
  })
  test('returns the state itself when an event says nothing of the sort', () => {
    const state = fold(POOL)
    expect(foldObjectives(state, event('Page Viewed', 'browse', {}), CATALOGUE)).toBe(state)
  })
  test('stays small however much is said and done', () => {
    const many = Array.from({ length: 500 }, (_, n) => [
      said(`message ${n} `.repeat(500), NOW - n),
      event('Payment Failed', 'payment', {}, NOW - n),
    ]).flat()
    expect(JSON.stringify(fold(many)).length).toBeLessThan(10_000)
  })
})
