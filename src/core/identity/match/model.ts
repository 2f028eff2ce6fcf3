// What training learns, as a plain JSON value: the same model and the same records give the same decisions on
// every machine, and a model can be stored, compared and tried before it is used.
import type { Schema } from './roles/schema.ts'

/** Format of the value below; a stored model of another format is trained anew. */
export const MODEL_FORMAT = 7

export interface Model {
  readonly format: typeof MODEL_FORMAT
  readonly schema: Schema
  /** records that had arrived when it was trained, and how many of them were looked at */
  readonly recordsSeen: number
  readonly recordsUsed: number
  /** log2 odds that two records taken at random are one customer */
  readonly priorBits: number
  /** the same for two records of one source, where sources differ in that */
  readonly sourcePriorBits: Readonly<Record<string, number>>
  /** people who look alike without being one */
  readonly lookalikes: readonly LookalikeModel[]
  /** one per attribute of the schema, in its order */
  readonly attributes: readonly AttributeModel[]
  /**
   * pattern of levels, one character per attribute (base 36, - where nothing is known) -> bits that agreeing so is worth
   * beyond what the attributes are worth one by one
   */
  readonly together: Readonly<Record<string, number>>
  /** word of a whole name -> bits; other words count `rarityOfOthers` */
  readonly rarity: Readonly<Record<string, number>>
  readonly rarityOfOthers: number
  /** addresses that so many people give that they are nobody's home */
  readonly crowdedAddresses: readonly string[]
  readonly keys: readonly KeyPlan[]
  readonly thresholds: Thresholds
  /** sources that never hold one customer twice, as declared */
  readonly duplicateFreeSources: readonly string[]
}

/**
 * home: family name and address are shared; family: mailbox and phone too; twin: and the birth date;
 * junior: and the given name in its place; namesake: names and what is made of them.
 */
export type LookalikeName = 'home' | 'family' | 'twin' | 'junior' | 'namesake'

export interface LookalikeModel {
  readonly name: LookalikeName
  /** log2 odds that two records taken at random are of such people */
  readonly priorBits: number
  /** per attribute and level: log2 of how much more often they agree so than strangers; empty: not at all */
  readonly bits: readonly (readonly number[])[]
}

export interface AttributeModel {
  /** per level: log2 of how much more often one customer's records agree so than strangers' do */
  readonly bits: readonly number[]
  /** per level: share of strangers who agree so */
  readonly chance: readonly number[]
  /** value -> share of customers who have it, for values seen more than once */
  readonly frequencies: Readonly<Record<string, number>>
  /** share for values that are not listed */
  readonly frequencyOfOthers: number
}

/** A candidate key: records that agree on a value of each source are compared. */
export interface KeyPlan {
  readonly sources: readonly FormSource[]
}

/** Where a part of a key comes from: one form of one or several attributes (any of the names). */
export interface FormSource {
  /** positions in the schema's attributes */
  readonly attributes: readonly number[]
  readonly form: string
}

/** All in bits of posterior log2 odds: 0 is even, +3 is 8 : 1. */
export interface Thresholds {
  /** from here on a record joins a customer */
  readonly link: number
  /** from here on up to `link` a person is asked */
  readonly review: number
  /** two customers become one from here on */
  readonly merge: number
}
