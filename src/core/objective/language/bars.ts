// For messages that may have several labels: how sure each label is, and from which chance on it is said.
import type { Bar } from './model.ts'

/** A held-out message with the scores of all labels and the places of the true ones. */
export interface LabelTrial {
  readonly scores: Float64Array
  readonly truths: readonly number[]
}

const STEPS = 60

/** One bar a label. */
export function barsOf(trials: readonly LabelTrial[], labels: number): readonly Bar[] {
  return Array.from({ length: labels }, (_, label) => barOf(trials, label))
}

function barOf(trials: readonly LabelTrial[], label: number): Bar {
  const scores = trials.map((one) => one.scores[label] ?? 0)
  const truths = trials.map((one) => one.truths.includes(label))
  const line = lineOf(scores, truths)
  const bar = bestScore(scores, truths)
  return { ...line, bar: sigmoid(line.slope * bar + line.offset) }
}

/** Chance = sigmoid(slope * score + offset): logistic regression by Newton's method (Platt). */
function lineOf(
  scores: readonly number[],
  truths: readonly boolean[],
): { readonly slope: number; readonly offset: number } {
  const yes = truths.filter(Boolean).length
  const [high, low] = [(yes + 1) / (yes + 2), 1 / (truths.length - yes + 2)]
  let slope = 1
  let offset = Math.log((yes + 1) / (truths.length - yes + 1))
  for (let step = 0; step < STEPS; step++) {
    const sums = { g1: slope * 1e-3, g2: 0, h11: 1e-3, h12: 0, h22: 1e-6 }
    for (const [n, score] of scores.entries()) {
      const chance = sigmoid(slope * score + offset)
      const error = chance - (truths[n] ? high : low)
      const curve = chance * (1 - chance)
      sums.g1 += error * score
      sums.g2 += error
      sums.h11 += curve * score * score
      sums.h12 += curve * score
      sums.h22 += curve
    }
    const { g1, g2, h11, h12, h22 } = sums
    const determinant = h11 * h22 - h12 * h12
    if (Math.abs(determinant) < 1e-12) break
    const [d1, d2] = [(h22 * g1 - h12 * g2) / determinant, (h11 * g2 - h12 * g1) / determinant]
    slope = Math.max(0.01, slope - Math.max(-2, Math.min(2, d1)))
    offset -= Math.max(-2, Math.min(2, d2))
    if (Math.abs(d1) + Math.abs(d2) < 1e-6) break
  }
  return { slope, offset }
}

/** The score from which saying the label has the best balance of precision and recall (F1). */
function bestScore(scores: readonly number[], truths: readonly boolean[]): number {
  const order = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  const yes = truths.filter(Boolean).length
  let right = 0
  let best = 0
  let bar = scores[order[0] ?? 0] ?? 0
  for (const [said, n] of order.entries()) {
    if (truths[n]) right++
    const f1 = (2 * right) / (said + 1 + yes)
    if (f1 <= best) continue
    best = f1
    const next = scores[order[said + 1] ?? n] ?? 0
    bar = ((scores[n] ?? 0) + next) / 2
  }
  return bar
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
