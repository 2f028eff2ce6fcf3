// The product's own path, durable: rows go in as identify calls, or group calls, through the engine into a scratch database that is
// gone afterwards. Nothing is configured but that rules join nobody: only what the rows say counts.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IdentityRules } from '../../contract/definition.ts'
import type { Entity } from '../../contract/identifier.ts'
import { MatchDefinition } from '../../contract/match.ts'
import type { ReviewPair } from '../../core/identity/evaluate/evaluate.ts'
import { RECORDS_MAX } from '../../core/identity/match/train/train.ts'
import type { ReviewRow } from '../../engine/ports/match.ts'
import { startCluster } from '../../store/embedded/launcher.ts'
import { databaseAt } from '../database.ts'
import { onStop } from '../on-stop.ts'
import { type Opened, openEngine } from '../open.ts'
import { patiently } from '../patiently.ts'
import { trainInThread } from '../training/trainer.ts'
import { createHeldTrainer, type HeldTrainer } from './held-trainer.ts'
import { MERGE_ABOVE_BITS, REVIEW_BELOW_BITS } from './in-memory.ts'
import type { Comparison, OnlineResolver, ResolverSettings, SourceRow } from './resolver.ts'

/** The first model is trained at this many records, the next ones at four times as many each. */
const FIRST_TRAINING = 250
const GROWTH = 4
/** While a model is made rows go on coming; it takes effect at so many times the records that it was made from. */
const TAKES_EFFECT = 1.25
/** A model that saw less than this part of the records is trained once more at the end, unless more teach little. */
const STALE = 1.3
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

export interface OpenedForRows extends Opened, Pick<HeldTrainer, 'hold' | 'release'> {}

interface Scratch extends OpenedForRows {
  /** closes everything and leaves nothing behind */
  readonly drop: () => Promise<void>
}

async function openScratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'alidade-evaluate-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const starting = startCluster({ dataDir: join(folder, 'data') })
  // The engine need not be closed first: what it still writes is gone with the database.
  const forget = onStop(async () => {
    await (await starting).stop()
    await remove()
  })
  const steps = [remove]
  const drop = async (): Promise<void> => {
    for (const step of steps.splice(0).reverse()) await step()
    forget()
  }
  try {
    const cluster = await starting
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
export async function openForRows(url: string): Promise<OpenedForRows> {
  const { trainer, hold, release } = createHeldTrainer(trainInThread)
  const opened = await openEngine(
    { dataDir: tmpdir(), databaseUrl: url },
    { log: () => {}, database: databaseAt(url, 'embedded'), pepper: PEPPER, trainer },
  )
  const identity = rulesFrom(opened.engine.definitions().identity)
  await opened.engine.applyDefinitions({ identity }, { author: 'evaluate', dryRun: false })
  // A model that is kept back would keep the engine from closing.
  const close = async (): Promise<void> => {
    release()
    await opened.close()
  }
  return { ...opened, hold, release, close }
}

export async function openDurable(settings: ResolverSettings): Promise<OnlineResolver> {
  const scratch = await openScratch()
  return { ...resolveDurably(scratch, settings), close: scratch.drop }
}

export interface DurableResolver extends Omit<OnlineResolver, 'close'> {
  /** Waits for a training that is under way, and for the second thoughts that follow. */
  readonly rest: () => Promise<void>
}

/** Rows as calls through an engine; closing it is the caller's. */
export function resolveDurably(opened: OpenedForRows, settings: ResolverSettings): DurableResolver {
  const { engine } = opened
  const { entity } = settings
  const training = trainingOf(opened, settings)
  let records = 0
  let turn: Promise<void> = Promise.resolve()
  return {
    async add(batch) {
      // Another batch may be under way; while a model takes effect or is begun none is, or chance would say what it saw.
      for (let seen: unknown; seen !== turn; await seen) seen = turn
      records += batch.length
      const delivered = deliver(batch, entity, opened)
      if (!training.isDue(records)) return delivered
      const known = records
      turn = delivered.then(() => training.turn(known))
      return turn
    },
    rest: training.takeEffect,
    async finish() {
      await training.finish(records)
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

interface Training {
  /** whether `turn` would do anything */
  isDue(records: number): boolean
  /** lets a model take effect whose time has come, and begins a training that is due */
  turn(records: number): Promise<void>
  /** lets the model that is made take effect, if one is */
  takeEffect(): Promise<void>
  /** the same at the end, where nothing more comes, with a last training where the model knows too little */
  finish(records: number): Promise<void>
}

function trainingOf(
  { engine, hold, release }: OpenedForRows,
  { entity, seed, thresholdBits }: ResolverSettings,
): Training {
  let trainedAt = 0
  let dueAt = FIRST_TRAINING
  let underWay: Promise<unknown> | undefined
  const begin = async (records: number): Promise<void> => {
    trainedAt = records
    while (records >= dueAt) dueAt *= GROWTH
    const hasRecords = hold()
    const definition = definitionOf(thresholdBits)
    underWay = engine.trainIdentity({ entity, seed, author: 'evaluate', ...definition })
    // Where there is too little to learn from nobody is handed records; what goes wrong is thrown by `takeEffect`.
    await Promise.race([hasRecords, underWay.catch(() => undefined)])
  }
  const takeEffect = async (): Promise<void> => {
    if (!underWay) return
    release()
    await underWay
    underWay = undefined
    await engine.settleIdentity(Number.POSITIVE_INFINITY)
  }
  return {
    takeEffect,
    isDue: (records) => records >= (underWay ? TAKES_EFFECT * trainedAt : dueAt),
    async turn(records) {
      if (underWay && records >= TAKES_EFFECT * trainedAt) await takeEffect()
      if (!underWay && records >= dueAt) await begin(records)
    },
    async finish(records) {
      await takeEffect()
      if (trainedAt >= RECORDS_MAX || records < STALE * trainedAt) return
      await begin(records)
      await takeEffect()
    },
  }
}

function definitionOf(link: number | undefined): { definition?: MatchDefinition } {
  if (link === undefined) return {}
  const thresholds = { link, review: link - REVIEW_BELOW_BITS, merge: link + MERGE_ABOVE_BITS }
  return { definition: MatchDefinition.parse({ thresholds }) }
}

/** A call that is made again may have been stored the first time. */
const KEPT: ReadonlySet<string> = new Set(['stored', 'duplicate'])

/** Where records are weighed slowly, on a slow machine or beside many that are alike, two batches are a crowd already. */
async function deliver(
  batch: readonly SourceRow[],
  entity: Entity,
  { engine }: Pick<Opened, 'engine'>,
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
    const { results } = await patiently(() => engine.collect({ source, items, bytes: 1 }))
    const lost = results.find(({ status }) => !KEPT.has(status))
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
