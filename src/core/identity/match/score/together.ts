// What agreeing on several attributes together is worth, gathered over the records of a customer as every attribute is:
// the mean over those that a record was compared with.
import { createPatternMap, patternOf } from '../compare/pattern-map.ts'
import type { Model } from '../model.ts'

export interface Together {
  readonly begin: () => void
  /** takes in the levels of one more comparison */
  readonly add: (levels: Int8Array) => void
  /** bits of what was taken in since `begin` */
  readonly bits: () => number
  /** no pattern is worth more, 0 at least */
  readonly bitsMax: number
}

export function createTogether({ together }: Pick<Model, 'together'>): Together {
  const ratios = createPatternMap<number>()
  const all = Object.entries(together)
  for (const [text, bits] of all) ratios.set(patternOf(text), 2 ** bits)
  let sum = 0
  let count = 0
  return {
    begin: () => {
      sum = 0
      count = 0
    },
    add: (levels) => {
      if (all.length === 0) return
      sum += ratios.get(levels) ?? 1
      count++
    },
    bits: () => (sum === count ? 0 : Math.log2(sum / count)),
    bitsMax: all.reduce((most, [, bits]) => Math.max(most, bits), 0),
  }
}
