// Is she on course? Beside the cases the model has seen: has she waited longer than nearly all who moved on, does she
// go round in circles, is her path one that hardly anybody takes?
import type { PositionState } from '../../../contract/view.ts'
import { waitsOf } from './map.ts'
import { fadedSurprise, type JourneyModel, startFollowing } from './model.ts'
import { destinationChances, nextSteps } from './read.ts'
import { quantile, shareBelow } from './sample.ts'
import type { Step } from './walk.ts'

export interface Course {
  readonly state: Extract<PositionState, 'on-course' | 'slow' | 'stuck' | 'looping' | 'off-course'>
  /** enough others stood where she stands; without them nothing is known of what follows, and nothing is said */
  readonly isComparable: boolean
  /** share of those like her who had moved on by now, and how many they are */
  readonly waitedPct: number
  readonly waitedOf: number
  /** ms within which 95 of 100 moved on */
  readonly usualWithin: number | undefined
  /** share of paths at least as strange as hers */
  readonly pathPct: number
  readonly pathsOf: number
  /** times she has taken the last step */
  readonly visits: number
}

/** With fewer waits at her step nothing is said: a step that is new to the model is no fault of hers. */
const WAITS_MIN = 20
const PATHS_MIN = 100
const SLOW_SHARE = 0.8
const STUCK_SHARE = 0.95
const STRANGE_SHARE = 0.01
/** Bits a step: where nearly all go one way, a likely path is rarer than theirs by a hair and strange to nobody. */
const STRANGE_BITS_MIN = 2
/** Steps that systems take in one breath make any wait a long one; nobody is stuck who came a moment ago. */
const WAIT_MS_MIN = 60_000
/** Visits at which a repeated step may be a loop. */
const LOOP_VISITS_MIN = 2
/** A loop is one when the chance to arrive fell by so much since the visit before. */
const FALLEN_BY = 0.02

/** Where the steps stand `now` (ms) beside the cases the model has seen. */
export function courseOf(model: JourneyModel, steps: readonly Step[], now: number): Course {
  const last = steps.at(-1)
  const waits = last && waitsOf(model.map, last.step)
  const waited = last === undefined ? 0 : Math.max(0, now - last.at)
  const waitedOf = waits?.n ?? 0
  const waitedPct = waits ? shareBelow(waits, waited) : 0
  const { surprise, fell } = follow(model, steps)
  const pathPct = 1 - shareBelow(model.surprise, surprise)
  const visits = last === undefined ? 0 : steps.filter(({ step }) => step === last.step).length
  const isLoop = last !== undefined && loops(model, last.step, visits, fell)
  const facts = { waitedPct, waitedOf, pathPct, pathsOf: model.surprise.n, visits }
  const canTell = waitedOf >= WAITS_MIN && waited >= WAIT_MS_MIN
  return {
    ...facts,
    state: stateOf(facts, {
      canTell,
      isLoop,
      canStray: surprise >= STRANGE_BITS_MIN && steps.some(({ step }) => isTrodden(model, step)),
    }),
    isComparable: waitedOf >= WAITS_MIN,
    usualWithin: waits && quantile(waits, 0.95),
  }
}

function stateOf(
  facts: Pick<Course, 'waitedPct' | 'pathPct' | 'pathsOf'>,
  is: { readonly canTell: boolean; readonly isLoop: boolean; readonly canStray: boolean },
): Course['state'] {
  const { canTell, isLoop, canStray } = is
  if (canTell && facts.waitedPct >= STUCK_SHARE) return 'stuck'
  if (isLoop) return 'looping'
  const isStrange = facts.pathsOf >= PATHS_MIN && facts.pathPct < STRANGE_SHARE
  if (isStrange && canStray) return 'off-course'
  return canTell && facts.waitedPct >= SLOW_SHARE ? 'slow' : 'on-course'
}

/**
 * Enough others passed this step. A path without any such step (a stage just designed, that nobody has been through) is
 * new, not off course: nobody can stray from a way that none has gone.
 */
function isTrodden(model: JourneyModel, step: string): boolean {
  return (waitsOf(model.map, step)?.n ?? 0) >= WAITS_MIN
}

/** More visits than 95 of 100 others needed, or a visit after which arriving has become less likely. */
function loops(model: JourneyModel, step: string, visits: number, fell: boolean): boolean {
  if (visits < LOOP_VISITS_MIN) return false
  const usual = model.visits.get(step)
  const most = usual && usual.values.length >= WAITS_MIN ? quantile(usual, 0.95) : undefined
  if (most !== undefined && visits <= Math.max(1, quantile(usual ?? NONE, 0.5) ?? 1)) return false
  return (most !== undefined && visits > most) || (fell && visits > LOOP_VISITS_MIN)
}

const NONE = { values: [] }

/** Surprise of the path, and whether the chance of the first goal fell since the visit before the last. */
function follow(model: JourneyModel, steps: readonly Step[]) {
  const open = startFollowing(model)
  const last = steps.at(-1)?.step
  let surprise = 0
  let before: number | undefined
  let latest: number | undefined
  steps.forEach((step, i) => {
    const told = nextSteps(model, open.walk, Number.POSITIVE_INFINITY)
    const p = told.find((each) => each.step === step.step)?.p ?? 0
    surprise = fadedSurprise(surprise, p, i)
    open.move(step)
    if (step.step !== last) return
    before = latest
    latest = destinationChances(model, open.walk)[0]?.p
  })
  const fell = before !== undefined && latest !== undefined && latest < before - FALLEN_BY
  return { surprise, fell }
}
