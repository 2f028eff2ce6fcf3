// Trains a language model from labelled messages: dictionary, one separator a label, calibration and the bar of the
// unknown, all from the examples themselves. One automatic setting for every data set; seeded, so the same examples
// give the same model.

import { barsOf, type LabelTrial } from './bars.ts'
import { calibrationOf, type HeldOut, UNTRIED } from './calibrate.ts'
import { type Bag, bagOf, type Dictionary, dictionaryOf } from './dictionary.ts'
import { featuresOf } from './features.ts'
import { chainOf } from './label-chain.ts'
import { feelingNumbers, feelingWords } from './lexicon.ts'
import type { LanguageModel } from './model.ts'
import { createRandom } from './random.ts'
import { separatorOf } from './separator.ts'
import { tokensOf } from './tokens.ts'
import { knownRuleOf, signalsOf, type Trial } from './unknown.ts'
import { matrixOf, type Vector, vectorOf } from './vector.ts'
import { scoresOf, type Weights, weightsOf } from './weights.ts'

export interface Example {
  readonly text: string
  /** none = known to be about nothing the labels cover */
  readonly labels: readonly string[]
  /** only learned from: so plain that refusing it would say nothing of where the bar of the unknown should stand */
  readonly isPlain?: true
}

export interface TrainSettings {
  readonly seed?: number
  /** called with a share from 0 to 1 */
  readonly onProgress?: (share: number) => void
}

export const LABELS_MAX = 2_000
/** Bytes of a kept model, its header apart; so many a feature, and a weight with few and with many labels. */
const BYTES_MAX = 4_600_000
const FEATURE_BYTES = 8
const WEIGHT_BYTES = 2
const WIDE_WEIGHT_BYTES = 3
const BYTE_LABELS_MAX = 256
/** Messages are split into so many parts; each of some parts is held out once. */
const PARTS = 5

/** Throws a RangeError when there are fewer than two labels, or too many. */
export function trainLanguage(
  examples: readonly Example[],
  settings: TrainSettings = {},
): LanguageModel {
  const task = taskOf(examples, settings)
  const { labels, kind } = task
  if (labels.length < 2) throw new RangeError('Training needs examples of at least two labels')
  if (labels.length > LABELS_MAX) throw new RangeError(`More than ${LABELS_MAX} labels`)
  const trials = heldOutTrials(task, settings.onProgress)
  const everything = Int32Array.from(task.bags.keys())
  const { dictionary, weights } = learn(
    task,
    everything,
    labels.map((_, n) => n),
  )
  const known = kind === 'one' ? knownRuleOf(trials.known) : undefined
  return {
    kind,
    labels,
    dictionary,
    messages: examples.length,
    feelings: feelingsOf(task),
    weights,
    calibration: kind === 'one' ? calibrationOf(trials.chances) : UNTRIED,
    bars: kind === 'many' ? barsOf(trials.labels, labels.length) : [],
    ...(known && { known }),
  }
}

/** With more labels than this they are topics rather than feelings. */
const FEELING_LABELS_MAX = 40

/** Everything that stays the same over all fits of one training. */
interface Task {
  readonly kind: 'one' | 'many'
  readonly labels: readonly string[]
  readonly bags: readonly Bag[]
  /** numbers of the lexicon for each example; empty where it is not used */
  readonly feelings: readonly (readonly number[])[]
  /** labels of each example, as places */
  readonly truths: readonly (readonly number[])[]
  /** part of each example, once a deal */
  readonly deals: readonly Uint8Array[]
  readonly seed: number
}

function taskOf(examples: readonly Example[], { seed = 1 }: TrainSettings): Task {
  const labels = [...new Set(examples.flatMap((one) => one.labels))].sort()
  const places = new Map(labels.map((label, n) => [label, n]))
  const truths = examples.map((one) => one.labels.map((label) => places.get(label) ?? 0))
  const tokens = examples.map(({ text }) => tokensOf(text))
  const isFelt = labels.length <= FEELING_LABELS_MAX
  const words = tokens.map((one) => (isFelt ? feelingWords(one) : []))
  return {
    kind: examples.some((one) => one.labels.length > 1) ? 'many' : 'one',
    labels,
    bags: tokens.map((one, n) => bagOf(featuresOf(one, words[n]))),
    feelings: tokens.map((one, n) => (isFelt ? feelingNumbers(one, words[n] ?? []) : [])),
    truths,
    deals: Array.from({ length: dealsFor(examples.length) }, (_, deal) =>
      partsOf(truths, labels.length, {
        seed: seed + deal * DEAL_SEEDS,
        isPlain: (n) => examples[n]?.isPlain === true,
      }),
    ),
    seed,
  }
}

/** Of few messages one deal decides by chance what is held out of what, and with it where the bar stands. */
function dealsFor(messages: number): number {
  return Math.max(1, Math.min(DEALS_MAX, Math.floor(DEALT_MESSAGES / Math.max(1, messages))))
}
const DEALS_MAX = 8
const DEALT_MESSAGES = 3_000
/** Far enough apart that no two trainings with seeds nearby share a deal. */
const DEAL_SEEDS = 1_000_003

const NEVER_HELD_OUT = 255

/** Examples of each label are dealt out to the parts in turn, in a random order. */
function partsOf(
  truths: Task['truths'],
  labels: number,
  { seed, isPlain }: { readonly seed: number; readonly isPlain: (example: number) => boolean },
): Uint8Array {
  const random = createRandom(seed)
  const order = Int32Array.from(truths.keys())
  for (let n = order.length - 1; n > 0; n--) {
    const other = random.below(n + 1)
    const held = order[n] as number
    order[n] = order[other] as number
    order[other] = held
  }
  const parts = new Uint8Array(truths.length)
  const next = Int32Array.from({ length: labels + 1 }, () => random.below(PARTS))
  for (const example of order) {
    if (isPlain(example)) {
      parts[example] = NEVER_HELD_OUT
      continue
    }
    const label = truths[example]?.[0] ?? labels
    parts[example] = (next[label] as number) % PARTS
    next[label] = (next[label] as number) + 1
  }
  return parts
}

