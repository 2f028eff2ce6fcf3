// The map of a journey, mined from what is stored: numbers over many, compared between segments, nobody's alone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Journey } from '../../src/contract/journey.ts'
import { type JourneyMap, JourneyMapRequest } from '../../src/contract/journey-map.ts'
import { ViewRequest } from '../../src/contract/view.ts'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const CUSTOMERS = 120

const journey = Journey.parse({
  journey: 'repair',
  stages: [
    { stage: 'reported', enter: 'event.name == "Fault Reported"' },
    { stage: 'visited', enter: 'event.name == "Technician Visited"' },
    { stage: 'solved', enter: 'event.name == "Fault Solved"', ends: 'destination' },
  ],
})

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ definitions: { journeys: [journey] } })
  for (let n = 0; n < CUSTOMERS; n++) await tell(n)
}, 60_000)
afterAll(() => running.stop())

/** Every second lives in a town, where technicians come after hours; in the country it takes days. */
async function tell(n: number): Promise<void> {
  const isTown = n % 2 === 0
  const start = NOW - 200 * DAY + n * HOUR
  const at = (hours: number): string => new Date(start + hours * HOUR).toISOString()
  const happened = (event: string, hours: number) => ({
    type: 'track',
    event,
    messageId: `${n}-${event}`,
    userId: `rep-${n}`,
    timestamp: at(hours),
    properties: {},
  })
  const came = isTown ? 4 : 72
  const { results } = await collectFrom(running.engine, 'crm', [
    {
      type: 'identify',
      messageId: `${n}-who`,
      userId: `rep-${n}`,
      timestamp: at(0),
      traits: { tier: isTown ? 'town' : 'country', plan: `plan ${n}` },
    },
    happened('Fault Reported', 1),
    // Of those in the country one in six is helped on the phone.
    ...(isTown || n % 12 !== 1 ? [happened('Technician Visited', came)] : []),
    happened('Fault Solved', came + 2),
    // Three of all go another way, which would tell of them.
    ...(n % 40 === 0 ? [happened('Fault Reported Again', came + 3)] : []),
  ])
  expect(results.every(({ status }) => status === 'stored')).toBe(true)
}

function ask(more: object = {}, role = 'account_manager'): Promise<JourneyMap> {
  const request = { purpose: 'service', journey: 'repair', ...more }
  return running.engine.journeyMap(JourneyMapRequest.parse(request), callerOf(role))
}

const arrowIn = (map: JourneyMap['map'], from: string, to: string) =>
  map?.arrows.find((arrow) => arrow.from === from && arrow.to === to)

describe('a designed journey', () => {
  test('what follows what, how often and after how long', async () => {
    const { state, map, isSample, customersRead } = await ask()
    expect({ state, isSample, customersRead }).toEqual({
      state: 'ready',
      isSample: false,
      customersRead: CUSTOMERS,
    })
    expect(map?.customers).toBe(CUSTOMERS)
    const visit = arrowIn(map, 'reported', 'visited')
    expect(Math.abs((visit?.times ?? 0) - 110)).toBeLessThanOrEqual(5)
    expect(visit?.share).toBeGreaterThan(0.85)
    expect(arrowIn(map, 'visited', 'solved')?.medianWaitMinutes).toBe(120)
    expect(arrowIn(map, 'solved', '(end)')?.share).toBe(1)
    expect(map?.typicalPath.map(({ step }) => step)).toEqual(['reported', 'visited', 'solved'])
  })

  test('two segments side by side, and where they part', async () => {
    const { segments, differences } = await ask({
      segments: [
        { name: 'town', where: 'traits.tier == "town"' },
        { name: 'country', where: 'traits.tier == "country"' },
      ],
    })
    const waits = segments?.map((one) => arrowIn(one, 'reported', 'visited')?.medianWaitMinutes)
    expect(waits).toEqual([180, 4_300])
    expect(differences?.[0]?.between).toEqual(['town', 'country'])
    const [surest] = differences?.[0]?.arrows ?? []
    expect([surest?.from, Math.abs(surest?.z ?? 0) > 2]).toEqual(['reported', true])
  })

  test('by a trait: its frequent values; of one that tells people apart none is named', async () => {
    const { segments } = await ask({ by: 'tier' })
    expect(segments?.map(({ name, customers }) => [name, customers])).toEqual([
      ['country', 60],
      ['town', 60],
    ])
    expect((await ask({ by: 'plan' })).segments).toEqual([])
  })

  test('of few nothing is told', async () => {
    const { map, segments } = await ask({
      segments: [
        { name: 'one', where: 'traits.plan == "plan 7"' },
        { name: 'all', where: 'true' },
      ],
    })
    expect(map?.customers).toBe(CUSTOMERS)
    expect(segments?.[0]).toMatchObject({ customers: 0, cases: 0, arrows: [] })
  })
})

