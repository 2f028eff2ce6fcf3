// Promise 2: merging and unmerging only add and retract links; afterwards the state is what it would have been
// had the link never existed, ids resolve for ever, and no event is under two customers.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LinkAnswer } from '../../src/contract/api.ts'
import { publicId } from '../../src/contract/identifier.ts'
import { ProblemError } from '../../src/contract/problem.ts'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'
import { deliver, derivedOf, faultsOfRebuild, outcomeOf, play, startOver } from './play.ts'
import { type Deed, deeds } from './world.ts'

const HISTORIES = Number(process.env['ALIDADE_HISTORIES'] ?? 25)
const DEEDS_MAX = Number(process.env['ALIDADE_DEEDS'] ?? 20)

let one: TestEngine
let two: TestEngine
beforeAll(async () => {
  ;[one, two] = await Promise.all([startTestEngine(), startTestEngine()])
})
afterAll(async () => {
  await Promise.all([one.stop(), two.stop()])
})

const steward = callerOf('steward')
const officer = callerOf('privacy_officer')
const timeout = 30_000 + HISTORIES * 9_000

const oneByOne = (history: readonly Deed[]) => history.map((deed) => [deed])
const third = (history: readonly Deed[], part: number) =>
  history.filter((_, i) => Math.floor((i * 3) / history.length) === part)

/** Undefined when the decision cannot be made: somebody is not known, or is the same already. */
async function attempt(work: () => Promise<LinkAnswer>): Promise<LinkAnswer | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500) return undefined
    throw error
  }
}

/** Takes back what a person decided. */
async function takeBack({ engine }: TestEngine, answer: LinkAnswer | undefined): Promise<void> {
  for (const { id, retracts, basis } of answer?.links ?? []) {
    if (retracts !== undefined || basis !== 'person') continue
    await engine.unlink({ link: id, reason: 'was wrong', dryRun: false }, steward)
  }
}

/** Every id under which somebody was ever known. */
async function idsOf({ store }: TestEngine): Promise<readonly string[]> {
  const { rows } = await store.pool.query<{ id: string; customer: string }>(
    "select replace(id::text, '-', '') as id, replace(customer::text, '-', '') as customer from record",
  )
  return rows.flatMap(({ id, customer }) => [publicId('rec', id), publicId('cus', customer)])
}

/** Ids that no longer lead to anybody. */
async function lostIds(
  { engine }: TestEngine,
  ids: ReadonlySet<string>,
): Promise<readonly string[]> {
  const lost: string[] = []
  for (const id of ids) {
    try {
      await engine.identity(id, { purpose: 'privacy' }, officer)
    } catch {
      lost.push(id)
    }
  }
  return lost
}

