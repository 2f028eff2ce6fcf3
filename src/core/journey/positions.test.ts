// The position section of a view: design and discovery told as one, in words with evidence.
import { describe, expect, test } from 'vitest'
import { Journey } from '../../contract/journey.ts'
import { Position } from '../../contract/view.ts'
import { discoveredModel } from './cases.ts'
import { compileJourneys } from './designed/compile.ts'
import type { JourneyState } from './designed/fold.ts'
import { mix, unitOf } from './model/hash.ts'
import { createModel, learnCase } from './model/model.ts'
import { durationOf, positionsOf } from './positions.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const hex = (n: number): string => n.toString(16).padStart(32, '0')

const journeys = ['delivery', 'support'].map((journey) =>
  Journey.parse({
    journey,
    passage: 'object.id',
    importance: journey === 'support' ? 0.9 : 0.5,
    stages: [
      { stage: 'begun', title: 'Begun', enter: 'event.kind == "a"', waitingOn: 'us' },
      { stage: 'sent', enter: 'event.kind == "b"', waitingOn: 'partner', deadlineHours: 240 },
      { stage: 'there', enter: 'event.kind == "c"', ends: 'destination' },
    ],
  }),
)
const result = compileJourneys(journeys)
if (!result.ok) throw new Error('journeys do not compile')
const compiled = result.journeys

/** begun -> sent within hours -> there two days later; every tenth is given up. */
function stagesModel() {
  const model = createModel({ goals: ['there'] })
  for (let n = 0; n < 300; n++) {
    const start = n * HOUR
    const sent = start + (2 + (n % 5)) * HOUR
    const rest = n % 10 === 0 ? [] : [{ step: 'there', at: sent + 2 * DAY }]
    learnCase(model, `p${n}`, [{ step: 'begun', at: start }, { step: 'sent', at: sent }, ...rest])
  }
  return model
}

const models = new Map([['delivery', stagesModel()]])
const begun: JourneyState = { delivery: [[0, hex(1), 'begun', 'O-1']] }
const read = (designed: JourneyState, now: number) =>
  positionsOf({ designed, compiled, models, now, traits: {}, objects: [] })

