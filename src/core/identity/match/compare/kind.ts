// What a kind of value (a name, a date, a code ...) must answer to take part in matching: how it is read, how
// two of them compare, and which parts of it serve for finding candidates. One file beside this per kind.
import type { DateOrder } from '../normalise/dates.ts'

export interface Reading {
  readonly dateOrder: DateOrder
}

/** Bits that agreeing on a word is worth, by its rarity in names; learnt from the data. */
export interface Rarity {
  (word: string): number
  /** whether a word is a name in use, and not a slip in writing one */
  readonly isInUse?: (word: string) => boolean
}

export interface Kind<P> {
  /** names of the comparison levels, best first; the last one is "different" */
  readonly levels: readonly string[]
  /** that many first levels mean "the same value": their weight depends on how frequent the value is */
  readonly exactLevels: number
  /**
   * Levels up to this one claim the same value written otherwise: where both writings are frequent they meet by
   * chance more often than usual (schmidt, schmitt), and say less.
   */
  readonly likeLevels?: number
  /** 0 to 1: how much of the rarity of a value counts; less where attributes go together (town, postcode) */
  readonly rarityWeight: number
  /** undefined: not given, unreadable or nobody's */
  readonly read: (raw: string, reading: Reading) => P | undefined
  /** equal texts are equal values */
  readonly textOf: (value: P) => string
  /** index of a level; symmetric */
  readonly compare: (a: P, b: P, rarity: Rarity) => number
  /** form -> texts; records that share a form's text may be candidates */
  readonly formsOf: (value: P) => Readonly<Record<string, readonly string[]>>
}
