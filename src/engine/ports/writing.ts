// The one writing transaction: what it may ask, and everything a micro-batch writes.
import type { Link } from '../../contract/link.ts'
import type { IdempotencyKeys } from './idempotency.ts'
import type { ConsentRow, EventRow, ReceiptRow } from './ledger.ts'
import type { MatchTransaction } from './match.ts'
import type {
  MembershipRow,
  RecordIdentifierRow,
  RecordPlace,
  RecordRow,
  SearchRow,
  SightingRow,
  WindowRow,
} from './records.ts'
import type { SituationRow } from './situation.ts'
import type { ObjectRow, StateKey, StateRow } from './state.ts'

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
  /** news of the situation that events of the batch brought */
  readonly news: readonly SituationRow[]
  readonly search: readonly SearchRow[]
  /** what `search` speaks for: entries of these that it does not list are gone; of a record ('') also numbered ones */
  readonly searchOf: readonly {
    readonly home: string
    readonly record: string
    readonly item: string
  }[]
}

/** What can be asked before the transaction has begun: the database answers when it has. */
export type EarlyTransaction = Pick<WriteTransaction, 'claim' | 'recordsById' | 'together'>

/** One transaction of a row: each may begin while the one before commits. */
export interface StepsInRow<Asked, Result> {
  /** What leaves with the begin. Again when the transaction has to be tried again. */
  ask(tx: EarlyTransaction): Promise<Asked>
  /** Called when the one before has committed and onCommitted() has said so. */
  work(tx: WriteTransaction, asked: Asked): Promise<Result>
  /** The commit is on its way, with what was written last: the next may begin. */
  onCommitting(): void
  /** It has committed, and none has begun to work since. */
  onCommitted(result: Result): void
}

/** One writing transaction. Only one runs at a time per database, so what it reads cannot change under it. */
export interface WriteTransaction extends IdempotencyKeys {
  readonly match: MatchTransaction
  /** true when somebody else wrote since this store's last transaction, or the last commit's end is not known */
  readonly isAfterOthers: boolean
  /** What is asked inside, before anything is awaited, is sent in one piece. */
  together<const Result>(ask: () => Result): Result
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
  records(ids: readonly RecordPlace[]): Promise<readonly RecordRow[]>
  recordsOfCustomers(customers: readonly string[]): Promise<readonly RecordRow[]>
  /** What records show, but for their own ids, which every record shows. */
  identifiersOf(records: readonly RecordPlace[]): Promise<readonly RecordIdentifierRow[]>
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
  traitStates(records: readonly RecordPlace[]): Promise<readonly StateRow[]>
  computedStates(keys: readonly StateKey[]): Promise<readonly StateRow[]>
  bearingStates(records: readonly RecordPlace[]): Promise<readonly StateRow[]>
  objectHomes(objects: readonly string[]): Promise<ReadonlyMap<string, string>>
  objects(
    keys: readonly { readonly home: string; readonly object: string }[],
  ): Promise<readonly ObjectRow[]>
  sightings(devices: readonly string[]): Promise<readonly SightingRow[]>
  windows(devices: readonly RecordPlace[]): Promise<readonly WindowRow[]>
  /** Whether the record has events since a time, `besides` these. */
  hasEventsSince(record: RecordPlace, since: number, besides: readonly string[]): Promise<boolean>
  eventsOfRecord(
    record: RecordPlace,
    after: { readonly occurredAt: number; readonly id: string } | undefined,
    limit: number,
  ): Promise<readonly EventRow[]>
  clearComputed(record: RecordPlace): Promise<void>
  /** Forgets the bearing of records that show none. */
  clearBearing(
    records: readonly { readonly home: string; readonly record: string }[],
  ): Promise<void>
  /**
   * All is on its way when this returns. Who has nothing to ask behind it need not wait for the answer: the commit leaves
   * behind it, and where it fails the transaction fails with its fault. What cannot be sent is thrown at once.
   */
  write(writes: BatchWrites): Promise<unknown>
}
