// How strangers agree by chance. Random pairs hold some matches, and where values hardly ever agree by chance
// those are most of what agrees; so pairs that are likely one customer are left out.
import { PERSONAL_ROLES } from '../roles/role.ts'
import type { Pairs } from './pairs.ts'
import { normalised, type Patterns } from './patterns.ts'
import { type Chance, randomPairs, type Sample } from './sample.ts'

const RANDOM_PAIRS = 80_000
const SMOOTHING = 0.5

/** Random pairs of a sample and how they agree; compared once, counted as often as groups change. */
export interface RandomPairs {
  readonly pairs: Pairs
  /** levels of all attributes, pair after pair */
  readonly levels: Int8Array
}

export function compareRandomPairs({ bench, features }: Sample, chance: Chance): RandomPairs {
  const pairs = randomPairs(features.length, RANDOM_PAIRS, chance)
  const width = bench.kinds.length
  const levels = new Int8Array(pairs.length * width)
  for (let at = 0; at < pairs.length; at++) {
    const left = features[pairs.left[at] as number]
    const right = features[pairs.right[at] as number]
    if (left && right) bench.compare(left, right, levels.subarray(at * width, (at + 1) * width))
  }
  return { pairs, levels }
}

/** Per attribute and level: share among pairs of different groups where both sides know something. */
export function learnChance(
  sample: Sample,
  { pairs, levels }: RandomPairs,
  groups: Int32Array,
): readonly Float64Array[] {
  const { kinds } = sample.bench
  const counts = kinds.map((kind) => new Float64Array(kind.levels.length).fill(SMOOTHING))
  for (let pair = 0; pair < pairs.length; pair++) {
    if (groups[pairs.left[pair] as number] === groups[pairs.right[pair] as number]) continue
    for (let at = 0; at < kinds.length; at++) {
      const level = levels[pair * kinds.length + at] as number
      const own = counts[at] as Float64Array
      if (level >= 0) own[level] = (own[level] as number) + 1
    }
  }
  return counts.map((own, at) => withExact(sample, { at, groups, shares: normalised(own) }))
}

/**
 * The same with the chance of equal e-mail addresses, phones and numbers of persons counted over the pairs that are
 * strangers as far as is known. Hardly anybody shares these by chance; pairs that agree on nothing else known are
 * mostly one customer, and counted as strangers they would make the value look common.
 */
export function withPersonalChance(
  { bench, features }: Sample,
  chance: readonly Float64Array[],
  { pairs, patterns, strangers }: PersonalPairs,
): readonly Float64Array[] {
  return chance.map((own, at) => {
    const role = bench.schema.attributes[at]?.role
    if (!role || !PERSONAL_ROLES.has(role)) return own
    const filled = features.filter(({ values }) => (values[at]?.length ?? 0) > 0).length
    let same = SMOOTHING
    for (let pair = 0; pair < pairs.length; pair++) {
      const pattern = patterns.ofPair[pair] as number
      if (patterns.levels[pattern]?.[at] === 0) same += strangers[pattern] ?? 0
    }
    const all = Math.max(1, (filled * (filled - 1)) / 2)
    const share = Math.min(own[0] ?? 1, same / all)
    return normalised(own.map((before, level) => (level === 0 ? share : before)))
  })
}

export interface PersonalPairs {
  readonly pairs: Pairs
  readonly patterns: Patterns
  readonly strangers: Float64Array
}

interface Exact {
  readonly at: number
  readonly groups: Int32Array
  readonly shares: Float64Array
}

/** Equal values are counted over all pairs of groups: there are too few of them among random pairs. */
function withExact({ bench, features }: Sample, { at, groups, shares }: Exact): Float64Array {
  const kind = bench.kinds[at]
  if (!kind || kind.exactLevels === 0) return shares
  const holders = new Map<number, Set<number>>()
  const filled = new Set<number>()
  for (const [record, { values }] of features.entries()) {
    const group = groups[record] as number
    for (const value of values[at] ?? []) {
      filled.add(group)
      holders.set(value, (holders.get(value) ?? new Set<number>()).add(group))
    }
  }
  const pairs = (filled.size * (filled.size - 1)) / 2
  if (pairs < 1) return shares
  const exact = new Float64Array(kind.exactLevels).fill(SMOOTHING / pairs)
  for (const [value, own] of holders) {
    const level = bench.selfLevel(at, value)
    if (level < exact.length)
      exact[level] = (exact[level] as number) + (own.size * (own.size - 1)) / 2 / pairs
  }
  return normalised(shares.map((share, level) => exact[level] ?? share))
}
