// What the writer remembers of records it wrote lately, so that the usual event reads nothing before it is
// written. Exact, not approximate: only one transaction writes at a time, the store says when somebody else
// wrote in between, and whatever goes wrong empties the cache.
import type { ComputedState } from '../../core/profile/computed.ts'
import type { TraitState } from '../../core/profile/traits.ts'
import type { BearingState } from '../fold/bearing.ts'
import type { RecordIdentifierRow, RecordRow } from '../ports/records.ts'

/** All that is stored of one record; undefined state = not looked at yet. */
export interface CachedRecord {
  row: RecordRow
  /** every identifier of the record, its own id among them */
  pairs: readonly RecordIdentifierRow[]
  traits: TraitState | undefined
  computed: ComputedState | undefined
  bearing: BearingState | undefined
}

/**
 * Some 5 kB each with parsed states; two generations of this size are kept. Nearly all that is found is of visits that
 * are under way: with half as many a few in a hundred more are read again, and the collector has half as much to visit.
 */
const RECORDS_PER_GENERATION = 1_500
/** Records with more identifiers are looked up each time: they are rare and would fill the cache. */
const PAIRS_MAX = 64

export interface RecordCache {
  get(record: string): CachedRecord | undefined
  put(entry: CachedRecord): void
  forget(record: string): void
  clear(): void
}

/** Two generations: what was used since the last turn survives the next. */
export function createRecordCache(): RecordCache {
  let young = new Map<string, CachedRecord>()
  let old = new Map<string, CachedRecord>()

  function keep(entry: CachedRecord): void {
    young.set(entry.row.id, entry)
    if (young.size < RECORDS_PER_GENERATION) return
    old = young
    young = new Map()
  }

  return {
    get(record) {
      const recent = young.get(record)
      if (recent) return recent
      const entry = old.get(record)
      if (entry) keep(entry)
      return entry
    },
    put(entry) {
      if (entry.pairs.length <= PAIRS_MAX) keep(entry)
    },
    forget(record) {
      young.delete(record)
      old.delete(record)
    },
    clear() {
      young = new Map()
      old = new Map()
    },
  }
}
