// Reading a model: what comes next, how long it takes, where it leads. Each is a table look-up of some microseconds.
import { type Chance, readDestination } from './destination.ts'
import { END, waitsBetween } from './map.ts'
import { hashOf, type JourneyModel } from './model.ts'
import { readNextSteps } from './next-step.ts'
import { readRemaining, type TimeLeft } from './remaining.ts'
import { quantile, type Sample } from './sample.ts'
import type { Walk } from './walk.ts'

export interface NextStep {
  /** END = the case ends here */
  readonly step: string
  /** 0..1 */
  readonly p: number
}

/** The likeliest next steps, likeliest first. */
export function nextSteps(model: JourneyModel, walk: Walk, max: number): readonly NextStep[] {
  const { size, step, p } = readNextSteps(model.next, walk, model.steps.length)
  const all: NextStep[] = []
  for (let j = 0; j < size; j++) {
    all.push({ step: model.steps[step[j] as number] ?? END, p: p[j] as number })
  }
  all.sort((a, b) => b.p - a.p || (a.step < b.step ? -1 : 1))
  return all.length > max ? all.slice(0, max) : all
}

/** ms until the end of the case; undefined before any case has ended. */
export function timeLeft(model: JourneyModel, walk: Walk): TimeLeft | undefined {
  return readRemaining(model.remaining, walk)
}

/** The chance of each goal before the case ends; 1 for one that the walk has behind it. */
export function destinationChances(
  model: JourneyModel,
  walk: Walk,
): readonly (Chance & { readonly goal: string })[] {
  return model.options.goals.map((goal, index) => {
    const isBehind = walk.seen.has(hashOf(model, goal))
    return { goal, ...(isBehind ? ARRIVED : readDestination(model.destinations, walk, index)) }
  })
}

const ARRIVED: Chance = { p: 1, low: 1, high: 1, n: 0 }

/** Median ms from now until a step that follows, given that `waited` ms have passed since the last one. */
export function medianWait(
  model: JourneyModel,
  edge: { readonly from: string; readonly to: string },
  waited: number,
): number | undefined {
  const waits = waitsBetween(model.map, edge.from, edge.to)
  if (waits === undefined) return undefined
  return medianBeyond(waits, waited)
}

/** Of the waits longer than `waited` the median of what is left; undefined when none was longer. */
function medianBeyond({ values }: Sample, waited: number): number | undefined {
  const from = values.findIndex((value) => value > waited)
  if (from < 0) return undefined
  const middle = quantile({ values: values.slice(from) }, 0.5)
  return middle === undefined ? undefined : middle - waited
}
