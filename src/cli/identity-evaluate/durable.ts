// The product's own path, durable: rows go in as identify calls, or group calls, through the engine into a scratch database that is
// gone afterwards. Nothing is configured but that rules join nobody: only what the rows say counts.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IdentityRules } from '../../contract/definition.ts'
import type { Entity } from '../../contract/identifier.ts'
import { MatchDefinition } from '../../contract/match.ts'
import type { ReviewPair } from '../../core/identity/evaluate/evaluate.ts'
import type { ReviewRow } from '../../engine/ports/match.ts'
import { startCluster } from '../../store/embedded/launcher.ts'
import { databaseAt } from '../database.ts'
import { type Opened, openEngine } from '../open.ts'
import { MERGE_ABOVE_BITS, REVIEW_BELOW_BITS } from './in-memory.ts'
import type { Comparison, OnlineResolver, ResolverSettings, SourceRow } from './resolver.ts'

/** The first model is trained at this many records, the next ones at four times as many each. */
const FIRST_TRAINING = 250
const GROWTH = 4
/** A model that saw less than this part of the records is trained once more at the end, unless it has seen enough. */
const STALE = 1.3
const SATED = 6_000
const SETTLE_ROUNDS = 2

const RECORDS_PER_CUSTOMER_MAX = 10_000
/** Ids are hashes, and a training takes the first of them: with ids of its own each run would learn something else. */
const PEPPER = '0'.repeat(64)

/** The namespace in which a row has an id of its own. */
const KEY: Readonly<Record<Entity, string>> = { customer: 'user_id', account: 'group_id' }
const KEYS: ReadonlySet<string> = new Set(Object.values(KEY))

/** Nothing but those ids joins by rule. */
function rulesFrom(rules: IdentityRules): IdentityRules {
  const namespaces = rules.namespaces.map(({ valuesPerCustomerMax: _, ...rule }) => ({
    ...rule,
    use: KEYS.has(rule.namespace) ? ('join' as const) : ('none' as const),
  }))
  return { ...rules, namespaces, recordsPerCustomerMax: RECORDS_PER_CUSTOMER_MAX }
}

interface Scratch extends Opened {
  /** closes everything and leaves nothing behind */
  readonly drop: () => Promise<void>
}

async function openScratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'alidade-evaluate-'))
  const steps = [() => rm(folder, { recursive: true, force: true })]
  const drop = async (): Promise<void> => {
    for (const step of steps.splice(0).reverse()) await step()
  }
  try {
    const cluster = await startCluster({ dataDir: join(folder, 'data') })
    steps.push(cluster.stop)
    const opened = await openForRows(cluster.url)
    steps.push(opened.close)
    return { ...opened, drop }
  } catch (error) {
    await drop()
    throw error
  }
}

/** An engine on an empty database in which only what the rows say joins anybody. */
export async function openForRows(url: string): Promise<Opened> {
  const opened = await openEngine(
    { dataDir: tmpdir(), databaseUrl: url },
    { log: () => {}, database: databaseAt(url, 'embedded'), pepper: PEPPER },
  )
  const identity = rulesFrom(opened.engine.definitions().identity)
  await opened.engine.applyDefinitions({ identity }, { author: 'evaluate', dryRun: false })
  return opened
}

export async function openDurable(settings: ResolverSettings): Promise<OnlineResolver> {
  const scratch = await openScratch()
  return { ...resolveDurably(scratch, settings), close: scratch.drop }
}

/** Rows as calls through an engine; closing it is the caller's. */
export function resolveDurably(
  opened: Opened,
  settings: ResolverSettings,
): Omit<OnlineResolver, 'close'> {
  const { engine } = opened
  const { entity } = settings
  let records = 0
  let trainedAt = 0
  let nextTraining = FIRST_TRAINING
  const retrain = async (): Promise<void> => {
    trainedAt = records
    await engine.trainIdentity({
      entity,
      seed: settings.seed,
      author: 'evaluate',
      ...definitionOf(settings.thresholdBits),
    })
    await engine.settleIdentity(Number.POSITIVE_INFINITY)
  }
  return {
    async add(batch) {
      await deliver(batch, entity, opened)
      records += batch.length
      if (records < nextTraining) return
      while (records >= nextTraining) nextTraining *= GROWTH
      await retrain()
    },
    async finish() {
      if (trainedAt < SATED && records >= STALE * trainedAt) await retrain()
      for (let round = 0; round < SETTLE_ROUNDS; round++) {
        await engine.settleIdentity(Number.POSITIVE_INFINITY)
      }
      const names = await namesOf(entity, opened)
      return {
        customerOf: await customersOf(entity, opened),
        review: () => reviewPairs({ names, entity }, opened),
        compared: () => comparisons(names, opened),
      }
    },
  }
}

function definitionOf(link: number | undefined): { definition?: MatchDefinition } {
  if (link === undefined) return {}
  const thresholds = { link, review: link - REVIEW_BELOW_BITS, merge: link + MERGE_ABOVE_BITS }
  return { definition: MatchDefinition.parse({ thresholds }) }
}

async function deliver(
  batch: readonly SourceRow[],
  entity: Entity,
  { engine }: Opened,
): Promise<void> {
  const bySource = Map.groupBy(batch, ({ source }) => source)
  for (const [source, rows] of bySource) {
    const items = rows.map(({ record, traits }) => ({
      ...(entity === 'customer'
        ? { type: 'identify', userId: record }
        : { type: 'group', groupId: record }),
      messageId: record,
      traits,
    }))
    const { results } = await engine.collect({ source, items, bytes: 1 })
    const lost = results.find(({ status }) => status !== 'stored')
    if (lost) throw new Error(`A row was not stored: ${lost.reason ?? lost.status}`)
  }
}

async function customersOf(
  entity: Entity,
  { store }: Opened,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await store.pool.query<{ key: string; customer: string }>(
    'select key, customer from record where namespace = $1',
    [KEY[entity]],
  )
  return new Map(rows.map(({ key, customer }) => [key, customer]))
}

/** record id -> name of the row */
async function namesOf(entity: Entity, { store }: Opened): Promise<ReadonlyMap<string, string>> {
  const { rows } = await store.pool.query<{ id: string; key: string }>(
    "select replace(id::text, '-', '') as id, key from record where namespace = $1",
    [KEY[entity]],
  )
  return new Map(rows.map(({ id, key }) => [id, key]))
}

const PAGE = 1_000

async function reviewPairs(
  { names, entity }: { readonly names: ReadonlyMap<string, string>; readonly entity: Entity },
  { store }: Opened,
): Promise<readonly ReviewPair[]> {
  const pairs: ReviewPair[] = []
  let after: ReviewRow | undefined
  do {
    const page = await store.reviews({ entity, state: 'open', after, limit: PAGE })
    for (const { recordA, recordB } of page) {
      const [a, b] = [names.get(recordA), names.get(recordB)]
      if (a !== undefined && b !== undefined) pairs.push({ a, b })
    }
    after = page.length < PAGE ? undefined : page.at(-1)
  } while (after)
  return pairs
}

async function* comparisons(
  names: ReadonlyMap<string, string>,
  { store }: Opened,
): AsyncGenerator<Comparison> {
  const { rows } = await store.pool.query<{ records: string[] }>(
    `select array_agg(replace(m.record::text, '-', '')) as records
     from match_key k join match_record m on m.number = k.number
     where k.model > 0 group by k.model, k.key having count(*) between 2 and 250`,
  )
  for (const { records } of rows) {
    const others = records.flatMap((id) => names.get(id) ?? [])
    for (const record of others) yield { record, others }
  }
}
