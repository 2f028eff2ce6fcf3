// Promise 2 with the matcher at work: what people decide can be taken back exactly, also when events came in between,
// and it outlasts every training.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'
import { identifyAll, learn, openRules, register } from '../support/people.ts'
import { derivedOf, stateOf } from './state.ts'

const HISTORIES = Number(process.env['ALIDADE_HISTORIES'] ?? 12)
const TIMEOUT = 60_000 + HISTORIES * 4_000
const PEOPLE = register(100)
const steward = callerOf('steward')
/** Times of all histories, so that both engines are told of the same moments. */
let told = 0

let one: TestEngine
let two: TestEngine
beforeAll(async () => {
  const identity = await openRules()
  ;[one, two] = await Promise.all([0, 1].map(() => startTestEngine({ definitions: { identity } })))
  for (const running of [one, two]) {
    await identifyAll(running, PEOPLE)
    await learn(running)
  }
}, TIMEOUT)
afterAll(() => Promise.all([one.stop(), two.stop()]))

interface Deed {
  readonly what: 'page' | 'correction' | 'newcomer'
  readonly person: number
  readonly city: string
}

const someone = fc.nat({ max: PEOPLE.length - 1 })
const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom('page', 'correction', 'newcomer'),
  person: someone,
  city: fc.constantFrom('lund', 'falun', 'umea', 'boras'),
})
const reason = 'she called'

/** The same calls to both engines, under the same message ids. */
async function deliver(deeds: readonly Deed[], to: readonly TestEngine[]): Promise<void> {
  for (const { what, person, city } of deeds) {
    const { id = '', traits = {} } = PEOPLE[person] ?? {}
    const messageId = `deed-${told++}`
    const item =
      what === 'page'
        ? { type: 'page', userId: id, messageId, name: 'Home' }
        : what === 'correction'
          ? { type: 'identify', userId: id, messageId, traits: { city } }
          : { type: 'identify', userId: messageId, messageId, traits: { ...traits, city } }
    for (const { engine } of to) await collectFrom(engine, 'web', [item])
  }
}

/** All that follows from the ledger but the links themselves: of two ways to join three records either will do. */
async function customersOf({ engine, store }: TestEngine) {
  await engine.settleIdentity(Number.POSITIVE_INFINITY)
  const { record, member, trait_state } = derivedOf(await stateOf(store.pool))
  return { record, member, trait_state }
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
          const linked = await link(one, idA, idB)
          await deliver(between, [one, two])
          await takeBack(one, linked.undo)
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
  const idOf = async (id: string) =>
    (await one.engine.identity(`user_id:${id}`, { purpose: 'stewardship' }, steward)).id
  const decided: { a: string; b: string; same: boolean }[] = []
  for (let person = 0; person < 6; person++) {
    const [a, b] = [`r${person}-0`, `r${person}-1`]
    const same = person % 2 === 0
    if (same) await link(one, a, b)
    else if ((await idOf(a)) === (await idOf(b))) {
      await one.engine.unlink({ record: `user_id:${b}`, reason, dryRun: false }, steward)
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
