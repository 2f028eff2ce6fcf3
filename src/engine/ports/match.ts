// What the matcher needs of the store. Keys are whole numbers below 2^53; `said` is a JSON text.
import type { Entity } from '../../contract/identifier.ts'
import type { Reading } from '../match/reading.ts'
import type { RecordPlace, RecordRow } from './records.ts'

/** What a record says, as it is compared. */
export interface SaidRow {
  readonly home: string
  readonly record: string
  readonly entity: Entity
  /** by which keys name the record, for good */
  readonly number: number
  readonly said: SaidText
}

/** With the system that the record came from: what there is no other of in it says more. */
export interface SourcedRow extends SaidRow {
  readonly source: string
}

/** What a record says; the same object for as long as it is remembered that the record says so. */
export interface SaidText {
  readonly text: string
  /** what a model read in it last; whoever asks looks whose reading it is */
  reading?: Reading
}

/** A record with its customer and what it says. */
export interface NeighbourRow {
  readonly row: RecordRow
  readonly number: number
  readonly said: SaidText
}

/** That a record, by its number, holds keys under a model. */
export interface KeysRow {
  readonly model: number
  readonly number: number
  readonly keys: readonly number[]
}

/** That the matcher stopped linking by itself, and why. */
export interface PauseRow {
  readonly entity: Entity
  /** ms since epoch */
  readonly at: number
  readonly because: string
}

export interface MatchModelRow {
  readonly version: number
  readonly entity: Entity
  readonly state: 'building' | 'active'
  readonly records: number
  readonly body: unknown
}

export type ReviewState = 'open' | 'same' | 'different' | 'gone'

export interface ReviewRow {
  readonly id: string
  readonly at: number
  readonly entity: Entity
  readonly recordA: string
  readonly recordB: string
  readonly homeA: string
  readonly homeB: string
  readonly bits: number
  readonly because: string
  readonly model: number
  readonly state: ReviewState
}

/** An open question with the two customers as they are now. */
export interface QueuedReview extends ReviewRow {
  readonly a: RecordRow
  readonly b: RecordRow
  /** whole bits */
  readonly band: number
  /** records of both customers */
  readonly records: number
  /** where it stands in the order that was asked for */
  readonly place: QueuePlace
}

/** Higher comes first, by each part in turn. */
export interface QueuePlace {
  /** 1: two who contradict each other are one customer */
  readonly danger: number
  /** band or records, as sorted by, and the other one */
  readonly first: number
  readonly second: number
  readonly id: string
}

export interface DirtyRow extends RecordPlace {
  readonly entity: Entity
}

export interface StoredDirtyRow extends DirtyRow {
  readonly number: number
}

export interface MatchWrites {
  readonly keys: readonly KeysRow[]
  readonly goneKeys: readonly KeysRow[]
  readonly reviews: readonly ReviewRow[]
  /** ids of open questions that are no longer any */
  readonly goneReviews: readonly string[]
  readonly dirty: readonly DirtyRow[]
  readonly clean: readonly string[]
}

/** The part of the writing transaction that serves the matcher. */
export interface MatchTransaction {
  saidBy(records: readonly RecordPlace[]): Promise<readonly SaidRow[]>
  /** Numbers for records that say something for the first time. */
  newNumbers(count: number): Promise<readonly number[]>
  /** Writes what records say. */
  say(
    rows: readonly { readonly row: RecordRow; readonly number: number; readonly said: SaidText }[],
  ): Promise<void>
  /**
   * Numbers of the records that hold these keys under a model, in their order: of each key all, or `many` where there are
   * more than `limit`. Keys that nobody holds are left out.
   */
  keyHolders(
    keys: readonly number[],
    options: { readonly model: number; readonly limit: number },
  ): Promise<ReadonlyMap<number, readonly number[] | 'many'>>
  /** How often the database was asked for holders and neighbours in this transaction: 0 where all was remembered. */
  asked(): number
  /**
   * Everybody who says something among these customers and those of the records with these numbers, which may repeat; at
   * most `limit` per customer.
   */
  neighbours(
    of: { readonly customers: readonly string[]; readonly numbers: readonly number[] },
    limit: number,
  ): Promise<readonly NeighbourRow[]>
  /** Records of an entity in the order of their ids, for training and for making keys. */
  pageOfSaid(
    entity: Entity,
    after: string | undefined,
    limit: number,
  ): Promise<readonly SourcedRow[]>
  oldestDirty(limit: number): Promise<readonly StoredDirtyRow[]>
  /**
   * Marks every record of an entity to be looked at again, those of one customer after each other: what stands around
   * them is read once for all of them.
   */
  markAllDirty(entity: Entity, at: number): Promise<void>
  /** A model whose keys are to be made. What somebody else left unfinished retires. */
  addModel(row: {
    readonly entity: Entity
    readonly at: number
    readonly author: string
    readonly records: number
    readonly body: unknown
  }): Promise<number>
  /** Makes a model the active one; those before it retire and lose their keys. False where it has retired meanwhile. */
  activate(version: number, entity: Entity): Promise<boolean>
  /** Open questions that a model asked which no longer counts; what limits or their own words keep apart stays asked. */
  forgetQuestions(entity: Entity): Promise<void>
  /** Marks the records of questions that only the breaker asked, which then are none any more. */
  markAsked(entity: Entity, at: number): Promise<void>
  pause(row: PauseRow): Promise<void>
  /** true when it was paused */
  resume(entity: Entity): Promise<boolean>
  review(id: string): Promise<ReviewRow | undefined>
  decideReview(id: string, state: ReviewState, said: { at: number; author: string }): Promise<void>
  write(writes: MatchWrites, at: number): Promise<void>
}

/** What readers ask. */
export interface MatchStore {
  matchModels(): Promise<readonly MatchModelRow[]>
  countSaid(entity: Entity): Promise<number>
  pauses(): Promise<readonly PauseRow[]>
  hasDirty(): Promise<boolean>
  reviews(query: {
    readonly entity: Entity | undefined
    readonly state: ReviewState
    readonly after: { readonly bits: number; readonly id: string } | undefined
    readonly limit: number
  }): Promise<readonly ReviewRow[]>
  /** Open questions whose records are not one customer (of conflicts: are one, and these come first). */
  reviewQueue(query: {
    readonly entity: Entity | undefined
    readonly because: string | undefined
    readonly sort: 'likely' | 'impact'
    readonly from: number | undefined
    readonly to: number | undefined
    readonly after: QueuePlace | undefined
    readonly limit: number
  }): Promise<readonly QueuedReview[]>
  /** Events and objects of records, counted up to a bound each. */
  contentsOf(
    records: readonly RecordPlace[],
    limit: number,
  ): Promise<ReadonlyMap<string, { readonly events: number; readonly objects: number }>>
  /** Everybody who says something among these customers; at most `limit` of each. */
  matchNeighbours(customers: readonly string[], limit: number): Promise<readonly NeighbourRow[]>
  countDirty(): Promise<number>
}
