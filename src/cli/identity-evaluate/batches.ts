// How rows arrive: in batches, the next of which comes while the one before is written, as from a busy sender.
import { BATCH_EVENTS_MAX } from '../../engine/collect/writer.ts'
import type { SourceRow } from './resolver.ts'

/** Records that arrive together where nobody says how many: so many that no transaction holds two batches. */
export const BATCH_SIZE = BATCH_EVENTS_MAX / 2

type Batch = readonly SourceRow[]

/** Calls with one batch after the other. */
export interface Calls {
  /** Makes a call, once there is room for it. Throws what an earlier one threw. */
  readonly push: (batch: Batch) => Promise<void>
  /** Resolves when the last call has ended. Throws what it threw. */
  readonly drain: () => Promise<void>
}

/** At most two calls at a time, and only where both batches are decided alone all the same. */
export function callsOf(call: (batch: Batch) => Promise<void>): Calls {
  let latest: Promise<void> = Promise.resolve()
  return {
    async push(batch) {
      const isAlone = standsAlone(batch)
      if (!isAlone) await latest
      const before = latest
      latest = call(batch)
      // Told by the next push or the drain: until then nobody waits for it.
      latest.catch(() => undefined)
      await (isAlone ? before : latest)
    },
    drain: () => latest,
  }
}

/**
 * Whether a batch has a transaction of its own whatever comes beside it: it is large, and one call of one source. Of
 * others chance would say which are decided together, and so what becomes of them.
 */
function standsAlone(batch: Batch): boolean {
  const source = batch[0]?.source
  return batch.length >= BATCH_SIZE && batch.every((row) => row.source === source)
}
