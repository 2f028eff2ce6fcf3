// What is usual on a journey: a model per designed journey, learned from the passages that ended, and one of what
// customers do without a design. Learned from the ledger once, then from what comes in, and kept now and then.
import { modelFor, type PassageCase, passageCases } from '../../core/journey/cases.ts'
import { journeysFingerprint } from '../../core/journey/designed/fingerprint.ts'
import { type JourneyModel, learnCase, watchCase } from '../../core/journey/model/model.ts'
import { type ModelSnapshot, modelOf, snapshotOf } from '../../core/journey/model/snapshot.ts'
import type { Compiled } from '../compiled.ts'
import type { BearingState, FoldedBearing } from '../fold/bearing.ts'
import type { LearnedRow, PageEnd } from '../ports/situation.ts'
import type { StateRow } from '../ports/state.ts'
import type { Store } from '../ports/store.ts'
import { learnDiscovered } from './discover.ts'
import { createLearningTurns } from './learning-turns.ts'

export interface UsualJourneys {
  readonly models: () => ReadonlyMap<string, JourneyModel>
  readonly discovered: () => JourneyModel | undefined
  /** Learns from a batch that was just committed: the passages that it ended. */
  note(bearing: FoldedBearing): void
  /** Learns everything again from the ledger; the old models serve until it is done, and on when it is given up. */
  learn(options: LearnOptions): Promise<LearnedJourneys>
  /** Takes what is stored for these definitions; false: it is to be learned. */
  refresh(stored: readonly Omit<LearnedRow, 'body'>[]): Promise<boolean>
  /** Stores what was learned since it was stored last. */
  keep(): Promise<void>
}

export interface LearnOptions {
  /** aborted: learning is given up, and rejects */
  readonly signal?: AbortSignal
  readonly onProgress?: (cases: number) => void
}

export interface LearnedJourneys {
  /** cases by journey */
  readonly journeys: Readonly<Record<string, number>>
  /** cases without a design */
  readonly discovered: number
}

export interface UsualDeps {
  readonly store: Store
  readonly clock: () => number
  readonly hash: (text: string) => string
  readonly compiled: () => Compiled
}

export const JOURNEYS_LEARNED = 'journeys'
const LEARNING_VERSION = 3
const PAGE = 200
/** Passages learned of one batch: some 100 µs each, and a batch must not wait for more. */
const CASES_PER_BATCH = 20

interface Learned {
  readonly designed: Map<string, JourneyModel>
  discovered: JourneyModel | undefined
}

interface Stored {
  readonly designed: Readonly<Record<string, ModelSnapshot>>
  readonly discovered?: ModelSnapshot
}

export function createUsualJourneys(deps: UsualDeps): UsualJourneys {
  const { store, clock, compiled } = deps
  let learned: Learned = { designed: new Map(), discovered: undefined }
  let loadedAt = 0
  let isChanged = false

  const fingerprint = (): string =>
    deps.hash(`${LEARNING_VERSION}\0${journeysFingerprint(compiled().definitions.journeys ?? [])}`)

  async function keep(): Promise<void> {
    if (!isChanged) return
    isChanged = false
    const at = clock()
    const body = new TextEncoder().encode(JSON.stringify(storedOf(learned)))
    await store.putLearned({ name: JOURNEYS_LEARNED, at, fingerprint: fingerprint(), body })
    loadedAt = at
  }

  return {
    models: () => learned.designed,
    discovered: () => learned.discovered,
    note({ deltas, states }) {
      let left = CASES_PER_BATCH
      for (const [record, delta] of deltas) {
        if (left === 0) return
        if (!delta.j) continue
        const state = states.get(record) ?? {}
        left -= noteRecord({ record, delta, state }, { left, learned, deps })
      }
      isChanged ||= left < CASES_PER_BATCH
    },
    async learn(options) {
      const fresh = await learnAll(deps, options)
      learned = fresh
      isChanged = true
      await keep()
      const journeys = [...fresh.designed].map(([name, { cases }]) => [name, cases] as const)
      return { journeys: Object.fromEntries(journeys), discovered: fresh.discovered?.cases ?? 0 }
    },
    async refresh(stored) {
      const found = stored.find(({ name }) => name === JOURNEYS_LEARNED)
      if (found?.fingerprint !== fingerprint()) return false
      if (found.at === loadedAt) return true
      const row = await store.learned(JOURNEYS_LEARNED)
      const models = row && learnedOf(JSON.parse(new TextDecoder().decode(row.body)) as Stored)
      if (!row || !models) return false
      learned = models
      loadedAt = row.at
      return true
    },
    keep,
  }
}

