// The position section of a view: the designed journey says which stage and whose move, the discovered one what usually
// follows, how long it takes, where it leads, and whether that is on course.
import { publicId } from '../../contract/identifier.ts'
import type { Reason } from '../../contract/reason.ts'
import type { Position, PositionState } from '../../contract/view.ts'
import { agreeing } from './agreeing.ts'
import type { CompiledJourneys } from './designed/compile.ts'
import type { JourneyState } from './designed/fold.ts'
import {
  isOver,
  lengthOf,
  nth,
  type Passage,
  passagesOf,
  type ReadingContext,
} from './designed/position.ts'
import { type Course, courseOf } from './model/course.ts'
import { END } from './model/map.ts'
import type { JourneyModel } from './model/model.ts'
import {
  destinationChances,
  medianWait,
  nextSteps,
  nextStepsAfter,
  timeLeft,
} from './model/read.ts'
import { typicalPath } from './model/typical-path.ts'
import { type Step, walkOf } from './model/walk.ts'

/** A step with the event (32 hex) that it was. */
export interface EvidencedStep extends Step {
  readonly evidence: string
}

export interface PositionInput extends ReadingContext {
  /** of all her records, see combineJourneys */
  readonly designed: JourneyState
  readonly compiled: CompiledJourneys
  /** designed journey -> model learned from its stages; absent or empty: only the design speaks */
  readonly models?: ReadonlyMap<string, JourneyModel>
  /** what was found without a design: her latest steps, oldest first, and the model of such steps */
  readonly discovered?: { readonly model: JourneyModel; readonly steps: readonly EvidencedStep[] }
}

const NEXT_MAX = 3
const OTHERS_MAX = 5
const PATH_MAX = 10
/** A model of fewer ended cases says nothing yet. */
const CASES_MIN = 20
const DISCOVERED = 'discovered'
/** Where a journey that simply ends leads. */
export const LEAVES = 'leaves'

/** Where she stands; null when no journey is known. The open passage that matters most is told, others are named. */
export function positionsOf(input: PositionInput): Position | null {
  const passages = allPassages(input)
  const [first, ...others] = passages
  if (first === undefined) return discoveredPosition(input)
  return {
    ...designedPosition(first, input),
    ...(others.length === 0 ? {} : { others: others.slice(0, OTHERS_MAX).map(brief) }),
  }
}

/** Most urgent first: open before over, trouble before none, importance, then the newest. */
function allPassages(input: PositionInput): readonly Passage[] {
  const all = Object.entries(input.designed).flatMap(([name, signals]) => {
    const journey = input.compiled.byJourney.get(name)
    return journey ? passagesOf(journey, signals, input) : []
  })
  const importance = ({ journey }: Passage): number =>
    input.compiled.byJourney.get(journey)?.definition.importance ?? 0
  const trouble = ({ state }: Passage): number => (TROUBLE.has(state) ? 1 : 0)
  return all.sort(
    (a, b) =>
      Number(isOver(a)) - Number(isOver(b)) ||
      trouble(b) - trouble(a) ||
      importance(b) - importance(a) ||
      b.since - a.since ||
      (a.journey + a.passage < b.journey + b.passage ? -1 : 1),
  )
}

const TROUBLE: ReadonlySet<PositionState> = new Set(['stuck', 'looping', 'off-course'])

function brief({ journey, passage, stage, since, state }: Passage) {
  const named = passage === '' ? {} : { passage }
  return { journey, ...named, stage, since: isoOf(since), state }
}

