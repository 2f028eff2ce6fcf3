// A trained language model: what it knows, and what it says of a message.
import { type Calibration, chancesOf } from './calibrate.ts'
import { bagOf, type Dictionary } from './dictionary.ts'
import { featuresOf } from './features.ts'
import { feelingNumbers, feelingWords } from './lexicon.ts'
import { sigmoid } from './logistic-line.ts'
import { phraseFor } from './phrase.ts'
import { tokensOf } from './tokens.ts'
import { type KnownRule, knownChance, signalsOf } from './unknown.ts'
import { type Vector, vectorOf } from './vector.ts'
import { scoresOf, type Weights } from './weights.ts'

export interface LanguageModel {
  /** one: a message has one label. many: it has any number of them */
  readonly kind: 'one' | 'many'
  readonly labels: readonly string[]
  readonly dictionary: Dictionary
  /** messages it was trained on */
  readonly messages: number
  readonly weights: Weights
  /** one: how scores become chances */
  readonly calibration: Calibration
  /** many: chance of each label = sigmoid(slope * score + offset), and the chance from which it is said */
  readonly bars: readonly Bar[]
  /** how many numbers of the lexicon of feelings stand beside the learned features: all or none */
  readonly feelings: number
  /** absent: every message counts as known */
  readonly known?: KnownRule
}

export interface Bar {
  readonly slope: number
  readonly offset: number
  readonly bar: number
}

/** What a model says of a message. */
export interface Reading {
  /** best first; many: those that pass their bar, or the best */
  readonly labels: readonly LabelChance[]
  /** false: nothing the labels cover; do not act on `labels` */
  readonly isKnown: boolean
  /** 0..1: how much the message is like those the model knows */
  readonly known: number
  /** chance of every label, in the order of the model's labels */
  readonly chances: Float64Array
  /** the words that the first label rests on; only where it was asked for */
  readonly phrase?: string
}

export interface LabelChance {
  readonly label: string
  /** 0..1 */
  readonly chance: number
}

/** How many labels of a reading are named where one is asked for. */
const NAMED = 3

/** Reads one message; well under a millisecond. Never throws. */
export function readMessage(model: LanguageModel, message: string): Reading {
  return readParts(model, message).reading
}

/** The same with the words that the first label rests on. */
export function readWithPhrase(model: LanguageModel, message: string): Reading {
  const { reading, ...parts } = readParts(model, message)
  const label = model.labels.indexOf(reading.labels[0]?.label ?? '')
  const { dictionary, weights } = model
  return { ...reading, phrase: phraseFor(label, { message, ...parts, dictionary, weights }) }
}

function readParts(model: LanguageModel, message: string) {
  const tokens = tokensOf(message)
  const words = model.feelings > 0 ? feelingWords(tokens) : []
  const features = featuresOf(tokens, words)
  const extra = model.feelings > 0 ? feelingNumbers(tokens, words) : []
  const vector = vectorOf(bagOf(features), model.dictionary, extra)
  return { tokens, features, vector, reading: readingOf(model, vector) }
}

function readingOf(model: LanguageModel, vector: Vector): Reading {
  const scores = scoresOf(model.weights, vector.columns, vector.values)
  const known = model.known ? knownChance(model.known, signalsOf(scores, vector, model.weights)) : 1
  const isKnown = known >= (model.known?.bar ?? 0) && vector.columns.length > 0
  if (model.kind === 'one') {
    const chances = chancesOf(scores, model.calibration)
    return { labels: bestOf(model.labels, chances, NAMED), isKnown, known, chances }
  }
  const chances = scores.map((score, n) => chanceOf(model.bars[n], score))
  return { labels: passing(model, chances), isKnown, known, chances }
}

function chanceOf(bar: Bar | undefined, score: number): number {
  return bar ? sigmoid(bar.slope * score + bar.offset) : 0
}

/** Labels above their bar, else the one that is nearest to its own. */
function passing(model: LanguageModel, chances: Float64Array): readonly LabelChance[] {
  const all = model.labels.map((label, n) => ({
    label,
    chance: chances[n] ?? 0,
    lead: (chances[n] ?? 0) / (model.bars[n]?.bar || 1),
  }))
  all.sort((a, b) => b.lead - a.lead)
  const passed = all.filter(({ lead }) => lead >= 1)
  return (passed.length > 0 ? passed : all.slice(0, 1)).map(({ label, chance }) => ({
    label,
    chance,
  }))
}

function bestOf(
  labels: readonly string[],
  chances: Float64Array,
  count: number,
): readonly LabelChance[] {
  return labels
    .map((label, n) => ({ label, chance: chances[n] ?? 0 }))
    .sort((a, b) => b.chance - a.chance)
    .slice(0, count)
}
