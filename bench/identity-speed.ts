// Does resolving a record cost more when many are known already? Records stream in by micro-batches, with all training
// and second thoughts that fall due; then some come singly, and a model is trained by hand.
import { BATCH_SIZE, callsOf } from '../src/cli/identity-evaluate/batches.ts'
import {
  type OpenedForRows,
  openForRows,
  resolveDurably,
} from '../src/cli/identity-evaluate/durable.ts'
import type { SourceRow } from '../src/cli/identity-evaluate/resolver.ts'
import type { Opened } from '../src/cli/open.ts'
import { type BenchDatabase, openBenchDatabase } from './database.ts'
import { openRows, type RowFile } from './identity-rows.ts'
import type { BenchOptions } from './options.ts'
import { postgresCpuMs } from './postgres-cpu.ts'
import { latencyOf, perSecond, rounded } from './statistics.ts'
import { type CpuPerThousand, type CpuTimes, cpuPerThousand, saveStatements } from './world.ts'

const FULL = 500_000
const QUICK = 5_000
/** Points of the curve: every so many records, where there are that many. */
const WINDOW = 50_000
const POINTS_MIN = 5
/** A line tells on stderr how far it is each time that so many more have come: the whole takes minutes. */
const PROGRESS = 5_000
const SINGLES = 500
const SEED = 1

interface Point extends CpuPerThousand {
  /** records known when the window ends */
  readonly records: number
  readonly recordsPerSecond: number
  readonly rssMb: number
}

export async function identitySpeed(options: BenchOptions): Promise<object> {
  const { databaseUrl, profile, quick, size, sets } = options
  const rows = await openRows(sets?.[0], size ?? (quick ? QUICK : FULL))
  const database = await openBenchDatabase({ databaseUrl, statementTimes: profile !== undefined })
  try {
    const opened = await openForRows(database.url)
    return await measure(opened, rows, { ...options, database }).finally(opened.close)
  } finally {
    await database.stop()
    await rows.remove()
  }
}

async function measure(
  opened: OpenedForRows,
  { name, rows, count }: RowFile,
  options: BenchOptions & { readonly database: BenchDatabase },
): Promise<object> {
  const resolver = resolveDurably(opened, {
    entity: 'customer',
    thresholdBits: undefined,
    seed: SEED,
  })
  const singles = Math.min(SINGLES, count >> 2)
  const window = Math.min(WINDOW, Math.ceil((count - singles) / POINTS_MIN))
  const points: Point[] = []
  const { push, drain } = callsOf(resolver.add)
  const began = await reading(opened)
  for (let known = 0; known < count - singles; ) {
    const before = await reading(opened)
    const upTo = Math.min(count - singles, known + window)
    const from = known
    while (known < upTo) {
      const batch = await firstOf(rows, Math.min(BATCH_SIZE, upTo - known))
      await push(batch)
      known += batch.length
      if (known % PROGRESS === 0) console.error(`${name}: ${known} of ${count} records`)
    }
    await drain()
    const point = pointOf(before, await reading(opened), { known, count: known - from })
    console.error(`${name}: ${JSON.stringify(point)}`)
    points.push(point)
  }
  await resolver.rest()
  const added = pointOf(began, await reading(opened), {
    known: count - singles,
    count: count - singles,
  })
  if (options.profile !== undefined) await saveStatements(options.database, options.profile, name)
  const single = await addSingly(await firstOf(rows, singles), resolver.add)
  await resolver.rest()
  const trained = await train(opened)
  return {
    set: name,
    batchSize: BATCH_SIZE,
    ...added,
    points,
    single,
    ...trained,
    rssMaxMb: rssMaxMb(),
  }
}

async function addSingly(
  rows: readonly SourceRow[],
  add: (batch: readonly SourceRow[]) => Promise<void>,
) {
  const latencies: number[] = []
  for (const row of rows) {
    const from = performance.now()
    await add([row])
    latencies.push(performance.now() - from)
  }
  return { records: rows.length, ...latencyOf(latencies) }
}

/** A new model with all its keys, as `alidade identity train` makes it; then every record is weighed again. */
async function train({ engine }: Opened) {
  const from = performance.now()
  const report = await engine.trainIdentity({ entity: 'customer', seed: SEED, author: 'bench' })
  const trainedAt = performance.now()
  const { looked } = await engine.settleIdentity(Number.POSITIVE_INFINITY)
  const settleSeconds = (performance.now() - trainedAt) / 1_000
  return {
    trainedRecords: report?.records ?? 0,
    keys: report?.keys ?? 0,
    trainSeconds: rounded((trainedAt - from) / 1_000, 1),
    settleSeconds: rounded(settleSeconds, 1),
    settledPerSecond: perSecond(looked, settleSeconds),
  }
}

interface Reading extends CpuTimes {
  readonly at: number
}

async function reading({ store }: Opened): Promise<Reading> {
  const { user, system } = process.cpuUsage()
  const postgresMs = await postgresCpuMs(store.pool)
  return { at: performance.now(), serverMs: (user + system) / 1_000, postgresMs }
}

function pointOf(
  before: Reading,
  after: Reading,
  { known, count }: { readonly known: number; readonly count: number },
): Point {
  return {
    records: known,
    recordsPerSecond: perSecond(count, (after.at - before.at) / 1_000),
    ...cpuPerThousand(before, after, count),
    rssMb: Math.round(process.memoryUsage.rss() / 1_048_576),
  }
}

async function firstOf<Row>(stream: AsyncIterator<Row>, count: number): Promise<readonly Row[]> {
  const rows: Row[] = []
  while (rows.length < count) {
    const next = await stream.next()
    if (next.done) break
    rows.push(next.value)
  }
  return rows
}

const rssMaxMb = (): number => Math.round(process.resourceUsage().maxRSS / 1_024)