function designedPosition(passage: Passage, input: PositionInput): Position {
  const { definition } = input.compiled.byJourney.get(passage.journey) ?? {}
  const stage = definition?.stages.find((each) => each.stage === passage.stage)
  const title = stage?.title ?? definition?.title
  const lost = new Set(
    definition?.stages.flatMap(({ stage: name, ends }) => (ends === 'lost' ? [name] : [])),
  )
  const steps = passage.path.map(({ stage: step, at }) => ({ step, at }))
  const model = isOver(passage) ? undefined : usable(input.models?.get(passage.journey))
  const course = model && courseOf(model, steps, input.now)
  const state = joinedState(passage.state, course)
  return {
    journey: passage.journey,
    ...(passage.passage === '' ? {} : { passage: passage.passage }),
    ...(title === undefined ? {} : { title }),
    stage: passage.stage,
    since: isoOf(passage.since),
    state,
    stuck: state === 'stuck',
    path: passage.path.slice(-PATH_MAX).map(({ stage: step, at, visit }) => {
      return { step, at: isoOf(at), visit }
    }),
    ...(passage.waitingOn === undefined ? {} : { waitingOn: passage.waitingOn }),
    ...(passage.left === undefined ? {} : { left: isoOf(passage.left.at) }),
    ...(passage.due === undefined ? {} : { due: isoOf(passage.due), overdue: passage.isOverdue }),
    ...(model && course?.isComparable
      ? outlook(model, steps, { now: input.now, lost })
      : NO_OUTLOOK),
    ...(course?.isComparable ? { norm: normOf(course) } : {}),
    because: [
      ...passage.reasons.map(({ text, evidence }) => ({ text, evidence: evidence.map(event) })),
      ...(course
        ? courseReasons(course, input.now - passage.since, [event(passage.enteredBy)])
        : []),
    ],
  }
}

/** What is overdue or off the designed way stays so, whatever is usual; else the usual decides. */
function joinedState(designed: PositionState, course: Course | undefined): PositionState {
  const isOpen = designed === 'on-course' || designed === 'slow'
  return isOpen && course && course.state !== 'on-course' ? course.state : designed
}

function discoveredPosition({ discovered, now }: PositionInput): Position | null {
  const model = usable(discovered?.model)
  const last = discovered?.steps.at(-1)
  if (!discovered || !model || !last) return null
  const { steps } = discovered
  const course = courseOf(model, steps, now)
  return {
    journey: DISCOVERED,
    stage: last.step,
    since: isoOf(last.at),
    state: course.state,
    stuck: course.state === 'stuck',
    path: visited(steps).slice(-PATH_MAX),
    ...(course.isComparable
      ? withLikely(outlook(model, steps, { now, lost: NO_STAGES }))
      : NO_OUTLOOK),
    ...(course.isComparable ? { norm: normOf(course) } : {}),
    because: courseReasons(
      course,
      now - last.at,
      steps.slice(-3).map(({ evidence }) => event(evidence)),
    ),
  }
}

/** Nobody designed where she wants to be: what others end with, and she hardly will or already did, is no aim of hers. */
const LIKELY_MIN = 0.05

function withLikely({ destination, ...rest }: Outlook): Outlook {
  const likely = (destination ?? []).filter((one) => !isBehind(one) && one.p >= LIKELY_MIN)
  likely.sort((a, b) => b.p - a.p || (a.goal < b.goal ? -1 : 1))
  return likely.length === 0 ? rest : { ...rest, destination: likely }
}

function usable(model: JourneyModel | undefined): JourneyModel | undefined {
  return model && model.cases >= CASES_MIN ? model : undefined
}

function visited(steps: readonly Step[]) {
  const visits = new Map<string, number>()
  return steps.map(({ step, at }) => {
    const visit = (visits.get(step) ?? 0) + 1
    visits.set(step, visit)
    return { step, at: isoOf(at), visit }
  })
}

const NO_STAGES: ReadonlySet<string> = new Set()
type Outlook = Pick<Position, 'next' | 'destination' | 'typicalPath'>

const NO_OUTLOOK: Pick<Position, 'next'> = { next: [] }

