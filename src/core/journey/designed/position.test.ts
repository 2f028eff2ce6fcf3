// Where someone stands on a designed journey, and whether that is on course.
import { describe, expect, test } from 'vitest'
import { Journey } from '../../../contract/journey.ts'
import { compileJourneys } from './compile.ts'
import { type Signal, STATED } from './fold.ts'
import { passagesOf } from './position.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const repair = Journey.parse({
  journey: 'repair',
  passage: 'object.id',
  loopAfterVisits: 3,
  forgetAfterDays: 30,
  stages: [
    { stage: 'asked', enter: 'event.kind == "a"', waitingOn: 'us', next: ['booked', 'done'] },
    {
      stage: 'booked',
      title: 'Visit booked',
      enter: 'event.kind == "b"',
      exit: 'event.kind == "x"',
      waitingOn: 'partner',
      slowAfterHours: 24,
      deadlineHours: 48,
      next: ['asked', 'done'],
    },
    {
      stage: 'blocked',
      enter: 'event.kind == "c"',
      holds: 'objects.exists(o, o.type == "invoice" && o.open)',
    },
    { stage: 'done', enter: 'event.kind == "d"', ends: 'destination' },
    { stage: 'given-up', enter: 'event.kind == "e"', ends: 'lost' },
  ],
})

function read(signals: readonly Signal[], now: number, objects: readonly unknown[] = []) {
  const result = compileJourneys([repair])
  const journey = result.ok ? result.journeys.byJourney.get('repair') : undefined
  if (!journey) throw new Error('the journey does not compile')
  return passagesOf(journey, signals, { now, traits: {}, objects })
}

const at = (hours: number, stage: string, passage = 'R1'): Signal => [
  hours * HOUR,
  `e${hours}`,
  stage,
  passage,
]

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items]
  return items.flatMap((one) =>
    permutations(items.filter((other) => other !== one)).map((rest) => [one, ...rest]),
  )
}

describe('a passage of a designed journey', () => {
  test('stage, since when, by what, whose move, and the way so far', () => {
    const [here] = read([at(0, 'asked'), at(5, 'booked')], 10 * HOUR)
    expect(here).toMatchObject({
      stage: 'booked',
      since: 5 * HOUR,
      enteredBy: 'e5',
      waitingOn: 'partner',
      state: 'on-course',
      due: 53 * HOUR,
      isOverdue: false,
    })
    expect(here?.path.map(({ stage, visit }) => [stage, visit])).toEqual([
      ['asked', 1],
      ['booked', 1],
    ])
  })

  test('events of one moment count in the order of the stages, whatever their ids', () => {
    const day = 24 * HOUR
    const ids = ['a', 'b', 'c']
    for (const [asked, booked, done] of permutations(ids)) {
      const signals = [
        [day, asked, 'asked', 'R1'],
        [day, booked, 'booked', 'R1'],
        [day, done, 'done', 'R1'],
      ] as unknown as Signal[]
      const [here] = read(
        signals.sort((a, b) => (a[1] < b[1] ? -1 : 1)),
        2 * day,
      )
      expect(here?.path.map(({ stage }) => stage)).toEqual(['asked', 'booked', 'done'])
      expect(here?.state).toBe('arrived')
    }
    for (const [enter, exit] of permutations(['a', 'b'])) {
      const signals = [
        [day, enter, 'booked', 'R1'],
        [day, exit, '-booked', 'R1'],
      ] as unknown as Signal[]
      const [out] = read(
        signals.sort((a, b) => (a[1] < b[1] ? -1 : 1)),
        2 * day,
      )
      expect(out).toMatchObject({ stage: 'booked', state: 'left' })
    }
  })

  test('what began before its first event is told from then on, with that event as evidence', () => {
    const stated: Signal = [2 * HOUR, STATED, 'asked', 'R1']
    const [late] = read([stated, at(5, 'asked')], 10 * HOUR)
    expect(late).toMatchObject({ stage: 'asked', since: 2 * HOUR, enteredBy: 'e5' })
    const [on] = read([stated, at(5, 'booked')], 10 * HOUR)
    expect(on?.path.map(({ stage, at: t, evidence }) => [stage, t / HOUR, evidence])).toEqual([
      ['asked', 2, 'e5'],
      ['booked', 5, 'e5'],
    ])
    const [again] = read([stated, at(5, 'done'), at(7, 'asked')], 10 * HOUR)
    expect(again).toMatchObject({ stage: 'asked', since: 7 * HOUR })
    expect(read([stated], 10 * HOUR)).toEqual([])
  })

  test('time alone makes her slow, then stuck, with the reason and its evidence', () => {
    const signals = [at(0, 'asked'), at(5, 'booked')]
    expect(read(signals, 30 * HOUR)[0]?.state).toBe('slow')
    const [late] = read(signals, 60 * HOUR)
    expect(late).toMatchObject({ state: 'stuck', isOverdue: true })
    expect(late?.reasons[0]).toEqual({
      text: 'In "Visit booked" for 2 days; 2 days were promised',
      evidence: ['e5'],
    })
  })

  test('coming to the same stage again and again is a loop', () => {
    const signals = [0, 1, 2, 3, 4, 5].map((hour) => at(hour, hour % 2 ? 'booked' : 'asked'))
    const [here] = read(signals, 6 * HOUR)
    expect(here).toMatchObject({ stage: 'booked', state: 'looping' })
    expect(here?.reasons[0]?.evidence).toEqual(['e1', 'e3', 'e5'])
  })

  test('a stage that is not foreseen after the one before is off course', () => {
    expect(read([at(0, 'asked'), at(1, 'given-up')], 2 * HOUR)[0]?.state).toBe('lost')
    const signals = [at(0, 'booked'), at(1, 'blocked')]
    const open = [{ type: 'invoice', open: true }]
    expect(read(signals, 2 * HOUR, open)[0]?.state).toBe('off-course')
  })

  test('a stage whose condition on her state no longer holds gives way to the one before', () => {
    const signals = [at(0, 'booked'), at(1, 'blocked')]
    expect(read(signals, 2 * HOUR, [])[0]?.stage).toBe('booked')
  })

  test('an exit takes her off the journey until she enters again', () => {
    const signals = [at(0, 'asked'), at(1, 'booked'), at(2, '-booked')]
    const [gone] = read(signals, 3 * HOUR)
    expect(gone).toMatchObject({
      stage: 'booked',
      state: 'left',
      since: HOUR,
      left: { at: 2 * HOUR, evidence: 'e2' },
      waitingOn: undefined,
      due: undefined,
      reasons: [{ text: 'Left "Visit booked" 1 hour ago, for no other stage', evidence: ['e2'] }],
    })
    expect(read([...signals, at(4, 'asked')], 5 * HOUR)[0]).toMatchObject({
      stage: 'asked',
      state: 'on-course',
      left: undefined,
    })
  })

  test('of several stages entered by one event the last by definition counts', () => {
    const both: Signal[] = [
      [0, 'e0', 'done', 'R1'],
      [0, 'e0', 'asked', 'R1'],
    ]
    expect(read(both, HOUR)[0]?.stage).toBe('done')
  })

  test('open passages come first; what is long over is forgotten; the future is not known yet', () => {
    const signals = [at(0, 'done', 'R1'), at(1, 'asked', 'R2'), at(50, 'done', 'R2')]
    expect(read(signals, 10 * HOUR).map(({ passage, state }) => [passage, state])).toEqual([
      ['R2', 'on-course'],
      ['R1', 'arrived'],
    ])
    expect(read(signals, 40 * DAY)).toEqual([])
  })
})
