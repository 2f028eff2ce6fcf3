// What reads get of an account besides its own rows: its people, the accounts above and below it, and what stands of
// all of them on its page.
import type { ConsentRow } from './ledger.ts'
import type { SnapshotEventRow, SnapshotObjectRow, SnapshotStateRow } from './reading.ts'
import type { RecordIdentifierRow, RecordRow } from './records.ts'
import type { StateRow } from './state.ts'

/** A record of somebody who belongs to an account, with the record of that account. */
export type MemberRow = RecordRow & { readonly accountRecord: string }

export interface AccountQuestion {
  /** canonical id */
  readonly account: string
  readonly records: readonly string[]
  /** identifiers by which its parent may be known */
  readonly parents: readonly string[]
  readonly limits: { readonly objects: number; readonly events: number }
  /** false: neither the accounts below nor what people did is looked for */
  readonly isNow: boolean
}

/** Everything, in one round trip. */
export interface AccountAround {
  readonly people: readonly MemberRow[]
  /** what records of its people show, of those who belong to no other account */
  readonly bearing: readonly (SnapshotStateRow & { readonly customer: string })[]
  /** canonical id */
  readonly parent: string | undefined
  /** canonical ids of those that ever named it as their parent, or one of these; levels (1 = itself), nearest first */
  readonly below: readonly { readonly account: string; readonly level: number }[]
  /** people of the accounts below */
  readonly peopleBelow: readonly MemberRow[]
  /** all records of all who are named here */
  readonly records: readonly RecordRow[]
  /** trait states of its people, its parent and the accounts below: what they are called */
  readonly traits: readonly StateRow[]
  /** of these records, newest first */
  readonly consents: readonly ConsentRow[]
  /** of the accounts below */
  readonly identifiers: readonly RecordIdentifierRow[]
  /** of its people: open ones first, then the newest */
  readonly objects: readonly SnapshotObjectRow[]
  /** notable track events of its people, newest first */
  readonly events: readonly SnapshotEventRow[]
  /** of the accounts below and their people: open ones first, then the newest */
  readonly objectsBelow: readonly SnapshotObjectRow[]
}
