// Promise 2 with the matcher at work: what people decide can be taken back exactly, also when events came in between,
// and it outlasts every training.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicId } from '../../src/contract/identifier.ts'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'
import { identifyAll, learn, openRules, register } from '../support/people.ts'
import { derivedOf, stateOf } from './state.ts'

const HISTORIES = Number(process.env['ALIDADE_HISTORIES'] ?? 12)
const TIMEOUT = 60_000 + HISTORIES * 9_000
const PEOPLE = register(100)
const steward = callerOf('steward')
/** Times of all histories, so that both engines are told of the same moments. */
let told = 0

let one: TestEngine
let two: TestEngine
beforeAll(async () => {
  const identity = await openRules()
  const options = { definitions: { identity } }
  ;[one, two] = await Promise.all([startTestEngine(options), startTestEngine(options)])
  for (const running of [one, two]) {
    await identifyAll(running, PEOPLE)
    await learn(running)
  }
}, TIMEOUT)
afterAll(() => Promise.all([one.stop(), two.stop()]))

interface Deed {
  readonly what: 'page' | 'news' | 'newcomer'
  readonly person: number
}

/**
 * What arrives meanwhile says nothing that puts somebody on the edge between two customers: of those, whoever was
 * looked at last decides, with and without a link that comes and goes.
 */
const someone = fc.nat({ max: PEOPLE.length - 1 })
const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom('page', 'news', 'newcomer'),
  person: someone,
})
const SECOND_MS = 1_000
const ROUNDS = 2
const reason = 'she called'

const strangerOf = (number: number) => ({
  first_name: `Zyx${number}qu`,
  last_name: `Vrk${number * 7}oo`,
  birth_date: `${1900 + (number % 30)}-02-03`,
})

/** The same calls to both engines, under the same message ids. */
async function deliver(deeds: readonly Deed[], to: readonly TestEngine[]): Promise<void> {
  for (const { what, person } of deeds) {
    const id = PEOPLE[person]?.id ?? ''
    const messageId = `deed-${told++}`
    const timestamp = new Date(NOW + told * SECOND_MS).toISOString()
    const base = { messageId, timestamp, userId: id }
    const item =
      what === 'page'
        ? { ...base, type: 'page', name: 'Home' }
        : what === 'news'
          ? { ...base, type: 'identify', traits: { plan: `plan ${told}` } }
          : { ...base, type: 'identify', userId: messageId, traits: strangerOf(told) }
    for (const { engine, clock } of to) {
      clock.now += SECOND_MS
      await collectFrom(engine, 'web', [item])
    }
  }
}

/** Who is who, and what they say. When a match was made is left out: one that is decided again has a later time. */
async function customersOf({ engine, store, clock }: TestEngine) {
  // Who is on the edge depends on who was looked at last, so all are looked at in one order.
  for (let round = 0; round < ROUNDS; round++) {
    await store.write((tx) => tx.match.markAllDirty('customer', clock.now))
    await engine.settleIdentity(Number.POSITIVE_INFINITY)
  }
  const { member, trait_state } = derivedOf(await stateOf(store.pool))
  return { member, trait_state }
}

const link = (running: TestEngine, a: string, b: string) =>
  running.engine.link({ a: `user_id:${a}`, b: `user_id:${b}`, reason, dryRun: false }, steward)

const takeBack = (running: TestEngine, links: readonly string[]) =>
  running.engine.unlink({ links: [...links], reason, dryRun: false }, steward)

describe('as if it had never been decided', () => {
  test('merge and unmerge, link and unlink, with nothing in between: every byte', {
    timeout: TIMEOUT,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(someone, someone, async (a, b) => {
        const [idA = '', idB = ''] = [PEOPLE[a]?.id, PEOPLE[b]?.id]
        if (idA === idB) return
        await one.engine.settleIdentity(Number.POSITIVE_INFINITY)
        const before = derivedOf(await stateOf(one.store.pool))
        const linked = await link(one, idA, idB)
        await takeBack(one, linked.undo)
        expect(derivedOf(await stateOf(one.store.pool))).toEqual(before)
        const record = `user_id:${idA}`
        const outs = await one.engine
          .unlink({ record, reason, dryRun: false }, steward)
          .catch(() => undefined)
        if (outs) await takeBack(one, outs.undo)
        expect(derivedOf(await stateOf(one.store.pool))).toEqual(before)
      }),
      { numRuns: HISTORIES, interruptAfterTimeLimit: TIMEOUT - 20_000 },
    )
  })

  test('with events in between: the customers that there would have been', {
    timeout: TIMEOUT,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        someone,
        someone,
        fc.array(deed, { maxLength: 6 }),
        async (a, b, between) => {
          const [idA = '', idB = ''] = [PEOPLE[a]?.id, PEOPLE[b]?.id]
          if (idA === idB) return
          one.clock.now += SECOND_MS
          const linked = await link(one, idA, idB)
          await deliver(between, [one, two])
          one.clock.now += SECOND_MS
          await takeBack(one, linked.undo)
          expect(await customersOf(one)).toEqual(await customersOf(two))
        },
      ),
      { numRuns: HISTORIES, interruptAfterTimeLimit: TIMEOUT - 20_000, endOnFailure: true },
    )
  })
})

describe('at the same time', () => {
  test('a link comes and goes while events arrive: the customers that there would have been', {
    timeout: TIMEOUT,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        someone,
        someone,
        fc.array(deed, { minLength: 4, maxLength: 8 }),
        async (a, b, meanwhile) => {
          const [idA = '', idB = ''] = [PEOPLE[a]?.id, PEOPLE[b]?.id]
          if (idA === idB) return
          const comeAndGo = async (): Promise<void> => {
            const linked = await link(one, idA, idB)
            await takeBack(one, linked.undo)
            const again = await link(one, idB, idA)
            await takeBack(one, again.undo)
          }
          const settling = one.engine.settleIdentity(Number.POSITIVE_INFINITY)
          await Promise.all([comeAndGo(), deliver(meanwhile, [one, two]), settling])
          expect(await customersOf(one)).toEqual(await customersOf(two))
        },
      ),
      { numRuns: HISTORIES, interruptAfterTimeLimit: TIMEOUT - 20_000, endOnFailure: true },
    )
  })
})

test('decisions hold through training with any seed and through second thoughts', {
  timeout: TIMEOUT,
}, async () => {
  const { rows } = await one.store.pool.query<{ id: string; key: string }>(
    "select replace(id::text, '-', '') as id, key from record where source = 'crm'",
  )
  const refs = new Map(rows.map(({ id, key }) => [key, publicId('rec', id)]))
  const idOf = async (ref: string) =>
    (await one.engine.identity(ref, { purpose: 'stewardship' }, steward)).id
  const decided: { a: string; b: string; same: boolean }[] = []
  for (let person = 0; person < 10; person++) {
    const [a = '', b = ''] = [refs.get(`r${person}-0`), refs.get(`r${person}-1`)]
    const same = person % 2 === 0
    if (same) await one.engine.link({ a, b, reason, dryRun: false }, steward)
    else if ((await idOf(a)) === (await idOf(b))) {
      await one.engine.unlink({ record: b, reason, dryRun: false }, steward)
    } else continue
    decided.push({ a, b, same })
  }
  expect(decided.length).toBeGreaterThan(3)
  for (const seed of [1, 2]) {
    await one.engine.trainIdentity({ entity: 'customer', seed, author: 'tests' })
    await one.engine.settleIdentity(Number.POSITIVE_INFINITY)
    for (const { a, b, same } of decided) expect((await idOf(a)) === (await idOf(b))).toBe(same)
  }
})
