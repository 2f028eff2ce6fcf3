// Feelings that words carry in themselves, counted: a few numbers beside the thousands of learned features. They
// matter where there are few labels or few examples, because they know words the examples do not show.
import { BOOSTERS, FEELINGS, type Feeling, NEGATIONS, TURNS, WORD_GROUPS } from './lexicon-words.ts'
import type { Token } from './tokens.ts'

/** One token that carries a feeling, after negation and emphasis. */
export interface FeelingWord {
  /** place of the token */
  readonly token: number
  readonly feeling: Feeling
  /** below 0 bad, above 0 good */
  readonly valence: number
  readonly isNegated: boolean
}

/** Learned features come to a length of about one; these should be heard beside them. */
const SCALE = 0.35
const NEGATION_REACH = 3
const NEGATED = -0.6
const BOOSTED = 1.4
const BEFORE_TURN = 0.6
const AFTER_TURN = 1.4
const BALANCE_SOFTNESS = 15
const ENDING_MIN = 3

interface Entry {
  readonly feeling: Feeling
  readonly valence: number
}
const EXACT = new Map<string, Entry>()
const STEMS = new Map<string, Entry>()
for (const [feeling, valence, words] of WORD_GROUPS) {
  for (const word of words.split(/\s+/)) {
    const isStem = word.endsWith('*')
    const map = isStem ? STEMS : EXACT
    const key = isStem ? word.slice(0, -1) : word
    if (key !== '' && !map.has(key)) map.set(key, { feeling, valence })
  }
}
const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))
const NEGATION_WORDS = setOf(NEGATIONS)
const BOOSTER_WORDS = setOf(BOOSTERS)
const TURN_WORDS = setOf(TURNS)

/** Tokens that carry a feeling. */
export function feelingWords(tokens: readonly Token[]): readonly FeelingWord[] {
  const turn = tokens.findLastIndex(({ text }) => TURN_WORDS.has(text))
  const found: FeelingWord[] = []
  let negatedUntil = -1
  for (const [token, { text }] of tokens.entries()) {
    const entry = entryOf(text)
    const isNegated = token <= negatedUntil
    if (NEGATION_WORDS.has(text)) negatedUntil = token + NEGATION_REACH
    if (!entry) continue
    const boost = BOOSTER_WORDS.has(tokens[token - 1]?.text ?? '') ? BOOSTED : 1
    const place = turn < 0 ? 1 : token < turn ? BEFORE_TURN : AFTER_TURN
    const valence = entry.valence * boost * place * (isNegated ? NEGATED : 1)
    found.push({ token, feeling: entry.feeling, valence, isNegated })
  }
  return found
}

/** The numbers of a message from its words of feeling. */
export function feelingNumbers(
  tokens: readonly Token[],
  words: readonly FeelingWord[],
): readonly number[] {
  const byFeeling = FEELINGS.map((feeling) =>
    logSum(words.filter((one) => one.feeling === feeling && !one.isNegated)),
  )
  const good = words.filter((one) => one.valence > 0)
  const bad = words.filter((one) => one.valence < 0)
  const sum = words.reduce((total, { valence }) => total + valence, 0)
  const last = words.at(-1)?.valence ?? 0
  const all = [
    ...byFeeling,
    logSum(good),
    logSum(bad),
    2 * (sum / Math.sqrt(sum * sum + BALANCE_SOFTNESS)),
    Math.sign(last),
    logSum(words.filter((one) => one.isNegated)),
    Math.log1p(tokens.filter(({ text }) => text.startsWith('!')).length),
    Math.log1p(tokens.filter(({ text }) => text.startsWith('?')).length),
    words.length === 0 ? 1 : 0,
  ]
  return all.map((value) => value * SCALE)
}

function logSum(words: readonly FeelingWord[]): number {
  return (
    Math.log1p(words.reduce((sum, { valence }) => sum + Math.max(1, Math.abs(valence)), 0)) * 0.7
  )
}

function entryOf(text: string): Entry | undefined {
  const exact = EXACT.get(text)
  if (exact) return exact
  for (let length = text.length; length >= ENDING_MIN; length--) {
    const stem = STEMS.get(text.slice(0, length))
    if (stem) return stem
  }
  return undefined
}