/** How often each event stands in somebody's timeline, for those that do not stand in exactly one. */
async function misplacedEvents({ engine, store }: TestEngine): Promise<Record<string, number>> {
  const times: Record<string, number> = {}
  const events = await store.pool.query<{ id: string }>(
    "select replace(id::text, '-', '') as id from event",
  )
  for (const { id } of events.rows) times[publicId('evt', id)] = 0
  const customers = await store.pool.query<{ customer: string }>(
    "select distinct replace(customer::text, '-', '') as customer from record",
  )
  for (const { customer } of customers.rows) {
    let cursor: string | undefined
    do {
      const query = { purpose: 'privacy', limit: 7, ...(cursor === undefined ? {} : { cursor }) }
      const page = await engine.timeline(publicId('cus', customer), query, officer)
      for (const { id } of page.items) times[id] = (times[id] ?? 0) + 1
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
  }
  return Object.fromEntries(Object.entries(times).filter(([, count]) => count !== 1))
}

/** Customers with two user ids that neither a person nor a trusted alias joined. */
async function joinedByRules({ store }: TestEngine): Promise<readonly string[]> {
  const { rows } = await store.pool.query<{ customer: string }>(
    `select r.customer::text as customer from record r
     join record_identifier i on i.home = r.home and i.record = r.id
     where i.namespace = 'user_id' and i.via <> 'alias' and not exists (
       select 1 from link l join record a on a.id = l.record_a
       where a.customer = r.customer and (l.rule = 'alias' or l.basis = 'person') and l.retracts is null
         and not exists (select 1 from link t where t.retracts = l.id))
     group by r.customer having count(distinct i.value) > 1`,
  )
  return rows.map(({ customer }) => customer)
}

const users = fc.constantFrom('ann', 'bo', 'cy', 'di').map((user) => `user_id:${user}`)
const anybody = fc.oneof(
  users,
  fc.constantFrom('anonymous_id:tablet', 'anonymous_id:laptop', 'email:us@x.io'),
)

describe('as if the link had never been', () => {
  test('linking two customers, events in between, and taking it back', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(deeds(DEEDS_MAX), users, anybody, async (history, a, b) => {
        await Promise.all([play(one, oneByOne(third(history, 0))), play(two, oneByOne(history))])
        const reason = 'she called'
        const answer = await attempt(() =>
          one.engine.link({ a, b, reason, dryRun: false }, steward),
        )
        await deliver(one, oneByOne(third(history, 1)))
        expect(await faultsOfRebuild(one)).toEqual([])
        const ids = new Set(await idsOf(one))
        expect(await misplacedEvents(one)).toEqual({})
        await takeBack(one, answer)
        await deliver(one, oneByOne(third(history, 2)))
        const [actual, expected] = await Promise.all([outcomeOf(one), outcomeOf(two)])
        expect(derivedOf(actual.state)).toEqual(derivedOf(expected.state))
        expect(actual.views).toEqual(expected.views)
        expect(await faultsOfRebuild(one)).toEqual([])
        expect(await lostIds(one, ids)).toEqual([])
      }),
      { numRuns: HISTORIES, interruptAfterTimeLimit: timeout - 20_000 },
    )
  })

  test('taking a record out of its customer, and taking that back', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(deeds(DEEDS_MAX), anybody, async (history, record) => {
        await Promise.all([play(one, oneByOne(third(history, 0))), play(two, oneByOne(history))])
        const reason = 'not hers'
        const answer = await attempt(() =>
          one.engine.unlink({ record, reason, dryRun: false }, steward),
        )
        await deliver(one, oneByOne(third(history, 1)))
        expect(await faultsOfRebuild(one)).toEqual([])
        expect(await misplacedEvents(one)).toEqual({})
        await takeBack(one, answer)
        await deliver(one, oneByOne(third(history, 2)))
        const [actual, expected] = await Promise.all([outcomeOf(one), outcomeOf(two)])
        expect(derivedOf(actual.state)).toEqual(derivedOf(expected.state))
        expect(actual.views).toEqual(expected.views)
      }),
      { numRuns: HISTORIES, interruptAfterTimeLimit: timeout - 20_000 },
    )
  })

  test('a dry run says what would happen and changes nothing', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(deeds(DEEDS_MAX), users, anybody, async (history, a, b) => {
        await play(one, oneByOne(history))
        const before = await outcomeOf(one)
        const reason = 'what if'
        const asked = await attempt(() => one.engine.link({ a, b, reason, dryRun: true }, steward))
        expect(await outcomeOf(one)).toEqual(before)
        const done = await attempt(() => one.engine.link({ a, b, reason, dryRun: false }, steward))
        expect(done?.customers).toEqual(asked?.customers)
      }),
      { numRuns: Math.ceil(HISTORIES / 3) },
    )
  })
})

test('rules never make one customer of two user ids', { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(deeds(DEEDS_MAX * 2), async (history) => {
      await play(one, [history])
      expect(await joinedByRules(one)).toEqual([])
      expect(await misplacedEvents(one)).toEqual({})
    }),
    { numRuns: HISTORIES, interruptAfterTimeLimit: timeout - 20_000 },
  )
})

const WORKERS = 8
const OPERATIONS = Number(process.env['ALIDADE_OPERATIONS'] ?? 40)

