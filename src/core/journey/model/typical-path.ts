// The way most take from here: the likeliest step again and again, until the case usually ends.
import { END } from './map.ts'
import { type JourneyModel, startFollowing } from './model.ts'
import { medianWait, nextSteps } from './read.ts'
import type { Step } from './walk.ts'

export interface TypicalStep {
  readonly step: string
  /** chance of this step after the one before */
  readonly p: number
  /** median ms after the step before; absent for the first of a case */
  readonly after?: number
}

/** Longest path told; a loop that is likelier than its way out would never end. */
const STEPS_MAX = 40

/** Steps that usually follow `steps` (none: a new case), the end not counted. */
export function typicalPath(model: JourneyModel, steps: readonly Step[]): readonly TypicalStep[] {
  const open = startFollowing(model)
  for (const step of steps) open.move(step)
  const path: TypicalStep[] = []
  let last = steps.at(-1)
  while (path.length < STEPS_MAX) {
    const [best] = nextSteps(model, open.walk, 1)
    if (best === undefined || best.step === END) break
    const after = last && medianWait(model, { from: last.step, to: best.step }, -1)
    path.push({ step: best.step, p: best.p, ...(after === undefined ? {} : { after: after - 1 }) })
    last = { step: best.step, at: (last?.at ?? 0) + (after ?? 0) }
    open.move(last)
  }
  return path
}