interface Noted {
  readonly record: string
  readonly delta: BearingState
  readonly state: BearingState
}

/** Answers how many cases were learned. */
function noteRecord(
  { record, delta, state }: Noted,
  { left, learned, deps }: { left: number; learned: Learned; deps: UsualDeps },
): number {
  const { journeys } = deps.compiled()
  const ends = endingEvents(delta, deps.compiled())
  if (ends.size === 0 || !state.j) return 0
  let count = 0
  const now = deps.clock()
  for (const one of passageCases(state.j, journeys, now)) {
    if (count === left || !one.isEnded || !ends.has(one.lastEvent)) continue
    take(one, { record, learned, now, compiled: deps.compiled() })
    count++
  }
  return count
}

interface Taking {
  readonly record: string
  readonly learned: Learned
  readonly now: number
  readonly compiled: Compiled
}

/** What has ended is learned; what goes on is heard of, or the quick would stand for all. */
function take(one: PassageCase, { record, learned, now, compiled }: Taking): void {
  const model = modelIn(learned, one.journey, compiled)
  if (!model) return
  const id = `${record}/${one.passage}`
  if (one.isEnded) learnCase(model, id, one.steps)
  else watchCase(model, id, one.steps, now)
}

/** Events of the batch that brought somebody to the end of a journey: few batches have any. */
function endingEvents({ j }: BearingState, { journeys }: Compiled): ReadonlySet<string> {
  const ends = new Set<string>()
  for (const [name, signals] of Object.entries(j ?? {})) {
    const stages = journeys.byJourney.get(name)?.stages
    for (const [, event, signal] of signals) {
      if (stages?.get(signal)?.definition.ends !== undefined) ends.add(event)
    }
  }
  return ends
}

function modelIn({ designed }: Learned, name: string, { journeys }: Compiled) {
  const known = designed.get(name)
  if (known) return known
  const journey = journeys.byJourney.get(name)
  if (!journey) return undefined
  const model = modelFor(journey)
  designed.set(name, model)
  return model
}

async function learnAll(deps: UsualDeps, { signal, onProgress }: LearnOptions): Promise<Learned> {
  const learned: Learned = { designed: new Map(), discovered: undefined }
  const turns = createLearningTurns(signal)
  const now = deps.clock()
  let cases = 0
  for await (const { record, state } of allBearing(deps.store)) {
    signal?.throwIfAborted()
    const { j } = JSON.parse(state) as BearingState
    const compiled = deps.compiled()
    for (const one of j ? passageCases(j, compiled.journeys, now) : []) {
      take(one, { record, learned, now, compiled })
      if (one.isEnded) cases++
      await turns.worked(one.steps.length)
    }
    if (cases % REPORT_EVERY === 0) onProgress?.(cases)
  }
  onProgress?.(cases)
  learned.discovered = await learnDiscovered(deps.store, now, signal)
  return learned
}

const REPORT_EVERY = 1_000

async function* allBearing(store: Store): AsyncGenerator<StateRow> {
  let after: PageEnd | undefined
  for (;;) {
    const rows = await store.bearingPage(after, PAGE)
    yield* rows
    after = rows.at(-1)
    if (rows.length < PAGE) return
  }
}

function storedOf({ designed, discovered }: Learned): Stored {
  return {
    designed: Object.fromEntries([...designed].map(([name, one]) => [name, snapshotOf(one)])),
    ...(discovered && { discovered: snapshotOf(discovered) }),
  }
}

/** Undefined when it was kept by another version of the model. */
function learnedOf({ designed, discovered }: Stored): Learned | undefined {
  const models = Object.entries(designed).map(([name, one]) => [name, modelOf(one)] as const)
  const other = discovered && modelOf(discovered)
  if (models.some(([, one]) => !one) || (discovered && !other)) return undefined
  const known = models.flatMap(([name, one]) => (one ? [[name, one] as const] : []))
  return { designed: new Map(known), discovered: other }
}