function outlook(
  model: JourneyModel,
  steps: readonly Step[],
  { now, lost }: { readonly now: number; readonly lost: ReadonlySet<string> },
): Outlook {
  const walk = walkOf(steps)
  const last = steps.at(-1)
  const waited = last === undefined ? 0 : now - last.at
  const follows = last
    ? nextStepsAfter(model, walk, { from: last.step, waited, max: Number.POSITIVE_INFINITY })
    : nextSteps(model, walk, Number.POSITIVE_INFINITY)
  const next = follows.slice(0, NEXT_MAX).map(({ step, p }) => {
    const wait = last && medianWait(model, { from: last.step, to: step }, waited)
    const eta = wait === undefined ? {} : { eta: durationOf(wait) }
    return { step: step === END ? LEAVES : step, p: rounded(p), ...eta }
  })
  const left = timeLeft(model, walk, waited)
  const eta = left && {
    p10: durationOf(left.p10),
    p50: durationOf(left.p50),
    p90: durationOf(left.p90),
  }
  const destination = destinationChances(model, walk).map((chance) => {
    const { goal, p, low, high, n } = isBehind(chance) ? chance : agreeing(chance, follows, lost)
    const interval: [number, number] = [rounded(low), rounded(high)]
    return { goal, p: rounded(p), interval, n, ...(eta ? { eta } : {}) }
  })
  const typical = usualWay(model, steps, waited)
  return {
    next,
    ...(destination.length === 0 ? {} : { destination }),
    ...(typical.length === 0 ? {} : { typicalPath: typical }),
  }
}

/** Further than this the likeliest step is hardly likelier than the others. */
const TYPICAL_MAX = 6

function usualWay(
  model: JourneyModel,
  steps: readonly Step[],
  waited: number,
): NonNullable<Position['typicalPath']> {
  let from: number | undefined = 0
  return typicalPath(model, steps, { waited, max: TYPICAL_MAX }).map(({ step, p, after }) => {
    from = from === undefined || after === undefined ? undefined : from + after
    return { step, p: rounded(p), ...(from === undefined ? {} : { eta: durationOf(from) }) }
  })
}

/** A destination that she has reached already. */
const isBehind = ({ p, n }: { readonly p: number; readonly n: number }): boolean =>
  p === 1 && n === 0

function normOf(course: Course): NonNullable<Position['norm']> {
  return {
    timeInStagePct: rounded(course.waitedPct),
    pathPct: rounded(course.pathPct),
    n: course.waitedOf,
  }
}

const HOUR_MS = 3_600_000

function courseReasons(course: Course, waited: number, evidence: readonly string[]): Reason[] {
  const { state, usualWithin, waitedOf, visits } = course
  const told = (text: string): Reason[] => [{ text, evidence: [...evidence] }]
  if ((state === 'stuck' || state === 'slow') && usualWithin !== undefined) {
    const length = lengthOf(waited / HOUR_MS)
    const usual = lengthOf(usualWithin / HOUR_MS)
    return told(`Waiting for ${length}; 95 % of ${waitedOf} like this moved on within ${usual}`)
  }
  if (state === 'looping')
    return told(`The same step for the ${nth(visits)} time; others need fewer`)
  if (state === 'off-course') {
    return told(`Fewer than 1 % of ${course.pathsOf} took so unusual a path`)
  }
  return []
}

const event = (hex: string): string => publicId('evt', hex)
const isoOf = (ms: number): string => new Date(ms).toISOString()
const rounded = (share: number): number => Math.round(share * 1000) / 1000

const MINUTE_MS = 60_000
const MINUTES_PER_DAY = 1440

/** ms -> ISO 8601 duration to the minute, at least zero: P2DT3H, PT5M */
export function durationOf(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / MINUTE_MS))
  const days = Math.floor(minutes / MINUTES_PER_DAY)
  const hours = Math.floor((minutes % MINUTES_PER_DAY) / 60)
  const rest = minutes % 60
  // A span of days is not told to the minute.
  const clock = `${hours ? `${hours}H` : ''}${rest && !days ? `${rest}M` : ''}`
  if (!days && !clock) return 'PT0M'
  return `P${days ? `${days}D` : ''}${clock ? `T${clock}` : ''}`
}
