// The way most take from here: the likeliest step again and again, until the case usually ends.
import { END } from './map.ts'
import { type JourneyModel, startFollowing } from './model.ts'
import { medianWait, nextSteps, nextStepsAfter } from './read.ts'
import type { Step } from './walk.ts'

export interface TypicalStep {
  readonly step: string
  /** chance of this step after the one before */
  readonly p: number
  /** median ms after the step before, or from now; absent for the first of a case */
  readonly after?: number
}

/** Longest path told; a loop that is likelier than its way out would never end. */
const STEPS_MAX = 40

/** From where the path is told. */
export interface Outset {
  /** ms since the last step; 0 = it has just been taken */
  readonly waited?: number
  readonly max?: number
}

/** Steps that usually follow `steps` (none: a new case), the end not counted. */
export function typicalPath(
  model: JourneyModel,
  steps: readonly Step[],
  { waited = 0, max = STEPS_MAX }: Outset = {},
): readonly TypicalStep[] {
  const open = startFollowing(model)
  for (const step of steps) open.move(step)
  const path: TypicalStep[] = []
  let last = steps.at(-1)
  while (path.length < max) {
    const isFirst = path.length === 0
    const since = isFirst ? waited : 0
    const [best] =
      last && isFirst
        ? nextStepsAfter(model, open.walk, { from: last.step, waited, max: 1 })
        : nextSteps(model, open.walk, 1)
    if (best === undefined || best.step === END) break
    // A wait of nothing is one too, so what is asked for lies beyond a moment before.
    const wait = last && medianWait(model, { from: last.step, to: best.step }, since - 1)
    const after = wait === undefined ? {} : { after: Math.max(0, wait - 1) }
    path.push({ step: best.step, p: best.p, ...after })
    last = { step: best.step, at: (last?.at ?? 0) + since + (after.after ?? 0) }
    open.move(last)
  }
  return path
}
