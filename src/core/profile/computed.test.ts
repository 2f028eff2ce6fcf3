// Computed traits: any order and split gives the same bytes, and windows lapse as a count over all events would.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event, Json, JsonObject } from '../../contract/event.ts'
import { ComputedTrait, SurvivorshipRule } from '../../contract/trait.ts'
import {
  type CompiledComputed,
  type ComputedState,
  combineComputed,
  compileComputed,
  foldComputed,
  NO_COMPUTED,
} from './computed.ts'
import { readComputed } from './computed-value.ts'
import { profileFingerprint } from './fingerprint.ts'
import { compileSurvivorship } from './rules.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const hex = (n: number) => n.toString(16).padStart(32, '0')

type Given = { readonly name: string; readonly of: ComputedTrait['of'] } & Partial<ComputedTrait>
const define = (given: readonly Given[]) => given.map((one) => ComputedTrait.parse(one))
const compile = (...given: readonly Given[]): CompiledComputed => {
  const result = compileComputed(define(given))
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.computed
}
const paid = (n: number, at: number, properties: JsonObject = {}, name = 'Paid') => {
  const event = { id: hex(n), type: 'track', name, kind: 'order', channel: 'web' }
  return { ...event, occurredAt: at, properties } as unknown as Event
}
const foldAll = (events: readonly Event[], compiled: CompiledComputed): ComputedState =>
  events.reduce((state, event) => foldComputed(state, event, compiled), NO_COMPUTED)

const when = "event.name == 'Paid'"
const value = 'properties.total'
const ALL = (['count', 'sum', 'first', 'last', 'min', 'max'] as const).flatMap((of): Given[] => [
  { name: of, of, when, value },
  { name: `${of}_2d`, of, when, value, windowDays: 2 },
])
const COMPILED = compile(...ALL)

const step = fc.record({
  at: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 6 * DAY })),
  total: fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.constantFrom<Json>('19.99', 'free', null, true),
  ),
  name: fc.constantFrom('Paid', 'Paid', 'Paid', 'Seen'),
})
const listOf = (maxLength: number) =>
  fc
    .array(step, { maxLength, size: 'max' })
    .map((list) => list.map(({ at, total, name }, i) => paid(i, at, { total }, name)))
const shuffledWithSplit = listOf(50).chain((list) =>
  fc.tuple(
    fc.constant(list),
    fc.shuffledSubarray(list, { minLength: list.length }),
    fc.array(fc.integer({ min: 0, max: 2 }), { minLength: list.length, maxLength: list.length }),
  ),
)

