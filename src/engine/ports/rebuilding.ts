// Deriving all state again, beside what is there.
import type { EventPlace, EventRow } from './ledger.ts'
import type { RecordRow } from './records.ts'
import type { WriteTransaction } from './writing.ts'

/** An event, and what it is classified as. */
export type Reclassified = EventPlace & Pick<EventRow, 'kind' | 'channel' | 'notable'>

/** Derived tables made again beside the real ones, in one transaction that keeps all writers out. */
export interface RebuildTransaction extends WriteTransaction {
  /** All events, in the order of (home, record, time, id). */
  events(after: EventPlace | undefined, limit: number): Promise<readonly EventRow[]>
  /** Where records live now: placement is no derived fact and is kept. */
  homes(
    records: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly home: string; readonly source: string }>>
  sharedDevices(): Promise<readonly RecordRow[]>
  /** Records that a person decided about. */
  decidedRecords(): Promise<readonly RecordRow[]>
  /** Customers of several records, in pages by id. */
  mergedCustomers(after: string | undefined, limit: number): Promise<readonly string[]>
  /** Notes what stored events are classified as under the definitions of now, where that differs. */
  reclassify(events: readonly Reclassified[]): Promise<void>
  /** Brings the planner up to date about what was written so far. */
  analyze(): Promise<void>
  /** Rows that differ between the real tables and those made again, by table; of events, how they are classified. */
  differences(): Promise<
    readonly {
      readonly table: string
      readonly missing: number
      readonly extra: number
      readonly rows: number
    }[]
  >
  /** Puts what was made again in place of what was there. */
  replace(): Promise<void>
}
