// Source records as the store keeps them, and what they show: identifiers, memberships, devices, words to find them by.
import type { Entity } from '../../contract/identifier.ts'

/** Where a record lives, and which it is. */
export interface RecordPlace {
  readonly home: string
  readonly id: string
}

/** One source record with where it lives and whose it is now, as views read it. */
export interface PlacedRecord {
  readonly home: string
  readonly id: string
  readonly entity: Entity
  readonly source: string
  readonly namespace: string
  readonly key: string
  readonly customer: string
  readonly joinedAt: number
  readonly firstAt: number
  readonly shared: boolean
}

/** The same with what joining asks besides. */
export interface RecordRow extends PlacedRecord {
  /** what it says of who it is of (core/identity/who); '' = nothing */
  readonly who: string
}

/** That a record shows an identifier, since when, and by which event. */
export interface RecordIdentifierRow {
  readonly identifier: string
  readonly record: string
  readonly home: string
  readonly namespace: string
  readonly value: string
  readonly via: string
  readonly firstAt: number
  readonly evidence: string
}

export interface MembershipRow {
  readonly home: string
  readonly record: string
  readonly accountRecord: string
  readonly accountHome: string
  readonly firstAt: number
  readonly evidence: string
}

export interface SightingRow {
  readonly device: string
  readonly record: string
  readonly home: string
  /** JSON text of the runs */
  readonly runs: string
}

export interface WindowRow {
  readonly home: string
  readonly record: string
  readonly owner: string
  readonly fromAt: number
  readonly toAt: number
}

export interface SearchRow {
  readonly home: string
  readonly record: string
  readonly field: string
  /** an object's key; of the record itself '', and #2 ... where it has several of a field */
  readonly item: string
  readonly value: string
  readonly folded: string
}
