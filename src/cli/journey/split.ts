// Which cases a model learns from and which it is asked about.
import type { LogCase } from './read-log.ts'

export type SplitKind = 'random' | 'chronological'

export interface Split {
  readonly train: readonly LogCase[]
  /** learned from as well, after the training part: the model judges itself as it goes */
  readonly validation: readonly LogCase[]
  readonly test: readonly LogCase[]
}

const SHARES = { random: [0.7, 0.85], chronological: [0.64, 0.8] } as const

/** random: 70/15/15 of the cases, shuffled by the seed. chronological: 64/16/20 by start of the case. */
export function splitCases(cases: readonly LogCase[], kind: SplitKind, seed: number): Split {
  const order = kind === 'random' ? shuffled(cases, seed) : cases
  const [first, second] = SHARES[kind].map((share) => Math.floor(order.length * share))
  return {
    train: order.slice(0, first),
    validation: order.slice(first, second),
    test: order.slice(second),
  }
}

function shuffled<Item>(items: readonly Item[], seed: number): readonly Item[] {
  const dice = diceOf(seed)
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(dice() * (i + 1))
    const held = order[i] as Item
    order[i] = order[j] as Item
    order[j] = held
  }
  return order
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function diceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
