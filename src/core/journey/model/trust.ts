// How far each forecaster of the time left is listened to, judged by its errors so far:
//
//   errors after this last step, drawn to the errors at all  ->  a blend
//   the blend and each forecaster alone                      ->  shares that move with every case that ends
//   all of them together and the first alone             ->  what is said
//
// The first forecaster is the plain one, whom no context misleads. The first step finds who knows best. The second is a hedge: where the blend
// has been off to one side, as when a process changes, others gain on it. The third keeps out what is better by chance
// only. So the outcome is hardly ever worse than the plain one, and than the best of them not for long.
import { weighByLoss } from './weigh.ts'

export interface Trust {
  /** faded sum of absolute errors in ms per forecaster, and of the number of readings (last) */
  readonly loss: Float64Array
  /** the same by hash of the last step */
  readonly byStep: Map<number, Float64Array>
  /** faded sum of the absolute errors in ms of what all of them said together (one number) */
  readonly together: Float64Array
  /** per forecaster its share beside the blend, and the blend's own (last); sums to 1 */
  readonly shares: Float64Array
}

/** Readings after which an error weighs half. Processes change within some hundred cases. */
const LOSS_FADE = 0.5 ** (1 / 1000)
/** Readings that the errors at all are worth beside those after one step. */
const OVERALL_READINGS = 100
/** The blend's share at first: alone it is right mostly, and the hedge must be earned. */
const BLEND_FIRST = 0.95
/** How fast shares move, per error of the usual size. */
const RATE = 0.02
/** What each reading gives back of the shares to what they were at first, so that none is lost for ever. */
const RETURN = 0.0003

export function emptyTrust(forecasters: number): Trust {
  return {
    loss: new Float64Array(forecasters + 1),
    byStep: new Map(),
    together: new Float64Array(1),
    shares: firstShares(forecasters),
  }
}

function firstShares(forecasters: number): Float64Array {
  const shares = new Float64Array(forecasters + 1).fill((1 - BLEND_FIRST) / forecasters)
  shares[forecasters] = BLEND_FIRST
  return shares
}

/**
 * Writes weights that sum to 1 for the forecasters after the step `last`. Answers the share of the word, 0..1, that
 * all of them together have earned beside the first alone.
 */
export function weigh(trust: Trust, last: number, out: Float64Array): number {
  const { loss, byStep, shares } = trust
  const k = out.length
  weighByLoss(lossAfter(loss, byStep.get(last)), out)
  const blend = shares[k] as number
  for (let i = 0; i < k; i++) out[i] = blend * (out[i] as number) + (shares[i] as number)
  return shareEarned(trust)
}

/** All together must be so much better than the first alone to have half of the word. */
const BETTER_BY = 0.01
const SURENESS = 100

function shareEarned({ loss, together }: Trust): number {
  const plain = loss[0] as number
  if (!(plain > 0)) return 1
  const better = (plain - (together[0] as number)) / plain
  return 1 / (1 + Math.exp(-SURENESS * (better - BETTER_BY)))
}

let drawn = new Float64Array(0)

/** Errors after one step, as if others had been made there as usual: few say little. */
function lossAfter(all: Float64Array, own: Float64Array | undefined): Float64Array {
  if (own === undefined) return all
  if (drawn.length !== all.length) drawn = new Float64Array(all.length)
  const count = all.length - 1
  const scale = OVERALL_READINGS / Math.max(1, all[count] as number)
  for (let i = 0; i < count; i++) drawn[i] = (own[i] as number) + scale * (all[i] as number)
  return drawn
}

interface Judged {
  readonly told: Float64Array
  readonly truth: number
  /** how many cases this one stands for (see watch.ts) */
  readonly counts: number
}

/** Learns that `told` (ms per forecaster) was said after the step `last`, and that `truth` came. */
export function judge(trust: Trust, last: number, { told, truth, counts }: Judged): void {
  moveShares(trust, last, { told, truth, counts })
  let own = trust.byStep.get(last)
  if (own === undefined) {
    own = new Float64Array(trust.loss.length)
    trust.byStep.set(last, own)
  }
  for (const loss of [trust.loss, own]) noteErrors(loss, { told, truth, counts })
}

function noteErrors(loss: Float64Array, { told, truth, counts }: Judged): void {
  const k = told.length
  for (let i = 0; i < k; i++) {
    loss[i] = (loss[i] as number) * LOSS_FADE + counts * Math.abs((told[i] as number) - truth)
  }
  loss[k] = (loss[k] as number) * LOSS_FADE + counts
}

/** Where all ends are foretold to the millisecond there is nothing to hedge. */
const USUAL_MIN_MS = 1

let inBlend = new Float64Array(0)

/** Exponentiated gradient of the absolute error: whoever lies on the side of the truth gains. */
function moveShares(
  { loss, byStep, shares, together }: Trust,
  last: number,
  { told, truth, counts }: Judged,
): void {
  const k = told.length
  const usual = (loss[0] as number) / Math.max(1, loss[k] as number)
  if (inBlend.length !== k) inBlend = new Float64Array(k)
  weighByLoss(lossAfter(loss, byStep.get(last)), inBlend)
  const blend = weighted(told, inBlend)
  const whole = weighted(told, shares) + (shares[k] as number) * blend
  together[0] = (together[0] as number) * LOSS_FADE + counts * Math.abs(whole - truth)
  if (usual < USUAL_MIN_MS) return
  const step = (RATE * counts * Math.sign(whole - truth)) / usual
  let sum = 0
  for (let i = 0; i <= k; i++) {
    const said = i < k ? (told[i] as number) : blend
    shares[i] = (shares[i] as number) * Math.exp(within(step * (whole - said)))
    sum += shares[i] as number
  }
  drawBack(shares, sum)
}

/** One reading, however far off, moves no share by more than this (as a logarithm). */
const MOVE_MAX = 0.5
const within = (move: number): number => Math.min(MOVE_MAX, Math.max(-MOVE_MAX, move))

function drawBack(shares: Float64Array, sum: number): void {
  const k = shares.length - 1
  const others = (RETURN * (1 - BLEND_FIRST)) / k
  for (let i = 0; i <= k; i++) {
    const back = i < k ? others : RETURN * BLEND_FIRST
    shares[i] = ((1 - RETURN) * (shares[i] as number)) / sum + back
  }
}

function weighted(values: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (weights[i] as number) * (values[i] as number)
  return sum
}
