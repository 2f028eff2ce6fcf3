// Whether a source repeats a customer: two records of a register without duplicates are hardly one person.
import type { Pairs } from './pairs.ts'
import type { Sample } from './sample.ts'
import type { Learnt } from './train.ts'

/** Fewer expected matches than this between sources say nothing about a single source. */
const MATCHES_MIN = 30

/** source -> log2 odds of two of its records being one customer; empty with one source. */
export function learnSourcePriors(
  { records }: Sample,
  pairs: Pairs,
  { patterns, mixture }: Learnt,
): Readonly<Record<string, number>> {
  const sizes = new Map<string, number>()
  for (const { source } of records) sizes.set(source, (sizes.get(source) ?? 0) + 1)
  if (sizes.size < 2) return {}
  const within = new Map<string, number>()
  let across = 0
  for (let at = 0; at < pairs.length; at++) {
    const left = records[pairs.left[at] as number]?.source ?? ''
    const probability = mixture.posterior[patterns.ofPair[at] ?? 0] ?? 0
    if (left !== records[pairs.right[at] as number]?.source) across += probability
    else within.set(left, (within.get(left) ?? 0) + probability)
  }
  if (across < MATCHES_MIN) return {}
  const bits = [...sizes].map(([source, size]) => {
    const all = (size * (size - 1)) / 2 + 1
    const share = ((within.get(source) ?? 0) + 0.1) / all
    return [source, Math.round(1000 * Math.log2(share)) / 1000] as const
  })
  return Object.fromEntries(bits)
}