interface Fitted {
  readonly dictionary: Dictionary
  readonly weights: Weights
}

/** Learns from some examples; only the given labels (places) get a separator. */
function learn(task: Task, use: Int32Array, labels: readonly number[]): Fitted {
  const bags = Array.from(use, (n) => task.bags[n] as Bag)
  const dictionary = dictionaryOf(bags, messagesMin(bags.length / labels.length))
  const vectors = Array.from(use, (n) => exampleVector(task, n, dictionary))
  const matrix = matrixOf(vectors, dictionary.hashes.length + feelingsOf(task))
  const kind = { kind: task.kind, labels: task.labels.length, plain: dictionary.hashes.length }
  const steps = labels.map((label) => {
    const isYes = Uint8Array.from(use, (n) => (task.truths[n]?.includes(label) ? 1 : 0))
    return separatorOf(matrix, isYes, kind, task.seed + label)
  })
  return {
    dictionary,
    weights: weightsOf(steps, matrix.width, weightsMax(matrix.width, labels.length)),
  }
}
/** With many messages a label, what stood in a single one of them is noise; pairs are so many that one is always. */
function messagesMin(perLabel: number): readonly number[] {
  return perLabel >= PLENTY ? [2, 2, 3] : [1, 1, 2]
}
const PLENTY = 300

/** As many weights as fit beside the dictionary. */
function weightsMax(features: number, labels: number): number {
  const each = labels > BYTE_LABELS_MAX ? WIDE_WEIGHT_BYTES : WEIGHT_BYTES
  return Math.floor((BYTES_MAX - features * FEATURE_BYTES) / each)
}

function exampleVector(task: Task, n: number, dictionary: Dictionary): Vector {
  return vectorOf(task.bags[n] as Bag, dictionary, task.feelings[n] ?? [])
}

function feelingsOf(task: Task): number {
  return task.feelings[0]?.length ?? 0
}

interface Trials {
  readonly chances: HeldOut[]
  readonly known: Trial[]
  readonly labels: LabelTrial[]
}

/** Learns without a part of the messages and without a group of labels, and tries itself on both. */
function heldOutTrials(task: Task, onProgress: TrainSettings['onProgress']): Trials {
  const trials: Trials = { chances: [], known: [], labels: [] }
  const groups = hiddenGroups(task)
  const tries = partsTried(task)
  const count = task.deals.length * tries
  for (let n = 0; n < count; n++) {
    onProgress?.(n / (count + 1))
    const part = n % tries
    const parts = task.deals[Math.floor(n / tries)] as Uint8Array
    tryPart(trials, task, { parts, part, hidden: groups[part] ?? new Set<number>() })
  }
  return trials
}

function tryPart(
  trials: Trials,
  task: Task,
  {
    parts,
    part,
    hidden,
  }: { readonly parts: Uint8Array; readonly part: number; readonly hidden: ReadonlySet<number> },
): void {
  const shown = task.labels.map((_, n) => n).filter((n) => !hidden.has(n))
  const isHidden = (n: number): boolean => (task.truths[n] ?? []).some((label) => hidden.has(label))
  const all = [...task.bags.keys()]
  const use = Int32Array.from(all.filter((n) => parts[n] !== part && !isHidden(n)))
  const { dictionary, weights } = learn(task, use, shown)
  // None of the hidden labels' messages was learned from, whatever part they are in.
  for (const n of all.filter((one) => parts[one] === part || isHidden(one))) {
    const vector = exampleVector(task, n, dictionary)
    addTrial(trials, { task, n, isHidden: isHidden(n), shown, vector, weights })
  }
}

/** Each try costs about two thirds of the training; the more messages, the fewer tries say the same. */
function partsTried({ bags, labels }: Task): number {
  if (bags.length * labels.length > 1_000_000) return 2
  return bags.length > 5_000 ? 3 : PARTS
}

/** Labels that are near to each other are hidden together: what is unknown is seldom a close neighbour. */
function hiddenGroups(task: Task): readonly ReadonlySet<number>[] {
  if (task.kind === 'many' || task.labels.length < HIDE_FROM) return []
  const chain = chainOf(task.bags, task.truths, task.labels.length)
  const size = Math.ceil(chain.length / PARTS)
  return Array.from({ length: PARTS }, (_, n) => new Set(chain.slice(n * size, (n + 1) * size)))
}
/** With fewer labels hiding one would leave too little. */
const HIDE_FROM = 3

function addTrial(
  trials: Trials,
  tried: {
    readonly task: Task
    readonly n: number
    readonly isHidden: boolean
    readonly shown: readonly number[]
    readonly vector: Vector
    readonly weights: Weights
  },
): void {
  const { task, n, isHidden, shown, vector, weights } = tried
  const scores = scoresOf(weights, vector.columns, vector.values)
  const truths = task.truths[n] ?? []
  if (task.kind === 'many') {
    trials.labels.push({ scores, truths })
    return
  }
  const truth = shown.indexOf(truths[0] ?? -1)
  const isKnown = !isHidden && truths.length > 0
  const best = scores.indexOf(scores.reduce((max, score) => Math.max(max, score), -Infinity))
  const isRight = isKnown && best === truth
  trials.known.push({
    signals: signalsOf(scores, vector, weights),
    isKnown,
    isRight,
    isGiven: truths.length === 0,
  })
  if (isKnown && truth >= 0) trials.chances.push({ scores, truth })
}
