// Logistic regression in one dimension by Newton's method: chance of yes = sigmoid(slope * at + offset).

export interface Line {
  readonly slope: number
  readonly offset: number
}

export interface Point {
  readonly at: number
  /** 0..1: how far it is yes */
  readonly yes: number
  readonly weight: number
}

export interface LineOptions {
  /** where the search begins; absent: at `usual` */
  readonly start?: Line
  /** what the line is drawn towards */
  readonly usual: Line
  /** how strongly, in the units of the weights; above 0 */
  readonly drawn: Line
  readonly slopeMin?: number
}

const STEPS = 60
/** Far from the answer the curve is flat and a whole step would jump over it. */
const STEP_MAX = 2
/** A smaller step changes nothing that anybody is told. */
const STEP_MIN = 1e-9

export function lineThrough(
  points: readonly Point[],
  { usual, drawn, start = usual, slopeMin = Number.NEGATIVE_INFINITY }: LineOptions,
): Line {
  let { slope, offset } = start
  for (let step = 0; step < STEPS; step++) {
    const sums = {
      g1: (slope - usual.slope) * drawn.slope,
      g2: (offset - usual.offset) * drawn.offset,
      h11: drawn.slope,
      h12: 0,
      h22: drawn.offset,
    }
    for (const { at, yes, weight } of points) {
      const chance = sigmoid(slope * at + offset)
      const error = weight * (chance - yes)
      const curve = weight * chance * (1 - chance)
      sums.g1 += error * at
      sums.g2 += error
      sums.h11 += curve * at * at
      sums.h12 += curve * at
      sums.h22 += curve
    }
    const { g1, g2, h11, h12, h22 } = sums
    const determinant = h11 * h22 - h12 * h12
    const next = Math.max(slopeMin, slope - within((h22 * g1 - h12 * g2) / determinant))
    const change = within((h11 * g2 - h12 * g1) / determinant)
    const moved = Math.abs(next - slope) + Math.abs(change)
    slope = next
    offset -= change
    if (moved < STEP_MIN) break
  }
  return { slope, offset }
}

const within = (step: number): number => Math.max(-STEP_MAX, Math.min(STEP_MAX, step))

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))
