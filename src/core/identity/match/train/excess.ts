// What agreeing on several attributes together is worth beyond what each is worth alone. The weights take attributes
// for independent; where a pattern of levels is seen more or less often than that says, they are not.
//
//   seen n   expected: matches M + others E      the difference n - M - E is shared out: partly chance (a Poisson
//   count), partly M being wrong, partly E, each by its variance       correction = log2(M'/M) - log2(E'/E)
//
// A rare pattern is all chance and stays as it was; of a frequent one that is mostly matches the others are what is
// left (excess), and one that is mostly strangers or households is never taken for matches because it is frequent.
import { patternText } from '../compare/pattern-map.ts'
import type { KeyPlan } from '../model.ts'
import { createKnownPairs } from './known-pairs.ts'
import type { Sample } from './sample.ts'
import type { Learnt } from './train.ts'

/** Expected counts of a pattern are right to within so much of themselves (chosen on generated customers). */
const MODEL_ERROR = 0.2
/** No pattern is worth so many bits more or less than its attributes say. */
export const TOGETHER_BITS_MAX = 2
/** Less is not worth keeping. */
const TOGETHER_BITS_MIN = 0.1
/** Patterns kept, those most often seen. */
const PATTERNS_MAX = 2_000
/** Expected counts below this are as good as none. */
const EXPECTED_MIN = 1e-9

/** Pattern as text -> bits to add where two records agree so. Only for patterns all of whose pairs were seen. */
export function learnTogether(
  sample: Sample,
  { patterns, mixture }: Learnt,
  /** plans all of whose pairs are among the patterns */
  complete: readonly KeyPlan[],
): Readonly<Record<string, number>> {
  const knownPairs = createKnownPairs(sample)
  if (!knownPairs) return {}
  const isWhole = wholenessOf(sample, complete)
  const found: (readonly [text: string, bits: number, count: number])[] = []
  for (const [at, levels] of patterns.levels.entries()) {
    if (!isWhole(levels)) continue
    const count = patterns.counts[at] as number
    const expected = expectedOf(mixture, levels, knownPairs(levels))
    const bits = correction(count, expected)
    if (Math.abs(bits) >= TOGETHER_BITS_MIN) found.push([patternText(levels), bits, count])
  }
  return Object.fromEntries(
    found
      .sort((a, b) => b[2] - a[2] || (a[0] < b[0] ? -1 : 1))
      .slice(0, PATTERNS_MAX)
      .map(([text, bits]) => [text, Math.round(bits * 1000) / 1000]),
  )
}

interface Expected {
  readonly matches: number
  readonly others: number
}

/** Bits by which a pattern seen so often is likelier, or less likely, a match than expected. */
export function correction(count: number, { matches, others }: Expected): number {
  const [m, e] = [Math.max(EXPECTED_MIN, matches), Math.max(EXPECTED_MIN, others)]
  const [varianceOfM, varianceOfE] = [(MODEL_ERROR * m) ** 2, (MODEL_ERROR * e) ** 2]
  const perPair = (count - m - e) / (varianceOfM + varianceOfE + m + e)
  const shift = (variance: number, own: number): number =>
    Math.log2(Math.max(2 ** -TOGETHER_BITS_MAX, 1 + (variance * perPair) / own))
  const bits = shift(varianceOfM, m) - shift(varianceOfE, e)
  return Math.min(TOGETHER_BITS_MAX, Math.max(-TOGETHER_BITS_MAX, bits))
}

function expectedOf(
  { match, chance, lookalikes, matchShare }: Learnt['mixture'],
  levels: Int8Array,
  pairs: number,
): Expected {
  const share = (own: readonly Float64Array[]): number =>
    levels.reduce(
      (product, level, at) => (level < 0 ? product : product * (own[at]?.[level] ?? 0)),
      1,
    )
  let strangers = 1 - matchShare
  let others = 0
  for (const one of lookalikes) {
    strangers -= one.share
    others += one.share * share(one.levels)
  }
  return {
    matches: pairs * matchShare * share(match),
    others: pairs * (others + Math.max(0, strangers) * share(chance)),
  }
}

/** Whether all pairs of a pattern share a key of one of the plans: they have the same value where it looks. */
function wholenessOf({ bench }: Sample, plans: readonly KeyPlan[]): (levels: Int8Array) => boolean {
  const exact = bench.kinds.map(({ exactLevels }) => exactLevels)
  return (levels) => {
    const isSame = (at: number): boolean =>
      (levels[at] as number) >= 0 && (levels[at] as number) < (exact[at] as number)
    return plans.some(({ sources }) => {
      const free = sources.map(({ attributes }) => attributes.filter(isSame))
      // Two words of a name: one attribute answers for one of them.
      const taken = new Set<number>()
      return free.every((own) => {
        const at = own.find((one) => !taken.has(one))
        if (at !== undefined) taken.add(at)
        return at !== undefined
      })
    })
  }
}