describe('folding computed traits', () => {
  test('ends in the same bytes in any order and from any split into records', () => {
    fc.assert(
      fc.property(shuffledWithSplit, ([list, shuffled, places]) => {
        const parts = [0, 1, 2].map((place) => {
          return foldAll(
            shuffled.filter((_, i) => places[i] === place),
            COMPILED,
          )
        })
        const whole = JSON.stringify(foldAll(list, COMPILED))
        expect(JSON.stringify(foldAll(shuffled, COMPILED))).toBe(whole)
        expect(JSON.stringify(combineComputed(parts, COMPILED))).toBe(whole)
      }),
      { numRuns: 300 },
    )
  })

  test('does so too when windows overflow into buckets and entries leave them', () => {
    const seeds = fc.tuple(fc.integer({ min: 300, max: 900 }), fc.integer({ min: 1, max: 12 }))
    fc.assert(
      fc.property(seeds, fc.nat(), ([many, days], seed) => {
        const list = Array.from({ length: many }, (_, i) => {
          const at = ((i * 7919 + seed) * 104_729) % (days * DAY)
          return paid(i, at, { total: ((i * 31 + seed) % 97) / 10 })
        })
        const shuffled = list.toSorted(
          (a, b) => ((a.occurredAt * 7) % 1009) - ((b.occurredAt * 7) % 1009),
        )
        const odd = foldAll(
          shuffled.filter((_, i) => i % 2 === 1),
          COMPILED,
        )
        const even = foldAll(
          shuffled.filter((_, i) => i % 2 === 0),
          COMPILED,
        )
        const whole = JSON.stringify(foldAll(list, COMPILED))
        expect(JSON.stringify(foldAll(shuffled, COMPILED))).toBe(whole)
        expect(JSON.stringify(combineComputed([odd, even], COMPILED))).toBe(whole)
      }),
      { numRuns: 8 },
    )
  })

  test('survives a round trip through JSON text between any two events', () => {
    fc.assert(
      fc.property(listOf(30), (list) => {
        const stored = list.reduce((text, event) => {
          return JSON.stringify(foldComputed(JSON.parse(text), event, COMPILED))
        }, '{}')
        expect(stored).toBe(JSON.stringify(foldAll(list, COMPILED)))
      }),
    )
  })

  test('returns the same object for an event that concerns no trait', () => {
    const state = foldAll([paid(1, 1, { total: 1 })], COMPILED)
    expect(foldComputed(state, paid(2, 2, { total: 2 }, 'Seen'), COMPILED)).toBe(state)
  })

  test('asks the condition beyond the name, and each trait once however its names repeat', () => {
    const compiled = compile(
      { name: 'large', of: 'count', when: `${when} && event.properties.total > 10` },
      { name: 'twice', of: 'count', when: `event.name in ['Paid', 'Paid']` },
      { name: 'kinds', of: 'count', when: `event.kind == 'order'` },
      { name: 'tracks', of: 'count', when: `event.type == 'track'` },
      { name: 'constructor', of: 'last', when: '', value },
      { name: 'told', of: 'count', when: 'has(event.traits.email)' },
    )
    const state = foldAll(
      [paid(1, 1, { total: 9 }), paid(2, 2, { total: 11 }), paid(3, 3)],
      compiled,
    )
    const values = Object.entries(readComputed(state, compiled, 9)).map(([k, v]) => [k, v.value])
    expect(Object.fromEntries(values)).toEqual({
      large: 1,
      twice: 3,
      kinds: 3,
      tracks: 3,
      constructor: 11,
      told: 0,
    })
  })

  test('keeps no minus zero, which JSON text would turn into zero', () => {
    const state = foldAll([paid(1, 1, { total: -0 })], COMPILED)
    expect(JSON.parse(JSON.stringify(state))).toEqual({
      ...state,
      first: { b: [1, 0, hex(1)] },
      first_2d: { w: [[1, 0, hex(1)]] },
      last: { b: [1, 0, hex(1)] },
      last_2d: { b: [1, 0, hex(1)] },
    })
  })

  test('a count costs few bytes', () => {
    const compiled = compile({ name: 'orders', of: 'count', when })
    const state = foldAll(
      [1, 2, 3, 4, 5].map((n) => paid(n, 1.7e12 + n)),
      compiled,
    )
    expect(JSON.stringify(state).length).toBeLessThan(200)
  })

  test('a window never holds more than 256 entries and 745 buckets', () => {
    const compiled = compile({ name: 'seen', of: 'count', windowDays: 365 })
    const list = Array.from({ length: 4_000 }, (_, i) => paid(i, i * 2.5 * HOUR))
    const tally = foldAll(list, compiled)['seen']
    expect(tally?.w?.length).toBe(256)
    expect(tally?.k?.length).toBeLessThanOrEqual(745)
  })
})

/** The same question answered from all events at once. */
function bruteForce(
  list: readonly Event[],
  of: ComputedTrait['of'],
  after: number,
): Json | undefined {
  const numbers = (total: Json | undefined) => typeof total === 'number' || total === '19.99'
  const isSpoken = (total: Json | undefined) => total !== null && total !== undefined
  const inside = list
    .filter((event) => event.name === 'Paid' && event.occurredAt > after)
    .toSorted((a, b) => a.occurredAt - b.occurredAt || (a.id < b.id ? -1 : 1))
    .map((event) => event.properties['total'])
  const amounts = inside.filter(numbers).map(Number)
  switch (of) {
    case 'count':
      return inside.length
    case 'sum':
      return amounts.reduce((sum, amount) => sum + Math.round(amount * 1e6), 0) / 1e6
    case 'min':
      return amounts.length === 0 ? undefined : Math.min(...amounts) + 0
    case 'max':
      return amounts.length === 0 ? undefined : Math.max(...amounts) + 0
    case 'first':
      return inside.find(isSpoken)
    case 'last':
      return inside.findLast(isSpoken)
  }
}

