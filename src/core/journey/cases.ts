// What the models of journeys learn from: stories that have come to an end, and that others still go on.
import type { CompiledJourney, CompiledJourneys } from './designed/compile.ts'
import type { JourneyState, Signal } from './designed/fold.ts'
import { byPassage, tell } from './designed/position.ts'
import { usualEnds } from './model/ends.ts'
import { createModel, type JourneyModel } from './model/model.ts'
import type { Step } from './model/walk.ts'

export interface PassageCase {
  readonly journey: string
  readonly passage: string
  readonly steps: readonly Step[]
  /** event (32 hex) of its last stage */
  readonly lastEvent: string
  /** it arrived, was lost, or was forgotten */
  readonly isEnded: boolean
}

/** Without a sign for so long, what customers did without a design counts as ended. */
export const SILENCE_MS = 30 * 86_400_000
const DAY_MS = 86_400_000

/** All passages as they stand at `now` (ms). */
export function passageCases(
  state: JourneyState,
  compiled: CompiledJourneys,
  now: number,
): readonly PassageCase[] {
  return Object.entries(state).flatMap(([name, signals]) => {
    const journey = compiled.byJourney.get(name)
    return journey ? casesOn(journey, signals, now) : []
  })
}

function casesOn(
  journey: CompiledJourney,
  signals: readonly Signal[],
  now: number,
): readonly PassageCase[] {
  const { journey: name, forgetAfterDays } = journey.definition
  const cases: PassageCase[] = []
  for (const [passage, own] of byPassage(signals, now)) {
    const path = tell(journey, own)
    const last = path.at(-1)
    if (!last) continue
    const isOver = journey.stages.get(last.stage)?.definition.ends !== undefined
    const isEnded = isOver || now - last.at >= forgetAfterDays * DAY_MS
    const steps = path.map(({ stage: step, at }) => ({ step, at }))
    cases.push({ journey: name, passage, steps, lastEvent: last.evidence, isEnded })
  }
  return cases
}

/** Contexts kept by one model: enough for stages and for events with names of their own. */
const CONTEXTS_MAX = 20_000

/** An empty model of a designed journey: its destinations are what it can come to. */
export function modelFor({ definition }: CompiledJourney): JourneyModel {
  const goals = definition.stages.filter(({ ends }) => ends === 'destination')
  return createModel({ goals: goals.map(({ stage }) => stage), contextsMax: CONTEXTS_MAX })
}

/** An empty model of what customers do without a design; it leads to where these ended cases usually end. */
export function discoveredModel(cases: Iterable<readonly Step[]>): JourneyModel {
  return createModel({ goals: usualEnds(cases), contextsMax: CONTEXTS_MAX })
}

/** The steps since the last long silence: one case. */
export function latestCase<One extends Step>(steps: readonly One[]): readonly One[] {
  let from = steps.length - 1
  while (from > 0 && gapBefore(steps, from) < SILENCE_MS) from--
  return from <= 0 ? steps : steps.slice(from)
}

const gapBefore = (steps: readonly Step[], at: number): number =>
  (steps[at]?.at ?? 0) - (steps[at - 1]?.at ?? 0)