describe('many at once', () => {
  test('links, unlinks and events of eight workers end where a model says', {
    timeout: 120_000,
  }, async () => {
    await startOver(one)
    const workers = Array.from({ length: WORKERS }, (_, i) => new Worker(one, i))
    await Promise.all(workers.map((worker) => worker.run()))
    for (const worker of workers) expect(await worker.faults()).toEqual([])
    const sent = workers.reduce((sum, worker) => sum + worker.sent, 0)
    const { rows } = await one.store.pool.query('select count(*)::int as n from event')
    expect(rows[0]).toEqual({ n: sent })
    expect(await faultsOfRebuild(one)).toEqual([])
    expect(await misplacedEvents(one)).toEqual({})
  })
})

/** Works on people of its own, all of them on one device with everybody else's. */
class Worker {
  readonly #running: TestEngine
  readonly #number: number
  readonly #people: readonly string[]
  readonly #links: { id: string; a: number; b: number }[] = []
  #random: number
  sent = 0

  constructor(running: TestEngine, number: number) {
    this.#running = running
    this.#number = number
    this.#people = [0, 1, 2, 3].map((i) => `w${number}-${i}`)
    this.#random = number + 1
  }

  async run(): Promise<void> {
    for (let i = 0; i < this.#people.length; i++) await this.#collect(i, 'identify')
    for (let step = 0; step < OPERATIONS; step++) {
      const what = this.#below(4)
      if (what === 0) await this.#link()
      else if (what === 1) await this.#unlink()
      else await this.#collect(this.#below(4), 'page')
    }
  }

  /** A small generator of its own: the same operations in every run. */
  #below(max: number): number {
    this.#random = (this.#random * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((this.#random / 2_147_483_648) * max)
  }

  async #collect(person: number, type: 'identify' | 'page'): Promise<void> {
    const messageId = `w${this.#number}-${this.sent++}`
    const userId = this.#people[person]
    const anonymousId = this.#below(3) === 0 ? 'hall' : `own-${userId}`
    const timestamp = new Date(NOW - this.#below(600) * 60_000).toISOString()
    const item = { type, userId, anonymousId, messageId, timestamp, name: 'Page' }
    const { results } = await collectFrom(this.#running.engine, 'web', [item])
    expect(results[0]?.status).toBe('stored')
  }

  async #link(): Promise<void> {
    const [a, b] = [this.#below(4), this.#below(4)]
    if (a === b) return
    const names = { a: `user_id:${this.#people[a]}`, b: `user_id:${this.#people[b]}` }
    const answer = await this.#running.engine.link(
      { ...names, reason: 'same', dryRun: false },
      steward,
    )
    for (const link of answer.links) {
      if (link.retracts === undefined && link.verdict === 'same')
        this.#links.push({ id: link.id, a, b })
    }
  }

  async #unlink(): Promise<void> {
    const [link] = this.#links.splice(this.#below(this.#links.length || 1), 1)
    if (link)
      await this.#running.engine.unlink(
        { link: link.id, reason: 'not same', dryRun: false },
        steward,
      )
  }

  /** People that are one customer but should not be, or the other way round. */
  async faults(): Promise<readonly string[]> {
    const group = this.#people.map((_, i) => i)
    for (let round = 0; round < 4; round++) {
      for (const { a, b } of this.#links) {
        const low = Math.min(group[a] ?? 0, group[b] ?? 0)
        group[a] = low
        group[b] = low
      }
    }
    const ids = await Promise.all(
      this.#people.map(
        async (person) =>
          (
            await this.#running.engine.identity(
              `user_id:${person}`,
              { purpose: 'privacy' },
              officer,
            )
          ).id,
      ),
    )
    const faults: string[] = []
    for (let a = 0; a < 4; a++) {
      for (let b = a + 1; b < 4; b++) {
        if ((group[a] === group[b]) !== (ids[a] === ids[b]))
          faults.push(`${this.#people[a]} ${this.#people[b]}`)
      }
    }
    return faults
  }
}
