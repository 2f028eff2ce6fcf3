// What the engine needs from the outside: a store. Questions and rows as plain data; ids are 32 hex
// characters, times are ms since epoch, `home` is a bigint as text. The store decides nothing.
import type { Entity } from '../../contract/identifier.ts'
import type { Link } from '../../contract/link.ts'
import type { AccountAround, AccountQuestion } from './account-around.ts'
import type { IdempotencyKeys } from './idempotency.ts'
import type { JobStore } from './jobs.ts'
import type { KeyRow } from './keys.ts'
import type { AccessRow, ConsentRow, EventRow, ReceiptRow, SetAsideRow } from './ledger.ts'
import type { MatchStore } from './match.ts'
import type {
  SnapshotEventRow,
  SnapshotLimits,
  SnapshotObjectRow,
  SnapshotRows,
  SnapshotStateRow,
  TimelineRows,
} from './reading.ts'
import type { RebuildTransaction } from './rebuilding.ts'
import type {
  RecordIdentifierRow,
  RecordPlace,
  RecordRow,
  SearchRow,
  SightingRow,
} from './records.ts'
import type { BearingStore } from './situation.ts'
import type { ObjectRow, StateRow } from './state.ts'
import type { StepsInRow, WriteTransaction } from './writing.ts'

/** What the database lets us do. Where it cannot be asked at all, asking throws a StoreFault. */
export interface Readiness {
  /** of PostgreSQL */
  readonly version: string
  /** a standby, or set to be read only */
  readonly isReadOnly: boolean
  /** rights that we need and do not have, such as `insert event`; all of a table that is gone */
  readonly lacking: readonly string[]
}

/** What a search found, and whose it is. */
export type FoundRow = SearchRow & { readonly customer: string; readonly entity: Entity }

export interface Store extends MatchStore, BearingStore, JobStore, IdempotencyKeys {
  /**
   * Runs work in the one writing transaction. Connection faults are retried inside a bound: the work must be
   * idempotent, which receipts make it. Throws StoreFault.
   */
  write<Result>(work: (tx: WriteTransaction) => Promise<Result>): Promise<Result>
  /** The same for many in a row, in the order of the calls as long as none fails. */
  writeInRow<Asked, Result>(steps: StepsInRow<Asked, Result>): Promise<Result>
  rebuild<Result>(work: (tx: RebuildTransaction) => Promise<Result>): Promise<Result>
  /** Runs work while no other server trains a model for this entity; undefined, and nothing done, where one does. */
  whileNobodyTrains<Result>(
    entity: Entity,
    work: () => Promise<Result>,
  ): Promise<{ readonly result: Result } | undefined>
  /** Makes sure that events of these times have a partition; cheap when they have. */
  preparePartitions(times: readonly number[]): Promise<void>

  snapshot(identifier: string, limits: SnapshotLimits): Promise<SnapshotRows | undefined>
  accountAround(question: AccountQuestion): Promise<AccountAround>
  /** Names of other customers or accounts: canonical record ids -> trait states and identifiers. */
  recordsOf(customers: readonly string[]): Promise<readonly RecordRow[]>
  traitStatesOf(records: readonly RecordPlace[]): Promise<readonly StateRow[]>
  customersOfRecords(records: readonly RecordPlace[]): Promise<readonly string[]>
  customersOfIdentifiers(identifiers: readonly string[], limit: number): Promise<readonly string[]>
  /** Objects of these records, open ones first, then the newest. */
  objectsOfRecords(
    records: readonly RecordPlace[],
    limit: number,
  ): Promise<readonly SnapshotObjectRow[]>
  /** Newest notable track events of these records, newest first: what they did, not who they are. */
  notableEventsOf(
    records: readonly RecordPlace[],
    limit: number,
  ): Promise<readonly SnapshotEventRow[]>
  /** Records of the people of these account records, each with the record of the account. */
  membersOfAccount(
    accountRecords: readonly string[],
    limit: number,
  ): Promise<readonly (RecordRow & { readonly accountRecord: string })[]>
  /** What records of the people of these account records show, of those who belong to no other account. */
  bearingOfMembers(
    accountRecords: readonly string[],
    limit: number,
  ): Promise<readonly (SnapshotStateRow & { readonly customer: string })[]>
  /** Records of shared devices: those keyed by one of these identifiers, in one of `namespaces`. */
  sharedDevices(
    identifiers: readonly string[],
    namespaces: readonly string[],
  ): Promise<readonly { readonly device: string; readonly row: RecordRow }[]>
  /** Who was seen on these devices, and when. */
  sightingsOn(devices: readonly string[]): Promise<readonly SightingRow[]>
  /** By `objectKey`; in no order, those that there are. */
  objectsByKey(objects: readonly string[]): Promise<readonly ObjectRow[]>
  timeline(query: TimelineRows): Promise<readonly EventRow[]>
  search(folded: string, limit: number): Promise<readonly FoundRow[]>
  /** Entries like one of the patterns (SQL LIKE), those most like `folded` first. */
  searchLike(
    patterns: readonly string[],
    folded: string,
    limit: number,
  ): Promise<readonly FoundRow[]>
  searchEntriesOf(records: readonly RecordPlace[]): Promise<readonly SearchRow[]>
  /** Every consent statement with its proof, newest first. */
  consentsOf(records: readonly RecordPlace[]): Promise<readonly ConsentRow[]>
  /** Statements that came in at `receivedAt` (ms) or later. */
  consentsSince(
    receivedAt: number,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly record: RecordPlace }[]>
  linksOf(records: readonly string[]): Promise<readonly Link[]>
  identifiersOfRecords(records: readonly RecordPlace[]): Promise<readonly RecordIdentifierRow[]>

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
  /** How many there are, and how many of them are older than these times (ms). */
  countSetAside(than: { readonly handledBefore: number; readonly openBefore: number }): Promise<{
    readonly handled: number
    readonly handledOld: number
    readonly open: number
    readonly openOld: number
  }>
  /** Deletes the oldest so many; open ones are added to the counter, a setting, in the same statement. */
  dropSetAside(which: 'handled' | 'open', count: number, counter: string): Promise<void>
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

  readiness(): Promise<Readiness>
}
