// News in any order, each any number of times, gives one state.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SituationUpdate } from '../../contract/situation.ts'
import { currentSignal, liveSamples } from './current.ts'
import { commitment, constraint, FRIDAY_TEN, incident, minutesAgo, signal } from './example.ts'
import { foldSituation, NO_SITUATION } from './fold.ts'

const fold = (updates: readonly SituationUpdate[]) => updates.reduce(foldSituation, NO_SITUATION)
const backlog = (now: number) => ({
  capability: 'phone',
  metric: 'backlog' as const,
  ttlSeconds: 300,
  now,
})

const update: fc.Arbitrary<SituationUpdate> = fc
  .record({
    minute: fc.integer({ min: 0, max: 60 }),
    value: fc.integer({ min: 0, max: 9 }),
    name: fc.constantFrom('a', 'b', 'c'),
    kind: fc.constantFrom('signal', 'constraint', 'incident', 'commitment'),
  })
  .map(({ minute, value, name, kind }) => {
    const at = minutesAgo(minute)
    if (kind === 'signal') return signal('phone', 'backlog', value, { at, id: name })
    if (kind === 'constraint') return constraint({ id: name, at, amount: value })
    if (kind === 'incident') return incident({ id: name, at, title: `Incident ${value}` })
    return commitment({ id: name, at, granted: value })
  })

describe('the fold of news', () => {
  test('any order and any repetition give the same state', () => {
    fc.assert(
      fc.property(
        fc.array(update, { maxLength: 30 }),
        fc.infiniteStream(fc.nat()),
        (news, dice) => {
          const shuffled = [...news, ...news.slice(0, 5)]
            .map((one) => ({ one, at: dice.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one)
          const sorted = (state: ReturnType<typeof fold>) =>
            Object.values(state).map((map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1)))
          expect(sorted(fold(shuffled))).toEqual(sorted(fold(news)))
        },
      ),
    )
  })

  test('the newest of many waits are kept, whatever came first', () => {
    const many = Array.from({ length: 100 }, (_, minute) =>
      signal('phone', 'wait', minute, { at: minutesAgo(minute), id: `w-${minute}` }),
    )
    const samples = (news: readonly SituationUpdate[]) =>
      [...fold(news).signals.values()][0]?.map((one) => one.value)
    expect(samples(many)).toEqual(Array.from({ length: 40 }, (_, index) => index))
    expect(samples([...many].reverse())).toEqual(samples(many))
  })

  test('news that changes nothing gives the same state back', () => {
    const state = fold([signal('phone', 'backlog', 1), constraint(), incident(), commitment()])
    for (const one of [signal('phone', 'backlog', 1), constraint(), incident(), commitment()]) {
      expect(foldSituation(state, one)).toBe(state)
    }
  })
})

describe('what a signal says now', () => {
  test('the newest counts, until its time is over', () => {
    const state = fold([
      signal('phone', 'backlog', 4, { at: minutesAgo(2) }),
      signal('phone', 'backlog', 9, { at: minutesAgo(4) }),
    ])
    expect(currentSignal(state, backlog(FRIDAY_TEN))?.value).toBe(4)
    expect(currentSignal(state, backlog(FRIDAY_TEN + 240_000))).toBeUndefined()
  })

  test('a signal may say itself how long it holds', () => {
    const state = fold([signal('phone', 'backlog', 4, { ttlSeconds: 3_600 })])
    expect(currentSignal(state, backlog(FRIDAY_TEN + 1_800_000))?.value).toBe(4)
  })

  test('what claims to come from the future is not believed', () => {
    const state = fold([signal('phone', 'backlog', 4, { at: minutesAgo(-30) })])
    expect(liveSamples(state, backlog(FRIDAY_TEN))).toEqual([])
  })
})
