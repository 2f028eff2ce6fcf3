// One label against the rest: how much an error of either side costs, and which features are heard, by what kind of
// labels they are.
import { contrastOf, scaledMatrix } from './contrast.ts'
import { createRandom } from './random.ts'
import { type Matrix, type Separator, trainSvm } from './svm.ts'
import { type Steps, stepsOf } from './weights.ts'

export interface Kind {
  readonly kind: 'one' | 'many'
  /** how many labels there are */
  readonly labels: number
  /** columns from here on are numbers rather than counts */
  readonly plain: number
}

const PASSES = 4
const TOLERANCE = 0.05
/** From so many labels on a message is mostly told by what it is about, and hardly by its tone. */
const FEW = 10

/** `isYes[row]` is 1 for rows of the label. */
export function separatorOf(matrix: Matrix, isYes: Uint8Array, kind: Kind, seed: number): Steps {
  const yes = isYes.reduce((sum, one) => sum + one, 0)
  const settings = {
    ...costOf(kind, { yes, no: isYes.length - yes }),
    passesMax: PASSES,
    tolerance: TOLERANCE,
    random: createRandom(seed),
  }
  const rows = Int32Array.from(isYes.keys())
  if (kind.kind === 'one' && kind.labels >= FEW) {
    return stepsOf(trainSvm(matrix, isYes, rows, settings))
  }
  const contrast = contrastOf(matrix, isYes, kind.plain)
  const learned = trainSvm(scaledMatrix(matrix, contrast), isYes, rows, settings)
  return stepsOf(timesFactors(learned, contrast))
}

/** So that the weights hold for features that are not scaled. */
function timesFactors({ weights, bias }: Separator, factors: Float32Array): Separator {
  return { weights: weights.map((weight, column) => weight * (factors[column] as number)), bias }
}

function costOf(
  { kind, labels }: Kind,
  { yes, no }: { readonly yes: number; readonly no: number },
): { readonly costYes: number; readonly costNo: number } {
  if (kind === 'many') return { costYes: labels >= FEW ? 0.6 : 0.3, costNo: 0.2 }
  if (labels >= FEW) return { costYes: 1, costNo: 1 }
  // Few labels, such as moods: each side weighs the same, for tomorrow's shares are not those of the examples.
  return { costYes: 0.1 * Math.max(1, no / Math.max(1, yes)), costNo: 0.1 }
}
