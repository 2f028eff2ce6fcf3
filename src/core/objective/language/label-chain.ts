// Puts labels in an order in which neighbours are alike: each is followed by the most similar one that is left.
import type { Bag } from './dictionary.ts'

/** Hashes that describe a label, the most frequent of its messages. */
const TRAITS_MAX = 300

/** Places of all labels, each once. */
export function chainOf(
  bags: readonly Bag[],
  truths: readonly (readonly number[])[],
  labels: number,
): readonly number[] {
  const portraits = portraitsOf(bags, truths, labels)
  const left = new Set(portraits.keys())
  const chain: number[] = []
  let at = 0
  while (left.size > 0) {
    left.delete(at)
    chain.push(at)
    at = nearest(portraits, at, left)
  }
  return chain
}

type Portrait = ReadonlyMap<number, number>

function portraitsOf(
  bags: readonly Bag[],
  truths: readonly (readonly number[])[],
  labels: number,
): readonly Portrait[] {
  const counts = Array.from({ length: labels }, () => new Map<number, number>())
  const everywhere = new Map<number, number>()
  for (const [n, bag] of bags.entries()) {
    const count = counts[truths[n]?.[0] ?? -1]
    if (!count) continue
    for (const hash of bag.hashes.subarray(0, bag.ends[0])) {
      count.set(hash, (count.get(hash) ?? 0) + 1)
      everywhere.set(hash, (everywhere.get(hash) ?? 0) + 1)
    }
  }
  return counts.map((count) => portraitOf(count, everywhere))
}

/** Share of each feature that is this label's, for those it has most of; length 1. */
function portraitOf(
  count: ReadonlyMap<number, number>,
  everywhere: ReadonlyMap<number, number>,
): Portrait {
  const weighed = [...count].map(
    ([hash, own]) => [hash, own / Math.sqrt(everywhere.get(hash) ?? 1)] as const,
  )
  const best = weighed.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, TRAITS_MAX)
  const length = Math.sqrt(best.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1
  return new Map(best.map(([hash, weight]) => [hash, weight / length]))
}

function nearest(portraits: readonly Portrait[], from: number, left: ReadonlySet<number>): number {
  let best = -1
  let bestLikeness = -1
  for (const one of left) {
    const likeness = likenessOf(portraits[from], portraits[one])
    if (likeness <= bestLikeness) continue
    best = one
    bestLikeness = likeness
  }
  return best
}

function likenessOf(a: Portrait | undefined, b: Portrait | undefined): number {
  let sum = 0
  for (const [hash, weight] of a ?? []) sum += weight * (b?.get(hash) ?? 0)
  return sum
}
