// The engine: every verb of api.ts over one store, with the definitions in force.
import type { Definitions } from '../contract/definition.ts'
import type { Engine } from './api.ts'
import { createJourneyMaps } from './bearing/journey-map.ts'
import { createSituationBoard } from './bearing/situation.ts'
import { createUnderstanding, type Linguist } from './bearing/understanding.ts'
import { createUsualJourneys, type LearnedJourneys } from './bearing/usual-journeys.ts'
import { createBatches } from './collect/batches.ts'
import { collect } from './collect/collect.ts'
import { consents, recordConsent } from './collect/consents.ts'
import { sayObjective } from './collect/objective.ts'
import { putObjects } from './collect/put-objects.ts'
import { receipts } from './collect/receipts.ts'
import { discard, keepBody, replay, setAsides } from './collect/set-aside.ts'
import {
  SET_ASIDE_LIMITS,
  type SetAsideKeeping,
  type SetAsideLimits,
  startSetAsideKeeping,
} from './collect/set-aside-limits.ts'
import { createWriter, problemOf } from './collect/writer.ts'
import { applyDefinitions } from './definitions.ts'
import { startBearingJobs } from './fold/bearing-jobs.ts'
import { noteWanted } from './fold/derived.ts'
import { type RebuildOptions, type RebuildReport, rebuild } from './fold/rebuild.ts'
import { health } from './health.ts'
import { createRecordCache } from './identity/cache.ts'
import { link, move, unlink } from './identity/decide.ts'
import { explainIdentity } from './identity/explain.ts'
import { identity } from './identity/identity.ts'
import { decideReview, resumeMatching, reviews } from './identity/reviews.ts'
import { readInForce } from './in-force.ts'
import { createKeyRing, type KeyRing } from './keys.ts'
import { createIdentityJobs } from './match/jobs.ts'
import { type MaintenanceOptions, startMaintenance } from './match/maintain.ts'
import { createMatcher } from './match/matcher.ts'
import { type Settled, settleMatches } from './match/settle.ts'
import { type Trainer, type TrainOptions, type TrainReport, trainModel } from './match/train.ts'
import { type Replayer, type TryOptions, type TryReport, tryMatching } from './match/try.ts'
import { createMetrics } from './metrics.ts'
import type { Store } from './ports/store.ts'
import { createAccessLog } from './read/access.ts'
import { audit } from './read/audit.ts'
import { getObject } from './read/objects.ts'
import { createSummariser, type Provider } from './read/provider.ts'
import { search } from './read/search.ts'
import { timeline } from './read/timeline.ts'
import type { Runtime } from './runtime.ts'
import { createTurns } from './turns.ts'
import { view } from './view.ts'

export interface EngineDeps {
  readonly store: Store
  /** ms since epoch */
  readonly clock: () => number
  /** 32 hex characters of a keyed 128-bit hash */
  readonly hash: (text: string) => string
  /** 32 hex characters, never the same twice */
  readonly newId: () => string
  readonly secretHash: (text: string) => string
  readonly newSecret: () => string
  /** what holds where the company has applied nothing of its own */
  readonly defaults: Definitions
  readonly version: string
  readonly trainer: Trainer
  readonly replayer: Replayer
  /** absent: words are understood only as far as models are stored */
  readonly linguist?: Linguist
  /** absent: nothing is ever told to a language model outside */
  readonly provider?: Provider
  /** absent: the matcher is trained and settled only when asked */
  readonly maintenance?: MaintenanceOptions
  /** absent: SET_ASIDE_LIMITS; a server keeps to them by itself */
  readonly setAsideLimits?: Partial<SetAsideLimits>
  readonly log: (line: string) => void
}

