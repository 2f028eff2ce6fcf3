// What is measured stands behind this interface, be it in memory or with a database of its own.
import type { Entity } from '../../contract/identifier.ts'
import type { ReviewPair } from '../../core/identity/evaluate/evaluate.ts'

/** A source record as it arrives. Cells that say nothing are left out. */
export interface SourceRow {
  /** name of the record, unique over all sources; says nothing of its content */
  readonly record: string
  readonly source: string
  /** column -> text */
  readonly traits: Readonly<Record<string, string>>
}

/** Decides at arrival. A batch is decided in its order; what it becomes may still change until `finish`. */
export interface OnlineResolver {
  readonly add: (batch: readonly SourceRow[]) => Promise<void>
  /** does the work that was put off (training, re-evaluation) and answers */
  readonly finish: () => Promise<Resolved>
  /** gives back what it held; also after a fault */
  readonly close: () => Promise<void>
}

export interface Resolved {
  /** record -> customer, for every record */
  readonly customerOf: ReadonlyMap<string, string>
  /** pairs that wait for a person, one for each two customers; asked when the clock has stopped */
  readonly review: () => Promise<readonly ReviewPair[]> | readonly ReviewPair[]
  /** what was held against what; asked when the clock has stopped. Absent: not known */
  readonly compared?: () => AsyncIterable<Comparison> | Iterable<Comparison>
}

/** A record and others that it was compared with; it may come several times. */
export interface Comparison {
  readonly record: string
  readonly others: Iterable<string>
}

export interface ResolverSettings {
  /** what a row tells of: a person, or an organisation */
  readonly entity: Entity
  /** score in bits from which records are linked; undefined: the product's default */
  readonly thresholdBits: number | undefined
  /** for training; the same seed gives the same customers */
  readonly seed: number
}

export type OpenResolver = (settings: ResolverSettings) => Promise<OnlineResolver>
