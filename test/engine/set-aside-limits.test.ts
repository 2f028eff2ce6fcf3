// Set-aside items do not grow for ever: handled ones go first, and what nobody looked at is never lost in silence.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SET_ASIDE_DROPPED } from '../../src/engine/collect/set-aside-limits.ts'
import { collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

const DAY_MS = 86_400_000
let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({
    setAsideLimits: { rowsMax: 6, handledDaysMax: 30, openDaysMax: 100 },
  })
})
afterAll(() => running.stop())

let sent = 0
async function bad(count: number, daysAgo: number): Promise<readonly string[]> {
  running.clock.now = NOW - daysAgo * DAY_MS
  const items = Array.from({ length: count }, () => ({ type: 'trakc', n: sent++ }))
  await collectFrom(running.engine, 'web', items)
  running.clock.now = NOW
  const { items: all } = await running.engine.setAsides({ limit: 100, state: 'open' })
  return all.slice(-count).map(({ id }) => id)
}
const left = async (state: string) =>
  (await running.engine.setAsides({ limit: 100, state })).items.length
const dropped = () => running.store.setting(SET_ASIDE_DROPPED)

test('what was handled goes when it is old, what is open stays', async () => {
  const old = await bad(2, 80)
  running.clock.now = NOW - 40 * DAY_MS
  await running.engine.discard(old.slice(0, 1))
  running.clock.now = NOW
  await running.engine.discard((await bad(1, 79)).slice(0, 1))
  expect(await running.engine.trimSetAside()).toEqual({ handled: 1, dropped: 0 })
  expect([await left('open'), await left('discarded')]).toEqual([1, 1])
  expect(await dropped()).toBeUndefined()
})

test('where there are too many, handled ones go before open ones, and open ones are counted', async () => {
  await bad(5, 1)
  expect(await running.engine.trimSetAside()).toEqual({ handled: 1, dropped: 0 })
  expect([await left('open'), await left('discarded')]).toEqual([6, 0])
  await bad(2, 0)
  expect(await running.engine.trimSetAside()).toEqual({ handled: 0, dropped: 2 })
  expect(await left('open')).toBe(6)
  expect(await dropped()).toBe('2')
  const metrics = running.engine.metrics()
  expect(metrics).toContain('alidade_set_aside_open 6')
  expect(metrics).toContain('alidade_set_aside_dropped_total 2')
})

test('what nobody handled for too long goes too, and is counted with the rest', async () => {
  running.clock.now = NOW + 99.5 * DAY_MS
  expect(await running.engine.trimSetAside()).toEqual({ handled: 0, dropped: 4 })
  running.clock.now = NOW
  expect(await dropped()).toBe('6')
  expect(await left('open')).toBe(2)
})
