// What the engine needs from the outside: a store. Questions and rows as plain data; ids are 32 hex
// characters, times are ms since epoch, `home` is a bigint as text. The store decides nothing.
import type { ConsentStatement } from '../contract/consent.ts'
import type { JsonObject, SetAside } from '../contract/event.ts'
import type { Entity } from '../contract/identifier.ts'
import type { Link } from '../contract/link.ts'
import type { Commitment } from '../contract/situation.ts'
import type { MatchStore, MatchTransaction } from './ports/match.ts'
import type { BearingStore } from './ports/situation.ts'

/** One source record with where it lives and whose it is now. */
export interface RecordRow {
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

export interface ReceiptRow {
  readonly id: string
  readonly fingerprint: string
  readonly record: string
  readonly occurredAt: number
}

/** A stored event. `properties` and `payload` are JSON texts. */
export interface EventRow {
  readonly home: string
  readonly record: string
  readonly occurredAt: number
  readonly id: string
  readonly receivedAt: number
  readonly type: string
  readonly name: string
  readonly kind: string
  readonly channel: string
  readonly notable: boolean
  readonly properties: string
  readonly payload: string
}

export interface ConsentRow {
  readonly home: string
  readonly record: string
  readonly id: string
  readonly purpose: string
  readonly channel: string
  readonly state: string
  readonly effectiveAt: number
  readonly receivedAt: number
  readonly expiresAt: number | undefined
  readonly textVersion: string | undefined
  readonly textHash: string | undefined
  readonly language: string | undefined
  readonly method: string | undefined
  readonly proof: string | undefined
  readonly actor: string
  readonly event: string | undefined
  readonly fingerprint: string
}

export interface StateKey {
  readonly home: string
  readonly record: string
  readonly owner: string
}
export interface StateRow extends StateKey {
  /** JSON text */
  readonly state: string
}

export interface ObjectRow {
  readonly home: string
  readonly object: string
  readonly type: string
  readonly id: string
  readonly record: string
  readonly status: string | undefined
  readonly open: boolean
  readonly changedAt: number
  readonly evidence: string
  /** JSON text */
  readonly state: string
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
  readonly item: string
  readonly value: string
  readonly folded: string
}

/** Everything one micro-batch writes, in one round trip. Empty lists cost nothing. */
export interface BatchWrites {
  readonly events: readonly EventRow[]
  readonly deliveries: readonly {
    readonly id: string
    readonly at: number
    readonly status: 'duplicate' | 'conflict'
    readonly fingerprint: string
  }[]
  readonly records: readonly RecordRow[]
  readonly identifiers: readonly RecordIdentifierRow[]
  /** records that changed hands: from -> to */
  readonly moves: readonly {
    readonly record: string
    readonly home: string
    readonly from: string | undefined
    readonly to: string
  }[]
  readonly links: readonly Link[]
  readonly traits: readonly StateRow[]
  readonly computed: readonly StateRow[]
  readonly bearing: readonly StateRow[]
  readonly memberships: readonly MembershipRow[]
  readonly objects: readonly ObjectRow[]
  /** objects that changed hands and so their place: where they lived before */
  readonly movedObjects: readonly { readonly object: string; readonly home: string }[]
  readonly sightings: readonly SightingRow[]
  /** devices that are no longer shared: only shared ones keep sightings */
  readonly forgottenSightings: readonly string[]
  /** devices whose windows are replaced */
  readonly windows: readonly {
    readonly home: string
    readonly record: string
    readonly rows: readonly WindowRow[]
  }[]
  readonly consents: readonly ConsentRow[]
  readonly search: readonly SearchRow[]
  /** what `search` speaks for: entries of these that it does not list are gone */
  readonly searchOf: readonly {
    readonly home: string
    readonly record: string
    readonly item: string
  }[]
}

/** One writing transaction. Only one runs at a time per database, so what it reads cannot change under it. */
export interface WriteTransaction {
  readonly match: MatchTransaction
  /** true when somebody else wrote since this store's last transaction, or the last commit's end is not known */
  readonly isAfterOthers: boolean
  /** Claims messages: answers the ids that are new, and for the others what is stored. */
  claim(
    receipts: readonly ReceiptRow[],
  ): Promise<{ readonly fresh: ReadonlySet<string>; readonly known: ReadonlyMap<string, string> }>
  /** Records by id, with every identifier they show; those that do not exist are left out. */
  recordsById(
    ids: readonly string[],
  ): Promise<readonly { readonly row: RecordRow; readonly pairs: readonly RecordIdentifierRow[] }[]>
  /** Records that show these identifiers; at most `limit` per identifier, by record id. */
  holders(identifiers: readonly string[], limit: number): Promise<readonly RecordIdentifierRow[]>
  records(
    ids: readonly { readonly home: string; readonly id: string }[],
  ): Promise<readonly RecordRow[]>
  recordsOfCustomers(customers: readonly string[]): Promise<readonly RecordRow[]>
  identifiersOf(
    records: readonly { readonly home: string; readonly id: string }[],
  ): Promise<readonly RecordIdentifierRow[]>
  /**
   * Known people seen on these devices: up to `limit` different customers each, one record for each. Records
   * keyed in one of `namespaces` are devices themselves.
   */
  peopleOnDevices(
    devices: readonly string[],
    options: { readonly limit: number; readonly namespaces: readonly string[] },
  ): Promise<readonly { readonly device: string; readonly row: RecordRow }[]>
  /** The devices' own records: those that show the device identifier and are keyed in one of `namespaces`. */
  deviceRecords(
    devices: readonly string[],
    namespaces: readonly string[],
  ): Promise<readonly { readonly device: string; readonly row: RecordRow }[]>
  links(records: readonly string[]): Promise<readonly Link[]>
  link(id: string): Promise<Link | undefined>
  /** Lets the transaction end by taking back everything it wrote: dry runs. */
  undo(): void
  traitStates(
    records: readonly { readonly home: string; readonly id: string }[],
  ): Promise<readonly StateRow[]>
  computedStates(keys: readonly StateKey[]): Promise<readonly StateRow[]>
  bearingStates(
    records: readonly { readonly home: string; readonly id: string }[],
  ): Promise<readonly StateRow[]>
  objectHomes(objects: readonly string[]): Promise<ReadonlyMap<string, string>>
  objects(
    keys: readonly { readonly home: string; readonly object: string }[],
  ): Promise<readonly ObjectRow[]>
  sightings(devices: readonly string[]): Promise<readonly SightingRow[]>
  windows(
    devices: readonly { readonly home: string; readonly id: string }[],
  ): Promise<readonly WindowRow[]>
  /** Whether the record has events since a time, `besides` these. */
  hasEventsSince(
    record: { readonly home: string; readonly id: string },
    since: number,
    besides: readonly string[],
  ): Promise<boolean>
  eventsOfRecord(
    record: { readonly home: string; readonly id: string },
    after: { readonly occurredAt: number; readonly id: string } | undefined,
    limit: number,
  ): Promise<readonly EventRow[]>
  clearComputed(record: { readonly home: string; readonly id: string }): Promise<void>
  /** Forgets the bearing of records that show none. */
  clearBearing(
    records: readonly { readonly home: string; readonly record: string }[],
  ): Promise<void>
  write(writes: BatchWrites): Promise<void>
}

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
  /** Brings the planner up to date about what was written so far. */
  analyze(): Promise<void>
  /** Rows that differ between the real tables and those made again, by table. */
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

export interface EventPlace {
  readonly home: string
  readonly record: string
  readonly occurredAt: number
  readonly id: string
}

export interface AccessRow {
  readonly at: number
  readonly id: string
  readonly actor: string
  readonly keyId: string
  readonly role: string
  readonly purpose: string
  readonly lens: string
  readonly channel: string
  readonly subject: string | undefined
  readonly outcome: 'shown' | 'refused'
  readonly shown: number
  readonly withheld: Readonly<Record<string, number>>
  readonly fieldSet: string | undefined
  readonly requestId: string
}

/** An event as a view reads it: the body is parsed, the payload stays in the ledger. */
export interface SnapshotEventRow {
  readonly record: string
  readonly occurredAt: number
  readonly id: string
  readonly type: string
  readonly name: string
  readonly kind: string
  readonly channel: string
  readonly notable: boolean
  readonly properties: JsonObject
}

export interface SnapshotObjectRow {
  readonly object: string
  readonly type: string
  readonly id: string
  readonly record: string
  readonly status: string | undefined
  readonly open: boolean
  readonly changedAt: number
  readonly evidence: string
  readonly state: unknown
}

/** State as stored, parsed. `owner` as in StateKey. */
export interface SnapshotStateRow {
  readonly record: string
  readonly owner: string
  readonly state: unknown
}

/** All that one view needs, in one round trip. */
export interface SnapshotRows {
  readonly customer: string
  /** how many customers hold the identifier asked for; more than one is ambiguous */
  readonly candidates: number
  readonly records: readonly RecordRow[]
  readonly windows: readonly WindowRow[]
  readonly identifiers: readonly RecordIdentifierRow[]
  readonly traits: readonly SnapshotStateRow[]
  readonly computed: readonly SnapshotStateRow[]
  readonly consents: readonly ConsentStatement[]
  /** newest first */
  readonly events: readonly SnapshotEventRow[]
  readonly objects: readonly SnapshotObjectRow[]
  readonly memberships: readonly MembershipRow[]
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

export interface OwedRow {
  /** id of the account it is owed to; undefined = owed to herself */
  readonly account: string | undefined
  readonly commitment: Commitment
}

export interface SnapshotLimits {
  readonly newestEvents: number
  readonly notableEvents: number
  readonly objects: number
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

export interface KeyRow {
  readonly id: string
  readonly secretHash: string
  readonly name: string
  readonly kind: 'write' | 'read'
  readonly role: string | undefined
  readonly source: string | undefined
  readonly scopes: readonly string[] | undefined
  readonly purposes: readonly string[] | undefined
  readonly subjects: readonly string[] | undefined
  readonly createdAt: number
  readonly expiresAt: number | undefined
  readonly revokedAt: number | undefined
}

export interface SetAsideRow extends SetAside {
  readonly id: string
  readonly state: 'open' | 'replayed' | 'discarded'
}

export interface Store extends MatchStore, BearingStore {
  /**
   * Runs work in the one writing transaction. Connection faults are retried inside a bound: the work must be
   * idempotent, which receipts make it. Throws StoreFault.
   */
  write<Result>(work: (tx: WriteTransaction) => Promise<Result>): Promise<Result>
  rebuild<Result>(work: (tx: RebuildTransaction) => Promise<Result>): Promise<Result>
  /** Makes sure that events of these times have a partition; cheap when they have. */
  preparePartitions(times: readonly number[]): Promise<void>

