// Is the message about anything the labels cover? Judged by signals that do not depend on the labels' names: how far
// the best label reaches and stands out, how much of the message was never seen, and how much speaks for the label. How
// to weigh them, and where the bar stands, is learned from messages of labels that were hidden from training, so no
// example of the unknown is needed.
import { type Line, lineThrough, type Point, sigmoid } from './logistic-line.ts'
import type { Vector } from './vector.ts'
import { type Weights, weightFor } from './weights.ts'

/** Higher = more like a message of a known label. */
export type Signals = readonly [
  top: number,
  lead: number,
  words: number,
  pieces: number,
  pairs: number,
  standsOut: number,
  backed: number,
  content: number,
]

export interface KnownRule {
  /** of the standardised signals */
  readonly weights: readonly number[]
  readonly bias: number
  /** chance of being known below which the answer is "unknown" */
  readonly bar: number
}

/** A held-out message: known ones with whether the best label was the right one. */
export interface Trial {
  readonly signals: Signals
  readonly isKnown: boolean
  readonly isRight: boolean
  /** an example of the unknown, rather than of a label that was hidden */
  readonly isGiven?: boolean
}

/** The share of unknown messages for which the bar does best. */
const UNKNOWN_SHARE = 0.145
/** Refusing a wrong answer is worth so much of a right one: "unknown" is better than a wrong guess. */
const WRONG_REFUSED = 0.1
const STEPS = 400
const RATE = 0.5
/**
 * What the signals weigh as a rule, in their own order, standardised: the mean over public sets of requests with messages
 * about something else (development parts). Hidden labels are nearer to the known ones than what customers really write
 * beside the point, so what is learned from them is drawn towards this.
 */
const USUAL: Signals = [0.7, 0.35, 0.35, 0.25, 0.35, 0.33, 0.35, 0.7]
const DRAWN = 0.15
/** A spread below this is rounding. */
const SAME = 1e-6
/** Fewer trials of either side say nothing. */
const TRIALS_MIN = 8

export function signalsOf(scores: Float64Array, vector: Vector, weights: Weights): Signals {
  let top = Number.NEGATIVE_INFINITY
  let second = Number.NEGATIVE_INFINITY
  let best = 0
  let sum = 0
  let squares = 0
  for (const [label, score] of scores.entries()) {
    sum += score
    squares += score * score
    if (score > top) {
      second = top
      top = score
      best = label
    } else if (score > second) second = score
  }
  const lead = Number.isFinite(second) ? Math.min(2, top - second) : 2
  const mean = sum / scores.length
  const spread = Math.sqrt(Math.max(0, squares / scores.length - mean * mean) + SPREAD_MIN)
  const [words = 0, pieces = 0, pairs = 0] = vector.unseen
  const backed = backedShare(vector, weights, best)
  const standsOut = scores.length < CROWD_MIN ? 0 : (top - mean) / spread
  return [top, lead, -words, -pieces, -pairs, standsOut, backed, -vector.unseenContent]
}

const SPREAD_MIN = 1e-6
/** Of two labels one stands out as far as of any two: with so few the signal says only how many there are. */
const CROWD_MIN = 4

/** 0..1: how much of what is known of the message speaks for a label, by rarity. */
function backedShare({ columns, values }: Vector, weights: Weights, label: number): number {
  let backed = 0
  let all = 0
  for (const [n, column] of columns.entries()) {
    const square = (values[n] as number) ** 2
    all += square
    if (weightFor(weights, column, label) > 0) backed += square
  }
  return all > 0 ? backed / all : 0
}

/** 0..1 */
export function knownChance({ weights, bias }: KnownRule, signals: Signals): number {
  return sigmoid(sumOf({ weights, bias }, signals))
}

const sumOf = ({ weights, bias }: Sum, signals: Signals): number =>
  signals.reduce((sum, signal, n) => sum + signal * (weights[n] ?? 0), bias)

/**
 * Undefined when the trials are too few to learn from. Two labels leave none to hide: then what is usual is weighed, and
 * what is less like a known message than nearly all known ones is refused.
 */
export function knownRuleOf(trials: readonly Trial[]): KnownRule | undefined {
  const known = trials.filter(({ isKnown }) => isKnown)
  const unknown = trials.filter(({ isKnown }) => !isKnown)
  if (known.length < TRIALS_MIN) return undefined
  if (unknown.length < TRIALS_MIN) return usualRuleOf(known)
  const shareOf = sharesOf(known, unknown)
  const rule = lineOf(trials, shareOf)
  return { ...rule, bar: barOf(trials, rule, shareOf) }
}

/**
 * What each trial weighs, either side 1 in all. Where messages about nothing are given, they show what is to be refused;
 * hidden labels only stand in for them, and are so many that the given ones would not be heard.
 */
function sharesOf(known: readonly Trial[], unknown: readonly Trial[]): (trial: Trial) => number {
  const given = unknown.filter(({ isGiven }) => isGiven).length
  const hidden = unknown.length - given
  const belief = hidden === 0 ? 1 : given / (given + GIVEN_HALF)
  return ({ isKnown, isGiven }) => {
    if (isKnown) return 1 / known.length
    return isGiven ? belief / given : (1 - belief) / hidden
  }
}
/** So many given examples weigh as much as all hidden labels. */
const GIVEN_HALF = 50

