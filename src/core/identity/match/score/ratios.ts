// Likelihood ratios of one attribute for everything that a pair of records may be: one customer, or one sort of those
// who only look alike. In one row of numbers per level, so that a level is added for all of them in one go.

/** Against strangers: per level one for each class, the match first. */
export interface Ratios {
  /** to be multiplied by what the values are worth; 0 where the class does not share the attribute */
  readonly shared: Float64Array
  /** 1 there: what a lookalike does not share agrees by chance, and then its rarity says nothing either */
  readonly alone: Float64Array
}

/**
 * @param match per level the ratio of one customer
 * @param lookalikes per sort the bits of each level, none where they do not share the attribute
 * @param levels how many the attribute has
 */
export function ratiosOf(
  match: Float64Array,
  lookalikes: readonly (readonly number[])[],
  levels: number,
): Ratios {
  const classes = [match, ...lookalikes.map((bits) => Float64Array.from(bits, (own) => 2 ** own))]
  const shared = new Float64Array(levels * classes.length)
  const alone = new Float64Array(levels * classes.length).fill(1)
  for (const [of, ratios] of classes.entries()) {
    for (const [level, ratio] of ratios.subarray(0, levels).entries()) {
      shared[level * classes.length + of] = ratio
      alone[level * classes.length + of] = 0
    }
  }
  return { shared, alone }
}
