// What is remembered of designed journeys: the same bytes whatever the order, the repetition and the division.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../../contract/event.ts'
import { Journey } from '../../../contract/journey.ts'
import { defaultDefinitions } from '../../../testing/default-definitions.ts'
import { type CompiledJourneys, compileJourneys } from './compile.ts'
import { journeysFingerprint } from './fingerprint.ts'
import {
  combineJourneys,
  foldJourneys,
  type JourneyState,
  journeysOf,
  NO_JOURNEYS,
  SIGNALS_MAX,
} from './fold.ts'

const JOURNEYS = defaultDefinitions().journeys ?? []
const HOUR = 3_600_000
const LATER = Date.UTC(2026, 5, 1)

function compiled(journeys: readonly Journey[] = JOURNEYS): CompiledJourneys {
  const result = compileJourneys(journeys)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.journeys
}

const STATUSES = [
  'placed',
  'processing',
  'shipped',
  'delivered',
  'cancelled',
  'unheard of',
] as const

function order(n: number, at: number, id: string, status: string, body = {}): Event {
  return {
    id: n.toString(16).padStart(32, '0'),
    type: 'track',
    name: 'Order Updated',
    kind: 'order',
    channel: 'server',
    occurredAt: at,
    record: { id: 'r', entity: 'customer' },
    properties: {},
    object: { type: 'order', id, mode: 'full', status, body },
  } as unknown as Event
}

const all = compiled()
const fold = (events: readonly Event[], from: JourneyState = NO_JOURNEYS): JourneyState =>
  events.reduce(
    (state, event) => foldJourneys(state, event, { compiled: all, entity: 'customer' }),
    from,
  )

const events = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom('A', 'B', 'C'),
      fc.constantFrom(...STATUSES),
      fc.option(fc.integer({ min: -40, max: 60 })),
    ),
    { maxLength: 200 },
  )
  .map((list) =>
    list.map(([hour, id, status, placed], n) => {
      const body =
        placed === null ? {} : { placedAt: new Date(LATER + placed * HOUR).toISOString() }
      return order(n + 1, LATER + hour * HOUR, id, status, body)
    }),
  )

