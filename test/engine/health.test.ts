// Ready is who can do the work: a database that answers but may not be written is not enough.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
})
afterAll(() => running.stop())

test('the engine is ready while every table is there, and says no more than that it is not', async () => {
  const { engine, store } = running
  expect(await engine.health()).toMatchObject({ ready: true, checks: { database: 'ok' } })
  await store.pool.query('alter table event rename to event_away')
  const health = await engine.health()
  expect(health).toMatchObject({
    ready: false,
    checks: { database: 'tables cannot be read or written' },
  })
  expect(JSON.stringify(health)).not.toContain('event_away')
  await store.pool.query('alter table event_away rename to event')
  expect(await engine.health()).toMatchObject({ ready: true })
})
