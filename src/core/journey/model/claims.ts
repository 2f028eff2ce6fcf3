// Keeps probabilities honest: what was claimed against what came true, in bins of the claim. A claim counts for the two
// bins it lies between, so that nothing jumps at a border. Old claims fade, or the clumsy ones of the first days would
// be held against the model for ever.

const BINS = 20
/** Numbers of a book of claims: per bin how many, how many came true, and the sum of what was claimed. */
const CLAIMS_SIZE = BINS * 3
/** A bin with fewer claims than this moves little. */
const CALM = 40

export function emptyClaims(): Float64Array {
  return new Float64Array(CLAIMS_SIZE)
}

export interface Claim {
  readonly claim: number
  readonly cameTrue: boolean
  /** how many like it this one stands for */
  readonly weight: number
  /** claims after which an old one hardly counts: more where claims of one case hang together */
  readonly memory: number
}

export function noteClaim(claims: Float64Array, noted: Claim): void {
  const place = placeOf(noted.claim)
  const below = Math.floor(place)
  const share = place - below
  addTo(claims, below, 1 - share, noted)
  if (share > 0) addTo(claims, below + 1, share, noted)
}

function addTo(claims: Float64Array, bin: number, share: number, noted: Claim): void {
  const { claim, cameTrue, memory } = noted
  const at = 3 * bin
  const weight = share * noted.weight
  const keep = Math.max(0, 1 - weight / memory)
  claims[at] = (claims[at] as number) * keep + weight
  claims[at + 1] = (claims[at + 1] as number) * keep + (cameTrue ? weight : 0)
  claims[at + 2] = (claims[at + 2] as number) * keep + weight * claim
}

/** The claim moved by what such claims were off by, 0..1. */
export function honest(claims: Float64Array, claim: number): number {
  const place = placeOf(claim)
  const below = Math.floor(place)
  const share = place - below
  const off =
    (1 - share) * offOf(claims, below) + (share > 0 ? share * offOf(claims, below + 1) : 0)
  return Math.min(1, Math.max(0, claim + off))
}

function offOf(claims: Float64Array, bin: number): number {
  const at = 3 * bin
  return ((claims[at + 1] as number) - (claims[at + 2] as number)) / ((claims[at] as number) + CALM)
}

/** Between the middles of the first and the last bin. */
const placeOf = (claim: number): number => Math.min(BINS - 1, Math.max(0, claim * BINS - 0.5))