describe('reading computed traits', () => {
  test('says what a look at all events would say, at any later moment', () => {
    fc.assert(
      fc.property(listOf(200), fc.integer({ min: 0, max: 4 * DAY }), (list, later) => {
        const newest = Math.max(0, ...list.map((event) => event.occurredAt))
        const now = newest + later
        const values = readComputed(foldAll(list, COMPILED), COMPILED, now)
        for (const { name, of, windowDays } of ALL) {
          const after = windowDays === undefined ? -1 : now - windowDays * DAY
          expect([name, values[name]?.value]).toEqual([name, bruteForce(list, of, after)])
        }
      }),
      { numRuns: 200 },
    )
  })

  test('is off by no more than one hour of events beyond 256 entries', () => {
    const list = Array.from({ length: 1_500 }, (_, i) => paid(i, i * 5 * 60_000, { total: 1 }))
    const state = foldAll(list, COMPILED)
    const newest = list.at(-1)?.occurredAt ?? 0
    for (let now = newest; now < newest + 3 * DAY; now += 17 * 60_000) {
      const found = readComputed(state, COMPILED, now)['count_2d']?.value as number
      const exact = bruteForce(list, 'count', now - 2 * DAY) as number
      expect(found - exact).toBeGreaterThanOrEqual(0)
      expect(found - exact).toBeLessThanOrEqual(12)
      expect(readComputed(state, COMPILED, now)['sum_2d']?.value).toBe(found)
    }
  })

  test('cites the newest events and says over what it was taken', () => {
    const compiled = compile({ name: 'orders', of: 'count', when, windowDays: 30 })
    const state = foldAll(
      [1, 2, 3, 4].map((n) => paid(n, n * DAY)),
      compiled,
    )
    expect(readComputed(state, compiled, 33 * DAY)['orders']).toEqual({
      value: 1,
      at: '1970-01-05T00:00:00.000Z',
      evidence: ['evt_00000000000000000000000004'],
      because: [
        {
          text: "Counted over 1 event where event.name == 'Paid' in the last 30 days",
          evidence: ['evt_00000000000000000000000004'],
        },
      ],
    })
  })

  test('gives the time where first and last name no value, and 0 for counts of nothing', () => {
    const compiled = compile({ name: 'since', of: 'first' }, { name: 'none', of: 'sum', value })
    const values = readComputed(foldAll([paid(1, 1000), paid(2, 500)], compiled), compiled, 2000)
    expect(values['since']?.value).toBe('1970-01-01T00:00:00.500Z')
    expect(values['none']).toMatchObject({ value: 0, evidence: [] })
    expect(Object.keys(readComputed({}, compiled, 0))).toEqual(['none'])
  })
})

describe('definitions', () => {
  test('that cannot work are all named with the reason', () => {
    const result = compileComputed(
      define([
        { name: 'a', of: 'sum' },
        { name: 'b', of: 'count', when: 'event.name ==' },
        { name: 'c', of: 'max', value: 'record.id' },
        { name: 'd', of: 'count' },
        { name: 'd', of: 'count' },
      ]),
    )
    expect(result.ok ? [] : result.problems.map((problem) => problem.trait)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ])
  })

  test('change the fingerprint only where state has to be folded again', () => {
    const rule = SurvivorshipRule.parse({ trait: 'x' })
    const print = (given: Given, changed: object = {}) =>
      profileFingerprint(compileSurvivorship([{ ...rule, ...changed }]), compile(given))
    const base = print({ name: 'a', of: 'count' })
    expect(print({ name: 'a', of: 'count', description: 'b' }, { sources: ['crm'] })).toBe(base)
    expect(print({ name: 'a', of: 'count' }, { expiresAfterDays: 3 })).toBe(base)
    expect(print({ name: 'a', of: 'count' }, { keep: 'highest' })).not.toBe(base)
    expect(print({ name: 'a', of: 'count', windowDays: 3 })).not.toBe(base)
    expect(print({ name: 'a', of: 'count', when })).not.toBe(base)
  })
})
