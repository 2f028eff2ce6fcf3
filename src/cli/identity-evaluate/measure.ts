// Streams the rows through a resolver and measures what became of them.
import type { Entity } from '../../contract/identifier.ts'
import { createCoverage } from '../../core/identity/evaluate/coverage.ts'
import { type Evaluation, evaluate } from '../../core/identity/evaluate/evaluate.ts'
import { callsOf } from './batches.ts'
import type { EvaluationInput } from './input.ts'
import type { OnlineResolver, OpenResolver, Resolved, SourceRow } from './resolver.ts'

export interface MeasureSettings {
  readonly open: OpenResolver
  readonly entity: Entity
  readonly thresholdBits: number | undefined
  readonly seed: number
  /** records that arrive together; 1 = one by one */
  readonly batchSize: number
  /** ms, of a clock that never goes back */
  readonly now: () => number
  /** told how many records have arrived */
  readonly progress: (records: number) => void
}

export interface Measured extends Evaluation {
  /** arrived, labelled or not */
  readonly arrived: number
  /** over all the time from the first record to the last re-evaluation */
  readonly recordsPerSecond: number
  /** from the first record to the last one's decision, and the work put off until the end */
  readonly addSeconds: number
  readonly finishSeconds: number
  /** ms per call with one batch, those in which it waits for the batch before it among them */
  readonly batchMs: { readonly p50: number; readonly p95: number }
}

export async function measure(
  { rows, truthOf }: Pick<EvaluationInput, 'rows' | 'truthOf'>,
  settings: MeasureSettings,
): Promise<Measured> {
  const { entity, thresholdBits, seed, now } = settings
  const resolver = await settings.open({ entity, thresholdBits, seed })
  try {
    const startedAt = now()
    const added = await addAll(resolver, rows, settings)
    const addedAt = now()
    const resolved = await resolver.finish()
    const times = { startedAt, addedAt, finishedAt: now() }
    return { ...(await figuresOf(truthOf, resolved)), ...speed(added, times) }
  } finally {
    await resolver.close()
  }
}

async function figuresOf(
  truthOf: ReadonlyMap<string, string>,
  { customerOf, review, compared }: Resolved,
): Promise<Evaluation> {
  const coverage = createCoverage(truthOf)
  for await (const { record, others } of compared?.() ?? []) coverage.compared(record, others)
  return evaluate({ truthOf, customerOf, coverage, review: await review() })
}

interface Added {
  readonly records: number
  /** ms of each call */
  readonly calls: readonly number[]
}

async function addAll(
  resolver: OnlineResolver,
  rows: Iterable<SourceRow>,
  { batchSize, now, progress }: MeasureSettings,
): Promise<Added> {
  const calls: number[] = []
  let records = 0
  const add = async (batch: readonly SourceRow[]): Promise<void> => {
    const from = now()
    await resolver.add(batch)
    calls.push(now() - from)
    records += batch.length
    progress(records)
  }
  const { push, drain } = callsOf(add)
  let batch: SourceRow[] = []
  for (const row of rows) {
    if (batch.push(row) < batchSize) continue
    await push(batch)
    batch = []
  }
  if (batch.length > 0) await push(batch)
  await drain()
  return { records, calls }
}

interface Times {
  readonly startedAt: number
  readonly addedAt: number
  readonly finishedAt: number
}

function speed({ records, calls }: Added, { startedAt, addedAt, finishedAt }: Times) {
  const seconds = (from: number, to: number): number => (to - from) / 1_000
  const sorted = calls.toSorted((a, b) => a - b)
  const quantile = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return {
    arrived: records,
    // A millisecond at least: a handful of records would else come out at infinity, which JSON cannot say.
    recordsPerSecond: records / Math.max(0.001, seconds(startedAt, finishedAt)),
    addSeconds: seconds(startedAt, addedAt),
    finishSeconds: seconds(addedAt, finishedAt),
    batchMs: { p50: quantile(0.5), p95: quantile(0.95) },
  }
}
