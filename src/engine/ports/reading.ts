// What reads get: the snapshot of one view, and a page of a timeline.
import type { ConsentStatement } from '../../contract/consent.ts'
import type { JsonObject } from '../../contract/event.ts'
import type { Commitment } from '../../contract/situation.ts'
import type { MembershipRow, PlacedRecord, RecordIdentifierRow, WindowRow } from './records.ts'
import type { ObjectRow } from './state.ts'

/** All that one view needs, in one round trip. */
export interface SnapshotRows {
  readonly customer: string
  /** more than 1: several customers hold the identifier asked for, which is ambiguous */
  readonly candidates: number
  readonly records: readonly PlacedRecord[]
  readonly windows: readonly WindowRow[]
  readonly identifiers: readonly SnapshotIdentifierRow[]
  readonly traits: readonly SnapshotStateRow[]
  readonly computed: readonly SnapshotStateRow[]
  readonly consents: readonly ConsentStatement[]
  /** newest first */
  readonly events: readonly SnapshotEventRow[]
  readonly objects: readonly SnapshotObjectRow[]
  readonly memberships: readonly SnapshotMembershipRow[]
  /** the accounts she belongs to, with the trait states that hold their names; one row per account record */
  readonly accounts: readonly {
    readonly account: string
    readonly source: string
    readonly state: unknown
  }[]
  /** what her records show of journeys and objectives */
  readonly bearing: readonly SnapshotStateRow[]
  /** what we owe her, or one of her accounts; of each the newest news */
  readonly commitments: readonly OwedRow[]
}

export interface SnapshotLimits {
  readonly newestEvents: number
  readonly notableEvents: number
  readonly objects: number
  /** namespaces whose values go from one person to another: nobody has more right to them than others who show them */
  readonly passedOn: readonly string[]
}

/** How she shows an identifier, as a view reads it. */
export type SnapshotIdentifierRow = Omit<RecordIdentifierRow, 'home' | 'via' | 'evidence'>
export type SnapshotMembershipRow = Omit<MembershipRow, 'evidence'>

/** An event as a view reads it: the body is parsed, the payload stays in the ledger. */
export interface SnapshotEventRow {
  readonly record: string
  readonly occurredAt: number
  readonly id: string
  readonly type: string
  readonly name: string
  readonly kind: string
  readonly channel: string
  readonly properties: JsonObject
}

/** An object without its place, its state parsed. */
export interface SnapshotObjectRow extends Omit<ObjectRow, 'home' | 'state'> {
  readonly state: unknown
}

/** State as stored, parsed. */
export interface SnapshotStateRow {
  readonly record: string
  readonly state: unknown
}

export interface OwedRow {
  /** id of the account it is owed to; undefined = owed to herself */
  readonly account: string | undefined
  readonly commitment: Commitment
}

export interface TimelineRows {
  readonly records: readonly {
    readonly home: string
    readonly id: string
    readonly fromAt?: number
    readonly toAt?: number
    /** a shared device: what happened in somebody's window is hers alone */
    readonly isShared?: boolean
  }[]
  readonly before: { readonly occurredAt: number; readonly id: string } | undefined
  readonly from: number | undefined
  readonly to: number | undefined
  readonly kinds: readonly string[] | undefined
  readonly channel: string | undefined
  readonly receivedUntil: number | undefined
  readonly limit: number
}