  snapshot(identifier: string, limits: SnapshotLimits): Promise<SnapshotRows | undefined>
  /** Names of other customers or accounts: canonical record ids -> trait states and identifiers. */
  recordsOf(customers: readonly string[]): Promise<readonly RecordRow[]>
  traitStatesOf(
    records: readonly { readonly home: string; readonly id: string }[],
  ): Promise<readonly StateRow[]>
  customersOfRecords(
    records: readonly { readonly home: string; readonly id: string }[],
  ): Promise<readonly string[]>
  customersOfIdentifiers(identifiers: readonly string[], limit: number): Promise<readonly string[]>
  /** Objects of these records, open ones first, then the newest. */
  objectsOfRecords(
    records: readonly { readonly home: string; readonly id: string }[],
    limit: number,
  ): Promise<readonly SnapshotObjectRow[]>
  /** Newest notable track events of these records, newest first: what they did, not who they are. */
  notableEventsOf(
    records: readonly { readonly home: string; readonly id: string }[],
    limit: number,
  ): Promise<readonly SnapshotEventRow[]>
  membersOfAccount(accountRecords: readonly string[], limit: number): Promise<readonly RecordRow[]>
  objectOf(object: string): Promise<ObjectRow | undefined>
  timeline(query: TimelineRows): Promise<readonly EventRow[]>
  search(
    folded: string,
    limit: number,
  ): Promise<readonly (SearchRow & { readonly customer: string; readonly entity: Entity })[]>
  searchEntriesOf(
    records: readonly { readonly home: string; readonly id: string }[],
  ): Promise<readonly SearchRow[]>
  /** Every consent statement with its proof, newest first. */
  consentsOf(
    records: readonly { readonly home: string; readonly id: string }[],
  ): Promise<readonly ConsentRow[]>
  linksOf(records: readonly string[]): Promise<readonly Link[]>
  identifiersOfRecords(
    records: readonly { readonly home: string; readonly id: string }[],
  ): Promise<readonly RecordIdentifierRow[]>