test('without a design; what three people did stays hidden', async () => {
  const { map } = await ask({ journey: 'discovered' })
  expect(arrowIn(map, 'Fault Reported', 'Technician Visited')?.times).toBeGreaterThan(90)
  expect(map?.arrows.some(({ to }) => to === 'Fault Reported Again')).toBe(false)
  expect(map?.hiddenArrows).toBeGreaterThan(0)
})

/** The customers of these numbers object to being counted for a briefing. */
async function withdraw(from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) {
    await running.engine.recordConsent(
      {
        customer: `user_id:rep-${n}`,
        purpose: 'executive-briefing',
        state: 'withdrawn',
        channel: '*',
      } as Parameters<TestEngine['engine']['recordConsent']>[0],
      callerOf('privacy_officer', { scopes: new Set(['consent:write']) }),
    )
  }
}

test('what the purpose may not use counts nowhere, and who objects is not counted', async () => {
  const before = await running.engine.journeyMap(
    JourneyMapRequest.parse({ purpose: 'executive-briefing', journey: 'repair', by: 'tier' }),
    callerOf('executive'),
  )
  expect(before.map?.customers).toBe(CUSTOMERS)
  await withdraw(0, 12)
  running.clock.now += HOUR
  const after = await running.engine.journeyMap(
    JourneyMapRequest.parse({ purpose: 'executive-briefing', journey: 'repair' }),
    callerOf('executive'),
  )
  expect(after.map?.customers).toBeLessThanOrEqual(110)
  running.clock.now = NOW
})

test('whoever withdraws is in no answer from the next one on, also of a map that is remembered', async () => {
  const question = JourneyMapRequest.parse({
    purpose: 'executive-briefing',
    journey: 'repair',
    by: 'plan',
  })
  const look = () => running.engine.journeyMap(question, callerOf('executive'))
  // The clock stands still, so the first answer is remembered.
  const before = await look()
  await withdraw(60, 80)
  const after = await look()
  expect(after.map?.customers).toBeLessThanOrEqual((before.map?.customers ?? 0) - 15)
})

test('who may not look for the purpose, or sees only some, is refused; every look is in the log', async () => {
  await expect(ask({}, 'marketer')).rejects.toMatchObject({ code: 'PURPOSE_NOT_ALLOWED' })
  await expect(ask({ purpose: 'partner' }, 'partner')).rejects.toMatchObject({
    code: 'PURPOSE_NOT_ALLOWED',
  })
  await expect(ask({ journey: 'nowhere' })).rejects.toMatchObject({ code: 'BODY_INVALID' })
  await expect(ask({ segments: [{ name: 'a', where: 'traits.tier ==' }] })).rejects.toMatchObject({
    code: 'BODY_INVALID',
  })
  const { items } = await running.engine.audit(
    { purpose: 'privacy', limit: 50 },
    callerOf('privacy_officer'),
  )
  const looks = items.filter(({ lens }) => lens === 'journey-map')
  expect(looks.some(({ outcome, shown }) => outcome === 'shown' && shown > 3)).toBe(true)
  expect(looks.some(({ outcome }) => outcome === 'refused')).toBe(true)
  expect(looks.every(({ subject }) => subject === null)).toBe(true)
})

test('where a customer stands without a design: where it leads, by which way, beside how many', async () => {
  const engine = await startTestEngine({ definitions: { journeys: [] } })
  const items = Array.from({ length: 60 }, (_, n) => n).flatMap((n) =>
    (n % 5 === 0 ? ['Fault Reported'] : ['Fault Reported', 'Fault Solved']).flatMap((event, i) => ({
      type: 'track',
      event,
      messageId: `d-${n}-${event}`,
      userId: `dis-${n}`,
      timestamp: new Date(NOW - 100 * DAY + n * HOUR + i * 2 * HOUR).toISOString(),
      properties: {},
    })),
  )
  await collectFrom(engine.engine, 'crm', items)
  await collectFrom(engine.engine, 'crm', [
    {
      type: 'track',
      event: 'Fault Reported',
      messageId: 'now',
      userId: 'dis-now',
      timestamp: new Date(NOW - HOUR).toISOString(),
      properties: {},
    },
  ])
  await engine.engine.learnJourneys()
  const view = await engine.engine.view(
    ViewRequest.parse({ customer: 'user_id:dis-now', purpose: 'service', channel: 'phone' }),
    callerOf('agent'),
  )
  const [goal] = view.position?.destination ?? []
  expect(view.position?.journey).toBe('discovered')
  expect(goal?.goal).toBe('Fault Solved')
  expect(goal?.n).toBeGreaterThan(50)
  expect(goal?.n).toBeLessThanOrEqual(60)
  expect(goal?.p).toBeGreaterThan(0.6)
  expect(view.position?.typicalPath?.[0]?.step).toBe('Fault Solved')
  await engine.stop()
}, 60_000)
