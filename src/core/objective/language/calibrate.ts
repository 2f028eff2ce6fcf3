// Turns scores into chances that mean what they say: of a hundred answers with chance .8, about eighty are right.

/** Scores of held-out messages whose label is known; `truth` is the place of the label. */
export interface HeldOut {
  readonly scores: Float64Array
  readonly truth: number
}

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

/** The temperature under which the held-out truths are most likely; golden section on its logarithm. */
export function temperatureOf(held: readonly HeldOut[]): number {
  if (held.length === 0) return 1
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
