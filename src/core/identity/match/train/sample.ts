// The records that training looks at, and pairs of them taken by chance.
import type { Bench, Features, MatchRecord } from '../compare/bench.ts'
import { createPairList, type Pairs } from './pairs.ts'

/** 0 <= x < 1, from a seed. */
export type Chance = () => number

export interface Sample {
  readonly bench: Bench
  readonly records: readonly MatchRecord[]
  readonly features: readonly Features[]
}

/** A random part of a list, in its order; the list itself when it is no longer than that. */
export function takeSome<T>(list: readonly T[], size: number, chance: Chance): readonly T[] {
  if (list.length <= size) return list
  const taken: T[] = []
  for (let at = 0; at < list.length; at++) {
    const wanted = size - taken.length
    if (chance() * (list.length - at) < wanted) taken.push(list[at] as T)
  }
  return taken
}

/** Random pairs of positions below `size`, each pair of different positions; all pairs when there are few. */
export function randomPairs(size: number, wanted: number, chance: Chance): Pairs {
  const list = createPairList(wanted)
  if ((size * (size - 1)) / 2 <= wanted) {
    for (let a = 0; a < size; a++) for (let b = a + 1; b < size; b++) list.push(a, b)
    return list.pairs()
  }
  while (list.size() < wanted) {
    const a = Math.floor(chance() * size)
    const b = Math.floor(chance() * size)
    if (a !== b) list.push(a, b)
  }
  return list.pairs()
}
