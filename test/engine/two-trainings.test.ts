// Two servers of one database that both find a training due: one trains, the other takes over its model.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinTestEngine, startTestEngine, type TestEngine } from '../support/engine.ts'
import { identifyAll, openRules, register } from '../support/people.ts'

const PEOPLE = register(120)
let one: TestEngine
let two: TestEngine
beforeAll(async () => {
  const options = { definitions: { identity: await openRules() } }
  one = await startTestEngine(options)
  two = await joinTestEngine(one.url, options)
  await identifyAll(one, PEOPLE.slice(0, 300))
})
afterAll(async () => {
  await two.stop()
  await one.stop()
})

const models = async (): Promise<readonly string[]> => {
  const { rows } = await one.store.pool.query<{ model: string }>(
    "select version || ' ' || state as model from match_model order by version",
  )
  return rows.map(({ model }) => model)
}

const customerOf = async (key: string): Promise<string | undefined> => {
  const { rows } = await one.store.pool.query<{ customer: string }>(
    "select customer::text as customer from record where namespace = 'user_id' and key = $1",
    [key],
  )
  return rows[0]?.customer
}

test('one trains, the other takes over its model', { timeout: 60_000 }, async () => {
  for (const { clock } of [one, two]) clock.now += 11_000
  await Promise.all([one.engine.maintainIdentity(), two.engine.maintainIdentity()])
  for (const { clock } of [one, two]) clock.now += 11_000
  await Promise.all([one.engine.maintainIdentity(), two.engine.maintainIdentity()])
  expect(await models()).toEqual(['1 active'])
  const known = PEOPLE[0]
  await identifyAll(two, [{ id: 'again', traits: known?.traits ?? {} }], 'shop')
  expect(await customerOf('again')).toBe(await customerOf(known?.id ?? ''))
})

test('whoever asks for a training while another one is under way hears so', {
  timeout: 60_000,
}, async () => {
  const options = { entity: 'customer', seed: 2, author: 'tests' } as const
  const answers = await Promise.allSettled(
    [one, two].map(({ engine }) => engine.trainIdentity(options)),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'CONFLICT' },
  })
  expect(await models()).toEqual(['1 retired', '2 active'])
  // Nobody is kept from it afterwards.
  await expect(two.engine.trainIdentity(options)).resolves.toMatchObject({ version: 3 })
})

test('a model that another one has replaced meanwhile does not come into force', async () => {
  const model = { entity: 'customer', at: 1, author: 'tests', records: 1, body: {} } as const
  const first = await one.store.write((tx) => tx.match.addModel(model))
  const second = await two.store.write((tx) => tx.match.addModel(model))
  expect(await one.store.write((tx) => tx.match.activate(first, 'customer'))).toBe(false)
  expect(await models()).toEqual([
    '1 retired',
    '2 retired',
    '3 active',
    `${first} retired`,
    `${second} building`,
  ])
})