/** Of the known messages so many are refused where nothing shows what unknown ones are like. */
const REFUSED_SHARE = 0.05

function usualRuleOf(known: readonly Trial[]): KnownRule {
  const right = known.filter(({ isRight }) => isRight)
  const trials = right.length >= TRIALS_MIN ? right : known
  const { spreads, usual } = scalesOf(trials)
  const weights = usual.map((weight, n) => weight / (spreads[n] ?? 1))
  const sums = trials
    .map(({ signals }) => signals.reduce((sum, signal, n) => sum + signal * (weights[n] ?? 0), 0))
    .sort((a, b) => a - b)
  return { weights, bias: -(sums[Math.floor(REFUSED_SHARE * sums.length)] ?? 0), bar: 0.5 }
}

interface Scales {
  readonly means: readonly number[]
  readonly spreads: readonly number[]
  /** what signals weigh as a rule; one that was the same in all trials has no scale, so it cannot count */
  readonly usual: readonly number[]
}

function scalesOf(trials: readonly Trial[]): Scales {
  const places = Array.from({ length: trials[0]?.signals.length ?? 0 }, (_, n) => n)
  const means = places.map((n) => meanOf(trials, (signals) => signals[n] ?? 0))
  const found = places.map((n) =>
    Math.sqrt(meanOf(trials, (s) => ((s[n] ?? 0) - (means[n] ?? 0)) ** 2)),
  )
  return {
    means,
    spreads: found.map((spread) => (spread > SAME ? spread : 1)),
    usual: found.map((spread, n) => (spread > SAME ? (USUAL[n] ?? 0) : 0)),
  }
}

type Sum = Omit<KnownRule, 'bar'>

/** Logistic regression by gradient descent on standardised signals; `shareOf`: how much a trial counts. */
function lineOf(trials: readonly Trial[], shareOf: (trial: Trial) => number): Sum {
  const { means, spreads, usual } = scalesOf(trials)
  const places = [...usual.keys()]
  const rows = trials.map(
    (trial): Row => ({
      values: places.map((n) => ((trial.signals[n] ?? 0) - (means[n] ?? 0)) / (spreads[n] ?? 1)),
      truth: trial.isKnown ? 1 : 0,
      share: shareOf(trial),
    }),
  )
  const { weights, bias } = descend(rows, usual)
  const scaled = places.map((n) => (weights[n] ?? 0) / (spreads[n] ?? 1))
  return {
    weights: scaled,
    bias: scaled.reduce((sum, weight, n) => sum - weight * (means[n] ?? 0), bias),
  }
}

interface Row {
  readonly values: readonly number[]
  readonly truth: number
  /** how much the row counts */
  readonly share: number
}

function descend(rows: readonly Row[], usual: readonly number[]): Sum {
  const places = [...usual.keys()]
  let weights: readonly number[] = usual.map(() => 0)
  let bias = 0
  for (let step = 0; step < STEPS; step++) {
    const slopes = weights.map((weight, n) => (weight - (usual[n] ?? 0)) * DRAWN)
    let slope = 0
    for (const { values, truth, share } of rows) {
      const sum = values.reduce((total, value, n) => total + value * (weights[n] ?? 0), bias)
      const error = (sigmoid(sum) - truth) * share
      slope += error
      for (const n of places) slopes[n] = (slopes[n] ?? 0) + error * (values[n] ?? 0)
    }
    // More unseen words never make a message better known: what hiding labels cannot show is not learned.
    weights = weights.map((weight, n) => Math.max(0, weight - RATE * (slopes[n] ?? 0)))
    bias -= RATE * slope
  }
  return { weights, bias }
}

/**
 * The bar that does best, if a fixed share of messages were unknown: where refusing begins to cost more than it gains.
 * A line through all trials tells where that is (logistic regression of what refusing is worth). To count up the gains
 * of each possible bar and take the best would be to take the luckiest: where many bars do nearly as well, a few
 * messages decide.
 */
function barOf(trials: readonly Trial[], rule: Sum, shareOf: (trial: Trial) => number): number {
  const gainOf = (trial: Trial): number =>
    trial.isKnown
      ? (1 - UNKNOWN_SHARE) * shareOf(trial) * (trial.isRight ? -1 : WRONG_REFUSED)
      : UNKNOWN_SHARE * shareOf(trial)
  const gains = trials.map((one): Point => {
    const gain = gainOf(one)
    return { at: sumOf(rule, one.signals), yes: gain > 0 ? 1 : 0, weight: Math.abs(gain) }
  })
  const { slope, offset } = lineThrough(gains, { usual: NO_LINE, drawn: DRAWN_TO_NONE })
  // No more is gained of what is less like a known message: nothing is refused.
  return slope < 0 ? sigmoid(-offset / slope) : 0
}

const NO_LINE: Line = { slope: 0, offset: 0 }
const DRAWN_TO_NONE: Line = { slope: 1e-5, offset: 1e-5 }

function meanOf(trials: readonly Trial[], value: (signals: Signals) => number): number {
  return trials.reduce((sum, { signals }) => sum + value(signals), 0) / trials.length
}
