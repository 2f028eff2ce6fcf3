// Pairs of records as patterns: the vector of comparison levels. There are far fewer patterns than pairs, so
// that learning from hundreds of thousands of pairs takes milliseconds.
import type { Features } from '../compare/bench.ts'
import { createPatternMap } from '../compare/pattern-map.ts'
import type { Pairs } from './pairs.ts'
import type { Sample } from './sample.ts'

export interface Patterns {
  /** per pattern: one level per attribute, -1 where nothing is known */
  readonly levels: readonly Int8Array[]
  readonly counts: Float64Array
  /** per pair: its pattern */
  readonly ofPair: Int32Array
}

export function patternsOf({ bench, features }: Sample, { left, right, length }: Pairs): Patterns {
  const levels: Int8Array[] = []
  const counts: number[] = []
  const known = createPatternMap<number>()
  const ofPair = new Int32Array(length)
  const scratch = new Int8Array(bench.kinds.length)
  for (let at = 0; at < length; at++) {
    const [a, b] = [features[left[at] as number], features[right[at] as number]]
    bench.compare(a as Features, b as Features, scratch)
    const pattern = known.get(scratch) ?? levels.length
    if (pattern === levels.length) {
      known.set(scratch, pattern)
      levels.push(scratch.slice())
      counts.push(0)
    }
    counts[pattern] = (counts[pattern] as number) + 1
    ofPair[at] = pattern
  }
  return { levels, counts: Float64Array.from(counts), ofPair }
}

export function normalised(values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0)
  return sum > 0 ? values.map((value) => value / sum) : values
}
