// Events that say how the company stands: who may say it, what it becomes, and that order and repetition change nothing.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event, JsonObject } from '../../contract/event.ts'
import { SituationFeed, type SituationUpdate } from '../../contract/situation.ts'
import { currentSignal } from './current.ts'
import { COMPILED, FRIDAY_TEN, IN_LUND } from './example.ts'
import { compileFeeds, feedFaults, newsFrom } from './feed.ts'
import { foldNews, NO_SITUATION } from './fold.ts'
import { incidentsFor } from './incidents.ts'

const hex = (n: number) => n.toString(16).padStart(32, '0')
const RECORD = {
  id: hex(7),
  entity: 'customer',
  source: 's',
  namespace: 'user_id',
  key: 'u',
} as const

function event(name: string, properties: JsonObject, over: Partial<Event> = {}): Event {
  return {
    id: hex(1),
    messageId: 'm',
    source: 'ours',
    type: 'track',
    name,
    kind: 'other',
    notable: true,
    channel: 'server',
    occurredAt: FRIDAY_TEN,
    receivedAt: FRIDAY_TEN,
    record: RECORD,
    identifiers: [],
    properties,
    consents: [],
    propertiesText: '{}',
    payload: '{}',
    fingerprint: hex(2),
    flags: [],
    ...over,
  }
}

const queue = { feed: 'queue', event: 'Queue Measured', sources: ['ours'] }
const QUEUE = SituationFeed.parse({
  ...queue,
  when: 'event.properties.queue == "support"',
  signal: { capability: 'phone', metric: 'backlog', value: '{properties.waiting}' },
})
const FAULT = SituationFeed.parse({
  feed: 'fault',
  event: 'Fault Reported',
  sources: ['ours'],
  incident: {
    id: '{properties.id}',
    title: 'Node {properties.node} is down',
    status: '{properties.status}',
    capabilities: ['network'],
    touches: { city: '{properties.city}' },
  },
})
const PROMISE = SituationFeed.parse({
  feed: 'promise',
  event: 'Promised',
  sources: ['ours'],
  commitment: { id: '{properties.id}', title: 'Call back', dueAt: '{properties.due}' },
})

const feedsOf = (...situationFeeds: SituationFeed[]) => compileFeeds({ situationFeeds })
const updatesOf = (one: Event, feeds = feedsOf(QUEUE, FAULT, PROMISE)): SituationUpdate[] =>
  newsFrom(one, feeds).flatMap((fed) => (fed.ok ? [fed.update] : []))
const reported = (properties: JsonObject) =>
  event('Fault Reported', {
    id: 'F1',
    node: 'N7',
    status: 'identified',
    city: 'Lund',
    ...properties,
  })

describe('a feed', () => {
  test('makes news of an event of a source that may say it, whatever the case of its name', () => {
    const measured = event('queue measured', { queue: 'support', waiting: '14' })
    expect(updatesOf(measured)).toEqual([
      {
        kind: 'signal',
        signal: {
          id: `queue:${hex(1)}`,
          capability: 'phone',
          metric: 'backlog',
          value: 14,
          at: new Date(FRIDAY_TEN).toISOString(),
          source: 'ours',
        },
      },
    ])
  })

  test('hears no other source: keys of browsers are public', () => {
    const forged = event('Queue Measured', { queue: 'support', waiting: 0 }, { source: 'web' })
    expect(newsFrom(forged, feedsOf(QUEUE))).toEqual([])
  })

  test('says nothing where its condition does not hold', () => {
    expect(updatesOf(event('Queue Measured', { queue: 'sales', waiting: 3 }))).toEqual([])
  })

  test('says why it can make nothing of an event, and never fills a gap', () => {
    const fed = newsFrom(event('Queue Measured', { queue: 'support' }), feedsOf(QUEUE))
    expect(fed).toMatchObject([{ ok: false, feed: 'queue' }])
    const [incident] = newsFrom(reported({ node: { deep: true } }), feedsOf(FAULT))
    expect(incident?.ok).toBe(false)
  })

  test('touches nobody rather than everybody when the event does not say whom', () => {
    const { city: _, ...without } = reported({}).properties
    const [fed] = newsFrom(event('Fault Reported', without), feedsOf(FAULT))
    expect(fed?.ok).toBe(false)
  })

  test('takes what an event says as a value, never as a condition', () => {
    const state = (city: string) => foldNews(NO_SITUATION, updatesOf(reported({ city })))
    const touched = (city: string) =>
      incidentsFor({ customer: IN_LUND, now: FRIDAY_TEN, state: state(city), compiled: COMPILED })
    expect(touched('Lund')).toHaveLength(1)
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        fc.pre(text !== 'Lund')
        expect(touched(text)).toEqual([])
        expect(touched(`" || true || "${text}`)).toEqual([])
        expect(touched(`\\" || true || \\"${text}`)).toEqual([])
      }),
    )
  })

  test('owes a promise to the customer whose event it is', () => {
    const fed = newsFrom(event('Promised', { id: 7, due: '2026-11-27' }), feedsOf(PROMISE))
    expect(fed).toMatchObject([
      {
        ok: true,
        subject: RECORD.id,
        update: { commitment: { id: '7', dueAt: '2026-11-27T00:00:00.000Z', state: 'open' } },
      },
    ])
  })
})

test('any order and any repetition of events say the same, and old news never overwrites newer', () => {
  const measured = fc.record({
    minute: fc.integer({ min: 0, max: 30 }),
    waiting: fc.integer({ min: 0, max: 50 }),
  })
  const asked = {
    capability: 'phone',
    metric: 'backlog',
    ttlSeconds: 300,
    now: FRIDAY_TEN,
  } as const
  fc.assert(
    fc.property(
      fc.uniqueArray(measured, { maxLength: 12, selector: ({ minute }) => minute }),
      fc.infiniteStream(fc.nat()),
      (all, dice) => {
        const news = all.flatMap(({ minute, waiting }) =>
          updatesOf(
            event(
              'Queue Measured',
              { queue: 'support', waiting },
              {
                id: hex(minute + 10),
                occurredAt: FRIDAY_TEN - minute * 60_000,
              },
            ),
          ),
        )
        const shuffled = [...news, ...news]
          .map((one) => ({ one, at: dice.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one)
        const newest = [...all].sort((a, b) => a.minute - b.minute)[0]
        // Past its time it is unknown, however often it was said.
        const expected = newest && newest.minute <= 5 ? newest.waiting : undefined
        expect(currentSignal(foldNews(NO_SITUATION, shuffled), asked)?.value).toBe(expected)
      },
    ),
  )
})

test('definitions that cannot work are refused with their path', () => {
  const faulty = [
    { ...QUEUE, when: 'event.properties.queue ==' },
    { ...QUEUE, feed: 'two', incident: FAULT.incident },
    SituationFeed.parse({ ...queue, feed: 'none' }),
    {
      ...QUEUE,
      feed: 'moon',
      signal: { ...QUEUE.signal, capability: 'moon', metric: 'backlog', value: '{payload.x}' },
    },
  ]
  const paths = feedFaults({
    situationFeeds: faulty,
    capabilities: [...COMPILED.capabilities.values()].map(({ definition }) => definition),
  })
  expect(paths.map(({ path }) => path)).toEqual([
    'situationFeeds.queue.when',
    'situationFeeds.two',
    'situationFeeds.none',
    'situationFeeds.moon',
    'situationFeeds.moon',
  ])
  expect(SituationFeed.safeParse({ ...queue, sources: [], signal: QUEUE.signal }).success).toBe(
    false,
  )
})
