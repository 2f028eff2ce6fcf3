// Promise 2 under load: 32 workers link, unlink and send events about the same people at once, the matcher being at
// work. A model says who must be one customer in the end; no event is lost or under two customers.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'
import { identifyAll, learn, openRules, register } from '../support/people.ts'

const OPERATIONS = Number(process.env['ALIDADE_OPERATIONS'] ?? 400)
const WORKERS = 32
/** more than the longest chain of links that chance makes */
const ROUNDS = 200
/** Few enough to meet, many enough not to become one. */
const PEOPLE = Math.max(96, Math.floor(OPERATIONS / 10))
const TIMEOUT = 60_000 + OPERATIONS * 100
const steward = callerOf('steward')

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ definitions: { identity: await openRules() } })
  await identifyAll(running, register(90))
  await learn(running)
}, TIMEOUT)
afterAll(() => running.stop())

/**
 * Names and birthdays that nobody shares, also among thousands: rules and the matcher find nobody among them, so the
 * model knows all links.
 */
function nameOf(person: number): string {
  const letters = 'bdfgjklmnprstvz'
  let dice = person * 2_654_435_761 + 1
  const next = (max: number): number => {
    dice = (Math.imul(dice ^ (dice >>> 15), 2_246_822_519) ^ (dice >>> 13)) >>> 0
    return dice % max
  }
  let text = ''
  for (let i = 0; i < 6; i++) text += `${letters[next(letters.length)]}${'aeiou'[next(5)]}`
  return text
}

const DAYS_APART_MS = 17 * 86_400_000

const traitsOf = (person: number) => ({
  first_name: nameOf(person),
  last_name: nameOf(person + 5_000),
  birth_date: new Date(Date.UTC(1930, 0, 1) + person * DAYS_APART_MS).toISOString().slice(0, 10),
})

interface Linked {
  readonly a: number
  readonly b: number
  readonly undo: readonly string[]
}

/** What all workers have done so far. */
const done = { events: 0, links: [] as Linked[], taken: 0 }

test('32 workers at once end where a model says, and nothing is lost', {
  timeout: TIMEOUT,
}, async () => {
  const share = Math.ceil(OPERATIONS / WORKERS)
  const before = await countOf('event')
  await Promise.all(Array.from({ length: PEOPLE }, (_, person) => send(person, 'identify')))
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker, share)))
  expect(await countOf('event')).toBe(before + done.events)
  expect(await misplaced()).toEqual([])
  expect(await groups()).toEqual(expected())
  expect(done.taken).toBeGreaterThan(OPERATIONS / 20)
})

async function work(worker: number, operations: number): Promise<void> {
  let random = worker + 1
  const below = (max: number): number => {
    random = (random * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((random / 2_147_483_648) * max)
  }
  for (let step = 0; step < operations; step++) {
    const what = below(6)
    if (what === 0) await link(below(PEOPLE), below(PEOPLE))
    else if (what === 1) await unlink(below(done.links.length || 1))
    else await send(below(PEOPLE), what === 2 ? 'identify' : 'page')
  }
}

async function send(person: number, type: 'identify' | 'page'): Promise<void> {
  const messageId = `c-${done.events++}`
  const traits = type === 'identify' ? { traits: traitsOf(person) } : { name: 'Home' }
  const item = { type, userId: `p${person}`, messageId, ...traits }
  const { results } = await collectFrom(running.engine, `source-${person % 3}`, [item])
  expect(results[0]?.status).toBe('stored')
}

async function link(a: number, b: number): Promise<void> {
  if (a === b) return
  const names = { a: `user_id:p${a}`, b: `user_id:p${b}` }
  const { undo } = await running.engine.link({ ...names, reason: 'same', dryRun: false }, steward)
  if (undo.length > 0) done.links.push({ a, b, undo })
}

async function unlink(at: number): Promise<void> {
  const [link] = done.links.splice(at, 1)
  if (!link) return
  done.taken++
  const links = [...link.undo]
  await running.engine.unlink({ links, reason: 'not same', dryRun: false }, steward)
}

async function countOf(table: string): Promise<number> {
  const { rows } = await running.store.pool.query<{ n: number }>(
    `select count(*)::int as n from ${table}`,
  )
  return rows[0]?.n ?? 0
}

/** Events whose record is not with exactly one customer, the one that it names. */
async function misplaced(): Promise<readonly object[]> {
  const { rows } = await running.store.pool.query(
    `select e.id from event e left join record r on r.home = e.home and r.id = e.record
     left join member m on m.home = e.home and m.record = e.record
     group by e.id having count(m.customer) <> 1 or count(*) filter (where m.customer = r.customer) <> 1`,
  )
  return rows
}

/** The people of each customer, as numbers in order. */
async function groups(): Promise<readonly string[]> {
  const { rows } = await running.store.pool.query<{ people: string }>(
    `select string_agg(key, ' ' order by key) as people from record where key ~ '^p[0-9]+$' group by customer`,
  )
  return rows.map(({ people }) => people).sort()
}

function expected(): readonly string[] {
  const group = Array.from({ length: PEOPLE }, (_, person) => person)
  for (let round = 0; round < ROUNDS; round++) {
    for (const { a, b } of done.links) {
      const low = Math.min(group[a] ?? 0, group[b] ?? 0)
      group[a] = low
      group[b] = low
    }
  }
  const people = group.map((number, person) => ({ number, person }))
  return [...Map.groupBy(people, ({ number }) => number).values()]
    .map((members) =>
      members
        .map(({ person }) => `p${person}`)
        .sort()
        .join(' '),
    )
    .sort()
}
