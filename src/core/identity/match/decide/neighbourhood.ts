// What a decision may look at: the index of candidate keys and the customers that records belong to. The engine
// fills one with two batched reads (holders of keys, members of their customers); the in-memory driver holds all.
import type { Known } from '../score/scorer.ts'

export interface Neighbourhood {
  /** records that hold a key; undefined when more hold it than the block limit: it is generic and finds nobody */
  readonly holders: (key: number) => readonly string[] | undefined
  readonly keysOf: (record: string) => readonly number[]
  readonly record: (id: string) => Known | undefined
  /** the customer (any stable name) that a record belongs to */
  readonly customerOf: (record: string) => string | undefined
  readonly members: (customer: string) => readonly string[]
  /** decisions of people about two records */
  readonly decided: (a: string, b: string) => 'same' | 'different' | undefined
}
