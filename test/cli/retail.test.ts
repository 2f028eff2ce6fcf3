// The public retail set, whole. It lies beside the project and is no part of it; server.test.ts covers the same ground
// with a shop of our own.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alidade, answerOf, newDirectory, ROOT } from './command-line.ts'

const DATA = join(ROOT, '..', 'shared', 'data', 'retail')
const FILES = ['users', 'orders', 'products'].map((name) => join(DATA, `${name}.json`))
const isThere = FILES.every((file) => existsSync(file))
if (!isThere) {
  console.warn(
    `SKIPPED: the retail set is not at ${DATA}; server.test.ts covers the same with data of our own`,
  )
}

const directory = newDirectory()
const WORDS = [
  'import',
  '--mapping',
  'examples/retail/mapping.yaml',
  ...FILES,
  '--data-dir',
  directory.dataDir,
]
interface Report {
  readonly problems: number
  readonly outputs: Readonly<Record<string, object>>
}
let first: Report

beforeAll(async () => {
  if (isThere) first = await answerOf<Report>(...WORDS)
}, 120_000)
afterAll(() => directory.remove())

const none = { stored: 0, duplicate: 0, conflict: 0, setAside: 0 }

test.skipIf(!isThere)('all of it is stored', () => {
  expect(first.problems).toBe(0)
  expect(first.outputs).toEqual({
    'users.json: identify': { ...none, stored: 500 },
    'orders.json: object order': { ...none, stored: 1_000 },
    'products.json: object product': { ...none, stored: 50 },
  })
})

test.skipIf(!isThere)('a service view names the orders of a user and their state', async () => {
  const view = (ref: string) =>
    alidade('view', ref, '--purpose', 'service', '--data-dir', directory.dataDir)
  expect((await view('user_id:noah_brown_6181')).out).toMatch(/Order \\?#W7678072 is delivered/)
  const open = openOrders()
  const [userId, orders] = [...open].find(([, ids]) => ids.length === 1) ?? ['', []]
  expect((await view(`user_id:${userId}`)).out).toMatch(
    new RegExp(`Order \\\\?${orders[0]} is pending`),
  )
})

/** Pending orders by user. */
function openOrders(): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync(FILES[1] ?? '', 'utf8')
  const orders = Object.values(
    JSON.parse(text) as Record<string, { order_id: string; user_id: string; status: string }>,
  )
  const byUser = Map.groupBy(
    orders.filter(({ status }) => status === 'pending'),
    (order) => order.user_id,
  )
  return new Map([...byUser].map(([user, list]) => [user, list.map(({ order_id }) => order_id)]))
}

test.skipIf(!isThere)(
  'importing it again changes nothing',
  async () => {
    const second = await answerOf<Report>(...WORDS)
    expect(second.outputs).toEqual({
      'users.json: identify': { ...none, duplicate: 500 },
      'orders.json: object order': { ...none, duplicate: 1_000 },
      'products.json: object product': { ...none, duplicate: 50 },
    })
  },
  60_000,
)
