// Waits: measured where they are steady, from the queue where they are not, and never invented.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Capability, SituationUpdate } from '../../contract/situation.ts'
import { bracketOf, bracketWords, durationText, figureWords } from './bracket.ts'
import { asking, COMPILED, minutesAgo, signal } from './example.ts'
import { tailOfGamma } from './gamma.ts'
import { minutesExceeded, waitBehind, waitOnArrival } from './queue.ts'
import { waitFor } from './wait.ts'

const PHONE = COMPILED.capabilities.get('phone')?.definition as Capability

function wait(updates: readonly SituationUpdate[]) {
  const { state, now } = asking(updates)
  return waitFor(PHONE, state, now)
}
const measured = (...waits: readonly number[]) =>
  waits.map((value, index) =>
    signal('phone', 'wait', value, { at: minutesAgo(index), id: `w-${index}` }),
  )
const queue = (agents: number, backlog: number) => [
  signal('phone', 'agents', agents),
  signal('phone', 'backlog', backlog),
]

describe('the wait for a team', () => {
  test('is what people waited just now, when that is steady', () => {
    expect(wait(measured(5, 6, 5, 7, 6))).toMatchObject({ by: 'measured', p50: 6, p90: 7 })
  })

  test.each([
    ['few', measured(5, 6, 5, 7)],
    ['wild', measured(1, 20, 2, 30, 1)],
  ])('%s measurements give way to the queue', (_, waits) => {
    expect(wait([...waits, ...queue(3, 6)])).toMatchObject({ by: 'queue' })
  })

  test('is what the queue itself says, where nothing else is known', () => {
    expect(wait(measured(12))).toMatchObject({ by: 'said', p50: 12, p90: 24 })
    expect(wait(measured(12))?.tooLong).toBeGreaterThan(wait(measured(2))?.tooLong ?? 1)
    expect(wait([signal('phone', 'wait', 12, { at: minutesAgo(20) })])).toBeUndefined()
    expect(wait(measured(1, 20, 2, 30, 1))).toBeUndefined()
  })

  test('behind others is longer, with more agents shorter', () => {
    const p50 = (agents: number, backlog: number) => wait(queue(agents, backlog))?.p50 ?? 0
    expect(p50(3, 6)).toBeGreaterThan(p50(3, 2))
    expect(p50(6, 6)).toBeLessThan(p50(3, 6))
  })

  test('is nothing while somebody is free', () => {
    expect(wait([...queue(3, 0), signal('phone', 'load', 0.6)])).toMatchObject({ p50: 0, p90: 0 })
  })

  test('is told from arrivals where the queue is not seen', () => {
    const from = (arrivals: number) =>
      wait([signal('phone', 'agents', 3), signal('phone', 'arrivals', arrivals)])
    expect(from(10)).toMatchObject({ by: 'arrivals', p50: 0 })
    expect(from(60)?.p90).toBeGreaterThan(from(25)?.p90 ?? 0)
  })

  test('is unknown when all that is known is old', () => {
    const old = { at: minutesAgo(20) }
    expect(
      wait([signal('phone', 'agents', 3, old), signal('phone', 'backlog', 2, old)]),
    ).toBeUndefined()
    const waits = (newest: number) =>
      [0, 1, 2, 3, 4].map((n) =>
        signal('phone', 'wait', 6, { at: minutesAgo(newest + n), id: `w-${n}` }),
      )
    expect(wait(waits(20))).toBeUndefined()
    expect(wait([...waits(20), ...queue(3, 6)])).toMatchObject({ by: 'queue' })
    expect(wait(waits(2))).toMatchObject({ by: 'measured' })
  })
})

describe('the queue of people who may give up', () => {
  const calls = { agents: 1, handleMinutes: 4, patienceMinutes: 1e9 }

  test('without patience running out it is the sum of the calls before', () => {
    // One agent, nobody before her: exponential with the mean of a call.
    expect(waitBehind(calls, 0).longerThan(4)).toBeCloseTo(Math.exp(-1), 6)
    expect(minutesExceeded(waitBehind(calls, 0), 0.5)).toBeCloseTo(4 * Math.LN2, 3)
  })

  test('agrees with the formula of Erlang where nobody gives up', () => {
    // M/M/1 at half load: half of them wait, and waits are exponential with mean 8.
    const waiting = waitOnArrival(calls, 0.125)
    expect(waiting.longerThan(0)).toBeCloseTo(0.5, 3)
    expect(waiting.longerThan(8)).toBeCloseTo(0.5 * Math.exp(-1), 2)
  })

  test('more patience never makes it shorter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 200 }),
        fc.double({ min: 1, max: 30, noNaN: true }),
        (agents, waiting, patience) => {
          const behind = (patienceMinutes: number) =>
            minutesExceeded(waitBehind({ agents, handleMinutes: 5, patienceMinutes }, waiting), 0.5)
          expect(behind(patience * 2)).toBeGreaterThanOrEqual(behind(patience) - 1e-6)
        },
      ),
    )
  })

  test('the tail of the gamma distribution is right where it is known', () => {
    expect(tailOfGamma(3, { mean: 1, variance: 1 })).toBeCloseTo(Math.exp(-3), 9)
    expect(tailOfGamma(4, { mean: 2, variance: 2 })).toBeCloseTo(5 * Math.exp(-4), 9)
    expect(tailOfGamma(100, { mean: 100, variance: 1 })).toBeCloseTo(0.49867, 4)
  })
})

describe('a wait in words', () => {
  test.each([
    [{ p50: 0, p90: 0.4 }, 'less than a minute'],
    [{ p50: 0, p90: 4 }, 'up to 5 minutes'],
    [{ p50: 6, p90: 9 }, '5 to 10 minutes'],
    [{ p50: 40, p90: 80 }, '30 minutes to 1.5 hours'],
    [{ p50: 100, p90: 150 }, '1.5 to 3 hours'],
    [{ p50: 1_500, p90: 2_600 }, '1 to 2 days'],
    [{ p50: 50_000, p90: 90_000 }, 'more than 30 days'],
  ])('%o: %s', (eta, words) => {
    expect(bracketWords(eta)).toBe(words)
  })

  test('the bracket holds half and nine tenths of the waits', () => {
    fc.assert(
      fc.property(fc.nat(60_000), fc.nat(60_000), (a, b) => {
        const eta = { p50: Math.min(a, b), p90: Math.max(a, b) }
        const { from, to } = bracketOf(eta)
        expect(from).toBeLessThanOrEqual(eta.p50)
        expect(to).toBeGreaterThanOrEqual(eta.p90)
        expect(to).toBeGreaterThan(from)
      }),
    )
  })

  test('staff read figures, machines durations', () => {
    expect(figureWords({ p50: 6.2, p90: 90 })).toBe('6 min, 9 of 10 within 1.5 h')
    expect([0, 12, 90, 2_880, 1_501].map(durationText)).toEqual([
      'PT0M',
      'PT12M',
      'PT1H30M',
      'P2D',
      'P1DT1H1M',
    ])
  })
})
