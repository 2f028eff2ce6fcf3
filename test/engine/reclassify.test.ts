// Stored events follow changed definitions: what kind they are, and with it what a view weighs and a timeline filters.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Kind } from '../../src/contract/definition.ts'
import { DERIVED_UNDER, DERIVED_WANTED } from '../../src/engine/fold/derived.ts'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
})
afterAll(() => running.stop())

const VISIT = Kind.parse({
  kind: 'showroom',
  area: 'sales',
  category: 'service',
  names: ['Showroom Entered'],
  text: 'Came to the showroom',
})
const timeline = async (kind: string) => {
  const query = { purpose: 'service', limit: 9, kind }
  return (await running.engine.timeline('user_id:una', query, callerOf('agent'))).items
}
const follows = async () =>
  (await running.store.setting(DERIVED_UNDER)) === (await running.store.setting(DERIVED_WANTED))
const off = async (verify: boolean) => {
  const { tables, equal } = await running.engine.rebuild({ verify })
  const events = tables.find(({ table }) => table === 'event')
  return [events?.missing, events?.extra, equal]
}

test('kinds that are defined later count for what had happened before, after a rebuild', async () => {
  expect(await follows()).toBe(true)
  const event = { type: 'track', userId: 'una', event: 'Showroom Entered', messageId: 's1' }
  await collectFrom(running.engine, 'store', [
    event,
    { ...event, event: 'Order Completed', messageId: 'o1', properties: { order_id: 'A-1' } },
  ])
  expect(await off(true)).toEqual([0, 0, true])
  await running.engine.applyDefinitions({ kinds: [VISIT] }, { author: 'test', dryRun: false })
  expect(await follows()).toBe(false)
  expect(await timeline('showroom')).toEqual([])
  expect(await off(true)).toEqual([1, 1, false])
  expect(await off(false)).toEqual([1, 1, false])
  expect(await follows()).toBe(true)
  expect((await timeline('showroom')).map(({ name }) => name)).toEqual(['Showroom Entered'])
  expect(await off(true)).toEqual([0, 0, true])
})

test('what only words a view needs no rebuild', async () => {
  const kinds = [{ ...VISIT, text: 'Was in the showroom', importance: 1 }]
  await running.engine.applyDefinitions({ kinds }, { author: 'test', dryRun: false })
  expect(await follows()).toBe(true)
  expect((await timeline('showroom')).map(({ text }) => text)).toEqual(['Was in the showroom'])
})
