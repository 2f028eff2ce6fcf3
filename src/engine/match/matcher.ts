// The models in force, made ready for use: one for customers and one for accounts, and beside each the one that
// is being built up to take its place. And whether the matcher stopped linking by itself.
import type { Entity } from '../../contract/identifier.ts'
import type { MergeBreaker } from '../../contract/match.ts'
import { MODEL_FORMAT, type Model } from '../../core/identity/match/model.ts'
import { createScorer, type Scorer } from '../../core/identity/match/score/scorer.ts'
import type { MatchModelRow, MatchStore, PauseRow } from '../ports/match.ts'
import { type Counted, createBreaker } from './breaker.ts'

export interface LiveModel {
  readonly version: number
  readonly records: number
  /** The same for as long as this object is held: what one scorer has read means nothing to another. */
  readonly scorer: () => Scorer
  /** stands with whatever that scorer reads */
  readonly mark: object
  /** that the scorer remembers */
  readonly texts: () => number
}

export interface Models {
  readonly active: LiveModel | undefined
  readonly building: LiveModel | undefined
}

export interface Matcher {
  /** To be asked anew for each batch: the scorers forget now and then what they remember of values. */
  models(entity: Entity): Promise<Models>
  /** Set while the matcher asks people instead of linking. */
  pause(entity: Entity): Promise<PauseRow | undefined>
  /** what is known of pauses without asking the database */
  pausesKnown(): readonly PauseRow[]
  /** Counts decisions; answers the pause that must be stored when there were too many merges among them. */
  count(
    entity: Entity,
    counted: Counted,
    at: number,
    rules: MergeBreaker | undefined,
  ): PauseRow | undefined
  /** To be called once a pause is taken away for good. */
  resumed(entity: Entity): void
  /** The next question reads models and pauses again. */
  forget(): void
}

type Reads = Pick<MatchStore, 'matchModels' | 'pauses'>

const NO_MODELS: Models = { active: undefined, building: undefined }
/**
 * A scorer remembers every text it read, some 500 bytes each; with so many it starts anew, so that memory stays bounded.
 * What was read by the one before must be read again, so a server of many small batches must not do so often.
 */
const TEXTS_MAX = 200_000
/** While a model is built each record is read once for its keys: hardly anything is asked for again. */
const TEXTS_BUILDING_MAX = 20_000

interface TextLimits {
  readonly active: number
  readonly building: number
}

interface Loaded {
  readonly models: ReadonlyMap<Entity, () => Models>
  readonly live: ReadonlyMap<number, Renewed>
  readonly pauses: ReadonlyMap<Entity, PauseRow>
}

export function createMatcher(
  store: Reads,
  textsMax: TextLimits = { active: TEXTS_MAX, building: TEXTS_BUILDING_MAX },
): Matcher {
  const breaker = createBreaker()
  /** pauses of this process whose transaction may still be under way: they hold at once */
  const fresh = new Map<Entity, PauseRow>()
  let known: readonly PauseRow[] = []
  let loading: Promise<Loaded> | undefined
  /** A model never changes, so what was read by it stays good however often the list of models is read. */
  let live: ReadonlyMap<number, Renewed> = new Map()
  const loaded = (): Promise<Loaded> => {
    loading ??= load(store, live, textsMax).then(
      (now) => {
        live = now.live
        for (const entity of now.pauses.keys()) fresh.delete(entity)
        known = [...now.pauses.values(), ...fresh.values()]
        return now
      },
      (error: unknown) => {
        loading = undefined
        throw error
      },
    )
    return loading
  }
  return {
    models: async (entity) => (await loaded()).models.get(entity)?.() ?? NO_MODELS,
    pause: async (entity) => (await loaded()).pauses.get(entity) ?? fresh.get(entity),
    pausesKnown: () => known,
    count(entity, counted, at, rules) {
      const because = breaker.count(entity, counted, at, rules)
      if (because === undefined || fresh.has(entity)) return undefined
      const pause = { entity, at, because }
      fresh.set(entity, pause)
      known = [...known, pause]
      breaker.reset(entity)
      return pause
    },
    resumed(entity) {
      fresh.delete(entity)
      breaker.reset(entity)
      known = known.filter((pause) => pause.entity !== entity)
      loading = undefined
    },
    forget() {
      loading = undefined
    },
  }
}

/** A model, with a new scorer once it remembers more than so many texts. */
type Renewed = (textsMax: number) => LiveModel

async function load(
  store: Reads,
  before: ReadonlyMap<number, Renewed>,
  textsMax: TextLimits,
): Promise<Loaded> {
  const [rows, pauses] = await Promise.all([store.matchModels(), store.pauses()])
  const usable = rows.filter(({ body }) => (body as Model).format === MODEL_FORMAT)
  const live = new Map(
    usable.map((row) => [row.version, before.get(row.version) ?? renewed(row)] as const),
  )
  const models = new Map<Entity, () => Models>()
  for (const [entity, own] of Map.groupBy(usable, (row) => row.entity)) {
    const parts = own.map(({ state, version }) => [state, live.get(version)] as const)
    models.set(entity, () => ({
      ...NO_MODELS,
      ...Object.fromEntries(parts.map(([state, model]) => [state, model?.(textsMax[state])])),
    }))
  }
  return { models, live, pauses: new Map(pauses.map((pause) => [pause.entity, pause])) }
}

function renewed(row: MatchModelRow): Renewed {
  let model = liveModel(row)
  return (textsMax) => {
    if (model.texts() > textsMax) model = liveModel(row)
    return model
  }
}

function liveModel({ version, records, body }: MatchModelRow): LiveModel {
  let scorer: Scorer | undefined
  return {
    version,
    records,
    mark: {},
    texts: () => scorer?.bench.size() ?? 0,
    scorer: () => {
      scorer ??= createScorer(body as Model)
      return scorer
    },
  }
}