describe('the position in a view', () => {
  test('stage, whose move, what follows and when, where it leads; it fits the contract', () => {
    const position = Position.parse(read(begun, HOUR))
    expect(position).toMatchObject({
      journey: 'delivery',
      passage: 'O-1',
      title: 'Begun',
      stage: 'begun',
      since: '1970-01-01T00:00:00.000Z',
      state: 'on-course',
      stuck: false,
      waitingOn: 'us',
      path: [{ step: 'begun', visit: 1 }],
    })
    expect(position.next[0]).toMatchObject({ step: 'sent', eta: 'PT3H' })
    expect(position.next[0]?.p).toBeGreaterThan(0.9)
    const [goal] = position.destination ?? []
    expect(goal?.goal).toBe('there')
    expect(Math.abs((goal?.p ?? 0) - 0.9)).toBeLessThan(0.05)
    expect(goal?.eta?.p50).toMatch(/^P2DT/)
  })

  test('waiting longer than nearly all others is being stuck, with numbers and evidence', () => {
    const position = read(begun, 2 * DAY)
    expect(position).toMatchObject({ state: 'stuck', stuck: true })
    expect(position?.norm?.timeInStagePct).toBe(1)
    expect(position?.norm?.n).toBe(300)
    expect(position?.because.at(-1)?.text).toMatch(/^Waiting for 2 days; 95 % of 300 like this/)
    expect(position?.because.at(-1)?.evidence?.[0]).toMatch(/^evt_/)
  })

  test('the chance to arrive never contradicts what is said to follow', () => {
    const fates = createModel({ goals: ['won'] })
    for (let n = 0; n < 300; n++) {
      const start = n * HOUR
      // No clock tells who is rejected, or the hour would be learned.
      const [step, after] = unitOf(mix(n, 4)) < 0.25 ? ['rejected', 60 * HOUR] : ['won', 20 * HOUR]
      learnCase(fates, `p${n}`, [
        { step: 'asked', at: start },
        { step, at: start + after + (n % 7) * HOUR },
      ])
    }
    const stages = [
      { stage: 'asked', enter: 'event.kind == "a"' },
      { stage: 'won', enter: 'event.kind == "b"', ends: 'destination' },
      { stage: 'rejected', enter: 'event.kind == "c"', ends: 'lost' },
    ]
    const loan = compileJourneys([Journey.parse({ journey: 'loan', stages })])
    if (!loan.ok) throw new Error('the journey does not compile')
    const at = (hours: number) =>
      positionsOf({
        designed: { loan: [[0, hex(1), 'asked', '']] },
        compiled: loan.journeys,
        models: new Map([['loan', fates]]),
        now: hours * HOUR,
        traits: {},
        objects: [],
      })
    expect(at(1)?.destination?.[0]?.p).toBeGreaterThan(0.65)
    // Whoever is not accepted by now is rejected.
    const late = at(50)
    expect(late?.next[0]).toMatchObject({ step: 'rejected' })
    const [goal] = late?.destination ?? []
    const lost = late?.next.find(({ step }) => step === 'rejected')?.p ?? 0
    expect(lost).toBeGreaterThan(0.8)
    expect(goal?.p).toBeLessThanOrEqual(1 - lost + 0.001)
    expect(goal?.interval[0]).toBeLessThanOrEqual(goal?.p ?? 0)
    expect(goal?.interval[1]).toBeGreaterThanOrEqual(goal?.p ?? 1)
  })

  test('times are counted as people count them', () => {
    const visits = (times: number): JourneyState => ({
      delivery: Array.from({ length: 2 * times }, (_, n) => {
        return [n * HOUR, hex(n + 1), n % 2 === 0 ? 'sent' : 'begun', 'O-1'] as const
      }),
    })
    const told = (times: number) => read(visits(times), 2 * times * HOUR)?.because[0]?.text
    expect([3, 4, 11, 21, 22].map(told)).toEqual(
      ['3rd', '4th', '11th', '21st', '22nd'].map((nth) => `In "Begun" for the ${nth} time`),
    )
  })

  test('the open passage of most importance is told, the others are named', () => {
    const position = read(
      {
        delivery: [
          [0, hex(1), 'there', 'O-1'],
          [HOUR, hex(2), 'begun', 'O-2'],
        ],
        support: [[0, hex(3), 'begun', 'T-1']],
      },
      2 * HOUR,
    )
    expect(position?.journey).toBe('support')
    expect(position?.others?.map(({ passage, state }) => [passage, state])).toEqual([
      ['O-2', 'on-course'],
      ['O-1', 'arrived'],
    ])
  })

  test('without a model the design speaks alone; without anything there is no position', () => {
    const input = { compiled, now: HOUR, traits: {}, objects: [] }
    expect(positionsOf({ ...input, designed: begun })).toMatchObject({ next: [], stage: 'begun' })
    expect(positionsOf({ ...input, designed: {} })).toBeNull()
  })

  test('without a design the discovered journey speaks', () => {
    const model = stagesModel()
    const steps = [{ step: 'begun', at: 0, evidence: hex(7) }]
    const position = positionsOf({
      designed: {},
      compiled,
      discovered: { model, steps },
      now: 3 * DAY,
      traits: {},
      objects: [],
    })
    expect(position).toMatchObject({ journey: 'discovered', stage: 'begun', state: 'stuck' })
    expect(Position.safeParse(position).success).toBe(true)
  })

  test('where a discovered journey leads, found in the cases, and by which way', () => {
    const cases = Array.from({ length: 100 }, (_, n) => {
      const start = n * HOUR
      const rest = n % 5 === 0 ? 'gave-up' : 'bought'
      return [
        { step: 'looked', at: start },
        { step: 'chose', at: start + HOUR },
        { step: rest, at: start + 3 * HOUR },
      ]
    })
    const model = discoveredModel(cases)
    cases.forEach((own, n) => {
      learnCase(model, `c${n}`, own)
    })
    const steps = [{ step: 'looked', at: 0, evidence: hex(7) }]
    const input = { designed: {}, compiled, traits: {}, objects: [] }
    const position = positionsOf({ ...input, discovered: { model, steps }, now: HOUR / 2 })
    const bought = position?.destination?.find(({ goal }) => goal === 'bought')
    expect(bought?.p).toBeGreaterThan(0.7)
    expect(bought?.p).toBeLessThan(0.9)
    expect(bought?.n).toBe(100)
    expect(bought?.eta?.p50).toMatch(/^PT2H/)
    expect(position?.typicalPath).toEqual([
      { step: 'chose', p: expect.any(Number), eta: 'PT30M' },
      { step: 'bought', p: expect.any(Number), eta: 'PT2H30M' },
    ])
    expect(Position.safeParse(position).success).toBe(true)
  })

  test('without a design nothing is an aim of hers that she has behind her or will hardly come to', () => {
    const cases = Array.from({ length: 200 }, (_, n) => {
      const names = unitOf(mix(n, 6)) < 0.5 ? ['looked', 'bought'] : ['looked', 'left']
      const all = names[1] === 'bought' && unitOf(mix(n, 7)) < 0.4 ? [...names, 'rated'] : names
      return all.map((step, i) => ({ step, at: (n * 5 + i) * HOUR }))
    })
    const model = discoveredModel(cases)
    cases.forEach((own, n) => {
      learnCase(model, `c${n}`, own)
    })
    const steps = [
      { step: 'looked', at: 0, evidence: hex(1) },
      { step: 'bought', at: HOUR, evidence: hex(2) },
    ]
    const input = { designed: {}, compiled, traits: {}, objects: [] }
    const position = positionsOf({ ...input, discovered: { model, steps }, now: HOUR + 60_000 })
    expect(model.options.goals).toEqual(expect.arrayContaining(['bought', 'left', 'rated']))
    expect(position?.destination?.map(({ goal }) => goal)).toEqual(['rated'])
  })
})

test.each([
  [0, 'PT0M'],
  [-5, 'PT0M'],
  [5 * 60_000, 'PT5M'],
  [90 * 60_000, 'PT1H30M'],
  [DAY, 'P1D'],
  [2 * DAY + 3 * HOUR + 60_000, 'P2DT3H'],
])('%d ms is written %s', (ms, text) => {
  expect(durationOf(ms)).toBe(text)
})