export interface RunningEngine extends Engine {
  /** Adds a key with a given secret, for demos and tests. */
  readonly createKeyWith: KeyRing['create']
  rebuild(options: RebuildOptions): Promise<RebuildReport>
  /** Trains a model of who is likely whom and puts it in force; undefined when there is too little to learn from. */
  trainIdentity(options: TrainOptions): Promise<TrainReport | undefined>
  /** Says what another definition of matching would change; changes nothing itself. */
  tryIdentity(options: TryOptions): Promise<TryReport | undefined>
  /** Looks again at up to so many records to which something happened. */
  settleIdentity(max: number): Promise<Settled>
  /** One turn of what a server does by itself: trains where due and settles a few records. */
  maintainIdentity(): Promise<void>
  /** Derives bearings again where definitions changed, and learns from the ledger what is usual on journeys. */
  learnJourneys(onProgress?: (line: string) => void): Promise<LearnedJourneys>
  /** Trains the language models where they are missing or stale; resolves when words are understood. */
  learnLanguage(): Promise<void>
  /** Drops set-aside items past their limits; answers how many, and how many of them nobody had handled. */
  trimSetAside: SetAsideKeeping['turn']
  /** Resolves when everything accepted is stored. */
  close(): Promise<void>
}

/** Definitions of other processes on the same database are noticed at the latest after so long. */
const DEFINITIONS_CHECK_MS = 2_000

