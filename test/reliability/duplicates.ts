// The same history delivered in order once, and delivered ten times over, shuffled and up to 30 days late: the state
// must be the same, byte for byte. Then other content under the same messageIds: every one must be flagged.
import pg from 'pg'
import { createRandom, type Random } from '../../src/testing/random.ts'
import { generateEvents, itemText } from '../../src/testing/stream.ts'
import { emptyDatabase, type State, stateOf } from '../promises/state.ts'
import { post } from './ask.ts'
import type { Campaign, CampaignOptions, Outcome } from './campaign.ts'
import { faultsOfRebuild } from './rebuild.ts'
import { type ServerUnderTest, startServer } from './server.ts'

const TIMES = 10
const BATCH_MAX = 500
/** Events of one history for each customer. */
const EVENTS_PER_CUSTOMER = 10

export const duplicates: Campaign = {
  about:
    'events ten times over, shuffled and 30 days late, against the same in order; then conflicts',
  unit: 'events',
  runs: 10_000,
  runsInTests: 300,
  run,
}

async function run({ runs, seed }: CampaignOptions): Promise<Outcome> {
  const random = createRandom(seed)
  const history = historyOf(runs, seed)
  const server = await startServer()
  const faults: string[] = []
  try {
    await deliver(server, batchesOf(history, random), { expect: 'accepted' })
    const expected = await readState(server)
    await startOver(server)
    const manifold = shuffled(Array.from({ length: TIMES }, () => history).flat(), random)
    const counts = await deliver(server, batchesOf(manifold, random), { expect: 'accepted' })
    const actual = await readState(server)
    const differing = differencesOf(expected, actual)
    if (differing.length > 0) faults.push(`the state differs in ${differing.join(', ')}`)
    faults.push(...(await faultsOfRebuild(server)))
    const others = history.map(otherContent)
    const conflicts = await deliver(server, batchesOf(others, random), { expect: 'conflict' })
    if (counts.accepted !== runs) faults.push(`${counts.accepted} of ${runs} counted as new`)
    if (conflicts.rejected !== runs) faults.push(`${conflicts.rejected} of ${runs} flagged`)
    const figures = { delivered: manifold.length, stored: counts.accepted }
    return {
      faults,
      figures: {
        ...{ ...figures, duplicates: counts.duplicate, conflictsFlagged: conflicts.rejected },
        rowsCompared: Object.values(expected).reduce((sum, rows) => sum + rows.length, 0),
      },
    }
  } finally {
    await server.close()
  }
}

/** In the order of delivery; a third of it happened up to 30 days before. */
function historyOf(events: number, seed: number): readonly string[] {
  const customers = Math.max(2, Math.ceil(events / EVENTS_PER_CUSTOMER))
  const options = { customers, events, seed, endsAt: Date.now() - 60_000 }
  return [...generateEvents({ ...options, late: 0.3, sharedDevices: 0.1 })].map(itemText)
}

function otherContent(text: string): string {
  return JSON.stringify({ ...JSON.parse(text), context: { page: { title: 'Other Content' } } })
}

function batchesOf(items: readonly string[], random: Random): readonly (readonly string[])[] {
  const batches: (readonly string[])[] = []
  for (let from = 0; from < items.length; ) {
    const size = random.int(1, BATCH_MAX)
    batches.push(items.slice(from, from + size))
    from += size
  }
  return batches
}

function shuffled(items: readonly string[], random: Random): readonly string[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.int(0, last)
    const kept = result[last] as string
    result[last] = result[other] as string
    result[other] = kept
  }
  return result
}

interface Counts {
  accepted: number
  duplicate: number
  rejected: number
}

/** Throws when a batch is refused, or when something is rejected where nothing should be. */
async function deliver(
  { port, keys }: ServerUnderTest,
  batches: readonly (readonly string[])[],
  { expect }: { readonly expect: 'accepted' | 'conflict' },
): Promise<Counts> {
  const sum: Counts = { accepted: 0, duplicate: 0, rejected: 0 }
  for (const batch of batches) {
    const { status, body } = await post(
      port,
      '/v1/batch',
      keys().write,
      `{"batch":[${batch.join(',')}]}`,
    )
    if (status !== 200) throw new Error(`a batch was answered ${status}: ${body.slice(0, 500)}`)
    const counts = JSON.parse(body) as Counts
    if (expect === 'accepted' && counts.rejected > 0) throw new Error(body.slice(0, 1_000))
    sum.accepted += counts.accepted
    sum.duplicate += counts.duplicate
    sum.rejected += counts.rejected
  }
  return sum
}

/**
 * Without the links of the matcher: they depend on when it had learned enough, and some stand beside a rule that came
 * later. Who is one customer is compared, whatever joins her.
 */
async function readState(server: ServerUnderTest): Promise<State> {
  const state = await withPool(server, stateOf)
  const links = state['link'] ?? []
  return { ...state, link: links.filter((row) => !row.includes(',match,')) }
}

/** An empty database under the same installation, so that ids come out the same. */
async function startOver(server: ServerUnderTest): Promise<void> {
  await withPool(server, emptyDatabase)
  // What it keeps in mind of the database must go too.
  await server.stop()
  await server.launch()
}

async function withPool<Result>(
  server: ServerUnderTest,
  work: (pool: pg.Pool) => Promise<Result>,
): Promise<Result> {
  const pool = new pg.Pool({ connectionString: server.databaseUrl(), max: 1 })
  pool.on('error', () => {})
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}

/** Names of the tables that are not equal, with how many rows differ. */
function differencesOf(expected: State, actual: State): readonly string[] {
  return Object.entries(expected).flatMap(([table, rows]) => {
    const others = new Set(actual[table])
    const missing = rows.filter((row) => !others.has(row))
    const known = new Set(rows)
    const surplus = [...others].filter((row) => !known.has(row))
    if (missing.length === 0 && surplus.length === 0) return []
    const examples = [...missing.slice(0, 1), ...surplus.slice(0, 1)].map((row) =>
      row.slice(0, 300),
    )
    return [
      `${table} (${missing.length} missing, ${surplus.length} too many; ${examples.join(' - ')})`,
    ]
  })
}
