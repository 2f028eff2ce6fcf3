// A body that nobody could read is listed, and replayed once somebody has corrected it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
})
afterAll(() => running.stop())

const keep = (body: unknown) =>
  running.engine.keepBody({ source: 'web', body, reason: 'no JSON', library: 'sdk/1' })
const open = async () => (await running.engine.setAsides({ limit: 50, state: 'open' })).items
const BROKEN = '{"batch":[{"type":"identify"'

test('it is listed once, however often it came', async () => {
  const ids = [await keep(BROKEN), await keep(BROKEN)]
  const items = (await open()).filter(({ raw }) => raw === BROKEN)
  expect(items).toMatchObject([
    { id: ids[0], code: 'BODY_UNREADABLE', source: 'web', library: 'sdk/1' },
  ])
})

test('what is JSON of another shape is kept as JSON text', async () => {
  const id = await keep({ events: [1] })
  expect((await open()).find((item) => item.id === id)?.raw).toBe('{"events":[1]}')
})

test('a replay without a correction changes nothing', async () => {
  const id = await keep(BROKEN)
  const { results } = await running.engine.replay([id])
  expect(results).toMatchObject([{ status: 'set_aside', code: 'BODY_UNREADABLE' }])
  expect((await open()).map((item) => item.id)).toContain(id)
})

test('corrected, each of its events is stored or set aside for itself', async () => {
  const id = await keep(`${BROKEN}, once more`)
  const corrected = {
    batch: [
      { type: 'identify', messageId: 'c1', userId: 'u1', traits: { name: 'Ann' } },
      { type: 'track', messageId: 'c2', userId: 'u1' },
    ],
    context: { app: { name: 'shop' } },
  }
  const { results } = await running.engine.replay([id], JSON.stringify(corrected))
  expect(results).toMatchObject([
    { index: 0, messageId: 'c1', status: 'stored' },
    { index: 1, messageId: 'c2', status: 'set_aside', code: 'EVENT_NAME_MISSING' },
  ])
  const ids = (await open()).map((item) => item.id)
  expect(ids).not.toContain(id)
  const again = await collectFrom(running.engine, 'web', [
    { ...corrected.batch[0], context: corrected.context },
  ])
  expect(again.results[0]?.status).toBe('duplicate')
})

test('of a very long one the beginning is kept, and that is said', async () => {
  const id = await keep('x'.repeat(1024 * 1024 + 5))
  const item = (await open()).find((one) => one.id === id)
  expect(item?.raw.length).toBe(1024 * 1024)
  expect(item?.reason).toContain('1048581')
})
