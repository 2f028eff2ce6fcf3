// Keeps probabilities honest: what was claimed against what came true, in bins of the claim. Old claims fade, or the
// clumsy ones of the first days would be held against the model for ever.

const BINS = 20
/** Numbers of a book of claims: per bin how many, how many came true, and the sum of what was claimed. */
export const CLAIMS_SIZE = BINS * 3
const FADE = 1 - 1 / 1500
/** A bin with fewer claims than this moves little. */
const CALM = 30

export function emptyClaims(): Float64Array {
  return new Float64Array(CLAIMS_SIZE)
}

export function noteClaim(claims: Float64Array, claim: number, cameTrue: boolean): void {
  const bin = binOf(claim)
  claims[bin] = (claims[bin] as number) * FADE + 1
  claims[bin + 1] = (claims[bin + 1] as number) * FADE + (cameTrue ? 1 : 0)
  claims[bin + 2] = (claims[bin + 2] as number) * FADE + claim
}

/** The claim moved by what such claims were off by, 0..1. */
export function honest(claims: Float64Array, claim: number): number {
  const bin = binOf(claim)
  const off = (claims[bin + 1] as number) - (claims[bin + 2] as number)
  return Math.min(1, Math.max(0, claim + off / ((claims[bin] as number) + CALM)))
}

const binOf = (claim: number): number => 3 * Math.min(BINS - 1, Math.floor(claim * BINS))
