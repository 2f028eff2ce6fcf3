// For messages that may have several labels: how sure each label is, and from which chance on it is said.
import { type Line, lineThrough, sigmoid } from './logistic-line.ts'
import type { Bar } from './model.ts'

/** A held-out message with the scores of all labels and the places of the true ones. */
export interface LabelTrial {
  readonly scores: Float64Array
  readonly truths: readonly number[]
}

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

/** Targets are drawn in from 0 and 1, so that a label whose scores part cleanly is not told as certain (Platt). */
function lineOf(scores: readonly number[], truths: readonly boolean[]): Line {
  const yes = truths.filter(Boolean).length
  const no = truths.length - yes
  const [high, low] = [(yes + 1) / (yes + 2), 1 / (no + 2)]
  const points = scores.map((at, n) => ({ at, yes: truths[n] ? high : low, weight: 1 }))
  const offset = Math.log((yes + 1) / (no + 1))
  return lineThrough(points, {
    start: { slope: 1, offset },
    usual: { slope: 0, offset },
    drawn: DRAWN,
    slopeMin: SLOPE_MIN,
  })
}

/** Hardly: scores that say nothing must have a line too. */
const DRAWN: Line = { slope: 1e-3, offset: 1e-6 }
/** A higher score never means less. */
const SLOPE_MIN = 0.01

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
