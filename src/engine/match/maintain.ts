// What a running server does for the matcher by itself: it trains when there is enough to learn from and again as
// the records grow, and it gives records to which something happened a second thought when nobody else writes.
//
//   turn: settle a few records while idle -> now and then: is a training due? -> rest
import type { Entity } from '../../contract/identifier.ts'
import { RECORDS_MAX } from '../../core/identity/match/train/train.ts'
import type { Runtime } from '../runtime.ts'
import { settleSome } from './settle.ts'
import { HORIZON, type Trainer, trainModel } from './train.ts'

export interface Maintenance {
  /** One turn now; for tests. Never rejects. */
  turn(): Promise<void>
  /** Resolves when the work under way has ended; a training is given up. */
  stop(): Promise<void>
}

export interface MaintenanceOptions {
  /** ms between turns when there is nothing to do; absent: no turns by themselves */
  readonly restMs?: number
  /** ms after which it is first looked whether a training is due: a start has better things to do */
  readonly calmMs?: number
}

/** The first model is trained at this many records. */
export const FIRST_TRAINING = 250
/** A small model is trained again at this growth once nothing new comes: a larger one gains little by it. */
const QUIET_GROWTH = 1.5
/** Records of one transaction: an event that comes meanwhile waits no longer than for them. */
const PAGE = 25
const RECORDS_PER_TURN = 500
const LOOK_MS = 10_000
const AFTER_ERROR_MS = 30_000
/** Where events never cease, second thoughts come one page at a time. */
const BUSY_MS = 5_000
const SEED = 1
const AUTHOR = 'alidade'

export function startMaintenance(
  runtime: Runtime,
  trainer: Trainer,
  { restMs, calmMs = 0 }: MaintenanceOptions,
): Maintenance {
  const stopping = new AbortController()
  const { signal } = stopping
  const seen = new Map<Entity, number>()
  let lookAt = runtime.clock() + calmMs
  let busyAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let running = Promise.resolve()

  async function settle(): Promise<void> {
    if (!(await runtime.store.hasDirty())) return
    const isIdle = (): boolean => runtime.writer.waiting() === 0 && !signal.aborted
    if (!isIdle() && runtime.clock() >= busyAt && !signal.aborted) {
      busyAt = runtime.clock() + BUSY_MS
      await settleSome(PAGE, runtime)
    }
    for (let looked = 0; looked < RECORDS_PER_TURN && isIdle(); looked += PAGE) {
      if ((await settleSome(PAGE, runtime)).looked === 0) return
    }
  }

  async function trainWhereDue(): Promise<void> {
    if (runtime.clock() < lookAt || signal.aborted) return
    lookAt = runtime.clock() + LOOK_MS
    if (runtime.compiled().definitions.matching?.automatic === false) return
    for (const entity of ['customer', 'account'] as const) {
      const records = await runtime.store.countSaid(entity)
      const isQuiet = seen.get(entity) === records
      seen.set(entity, records)
      const isDueNow = async (): Promise<boolean> => {
        const { active } = await runtime.matcher.models(entity)
        return isDue(records, active?.records, isQuiet)
      }
      if (!(await isDueNow())) continue
      const isStillDue = (): Promise<boolean> => {
        runtime.matcher.forget()
        return isDueNow()
      }
      const report = await trainModel(
        { entity, seed: SEED, author: AUTHOR, signal, isDue: isStillDue },
        trainer,
        runtime,
      )
      if (report) runtime.log(`identity: learnt from ${report.records} ${entity} records`)
    }
  }

  async function turn(): Promise<void> {
    try {
      await trainWhereDue()
      await settle()
    } catch (error) {
      if (signal.aborted) return
      lookAt = runtime.clock() + AFTER_ERROR_MS
      runtime.log(`identity maintenance: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  const next = (): Promise<void> => {
    running = running.then(turn)
    return running
  }
  const rest = (ms: number): void => {
    timer = setTimeout(() => void next().then(() => signal.aborted || rest(ms)), ms)
    timer.unref()
  }
  if (restMs !== undefined) rest(restMs)
  return {
    turn: next,
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}

/** How a server keeps its matcher. */
export const SERVER_MAINTENANCE: MaintenanceOptions = { restMs: 1_000, calmMs: 30_000 }

/** @param learnt records that the model in force was trained with */
export function isDue(records: number, learnt: number | undefined, isQuiet: boolean): boolean {
  if (learnt === undefined) return records >= FIRST_TRAINING
  if (records >= HORIZON * learnt) return true
  return isQuiet && learnt < RECORDS_MAX && records >= QUIET_GROWTH * learnt
}
