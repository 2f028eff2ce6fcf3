// How much each of several forecasters is listened to: by its errors so far. One that is 1 % worse than the best has
// two thirds of its weight, one that is 10 % worse nearly none.

const SHARPNESS = 40

/** Writes weights that sum to 1 for the first `out.length` losses. */
export function weighByLoss(loss: Float64Array, out: Float64Array): void {
  let best = Number.POSITIVE_INFINITY
  for (let k = 0; k < out.length; k++) best = Math.min(best, loss[k] as number)
  let sum = 0
  for (let k = 0; k < out.length; k++) {
    const worse = best > 0 ? ((loss[k] as number) - best) / best : 0
    sum += out[k] = Math.exp(-SHARPNESS * worse)
  }
  for (let k = 0; k < out.length; k++) out[k] = (out[k] as number) / sum
}
