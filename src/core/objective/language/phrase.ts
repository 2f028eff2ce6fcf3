// The words of a message that a decision rests on: the stretch whose features speak most for the label.
import { columnOf, type Dictionary } from './dictionary.ts'
import type { Features } from './features.ts'
import type { Token } from './tokens.ts'
import type { Vector } from './vector.ts'
import { type Weights, weightFor } from './weights.ts'

/** Words of a phrase at most. */
const PHRASE_TOKENS_MAX = 8
/** A message this short is its own phrase. */
const SHORT = 8

export interface PhraseSource {
  readonly message: string
  readonly tokens: readonly Token[]
  readonly features: Features
  readonly vector: Vector
  readonly dictionary: Dictionary
  readonly weights: Weights
}

/** As it stands in the message; the whole message when it is short. */
export function phraseFor(label: number, source: PhraseSource): string {
  const { message, tokens } = source
  const last = tokens.at(-1)
  if (!last) return ''
  if (tokens.length <= SHORT) return message.slice(tokens[0]?.from, last.to)
  const [from, to] = bestStretch(supportOf(label, source))
  return message.slice(tokens[from]?.from, tokens[to]?.to)
}

/** How much each token speaks for the label; a pair's share goes half to each. */
function supportOf(
  label: number,
  { tokens, features, vector, dictionary, weights }: PhraseSource,
): Float64Array {
  const byColumn = new Map<number, number>()
  for (const [n, column] of vector.columns.entries()) {
    byColumn.set(column, (vector.values[n] as number) * weightFor(weights, column, label))
  }
  const support = new Float64Array(tokens.length)
  for (const [n, hash] of features.hashes.entries()) {
    const column = columnOf(dictionary, hash)
    const share = column < 0 ? 0 : (byColumn.get(column) ?? 0) / 2
    const [a, b] = [features.tokens[n] ?? 0, features.partners[n] ?? 0]
    support[a] = (support[a] as number) + share
    support[b] = (support[b] as number) + share
  }
  return support
}

/** First and last place of the stretch with the highest sum, at most so many tokens long. */
function bestStretch(support: Float64Array): readonly [from: number, to: number] {
  let best: readonly [number, number] = [0, 0]
  let highest = Number.NEGATIVE_INFINITY
  for (let from = 0; from < support.length; from++) {
    let sum = 0
    const end = Math.min(support.length, from + PHRASE_TOKENS_MAX)
    for (let to = from; to < end; to++) {
      sum += support[to] as number
      if (sum <= highest) continue
      highest = sum
      best = [from, to]
    }
  }
  return best
}
