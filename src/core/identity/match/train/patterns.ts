// Pairs of records as patterns: the vector of comparison levels. There are far fewer patterns than pairs, so
// that learning from hundreds of thousands of pairs takes milliseconds.
import type { Features } from '../compare/bench.ts'
import type { Sample } from './sample.ts'

export interface Patterns {
  /** per pattern: one level per attribute, -1 where nothing is known */
  readonly levels: readonly Int8Array[]
  readonly counts: Float64Array
  /** per pair: its pattern */
  readonly ofPair: Int32Array
}

export type Pairs = readonly (readonly [number, number])[]

export function patternsOf({ bench, features }: Sample, pairs: Pairs): Patterns {
  const levels: Int8Array[] = []
  const counts: number[] = []
  const known = createPatternIndex()
  const ofPair = new Int32Array(pairs.length)
  const scratch = new Int8Array(bench.kinds.length)
  for (let at = 0; at < pairs.length; at++) {
    const [a, b] = pairs[at] as readonly [number, number]
    bench.compare(features[a] as Features, features[b] as Features, scratch)
    const pattern = known(scratch)
    if (pattern === levels.length) {
      levels.push(scratch.slice())
      counts.push(0)
    }
    counts[pattern] = (counts[pattern] as number) + 1
    ofPair[at] = pattern
  }
  return { levels, counts: Float64Array.from(counts), ofPair }
}

/** Levels per attribute that fit a digit of a pattern's number, and digits that fit a number. */
const DIGIT = 16
const DIGITS = 12

/** Numbers level vectors 0, 1, 2 ... as they are first seen. */
function createPatternIndex(): (levels: Int8Array) => number {
  const byHead = new Map<number, Map<number, number>>()
  let size = 0
  return (levels) => {
    let head = 0
    let tail = 0
    for (let at = 0; at < levels.length; at++) {
      const digit = (levels[at] as number) + 1
      if (at < DIGITS) head = head * DIGIT + digit
      else tail = (tail * DIGIT + digit) % Number.MAX_SAFE_INTEGER
    }
    const byTail = byHead.get(head) ?? new Map<number, number>()
    if (byTail.size === 0) byHead.set(head, byTail)
    const pattern = byTail.get(tail) ?? size++
    byTail.set(tail, pattern)
    return pattern
  }
}

export function normalised(values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0)
  return sum > 0 ? values.map((value) => value / sum) : values
}
