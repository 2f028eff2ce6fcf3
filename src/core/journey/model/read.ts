// Reading a model: what comes next, how long it takes, where it leads. Each is a table look-up of some microseconds.
import { type Chance, readDestination } from './destination.ts'
import { END, waitsBetween } from './map.ts'
import { hashOf, type JourneyModel } from './model.ts'
import { readNextSteps } from './next-step.ts'
import { readRemaining, type TimeLeft } from './remaining.ts'
import { quantileBeyond, runOf, type Sample, shareBelow } from './sample.ts'
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

/**
 * The likeliest next steps given that `waited` ms have passed since the last: a step that always came at once is
 * hardly to be expected any more.
 */
export function nextStepsAfter(
  model: JourneyModel,
  walk: Walk,
  wait: { readonly from: string; readonly waited: number; readonly max: number },
): readonly NextStep[] {
  const before = nextSteps(model, walk, Number.POSITIVE_INFINITY)
  const after = before.map(({ step, p }) => {
    const waits = waitsBetween(model.map, wait.from, step)
    return { step, p: waits ? p * shareLonger(waits, wait.waited) : p }
  })
  after.sort((a, b) => b.p - a.p || (a.step < b.step ? -1 : 1))
  const scale = sumOf(after) > 0 ? sumOf(before) / sumOf(after) : 1
  return after.slice(0, wait.max).map(({ step, p }) => ({ step, p: p * scale }))
}

const sumOf = (steps: readonly NextStep[]): number => steps.reduce((sum, { p }) => sum + p, 0)

/** As if one half of a wait more had been seen on either side: nothing is impossible because it was not seen. */
function shareLonger(waits: Sample, waited: number): number {
  const n = waits.values.length
  return ((1 - shareBelow(waits, waited)) * n + 0.5) / (n + 1)
}

/**
 * ms until the end of the case when `waited` ms have passed since the last step; undefined before any case has ended,
 * and where hardly anybody ever waited so long.
 */
export function timeLeft(model: JourneyModel, walk: Walk, waited = 0): TimeLeft | undefined {
  return readRemaining(model.remaining, walk, waited)
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
  return quantileBeyond(runOf(waits.values), 0.5, waited)
}