  receiptsOf(ids: readonly string[]): Promise<
    readonly (ReceiptRow & {
      readonly customer: string | undefined
      readonly entity: string | undefined
      readonly receivedAt: number | undefined
    })[]
  >
  deliveriesOf(ids: readonly string[]): Promise<
    readonly {
      readonly id: string
      readonly at: number
      readonly status: string
      readonly times: number
    }[]
  >
  sources(): Promise<readonly string[]>
  addSources(sources: readonly string[], at: number): Promise<void>

  keepSetAside(rows: readonly SetAsideRow[]): Promise<void>
  setAsides(query: {
    readonly after: { readonly receivedAt: number; readonly id: string } | undefined
    readonly limit: number
    readonly state: string | undefined
    readonly code: string | undefined
  }): Promise<readonly SetAsideRow[]>
  setAsidesById(ids: readonly string[]): Promise<readonly SetAsideRow[]>
  setAsidesByMessage(messageId: string): Promise<readonly SetAsideRow[]>
  markSetAside(ids: readonly string[], state: 'replayed' | 'discarded', at: number): Promise<number>

  addConsentText(hash: string, text: string): Promise<void>

  recordAccess(rows: readonly AccessRow[]): Promise<void>
  accesses(query: {
    readonly subjects: readonly string[] | undefined
    readonly before: { readonly at: number; readonly id: string } | undefined
    readonly limit: number
  }): Promise<readonly AccessRow[]>

  definitions(): Promise<{ readonly version: number; readonly body: unknown } | undefined>
  addDefinitions(row: {
    readonly at: number
    readonly author: string
    readonly body: unknown
  }): Promise<number>

  setting(name: string): Promise<string | undefined>
  putSetting(name: string, value: string): Promise<string>

  addKey(row: KeyRow): Promise<void>
  keys(): Promise<readonly KeyRow[]>
  keyBySecret(secretHash: string): Promise<KeyRow | undefined>
  revokeKey(id: string, at: number): Promise<boolean>

  ping(): Promise<{ readonly version: string }>
}

/** What went wrong in the store, as far as a caller can act on it. */
export class StoreFault extends Error {
  readonly kind: 'unavailable' | 'full' | 'data' | 'bug'
  constructor(kind: StoreFault['kind'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StoreFault'
    this.kind = kind
  }
}
