// What a decision may look at: the index of candidate keys and the customers that records belong to. The engine
// fills one with two batched reads (holders of keys, members of their customers); the in-memory driver holds all.
import type { Known } from '../score/scorer.ts'

export interface Neighbourhood {
  /** records that hold a key; undefined when more hold it than the block limit: it is generic and finds nobody */
  readonly holders: (key: number) => readonly string[] | undefined
  /** how many hold a key, also where `holders` leaves out those that nobody is compared with for it */
  readonly holding: (key: number) => number
  /** all candidate keys of a record that is in the index */
  readonly keysOf: (record: string) => readonly number[]
  readonly record: (id: string) => Known | undefined
  /** the customer (any stable name) that a record belongs to */
  readonly customerOf: (record: string) => string | undefined
  readonly members: (customer: string) => readonly string[]
  /** records that a person or an exact rule says are the same as this one, or are not */
  readonly sameAs: (record: string) => readonly string[]
  readonly notSameAs: (record: string) => readonly string[]
}
