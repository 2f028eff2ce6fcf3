// How far each forecaster of the time left is listened to, judged by its errors so far:
//
//   errors after this last step, drawn to the errors at all  ->  a blend
//   the blend and each forecaster alone                      ->  shares that move with every case that ends
//
// The first finds who knows best. The second is a hedge: where the blend has been off to one side, as when a process
// changes, the plain medians gain on it. So the outcome is hardly ever worse than the best of them for long.
import { weighByLoss } from './weigh.ts'

export interface Trust {
  /** faded sum of absolute errors in ms per forecaster, and of the number of readings (last) */
  readonly loss: Float64Array
  /** the same by hash of the last step */
  readonly byStep: Map<number, Float64Array>
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
    shares: firstShares(forecasters),
  }
}

function firstShares(forecasters: number): Float64Array {
  const shares = new Float64Array(forecasters + 1).fill((1 - BLEND_FIRST) / forecasters)
  shares[forecasters] = BLEND_FIRST
  return shares
}

/** Writes weights that sum to 1 for the forecasters after the step `last`. */
export function weigh({ loss, byStep, shares }: Trust, last: number, out: Float64Array): void {
  const k = out.length
  const own = byStep.get(last)
  if (own === undefined) weighByLoss(loss, out)
  else weighByLoss(drawnToAll(own, loss), out)
  const blend = shares[k] as number
  for (let i = 0; i < k; i++) out[i] = blend * (out[i] as number) + (shares[i] as number)
}

let mean = new Float64Array(0)

/** Mean errors after one step, as if they had also been made OVERALL_READINGS times as usual. */
function drawnToAll(own: Float64Array, all: Float64Array): Float64Array {
  if (mean.length !== own.length) mean = new Float64Array(own.length)
  const last = own.length - 1
  const scale = OVERALL_READINGS / Math.max(1, all[last] as number)
  for (let i = 0; i < last; i++) mean[i] = (own[i] as number) + scale * (all[i] as number)
  return mean
}

/** Learns that `told` (ms per forecaster) was said after the step `last`, and that `truth` came. */
export function judge(
  trust: Trust,
  last: number,
  { told, truth }: { readonly told: Float64Array; readonly truth: number },
): void {
  moveShares(trust, last, { told, truth })
  let own = trust.byStep.get(last)
  if (own === undefined) {
    own = new Float64Array(trust.loss.length)
    trust.byStep.set(last, own)
  }
  for (const loss of [trust.loss, own]) noteErrors(loss, told, truth)
}

function noteErrors(loss: Float64Array, told: Float64Array, truth: number): void {
  const k = told.length
  for (let i = 0; i < k; i++) {
    loss[i] = (loss[i] as number) * LOSS_FADE + Math.abs((told[i] as number) - truth)
  }
  loss[k] = (loss[k] as number) * LOSS_FADE + 1
}

let blendWeights = new Float64Array(0)

/** Exponentiated gradient of the absolute error: whoever lies on the side of the truth gains. */
function moveShares(
  { loss, byStep, shares }: Trust,
  last: number,
  { told, truth }: { readonly told: Float64Array; readonly truth: number },
): void {
  const k = told.length
  const usual = (loss[0] as number) / Math.max(1, loss[k] as number)
  if (!(usual > 0)) return
  if (blendWeights.length !== k) blendWeights = new Float64Array(k)
  const own = byStep.get(last)
  weighByLoss(own === undefined ? loss : drawnToAll(own, loss), blendWeights)
  let blend = 0
  for (let i = 0; i < k; i++) blend += (blendWeights[i] as number) * (told[i] as number)
  let whole = (shares[k] as number) * blend
  for (let i = 0; i < k; i++) whole += (shares[i] as number) * (told[i] as number)
  const step = (RATE * Math.sign(whole - truth)) / usual
  let sum = 0
  for (let i = 0; i <= k; i++) {
    const said = i < k ? (told[i] as number) : blend
    sum += shares[i] = (shares[i] as number) * Math.exp(step * (whole - said))
  }
  const first = (1 - BLEND_FIRST) / k
  for (let i = 0; i <= k; i++) {
    const back = RETURN * (i < k ? first : BLEND_FIRST)
    shares[i] = ((1 - RETURN) * (shares[i] as number)) / sum + back
  }
}
