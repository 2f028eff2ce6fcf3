// Taking apart a customer of very many events: how long until views are right again, and whether any view meanwhile
// showed something that never was. Both customers are looked at without a pause; the clock stands still, so that a
// view is either that of the merged customer or that of one of the two, byte by byte.
//
//   large + small = one customer -> unlink -> views of both, asked all the while
import { randomUUID } from 'node:crypto'
import { loadAllDefinitions } from '../src/cli/definitions.ts'
import { DEFINITIONS, MIGRATIONS, VERSION } from '../src/cli/package-files.ts'
import { keyedHash, newPepper, newSecret, secretHash } from '../src/cli/secrets.ts'
import { replayInThread, trainInThread } from '../src/cli/training/trainer.ts'
import { type Caller, SCOPES } from '../src/engine/api.ts'
import { createEngine, type RunningEngine } from '../src/engine/engine.ts'
import { migrate, readMigrations } from '../src/store/migrate.ts'
import { openStore } from '../src/store/store.ts'
import { openBenchDatabase } from './database.ts'
import type { BenchOptions } from './options.ts'
import { rounded } from './statistics.ts'

const FULL = 100_000
const QUICK = 5_000
const BATCH = 1_000
const ROUNDS = 3
const NOW = Date.UTC(2026, 10, 21, 12)
const [LARGE, SMALL] = ['large', 'small']
const SMALL_EVENTS = 20

export async function unmerge(options: BenchOptions): Promise<object> {
  const events = options.events ?? (options.quick ? QUICK : FULL)
  const { databaseUrl } = options
  const database = await openBenchDatabase({ databaseUrl, statementTimes: false })
  const store = openStore({
    connection: { connectionString: database.url },
    onIdleFault: () => undefined,
  })
  try {
    await migrate(store.pool, await readMigrations(MIGRATIONS))
    const engine = await createEngine({
      store,
      clock: () => NOW,
      hash: keyedHash(newPepper()),
      newId: () => randomUUID().replaceAll('-', ''),
      secretHash,
      newSecret,
      defaults: await loadAllDefinitions(DEFINITIONS),
      version: VERSION,
      trainer: trainInThread,
      replayer: replayInThread,
      log: () => undefined,
    })
    await load(engine, LARGE, events)
    await load(engine, SMALL, SMALL_EVENTS)
    const measured = await measure(engine)
    await engine.close()
    return { events, ...measured }
  } finally {
    await store.close()
    await database.stop()
  }
}

async function load(engine: RunningEngine, userId: string, events: number): Promise<void> {
  for (let from = 0; from < events; from += BATCH) {
    const items = Array.from({ length: Math.min(BATCH, events - from) }, (_, i) =>
      eventOf(userId, from + i),
    )
    const { results } = await engine.collect({ source: 'web', items, bytes: 1 })
    const lost = results.find(({ status }) => status !== 'stored')
    if (lost) throw new Error(`Not stored: ${JSON.stringify(lost)}`)
  }
}

function eventOf(userId: string, n: number): object {
  const base = {
    messageId: `${userId}-${n}`,
    userId,
    timestamp: new Date(NOW - (n + 1) * 25_000).toISOString(),
  }
  if (n % 50 !== 0) return { ...base, type: 'page', name: `Page ${n % 40}` }
  const properties = { order_id: `${userId}-${n}`, total: n % 900, currency: 'SEK' }
  return { ...base, type: 'track', event: 'Order Completed', properties }
}

const caller = (role: string): Caller => ({
  keyId: 'bench',
  actor: 'bench',
  role,
  scopes: new Set<string>(SCOPES),
  requestId: 'bench',
})

const refOf = (userId: string): string => `user_id:${userId}`

async function viewOf(engine: RunningEngine, userId: string): Promise<string> {
  const question = { purpose: 'service', channel: 'phone', explain: true } as const
  const view = await engine.view({ customer: refOf(userId), ...question }, caller('agent'))
  return JSON.stringify({ ...view, audit: '' })
}

async function viewsOf(engine: RunningEngine): Promise<readonly string[]> {
  return [await viewOf(engine, LARGE), await viewOf(engine, SMALL)]
}

async function measure(engine: RunningEngine) {
  const apart = await viewsOf(engine)
  const rightAfter: number[] = []
  let seen = 0
  let wrong = 0
  for (let round = 0; round < ROUNDS; round++) {
    const said = { reason: 'bench', dryRun: false }
    const pair = { a: refOf(LARGE), b: refOf(SMALL) }
    const { undo } = await engine.link({ ...pair, ...said }, caller('steward'))
    const merged = await viewsOf(engine)
    let isDone = false
    const watchers = [LARGE, SMALL].map(async (userId, at) => {
      while (!isDone) {
        const view = await viewOf(engine, userId)
        seen++
        if (view !== apart[at] && view !== merged[at]) wrong++
      }
    })
    const began = performance.now()
    await engine.unlink({ links: undo, ...said }, caller('steward'))
    // The very next view must be right: there is no "eventually".
    const after = await viewsOf(engine)
    rightAfter.push((performance.now() - began) / 1_000)
    isDone = true
    await Promise.all(watchers)
    if (after.some((view, at) => view !== apart[at])) wrong++
  }
  return {
    rightAfterSeconds: rightAfter.map((value) => rounded(value, 3)),
    worstSeconds: rounded(Math.max(...rightAfter), 3),
    viewsWatched: seen,
    viewsWrong: wrong,
  }
}
