// Turns scores into chances that mean what they say: of a hundred answers with chance .8, about eighty are right.
//
// One temperature for all scores (softmax) makes the truths most likely, and yet the best label's chance is too high
// where it is high and too low where it is low: scores of separators are no log-odds. So how often the best label is
// right is learned by a line through its log-odds, and the others share what is left.
import { type Line, lineThrough, sigmoid } from './logistic-line.ts'

/** Scores of held-out messages whose label is known; `truth` is the place of the label. */
export interface HeldOut {
  readonly scores: Float64Array
  readonly truth: number
}

export interface Calibration {
  readonly temperature: number
  /** log-odds that the best label is right = slope * log-odds that its softmax says + offset */
  readonly slope: number
  readonly offset: number
}

/** What is told before anything was tried. */
export const UNTRIED: Calibration = { temperature: 1, slope: 1, offset: 0 }

const TEMPERATURE_MIN = 0.02
const TEMPERATURE_MAX = 5
const SEARCH_STEPS = 40
const GOLDEN = (Math.sqrt(5) - 1) / 2

/** Chances of the labels, adding up to 1. */
export function softmax(scores: Float64Array, temperature: number): Float64Array {
  let highest = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > highest) highest = score
  const chances = scores.map((score) => Math.exp((score - highest) / temperature))
  let sum = 0
  for (const chance of chances) sum += chance
  return chances.map((chance) => chance / sum)
}

/** Chances of the labels (one or more), adding up to 1; the order is that of the scores. */
export function chancesOf(scores: Float64Array, calibration: Calibration): Float64Array {
  const chances = softmax(scores, calibration.temperature)
  if (chances.length < 2) return chances
  const best = bestOf(chances)
  const shares = sharesOfOthers(chances, best)
  const told = sigmoid(calibration.slope * logOdds(chances[best] as number) + calibration.offset)
  // Never below the next: the best stays the best.
  const next = Math.max(...shares)
  const top = Math.max(told, (next / (1 + next)) * AHEAD)
  return shares.map((share, n) => (n === best ? top : share * (1 - top)))
}

/** Learned from held-out messages: the temperature, then how often the best label is right. */
export function calibrationOf(held: readonly HeldOut[]): Calibration {
  if (held.length === 0) return UNTRIED
  const temperature = temperatureOf(held)
  const points = held.map(({ scores, truth }) => {
    const chances = softmax(scores, temperature)
    const best = bestOf(chances)
    return { at: logOdds(chances[best] as number), yes: best === truth ? 1 : 0, weight: 1 }
  })
  return { temperature, ...lineThrough(points, { usual: USUAL, drawn: DRAWN }) }
}

/** What held-out messages show is drawn towards this as if some messages more had shown it. */
const USUAL: Line = { slope: 1, offset: 0 }
const DRAWN: Line = { slope: 1, offset: 1 }
/** Beyond this a chance is rounded to 1. */
const SURE = 1e-9

const AHEAD = 1 + 1e-6
/** Less than this cannot be divided by without loss. */
const NOTHING = 1e-300

const logOdds = (chance: number): number =>
  Math.log(Math.max(SURE, chance) / Math.max(SURE, 1 - chance))

const bestOf = (chances: Float64Array): number => chances.indexOf(Math.max(...chances))

/** How the others (one or more) share what the best leaves, adding up to 1; alike where they are too far behind to tell. */
function sharesOfOthers(chances: Float64Array, best: number): Float64Array {
  const others = chances.map((chance, n) => (n === best ? 0 : chance))
  // Added up, not 1 less the best: where that one is sure, rounding alone would be left.
  const sum = others.reduce((all, chance) => all + chance, 0)
  if (sum >= NOTHING) return others.map((chance) => chance / sum)
  return others.map((_, n) => (n === best ? 0 : 1 / (others.length - 1)))
}

/** The temperature under which the held-out truths (at least one) are most likely; golden section on its logarithm. */
export function temperatureOf(held: readonly HeldOut[]): number {
  let low = Math.log(TEMPERATURE_MIN)
  let high = Math.log(TEMPERATURE_MAX)
  for (let step = 0; step < SEARCH_STEPS; step++) {
    const width = (high - low) * GOLDEN
    const [a, b] = [high - width, low + width]
    if (lossOf(held, Math.exp(a)) < lossOf(held, Math.exp(b))) high = b
    else low = a
  }
  return Math.exp((low + high) / 2)
}

function lossOf(held: readonly HeldOut[], temperature: number): number {
  let loss = 0
  for (const { scores, truth } of held) {
    const own = scores[truth] as number
    let sum = 0
    for (const score of scores) sum += Math.exp((score - own) / temperature)
    loss += Math.log(sum)
  }
  return loss / held.length
}
