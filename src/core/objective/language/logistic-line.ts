// Logistic regression in one dimension by Newton's method: chance of yes = sigmoid(slope * at + offset).

export interface Line {
  readonly slope: number
  readonly offset: number
}

export interface Point {
  readonly at: number
  readonly isYes: boolean
  readonly weight: number
}

const STEPS = 40
/** Far from the answer the curve is flat and a whole step would jump over it. */
const STEP_MAX = 2

/** `drawn`: how strongly the line is drawn towards `usual`, in the units of the weights; above 0. */
export function lineThrough(points: readonly Point[], usual: Line, drawn: number): Line {
  let { slope, offset } = usual
  for (let step = 0; step < STEPS; step++) {
    const sums = {
      g1: (slope - usual.slope) * drawn,
      g2: (offset - usual.offset) * drawn,
      h11: drawn,
      h12: 0,
      h22: drawn,
    }
    for (const { at, isYes, weight } of points) {
      const chance = 1 / (1 + Math.exp(-(slope * at + offset)))
      const error = weight * (chance - (isYes ? 1 : 0))
      const curve = weight * chance * (1 - chance)
      sums.g1 += error * at
      sums.g2 += error
      sums.h11 += curve * at * at
      sums.h12 += curve * at
      sums.h22 += curve
    }
    const { g1, g2, h11, h12, h22 } = sums
    const determinant = h11 * h22 - h12 * h12
    slope -= within((h22 * g1 - h12 * g2) / determinant)
    offset -= within((h11 * g2 - h12 * g1) / determinant)
  }
  return { slope, offset }
}

const within = (step: number): number => Math.max(-STEP_MAX, Math.min(STEP_MAX, step))
