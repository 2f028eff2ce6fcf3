// Training: what the records of the ledger say becomes a model, without labels and the same for the same seed.
// The new model gets its keys beside the old one, page by page between other writes, and then takes over.
import type { Entity } from '../../contract/identifier.ts'
import type { MatchDefinition } from '../../contract/match.ts'
import { ProblemError } from '../../contract/problem.ts'
import type { Model } from '../../core/identity/match/model.ts'
import { RECORDS_MAX } from '../../core/identity/match/train/train.ts'
import { allDone } from '../ports/all-done.ts'
import type { SourcedRow } from '../ports/match.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import type { Runtime } from '../runtime.ts'
import { NO_MATCH_WRITES } from './context.ts'
import { keysUnder } from './keys.ts'
import type { LiveModel } from './matcher.ts'

/** A record for a worker: a text is a tenth of what its values are, and reading them is the worker's time. */
export interface SampledText {
  readonly id: string
  readonly source: string
  /** JSON of its values */
  readonly said: string
}

/** Makes a model from records; where it runs is for whoever opens the engine to say. */
export type Trainer = (
  records: readonly SampledText[],
  options: {
    readonly seed: number
    /** records that the model should serve */
    readonly horizon: number
    readonly ofOrganisations: boolean
    readonly definition?: MatchDefinition
  },
  /** aborted when nobody waits for the model any more; then it may reject at once */
  signal?: AbortSignal,
) => Promise<Model>

export interface TrainOptions {
  readonly entity: Entity
  readonly seed: number
  readonly author: string
  /** what to do otherwise than found out automatically */
  readonly definition?: MatchDefinition
  readonly signal?: AbortSignal
  /** asked again once nobody else trains: another server may just have done it */
  readonly isDue?: () => Promise<boolean>
  /** called once nobody else trains, before it begins */
  readonly onBegun?: () => void
}

export interface TrainReport {
  readonly entity: Entity
  readonly version: number
  /** records there are, and how many of them were shown to the trainer */
  readonly records: number
  readonly sampled: number
  readonly attributes: readonly {
    readonly attribute: string
    readonly columns: readonly string[]
  }[]
  readonly keys: number
}

const PAGE = 500
/** A model serves until there are so many times the records it was trained with. */
export const HORIZON = 4
/** Below this there is too little to learn from. */
export const RECORDS_MIN = 20

/**
 * Trains, builds the keys and puts the model in force. Resolves when it is; undefined where there is too little to learn
 * from, or it is not due. Throws CONFLICT where another server trains, unless it was only a question whether it is due.
 */
export async function trainModel(
  options: TrainOptions,
  trainer: Trainer,
  runtime: Runtime,
): Promise<TrainReport | undefined> {
  const { entity, isDue, onBegun } = options
  const trained = await runtime.store.whileNobodyTrains(entity, async () => {
    if (isDue && !(await isDue())) return undefined
    onBegun?.()
    return trainAlone(options, trainer, runtime)
  })
  if (!trained && !isDue) throw new ProblemError('CONFLICT', 'A model is being trained already')
  return trained?.result
}

async function trainAlone(
  options: TrainOptions,
  trainer: Trainer,
  runtime: Runtime,
): Promise<TrainReport | undefined> {
  const { entity, seed, author, signal } = options
  const definition = options.definition ?? runtime.compiled().definitions.matching?.[entity]
  const count = await runtime.store.countSaid(entity)
  if (count < RECORDS_MIN) return undefined
  const task = {
    seed,
    horizon: HORIZON * count,
    ofOrganisations: entity === 'account',
    ...(definition && { definition }),
  }
  // What is handed over here is let go of here: the keys of all records are to be made yet.
  const learn = async () => {
    const sample = await sampleOf(entity, RECORDS_MAX, runtime)
    return { sampled: sample.length, model: await trainer(sample, task, signal) }
  }
  const { model, sampled } = await learn()
  const version = await runtime.store.write((tx) =>
    tx.match.addModel({ entity, at: runtime.clock(), author, records: count, body: model }),
  )
  runtime.matcher.forget()
  await buildKeys({ entity, version, signal }, runtime)
  await runtime.store.write(async (tx) => {
    if (!(await tx.match.activate(version, entity))) throw replaced(version)
    await tx.match.forgetQuestions(entity)
    await tx.match.markAllDirty(entity, runtime.clock())
  })
  runtime.matcher.forget()
  return {
    entity,
    version,
    records: count,
    sampled,
    attributes: model.schema.attributes.map(({ id, columns }) => ({ attribute: id, columns })),
    keys: model.keys.length,
  }
}

/** Ids are hashes, so the first `most` by id are a sample by chance, and the same for the same records. */
export async function sampleOf(
  entity: Entity,
  most: number,
  { store }: Pick<Runtime, 'store'>,
): Promise<readonly SampledText[]> {
  const records: SampledText[] = []
  let after: string | undefined
  while (records.length < most) {
    const limit = Math.min(PAGE, most - records.length)
    const page = await store.write((tx) => tx.match.pageOfSaid(entity, after, limit))
    for (const { record, source, said } of page)
      records.push({ id: record, source, said: said.text })
    if (page.length < limit) break
    after = page.at(-1)?.record
  }
  return records
}

const replaced = (version: number): Error =>
  new Error(`Model ${version} was replaced while it was built`)

interface Building {
  readonly entity: Entity
  readonly version: number
  readonly signal: AbortSignal | undefined
}

/** Records that arrive meanwhile get their keys as they come, so one pass over the others is enough. */
async function buildKeys({ entity, version, signal }: Building, runtime: Runtime): Promise<void> {
  let after: string | undefined
  do {
    signal?.throwIfAborted()
    // Anew for each page: what is read for keys is not needed again, and of all records it would be very much.
    const { building } = await runtime.matcher.models(entity)
    if (building?.version !== version) throw replaced(version)
    after = await runtime.store.write((tx) => writeKeys(building, { entity, after }, runtime, tx))
  } while (after !== undefined)
}

/** A part of a page: while its keys are made the database reads the next one, and writes those of the one before. */
const PART = PAGE / 4

/** Writes the keys of a page of records; answers the one it ended with, undefined where there are no more. */
async function writeKeys(
  building: LiveModel,
  { entity, after }: { readonly entity: Entity; readonly after: string | undefined },
  { clock }: Runtime,
  { match }: WriteTransaction,
): Promise<string | undefined> {
  const written: Promise<void>[] = []
  let last = after
  let coming: Promise<readonly SourcedRow[]> | undefined = match.pageOfSaid(entity, last, PART)
  for (let read = PART; coming; read += PART) {
    const part: readonly SourcedRow[] = await coming
    last = part.length < PART ? undefined : part.at(-1)?.record
    coming = last === undefined || read >= PAGE ? undefined : match.pageOfSaid(entity, last, PART)
    const keys = part.flatMap((row) => keysUnder(building, row))
    const writing = match.write({ ...NO_MATCH_WRITES, keys }, clock())
    // Heard of below; until then a fault must not end the process.
    writing.catch(() => undefined)
    written.push(writing)
  }
  await allDone(written)
  return last
}
