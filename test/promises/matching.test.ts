// Promise 2 with the matcher at work: what people decide can be taken back exactly, also when events came in between,
// and it outlasts every training.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicId } from '../../src/contract/identifier.ts'
import { ProblemError } from '../../src/contract/problem.ts'
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

const WHAT = ['page', 'news', 'newcomer', 'order', 'consent', 'card', 'words', 'object'] as const

interface Deed {
  readonly what: (typeof WHAT)[number]
  readonly person: number
}

/**
 * What arrives meanwhile says nothing that puts somebody on the edge between two customers: of those, whoever was
 * looked at last decides, with and without a link that comes and goes.
 */
const someone = fc.nat({ max: PEOPLE.length - 1 })
const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom(...WHAT),
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
    for (const { engine, clock } of to) {
      clock.now += SECOND_MS
      if (what === 'object') await engine.putObjects([orderOf(id, base)])
      else await collectFrom(engine, 'web', [itemOf(what, base)])
    }
  }
}

interface Base {
  readonly messageId: string
  readonly timestamp: string
  readonly userId: string
}

/** What no other kind of deed says goes by the number of the deed, so that nothing of it joins anybody. */
function itemOf(what: Exclude<Deed['what'], 'object'>, base: Base): object {
  switch (what) {
    case 'page':
      return { ...base, type: 'page', name: 'Home', properties: { path: `/${told}` } }
    case 'news':
      return { ...base, type: 'identify', traits: { plan: `plan ${told}` } }
    case 'card':
      return { ...base, type: 'identify', traits: { loyalty_card: `77${100_000 + told}` } }
    case 'newcomer':
      return { ...base, type: 'identify', userId: base.messageId, traits: strangerOf(told) }
    case 'order':
      return {
        ...base,
        type: 'track',
        event: 'Order Completed',
        properties: { order_id: `W${told}`, total: told, revenue: told },
      }
    case 'consent':
      return {
        ...base,
        type: 'track',
        event: told % 2 === 0 ? 'Consent Given' : 'Consent Withdrawn',
        properties: { purpose: 'marketing' },
      }
    case 'words':
      return {
        ...base,
        type: 'track',
        event: 'Message Sent',
        properties: { text: `I want to return order ${told}, where is my refund?` },
      }
  }
}

const orderOf = (id: string, { messageId, timestamp }: Base) =>
  ({
    type: 'ticket',
    id: `T${told}`,
    source: 'desk',
    customer: `user_id:${id}`,
    mode: 'full',
    changedAt: timestamp,
    messageId,
    body: { status: 'open', subject: 'broken' },
  }) as const

/**
 * All that is derived, as text. When a match was made is left out: one that is decided again has a later time.
 */
async function settledStateOf({ engine, store, clock }: TestEngine) {
  // Who is on the edge depends on who was looked at last, so all are looked at in one order.
  for (let round = 0; round < ROUNDS; round++) {
    await store.write((tx) => tx.match.markAllDirty('customer', clock.now))
    await engine.settleIdentity(Number.POSITIVE_INFINITY)
  }
  const rowsOf = async (question: string): Promise<readonly string[]> => {
    const { rows } = await store.pool.query<{ row: string }>(
      `select t::text as row from (${question}) t order by 1`,
    )
    return rows.map(({ row }) => row)
  }
  const { link: _, ...state } = derivedOf(await stateOf(store.pool))
  return {
    ...state,
    record: await rowsOf(
      'select id, entity, source, namespace, key, customer, first_at, shared from record',
    ),
    // Whoever is one customer meanwhile is not asked about, whatever was asked before.
    questions: await rowsOf(
      `select q.record_a, q.record_b, q.because from match_review q join record a on a.id = q.record_a
       join record b on b.id = q.record_b
       where q.state = 'open' and (a.customer = b.customer) = (q.because = 'conflict')`,
    ),
  }
}

const QUESTIONS = [
  { role: 'agent', purpose: 'service', channel: 'phone' },
  { role: 'marketer', purpose: 'marketing', channel: 'email' },
] as const

/** What readers see of some people. */
async function viewsOf({ engine }: TestEngine, ids: readonly string[]) {
  const seen: string[] = []
  for (const id of ids) {
    for (const { role, ...question } of QUESTIONS) {
      const view = await engine.view(
        { customer: `user_id:${id}`, ...question, explain: true },
        callerOf(role),
      )
      seen.push(JSON.stringify({ ...view, audit: '' }))
    }
  }
  return seen
}

/** Everything that follows from what was told, and only from that. */
async function outcomeOf(running: TestEngine, ids: readonly string[]) {
  // Deciding took time that the other engine did not need.
  running.clock.now = Math.max(one.clock.now, two.clock.now)
  return { ...(await settledStateOf(running)), views: await viewsOf(running, ids) }
}

/** Tables that a history of these tests must have filled, or nothing is compared. */
const FILLED = [
  'computed_state',
  'bearing_state',
  'object',
  'consent',
  'record_identifier',
] as const

const link = (running: TestEngine, a: string, b: string) =>
  running.engine.link({ a: `user_id:${a}`, b: `user_id:${b}`, reason, dryRun: false }, steward)

/** Undefined where the record stands alone. */
const takeOut = (running: TestEngine, id: string) =>
  running.engine
    .unlink({ record: `user_id:${id}`, reason, dryRun: false }, steward)
    .catch((error: unknown) => {
      if (error instanceof ProblemError && error.status < 500) return undefined
      throw error
    })

async function takeBack(running: TestEngine, links: readonly string[]): Promise<void> {
  if (links.length > 0)
    await running.engine.unlink({ links: [...links], reason, dryRun: false }, steward)
}

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
        const outs = await takeOut(one, idA)
        await takeBack(one, outs?.undo ?? [])
        expect(derivedOf(await stateOf(one.store.pool))).toEqual(before)
      }),
      { numRuns: HISTORIES, interruptAfterTimeLimit: TIMEOUT - 20_000 },
    )
  })

  test('with events in between: every byte that there would have been', {
    timeout: TIMEOUT,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        someone,
        someone,
        fc.array(deed, { maxLength: 6 }),
        async (isLink, a, b, between) => {
          const [idA = '', idB = ''] = [PEOPLE[a]?.id, PEOPLE[b]?.id]
          if (idA === idB) return
          one.clock.now += SECOND_MS
          const decided = isLink ? await link(one, idA, idB) : await takeOut(one, idA)
          await deliver(between, [one, two])
          one.clock.now += SECOND_MS
          await takeBack(one, decided?.undo ?? [])
          const ids = [idA, idB, ...between.map(({ person }) => PEOPLE[person]?.id ?? '')]
          expect(await outcomeOf(one, ids)).toEqual(await outcomeOf(two, ids))
        },
      ),
      { numRuns: HISTORIES, interruptAfterTimeLimit: TIMEOUT - 20_000, endOnFailure: true },
    )
  })
})

describe('at the same time', () => {
  test('a link comes and goes while events arrive: every byte that there would have been', {
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
          expect(await outcomeOf(one, [idA, idB])).toEqual(await outcomeOf(two, [idA, idB]))
        },
      ),
      { numRuns: HISTORIES, interruptAfterTimeLimit: TIMEOUT - 20_000, endOnFailure: true },
    )
  })
})

test('what was compared was there', async () => {
  const state = await stateOf(one.store.pool)
  for (const table of FILLED) expect([table, state[table]?.length]).not.toEqual([table, 0])
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
