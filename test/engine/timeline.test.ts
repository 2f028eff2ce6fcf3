// Pages of the timeline: full where there is enough to show, every event once, though others arrive meanwhile.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'

const agent = callerOf('agent')
const MINUTE_MS = 60_000
let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
})
afterAll(() => running.stop())

const at = (minutesAgo: number): string =>
  new Date(running.clock.now - minutesAgo * MINUTE_MS).toISOString()

const order = (id: string, minutesAgo: number) => ({
  type: 'track',
  event: 'Order Completed',
  messageId: `order ${id}`,
  userId: 'una',
  timestamp: at(minutesAgo),
  properties: { order_id: id, total: 1 },
})

const visits = (count: number, from: number) =>
  Array.from({ length: count }, (_, i) => ({
    type: 'page',
    name: `Page ${i}`,
    messageId: `page ${from + i}`,
    userId: 'una',
    timestamp: at(from + i),
  }))

async function pagesOf(purpose: string, limit: number, between: () => Promise<void>) {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const query = { purpose, limit, ...(cursor === undefined ? {} : { cursor }) }
    const page = await running.engine.timeline('user_id:una', query, agent)
    pages.push(page.items.map(({ text }) => text.split(',', 1)[0] ?? ''))
    cursor = page.next ?? undefined
    await between()
  } while (cursor !== undefined && pages.length < 100)
  return pages
}

test('a page looks beyond what is withheld', async () => {
  await collectFrom(running.engine, 'web', [
    order('newest', 1),
    ...visits(300, 10),
    ...['a', 'b', 'c', 'd'].map((id, i) => order(id, 400 + i)),
  ])
  let n = 0
  // Billing may not see visits.
  const pages = await pagesOf('billing', 2, async () => {
    await collectFrom(running.engine, 'web', [order(`meanwhile ${n++}`, 0)])
  })
  const named = ['newest', 'a', 'b', 'c', 'd'].map((id) => `Order Completed: ${id}`)
  expect(pages.slice(0, 2).every(({ length }) => length === 2)).toBe(true)
  expect(pages.flat()).toEqual(named)
})

test('so many in a row that are withheld end a page; the next goes on behind them', async () => {
  await collectFrom(running.engine, 'web', visits(2_100, 1_000))
  await collectFrom(running.engine, 'web', [order('oldest', 5_000)])
  const query = { purpose: 'billing', limit: 50 }
  const first = await running.engine.timeline('user_id:una', query, agent)
  expect(first.next).not.toBeNull()
  const pages = await pagesOf('billing', 50, async () => {})
  expect(pages).toHaveLength(2)
  expect(pages.flat().at(-1)).toBe('Order Completed: oldest')
})

test('what became of an object is told with its number, though that stands in the address of the call', async () => {
  const write = (id: string, body: { status: string; order_number?: string }) => ({
    type: 'order',
    id,
    source: 'shop',
    mode: 'full' as const,
    customer: 'user_id:otto',
    changedAt: at(1),
    body,
  })
  await running.engine.putObjects([
    write('N-1', { status: 'CANCELLED' }),
    write('77', { status: 'Shipped', order_number: 'N-2' }),
  ])
  const query = { purpose: 'service', limit: 10 }
  const { items } = await running.engine.timeline('user_id:otto', query, agent)
  const texts = items.map(({ text }) => text).sort()
  expect(texts).toEqual(['Order Updated: N-1, CANCELLED', 'Order Updated: N-2, Shipped'])
})

test('an object is open however its status is written', async () => {
  for (const [id, isOpen] of [
    ['N-1', false],
    ['77', true],
  ] as const) {
    expect((await running.engine.getObject('order', id, 'service', agent)).open).toBe(isOpen)
  }
})
