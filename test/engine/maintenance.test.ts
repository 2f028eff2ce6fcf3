// A server keeps its matcher in shape by itself, and stops linking when it merges too much.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestEngine, type TestEngine } from '../support/engine.ts'
import { identifyAll, openRules, register } from '../support/people.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ definitions: { identity: await openRules() } })
})
afterAll(() => running.stop())

const customers = async (): Promise<number> => {
  const { rows } = await running.store.pool.query<{ n: number }>(
    'select count(distinct customer)::int as n from record',
  )
  return rows[0]?.n ?? 0
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    running.clock.now += 11_000
    await running.engine.maintainIdentity()
    if (!(await running.store.hasDirty())) return
  }
}

const models = async (): Promise<readonly number[]> =>
  (await running.store.matchModels()).map(({ records }) => records)

test('the first model is trained when there are enough records, the next as they grow', {
  timeout: 60_000,
}, async () => {
  const people = register(400)
  await identifyAll(running, people.slice(0, 240))
  await turns()
  expect(await models()).toEqual([])
  await identifyAll(running, people.slice(240, 300))
  await turns()
  expect(await models()).toEqual([300])
  await identifyAll(running, people.slice(300, 340))
  await turns()
  expect(await models()).toEqual([300])
  await identifyAll(running, people.slice(340))
  await turns()
  expect(await models()).toEqual([1200])
  // 400 people: most of their three records have found each other.
  expect(await customers()).toBeLessThan(520)
})

test('too many merges pause the matcher until a person switches it on again', {
  timeout: 60_000,
}, async () => {
  const { engine } = running
  const matching = { automatic: true, breaker: { share: 0.001, recordsMin: 10, windowMinutes: 60 } }
  await engine.applyDefinitions({ matching }, { author: 'tests', dryRun: false })
  // What is undecided is decided at once: two customers of several records each turn out to be one.
  const rows = await running.store.pool.query<{ key: string }>(
    "select key from record where namespace = 'user_id' order by key limit 60",
  )
  const said = { first_name: 'Tove', last_name: 'Blixt', birth_date: '1984-02-11', city: 'lund' }
  await identifyAll(
    running,
    rows.rows.map(({ key }) => ({ id: key, traits: said })),
  )
  await engine.settleIdentity(1_000)
  const health = await engine.health()
  expect(health.checks['matching']).toMatch(/paused for customers/)
  expect(engine.metrics()).toMatch(/matching_paused 1/)

  const before = await customers()
  const twin = register(400)[0]
  await identifyAll(running, [{ id: 'late', traits: twin?.traits ?? {} }])
  expect(await customers()).toBe(before + 1)
  const asked = await running.store.reviews({
    entity: 'customer',
    state: 'open',
    after: undefined,
    limit: 500,
  })
  expect(asked.some(({ because }) => because === 'breaker')).toBe(true)
})