/** Opens the engine on a migrated store. */
export async function createEngine(deps: EngineDeps): Promise<RunningEngine> {
  const { store, clock, hash } = deps
  const inForce = await readInForce(deps)
  const { compiled } = inForce
  const writer = createWriter((events, progress) => storeBatch(events, progress), clock, deps.log)
  const access = createAccessLog(store)
  const cache = createRecordCache()
  const matcher = createMatcher(store)
  const metrics = createMetrics()
  const runtime: Runtime = {
    store,
    writer,
    access,
    cache,
    matcher,
    turns: createTurns(),
    metrics,
    clock,
    hash,
    newId: deps.newId,
    compiled,
    log: deps.log,
  }
  const maintenance = startMaintenance(runtime, deps.trainer, deps.maintenance ?? {})
  const situation = await createSituationBoard({ store, clock, hash, compiled })
  const understanding = createUnderstanding({
    store,
    clock,
    hash,
    compiled,
    linguist: deps.linguist,
    log: deps.log,
  })
  const learnedNames = await store.learnedNames()
  await understanding.refresh(learnedNames)
  const usual = createUsualJourneys({ store, clock, hash, compiled })
  await usual.refresh(learnedNames)
  const jobs = startBearingJobs(runtime, usual, {
    isServer: deps.maintenance !== undefined,
    onDerived: inForce.lookAtFormer,
  })
  void jobs.wake()
  await noteWanted(runtime)
  const identityJobs = createIdentityJobs(runtime, deps, {
    isServer: deps.maintenance !== undefined,
  })
  const setAsideKeeping = startSetAsideKeeping(runtime, {
    isServer: deps.maintenance !== undefined,
    limits: { ...SET_ASIDE_LIMITS, ...deps.setAsideLimits },
  })
  const summariser = deps.provider && createSummariser(deps.provider, deps.log)
  const knowledge = {
    situation: situation.state,
    understanding,
    usual,
    formerJourneys: inForce.former,
  }
  const keys = createKeyRing({ runtime, secretHash: deps.secretHash, newSecret: deps.newSecret })
  const journeyMaps = createJourneyMaps(runtime)
  const storeBatch = createBatches(runtime, { situation, understanding, usual })
  let refreshing: Promise<void> | undefined
  const watch = setInterval(() => {
    refreshing ??= refresh().finally(() => {
      refreshing = undefined
    })
  }, DEFINITIONS_CHECK_MS)
  watch.unref()

  async function refresh(): Promise<void> {
    try {
      if (await inForce.isOutdated()) await takeDefinitions()
      else if (inForce.former()) await inForce.lookAtFormer()
      await situation.refresh()
      const learned = await store.learnedNames()
      await understanding.refresh(learned)
      await usual.refresh(learned)
    } catch (error) {
      deps.log(`definitions could not be read again: ${(error as Error).message}`)
    }
  }

  async function takeDefinitions(): Promise<void> {
    await inForce.take()
    understanding.taught()
    void jobs.wake()
  }

  const viewContext = () => {
    const { newId } = deps
    const now = clock()
    return { store, compiled: compiled(), access, hash, newId, now, knowledge, summariser }
  }

  return {
    admit: (bytes) => writer.admit(bytes),
    collect: (input) => collect(input, runtime),
    putObjects: (objects) => putObjects(objects, runtime),
    getObject: (type, id, purpose, caller) => getObject({ type, id, purpose }, caller, runtime),
    receipts: (query, caller) => answered(receipts(query, caller, runtime)),
    keepBody: (body) => answered(keepBody(body, runtime)),
    setAsides: (query) => answered(setAsides(query, runtime)),
    replay: (ids, correctedRaw) => answered(replay(ids, correctedRaw, runtime)),
    discard: (ids) => answered(discard(ids, runtime)),
    view: (request, caller) => answered(view(request, caller, viewContext())),
    search: (q, options, caller) => answered(search(q, options, caller, runtime)),
    timeline: (ref, query, caller) => answered(timeline(ref, query, caller, runtime)),
    identity: (ref, options, caller) => answered(identity(ref, options, caller, runtime)),
    link: (input, caller) => answered(link(input, caller, runtime)),
    unlink: (input, caller) => answered(unlink(input, caller, runtime)),
    move: (input, caller) => answered(move(input, caller, runtime)),
    explainIdentity: (query, caller) => answered(explainIdentity(query, caller, runtime)),
    reviews: (query, caller) => answered(reviews(query, caller, runtime)),
    decideReview: (id, input, caller) => answered(decideReview(id, input, caller, runtime)),
    resumeMatching: (entity, caller) => answered(resumeMatching(entity, caller, runtime)),
    startTraining: (input, caller) => answered(identityJobs.train(input, caller)),
    startTrying: (input, caller) => answered(identityJobs.tryOut(input, caller)),
    identityJob: (id) => answered(identityJobs.job(id)),
    identityChanges: (id, query) => answered(identityJobs.changes(id, query)),
    recordConsent: (input, caller) => answered(recordConsent(input, caller, runtime)),
    consents: (ref, options, caller) => answered(consents(ref, options, caller, runtime)),
    purposes: () => compiled().definitions.purposes,
    audit: (query, caller) => answered(audit(query, caller, runtime)),
    sayObjective: (ref, input, caller) =>
      answered(sayObjective(ref, input, caller, { runtime, understanding })),
    journeyMap: (request, caller) => answered(journeyMaps.ask(request, caller)),
    situation: () => situation.now(),
    putSituation: (updates, caller) => answered(situation.put(updates, caller)),
    time: () => new Date(clock()).toISOString(),
    definitions: () => compiled().definitions,
    definitionVersion: () => compiled().version,
    async applyDefinitions(file, options) {
      const applied = await answered(
        applyDefinitions(file, { ...options, runtime, defaults: deps.defaults }),
      )
      if (!options.dryRun) {
        await takeDefinitions()
        await answered(noteWanted(runtime))
      }
      return applied
    },
    createKey: (input) => answered(keys.create(input)),
    createKeyWith: (input, given) => keys.create(input, given),
    listKeys: () => answered(keys.list()),
    revokeKey: (id) => answered(keys.revoke(id)),
    authenticate: (key) => answered(keys.authenticate(key)),
    health: () => health(runtime, deps.version),
    metrics: () =>
      metrics.render({
        waiting_events: writer.waiting(),
        definitions_version: compiled().version,
        matching_paused: matcher.pausesKnown().length,
        ...setAsideKeeping.gauges(),
      }),
    trainIdentity: (options) => answered(trainModel(options, deps.trainer, runtime)),
    tryIdentity: (options) => answered(tryMatching(options, deps, runtime)),
    settleIdentity: (max) => answered(settleMatches(max, runtime)),
    maintainIdentity: () => maintenance.turn(),
    learnLanguage: () => understanding.learn(),
    learnJourneys: (onProgress) => answered(jobs.learn(onProgress)),
    trimSetAside: () => answered(setAsideKeeping.turn()),
    async rebuild(options) {
      try {
        return await answered(rebuild(options, runtime))
      } finally {
        cache.clear()
      }
    },
    async close() {
      clearInterval(watch)
      await refreshing
      await understanding.stop()
      await jobs.stop()
      await journeyMaps.stop()
      await setAsideKeeping.stop()
      await Promise.all([maintenance.stop(), identityJobs.stop()])
      await writer.drain()
      await access.drain()
    },
  }
}

/** Faults of the store become answers that a caller can act on. */
async function answered<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw problemOf(error)
  }
}
