// Keeps a model within its bounds: contexts that were met least go first. What is usual is not touched.
import { eachContext } from './context-index.ts'
import { type Durations, keepOfferedMore } from './durations.ts'
import { type Followers, keepMetMore as keepFollowers } from './followers.ts'
import { STEPS_MAX } from './map.ts'
import type { JourneyModel } from './model.ts'
import { keepMetMore as keepOutcomes, timesMet } from './outcomes.ts'

/** A part that has outgrown its limit is cut to this share, so that it is not cut again with the next step. */
const KEEP_SHARE = 0.75

export function prune({ options, next, remaining, destinations }: JourneyModel): void {
  const { contextsMax } = options
  const { followers } = next
  const { outcomes } = destinations
  if (followers.index.size > contextsMax) {
    keepFollowers(followers, least(firstNumbers(followers), contextsMax))
  }
  if (remaining.durations.index.size > contextsMax / 4) {
    keepOfferedMore(remaining.durations, least(firstNumbers(remaining.durations), contextsMax / 4))
  }
  if (outcomes.index.size > contextsMax / 4) {
    keepOutcomes(outcomes, least(timesMet(outcomes), contextsMax / 4))
  }
  keepJudged(remaining.trust.byStep)
}

/** How often each context was met, which both write first. */
function firstNumbers({ index, rooms: { numbers } }: Followers | Durations): Float64Array {
  const met = new Float64Array(index.size)
  let i = 0
  eachContext(index, (_, at) => {
    met[i++] = numbers[at] as number
  })
  return met
}

/** What was met so often or less must go. */
function least(met: Float64Array, max: number): number {
  met.sort()
  return met[met.length - 1 - Math.floor(max * KEEP_SHARE)] ?? 0
}

function keepJudged(byStep: Map<number, Float64Array>): void {
  if (byStep.size <= STEPS_MAX) return
  const readings = (loss: Float64Array): number => loss.at(-1) ?? 0
  const border = least(Float64Array.from(byStep.values(), readings), STEPS_MAX)
  for (const [step, loss] of byStep) if (readings(loss) <= border) byStep.delete(step)
}
