// What a stored model holds: of another format it is as good as none and made anew; what agrees together is told.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MODEL_FORMAT } from '../../src/core/identity/match/model.ts'
import { callerOf, joinTestEngine, startTestEngine, type TestEngine } from '../support/engine.ts'
import { identifyAll, learn, openRules, register } from '../support/people.ts'

const TIMEOUT = 60_000
const steward = callerOf('steward')
const PEOPLE = register(120)
let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ definitions: { identity: await openRules() } })
  await identifyAll(running, PEOPLE)
  await learn(running)
}, TIMEOUT)
afterAll(() => running.stop())

const explain = (a: string, b: string) =>
  running.engine.explainIdentity(
    { a: `user_id:${a}`, b: `user_id:${b}`, purpose: 'stewardship' },
    steward,
  )

test('what agrees together is a line of the explanation, and all lines sum to the score', async () => {
  let told = 0
  for (let person = 0; person < 40; person++) {
    const { matching, path } = await explain(`r${person}-0`, `r${person}-1`)
    const sum = matching?.evidence.reduce((bits, part) => bits + part.bits, 0) ?? 0
    expect(sum).toBeCloseTo(matching?.bits ?? 0, 1)
    const lines = [...(matching?.evidence ?? []), ...path.flatMap(({ evidence }) => evidence ?? [])]
    if (lines.some(({ attribute, level }) => attribute === 'together' && level === '')) told++
  }
  expect(told).toBeGreaterThan(5)
})

test('a model of an earlier format is not used, and a new one is trained in its place', {
  timeout: TIMEOUT,
}, async () => {
  const { store, url } = running
  await store.pool.query(
    `update match_model set body = (body::jsonb || '{"format":3}')::json where state = 'active'`,
  )
  const after = await joinTestEngine(url, { definitions: { identity: await openRules() } })
  await after.engine.maintainIdentity()
  await after.stop()
  const { rows } = await store.pool.query<{ version: string; format: string; state: string }>(
    "select version, body->>'format' as format, state from match_model order by version",
  )
  expect(rows.map(({ format, state }) => `${format} ${state}`)).toEqual([
    '3 retired',
    `${MODEL_FORMAT} active`,
  ])
})