describe('signals of designed journeys', () => {
  test('the journeys that Alidade comes with compile', () => {
    expect(JOURNEYS.length).toBeGreaterThanOrEqual(3)
    expect(compileJourneys(JOURNEYS).ok).toBe(true)
    expect(all.rest, 'every trigger stands in a table').toHaveLength(0)
  })

  test('any order of arrival and any repetition end in the same bytes', () => {
    fc.assert(
      fc.property(
        events.chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray([...list, ...list.slice(0, 20)], { minLength: 0 }),
          ),
        ),
        ([list, some]) => {
          const shuffled = [...some, ...list].reverse()
          expect(JSON.stringify(fold(shuffled))).toBe(JSON.stringify(fold(list)))
        },
      ),
    )
  })

  test('any division over records ends in the same bytes once combined', () => {
    fc.assert(
      fc.property(events, fc.array(fc.integer({ min: 0, max: 2 })), (list, shares) => {
        const parts = [0, 1, 2].map((part) =>
          fold(list.filter((_, i) => (shares[i % Math.max(1, shares.length)] ?? 0) === part)),
        )
        expect(JSON.stringify(combineJourneys(parts))).toBe(JSON.stringify(fold(list)))
      }),
    )
  })

  test('however long a life, the newest signals stay, and no more', () => {
    const long = Array.from({ length: SIGNALS_MAX * 2 }, (_, n) =>
      order(n + 1, n * HOUR, 'A', n % 2 ? 'placed' : 'shipped'),
    )
    const signals = fold(long)['order-to-delivery'] ?? []
    expect(signals).toHaveLength(SIGNALS_MAX)
    expect(signals.at(-1)?.[0]).toBe((SIGNALS_MAX * 2 - 1) * HOUR)
    expect(JSON.stringify(fold(long.toReversed()))).toBe(JSON.stringify(fold(long)))
  })

  test('what its body says of its beginning is remembered once, however often it is said again', () => {
    const body = { placed_at: new Date(LATER - 5 * HOUR).toISOString() }
    const state = fold([
      order(1, LATER, 'A', 'placed', body),
      order(2, LATER + HOUR, 'A', 'shipped', body),
    ])
    const told = state['order-to-delivery']?.map(([t, e, stage]) => [t - LATER, e.slice(-1), stage])
    expect(told).toEqual([
      [-5 * HOUR, '', 'placed'],
      [0, '1', 'placed'],
      [HOUR, '2', 'shipped'],
    ])
  })

  test.each([
    ['a placeholder', '0001-01-01T00:00:00Z'],
    ['a time after the event', new Date(LATER + HOUR).toISOString()],
    ['no time', 'yesterday'],
    ['the moment of the event', new Date(LATER).toISOString()],
  ])('%s is no beginning', (_, placedAt) => {
    expect(fold([order(1, LATER, 'A', 'placed', { placedAt })])).toEqual(
      fold([order(1, LATER, 'A', 'placed')]),
    )
  })

  test('a journey whose definition says so believes its events only', () => {
    const strict = compiled(JOURNEYS.map((journey) => ({ ...journey, began: [] })))
    const event = order(1, LATER, 'A', 'placed', { placedAt: new Date(LATER - HOUR).toISOString() })
    const state = foldJourneys(NO_JOURNEYS, event, { compiled: strict, entity: 'customer' })
    expect(state['order-to-delivery']).toHaveLength(1)
  })

  test('an event that concerns no journey leaves the state as it is, the same object', () => {
    const state = fold([order(1, 0, 'A', 'placed')])
    const other = { ...order(2, HOUR, 'A', 'unheard of') }
    expect(fold([other], state)).toBe(state)
    expect(fold([order(1, 0, 'A', 'placed')], state)).toBe(state)
  })

  test('journeys of accounts are not told on people', () => {
    const deal = {
      ...order(3, 0, 'D', 'proposal'),
      kind: 'sales',
      name: 'Opportunity Updated',
      object: { type: 'opportunity', id: 'D', mode: 'full', status: 'proposal', body: {} },
    } as unknown as Event
    expect(fold([deal])).toBe(NO_JOURNEYS)
    const account = foldJourneys(NO_JOURNEYS, deal, { compiled: all, entity: 'account' })
    expect(Object.keys(account)).toEqual(['opportunity-to-contract'])
    const both = foldJourneys(fold([order(1, 0, 'A', 'placed')]), deal, {
      compiled: all,
      entity: 'any',
    })
    expect(Object.keys(both)).toEqual(['opportunity-to-contract', 'order-to-delivery'])
    expect(Object.keys(journeysOf(both, 'customer', all))).toEqual(['order-to-delivery'])
    expect(journeysOf(both, 'account', all)).toEqual(account)
    expect(journeysOf(account, 'account', all)).toBe(account)
  })

  test('the fingerprint changes with what is remembered and not with what is only read', () => {
    const [first] = JOURNEYS
    if (!first) throw new Error('no journey')
    const [stage, ...rest] = first.stages
    if (!stage) throw new Error('no stage')
    const later = { ...first, stages: [{ ...stage, deadlineHours: 1 }, ...rest] }
    const other = { ...first, stages: [{ ...stage, enter: 'event.kind == "other"' }, ...rest] }
    expect(journeysFingerprint([later])).toBe(journeysFingerprint([first]))
    expect(journeysFingerprint([other])).not.toBe(journeysFingerprint([first]))
  })

  test('faults of a definition are told with the stage they are in', () => {
    const broken = Journey.parse({
      journey: 'a',
      passage: 'nowhere.id',
      stages: [{ stage: 'x', enter: 'event.kind ==', next: ['y'] }],
    })
    const result = compileJourneys([broken])
    const paths = result.ok ? [] : result.problems.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['a', 'a.x']))
  })
})
