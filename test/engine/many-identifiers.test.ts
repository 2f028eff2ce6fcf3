// A record that shows more identifiers than the writer remembers is read each time, and never taken for a new one.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
})
afterAll(async () => {
  await running.stop()
})

const DEVICES = 80
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString()
const seen = (minutes: number) => ({
  type: 'page',
  name: 'Home',
  userId: 'ann',
  messageId: `m${minutes}`,
  timestamp: at(minutes),
})

test('an event from before all that is known of her takes nothing away', async () => {
  const { engine } = running
  await collectFrom(engine, 'web', [
    { type: 'identify', userId: 'ann', traits: { name: 'Ann Berg' }, timestamp: at(-500) },
    ...Array.from({ length: DEVICES }, (_, n) => ({ ...seen(-400 + n), anonymousId: `d${n}` })),
  ])
  // The writer forgets what it wrote.
  expect((await engine.rebuild({ verify: true })).equal).toBe(true)
  // Her key is shown earlier than ever, which is news of a record that is not remembered.
  await collectFrom(engine, 'web', [seen(-1_000)])
  await collectFrom(engine, 'web', [
    { type: 'identify', userId: 'ann', traits: { city: 'Umea' }, timestamp: at(-20) },
  ])
  await collectFrom(engine, 'web', [seen(-10)])
  const view = await engine.view(
    { customer: 'user_id:ann', purpose: 'service', channel: 'phone', explain: false },
    callerOf('agent'),
  )
  expect(view.customer?.name).toBe('Ann Berg')
  expect((await engine.rebuild({ verify: true })).equal).toBe(true)
})
