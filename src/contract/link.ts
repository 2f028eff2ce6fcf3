// A link asserts that two source records are, or are not, the same customer. Links are appended, never changed.
import type { Entity } from './identifier.ts'

export interface Link {
  /** 32 hex */
  readonly id: string
  /** ms since epoch when it was asserted */
  readonly at: number
  /** 32 hex ids of source records, recordA < recordB */
  readonly recordA: string
  readonly recordB: string
  readonly verdict: 'same' | 'different'
  /**
   * rule: derived from shared identifiers; match: likely from what the records say, weighed by a model;
   * person: somebody decided, which neither overrules
   */
  readonly basis: 'rule' | 'match' | 'person'
  /** rule name such as shared:email, sighting:anonymous_id, alias, match or manual */
  readonly rule: string
  readonly evidence: readonly string[]
  readonly author: string
  readonly reason: string
  /** id of the link that this row takes back; then verdict repeats that link's */
  readonly retracts: string | undefined
}

/** What identity work needs to know of one source record. */
export interface RecordFacts {
  readonly id: string
  readonly entity: Entity
  readonly source: string
  readonly namespace: string
  readonly key: string
  /** ms of its earliest event */
  readonly firstAt: number
  /** what it says of who it is of, as core/identity/who keeps it; absent or '': nothing */
  readonly who?: string
  readonly identifiers: readonly RecordIdentifier[]
}

export interface RecordIdentifier {
  /** 32 hex, hash of (entity, namespace, value) */
  readonly id: string
  readonly namespace: string
  readonly value: string
  readonly via: 'key' | 'trait' | 'external' | 'sighting' | 'alias'
  /** ms of the earliest event that showed it, and that event */
  readonly firstAt: number
  readonly evidence: string
}
