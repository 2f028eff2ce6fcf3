// What the engine hands to a lens: everything it may have to look at about one customer or account, as data.
import type { ConsentStatement, WithheldCode } from '../../contract/consent.ts'
import type { JsonObject } from '../../contract/event.ts'
import type { Entity } from '../../contract/identifier.ts'
import type { Provenance } from '../../contract/reason.ts'
import type { TraitSource, TraitValue } from '../../contract/trait.ts'

export interface Snapshot {
  readonly subject: SnapshotSubject
  readonly traits: Readonly<Record<string, TraitValue>>
  /** what each source says of each trait; only where that was asked for */
  readonly sources?: Readonly<Record<string, readonly TraitSource[]>>
  readonly computed: Readonly<Record<string, SnapshotComputed>>
  /** every statement made under the subject's records */
  readonly consents: readonly ConsentStatement[]
  /** the newest few dozen and the newest notable ones, in any order, each once */
  readonly events: readonly SnapshotEvent[]
  readonly objects: readonly SnapshotObject[]
  /** there are no others */
  readonly hasAllObjects?: boolean
  /** a customer's accounts */
  readonly accounts?: readonly Related[]
  /** an account's people, and its place in the hierarchy */
  readonly members?: readonly Related[]
  readonly parent?: Related
  readonly children?: readonly Related[]
  /** accounts below this one, each with its own consents; only on an account's page */
  readonly subsidiaries?: readonly Subsidiary[]
  /** people (32 hex) of an account, or of those below it, of whom nothing was read for this look, and why */
  readonly keptOff?: ReadonlyMap<string, WithheldCode>
  /** chance that all records belong to one subject; 1 for a single record */
  readonly certainty: number
}

export interface SnapshotSubject {
  /** 32 hex of the canonical id */
  readonly id: string
  readonly entity: Entity
  readonly records: readonly SnapshotRecord[]
  readonly identifiers: readonly SnapshotIdentifier[]
}

export interface SnapshotRecord {
  /** 32 hex */
  readonly id: string
  readonly source: string
  readonly namespace: string
  readonly key: string
  /** ms since when it has been one of hers */
  readonly joinedAt: number
  /** ms of its earliest event */
  readonly firstAt: number
}

export interface SnapshotIdentifier {
  readonly namespace: string
  readonly value: string
  readonly firstAt: number
}

export interface SnapshotComputed {
  readonly value: unknown
  /** ms of the last event that counted */
  readonly at?: number
  /** 32 hex of that event */
  readonly evidence: string
}

export interface SnapshotEvent {
  /** 32 hex */
  readonly id: string
  readonly type: string
  readonly name: string
  readonly kind: string
  readonly channel: string
  /** ms */
  readonly occurredAt: number
  readonly source: string
  /** the payload of the ledger; JSON text is parsed only when the event comes into question */
  readonly body: JsonObject | string
  /** the business object it changed, when it did */
  readonly object?: { readonly type: string; readonly id: string }
  /** when the kind's own default does not hold */
  readonly provenance?: Provenance
  /** 0..1, for inferred ones */
  readonly confidence?: number
  /** purpose it was collected under, when the source said so */
  readonly collectedFor?: string
}

export interface SnapshotObject {
  readonly type: string
  readonly id: string
  readonly status: string | undefined
  readonly body: JsonObject
  /** ms */
  readonly changedAt: number
  /** ms since when it has been open without a break */
  readonly openSince?: number
  /** [ms, status]: every status that was said, by time */
  readonly statuses?: readonly (readonly [number, string])[]
  /** 32 hex of the event that changed it last */
  readonly evidence: string
  readonly entity: Entity
  readonly source: string
}

export interface Related {
  /** 32 hex */
  readonly id: string
  readonly name?: string
}

/** An account below another one, and what stands on the page of the one above. */
export interface Subsidiary {
  readonly account: Related
  readonly records: readonly { readonly id: string; readonly joinedAt: number }[]
  readonly consents: readonly ConsentStatement[]
  /** what the reader is to this account */
  readonly relationship: 'none' | 'assigned' | 'self'
  readonly objects: readonly SnapshotObject[]
}
