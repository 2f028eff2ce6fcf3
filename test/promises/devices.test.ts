// Devices of many people, where order is most easily lost: a kiosk, late sightings, people who become one.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerOf, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'
import { deliver, derivedOf, faultsOfRebuild, outcomeOf, play } from './play.ts'
import type { Deed } from './world.ts'

let one: TestEngine
let two: TestEngine
beforeAll(async () => {
  ;[one, two] = await Promise.all([startTestEngine(), startTestEngine()])
})
afterAll(async () => {
  await Promise.all([one.stop(), two.stop()])
})

let number = 0
const deed = (minutesAgo: number, item: object, source = 'web'): Deed => ({
  kind: 'item',
  source,
  item: {
    type: 'page',
    name: 'Page',
    messageId: `d${number++}`,
    timestamp: new Date(NOW - minutesAgo * 60_000).toISOString(),
    ...item,
  },
})
const seen = (userId: string, minutesAgo: number, source = 'web') =>
  deed(minutesAgo, { userId, anonymousId: 'tablet' }, source)
const anonymous = (minutesAgo: number, source = 'web') =>
  deed(minutesAgo, { anonymousId: 'tablet' }, source)

/** Plays the same deeds as they stand and the other way round, few at a time, and all at once. */
async function sameAnyWay(deeds: readonly Deed[], size = 1): Promise<void> {
  const calls = (all: readonly Deed[]) =>
    Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
      all.slice(i * size, i * size + size),
    )
  await Promise.all([play(one, calls(deeds)), play(two, calls(deeds.toReversed()))])
  const expected = await outcomeOf(one)
  expect(await outcomeOf(two)).toEqual(expected)
  await play(two, [deeds])
  expect(await outcomeOf(two)).toEqual(expected)
  expect(await Promise.all([faultsOfRebuild(one), faultsOfRebuild(two)])).toEqual([[], []])
}

test('a late first sighting takes the time before it from whom it was thought to be', async () => {
  await sameAnyWay([anonymous(500), seen('mum', 300), seen('kid', 100), seen('kid', 400)])
})

test('a late sighting between two makes one run of them, also for what lay between', async () => {
  await sameAnyWay([
    seen('kid', 500),
    seen('mum', 130),
    seen('mum', 80),
    anonymous(110),
    seen('mum', 105),
  ])
})

test('a known person coming back to a shared device is seen, though nothing else about her is new', async () => {
  await sameAnyWay([
    seen('mum', 300),
    seen('kid', 200),
    seen('mum', 100),
    anonymous(98),
    anonymous(199),
  ])
})

test('a device known to two sources is one device with one set of people', async () => {
  await sameAnyWay([
    anonymous(305, 'app'),
    seen('mum', 300),
    seen('kid', 200, 'app'),
    anonymous(199),
    anonymous(198, 'app'),
    seen('mum', 100, 'app'),
    anonymous(99),
  ])
})

test('two of three people on a device become one customer and two again', {
  timeout: 60_000,
}, async () => {
  const deeds = [
    seen('ann', 300),
    anonymous(299),
    seen('bo', 200),
    anonymous(199),
    seen('cy', 100),
    anonymous(99),
  ]
  const later = [seen('bo', 50), anonymous(49), seen('ann', 20), anonymous(19)]
  const steward = callerOf('steward')
  for (const [a, b] of [
    ['ann', 'bo'],
    ['cy', 'ann'],
    ['bo', 'cy'],
  ] as const) {
    await play(
      one,
      deeds.map((each) => [each]),
    )
    const names = { a: `user_id:${a}`, b: `user_id:${b}` }
    const { links } = await one.engine.link({ ...names, reason: 'same', dryRun: false }, steward)
    expect(await faultsOfRebuild(one)).toEqual([])
    await deliver(
      one,
      later.map((each) => [each]),
    )
    expect(await faultsOfRebuild(one)).toEqual([])
    await one.engine.unlink(
      { link: links[0]?.id ?? '', reason: 'not same', dryRun: false },
      steward,
    )
    await play(two, [[...deeds, ...later]])
    const [actual, expected] = [await outcomeOf(one), await outcomeOf(two)]
    expect(derivedOf(actual.state)).toEqual(derivedOf(expected.state))
    expect(actual.views).toEqual(expected.views)
  }
})

test("everybody on a device becomes one customer: the device is hers, and nobody's sightings stay", async () => {
  await play(
    one,
    [seen('ann', 300), anonymous(250), seen('bo', 200), anonymous(199)].map((each) => [each]),
  )
  const steward = callerOf('steward')
  const names = { a: 'user_id:ann', b: 'user_id:bo' }
  const { links } = await one.engine.link({ ...names, reason: 'same', dryRun: false }, steward)
  const { state } = await outcomeOf(one)
  expect([state['device_sighting'], state['device_window']]).toEqual([[], []])
  expect(await faultsOfRebuild(one)).toEqual([])
  await deliver(
    one,
    [seen('bo', 150), anonymous(149)].map((each) => [each]),
  )
  await one.engine.unlink({ link: links[0]?.id ?? '', reason: 'not same', dryRun: false }, steward)
  expect(await faultsOfRebuild(one)).toEqual([])
})

test('identifiers of a device that are no key join in any order', async () => {
  const device = { context: { device: { id: 'dev-1' } } }
  await sameAnyWay([
    deed(300, { anonymousId: 'tablet', ...device }),
    deed(200, { userId: 'ann', ...device }),
    deed(100, { anonymousId: 'laptop', ...device }),
  ])
})

test.each([25, 210])('a kiosk of %d people', { timeout: 60_000 }, async (people) => {
  const crowd = Array.from({ length: people }, (_, i) =>
    seen(`p${i}`, 1_000 - i, i % 2 ? 'web' : 'app'),
  )
  await sameAnyWay(
    [anonymous(2_000), ...crowd, anonymous(500, 'app'), anonymous(500)],
    people > 50 ? 10 : 1,
  )
})

test('an order that changes hands stands with its owner, whatever came first', async () => {
  const change = (userId: string, minutesAgo: number, source: string, status: string): Deed => ({
    kind: 'object',
    object: {
      type: 'order',
      id: 'A-1',
      source,
      customer: `user_id:${userId}`,
      mode: 'patch',
      messageId: `o${number++}`,
      changedAt: new Date(NOW - minutesAgo * 60_000).toISOString(),
      body: { status },
    },
  })
  await sameAnyWay([
    change('ann', 300, 'web', 'placed'),
    change('bo', 200, 'crm', 'shipped'),
    change('ann', 250, 'app', 'packed'),
  ])
  const look = (customer: string) =>
    one.engine.view(
      { customer, purpose: 'service', channel: 'phone', explain: false },
      callerOf('agent'),
    )
  expect((await look('user_id:bo')).facts.map(({ text }) => text).join()).toContain('A-1')
  expect((await look('user_id:ann')).facts.filter(({ what }) => what === 'object:order')).toEqual(
    [],
  )
  const [hit] = await one.engine.search('A-1', { purpose: 'service', limit: 5 }, callerOf('agent'))
  expect(hit?.id).toBe((await look('user_id:bo')).customer?.id)
})

test("a device that a person took from one of its two users is the other one's, also in a rebuild", async () => {
  await play(one, [[seen('cy', 300)], [anonymous(200)]])
  const input = { record: 'anonymous_id:tablet', reason: 'not hers', dryRun: false }
  await one.engine.unlink(input, callerOf('steward'))
  await deliver(one, [[seen('di', 10_000)], [seen('cy', 100)], [anonymous(99)]])
  expect(await faultsOfRebuild(one)).toEqual([])
})
