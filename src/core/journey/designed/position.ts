// Tells the story of a passage: the signals in order of time become stages passed, the stage she is in, whose move it
// is, and whether that is on course.

import type { WaitingOn } from '../../../contract/journey.ts'
import type { PositionState } from '../../../contract/view.ts'
import type { CompiledJourney, CompiledStage } from './compile.ts'
import { type Signal, STATED } from './fold.ts'

export interface PassedStage {
  readonly stage: string
  /** ms since epoch */
  readonly at: number
  /** event (32 hex) that brought her here */
  readonly evidence: string
  /** 1 = the first time */
  readonly visit: number
}

export interface LeftStage {
  /** ms */
  readonly at: number
  readonly evidence: string
}

/** Where someone stands on one passage of one designed journey. */
export interface Passage {
  readonly journey: string
  /** '' where the journey has one passage only */
  readonly passage: string
  readonly stage: string
  readonly since: number
  readonly enteredBy: string
  /** when an event took her out of it, and which (32 hex); undefined: she is still there */
  readonly left: LeftStage | undefined
  /** newest last, at most PATH_MAX */
  readonly path: readonly PassedStage[]
  readonly state: PositionState
  readonly waitingOn: WaitingOn | undefined
  /** ms; when the stage should be over */
  readonly due: number | undefined
  readonly isOverdue: boolean
  /** why the state is what it is */
  readonly reasons: readonly { readonly text: string; readonly evidence: readonly string[] }[]
}

export interface ReadingContext {
  /** ms since epoch */
  readonly now: number
  readonly traits: Readonly<Record<string, unknown>>
  /** {type, id, status, open, body} */
  readonly objects: readonly unknown[]
}

/** Stages of a path that a reader is shown. */
const PATH_MAX = 20
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** All passages that are not forgotten: open ones first, then the newest. */
export function passagesOf(
  journey: CompiledJourney,
  signals: readonly Signal[],
  context: ReadingContext,
): readonly Passage[] {
  const oldest = context.now - journey.definition.forgetAfterDays * DAY_MS
  const passages: Passage[] = []
  for (const [passage, own] of byPassage(signals, context.now)) {
    if ((own.at(-1)?.[0] ?? 0) < oldest) continue
    const found = passageOf(journey, passage, own, context)
    if (found) passages.push(found)
  }
  return passages.sort(
    (a, b) => Number(isOver(a)) - Number(isOver(b)) || b.since - a.since || order(a, b),
  )
}

const OVER: ReadonlySet<PositionState> = new Set(['arrived', 'lost', 'left'])
export const isOver = ({ state }: Passage): boolean => OVER.has(state)
const order = (a: Passage, b: Passage): number => (a.passage < b.passage ? -1 : 1)

/** What has not happened yet at `now` (views of the past) does not count. */
export function byPassage(signals: readonly Signal[], now: number): ReadonlyMap<string, Signal[]> {
  const passages = new Map<string, Signal[]>()
  for (const signal of signals) {
    if (signal[0] > now) continue
    const own = passages.get(signal[3])
    if (own) own.push(signal)
    else passages.set(signal[3], [signal])
  }
  return passages
}

function passageOf(
  journey: CompiledJourney,
  passage: string,
  signals: readonly Signal[],
  context: ReadingContext,
): Passage | undefined {
  const told = tell(journey, signals)
  const holding = told.filter(({ stage }) => holdsNow(journey.stages.get(stage), context))
  const { left } = told
  const here = left ? told.at(-1) : holding.at(-1)
  const stage = here && journey.stages.get(here.stage)
  if (!here || !stage) return undefined
  return {
    journey: journey.definition.journey,
    passage,
    stage: here.stage,
    since: here.at,
    enteredBy: here.evidence,
    left,
    path: (left ? told : holding).slice(-PATH_MAX),
    ...(left ? judgeLeft(stage, left, context.now) : judge(journey, stage, holding, context.now)),
  }
}

/** Who has left is nobody's to move, and late for nothing. */
function judgeLeft(
  { definition: { stage, title = stage } }: CompiledStage,
  { at, evidence }: LeftStage,
  now: number,
): Judgement {
  const text = `Left "${title}" ${lengthOf((now - at) / HOUR_MS)} ago, for no other stage`
  const reasons = [{ text, evidence: [evidence] }]
  return { state: 'left', waitingOn: undefined, due: undefined, isOverdue: false, reasons }
}

/** `left`: by what she left the last stage, when she is in none since. */
type Story = readonly PassedStage[] & { readonly left: LeftStage | undefined }

/** One event can bring her into several stages: the last of them by definition counts. */
export function tell(journey: CompiledJourney, signals: readonly Signal[]): Story {
  const path: PassedStage[] = []
  const visits = new Map<string, number>()
  const witness = signals.find(([, event]) => event !== STATED)?.[1]
  if (witness === undefined) return Object.assign(path, { left: undefined })
  let current: string | undefined
  let left: LeftStage | undefined
  for (const { at, event, together } of momentsOf(journey, signals)) {
    const evidence = event === STATED ? witness : event
    if (together.some(([, , signal]) => signal === `-${current}`)) {
      current = undefined
      left = { at, evidence }
    }
    const stage = lastEntered(journey, together)
    if (stage === undefined || stage === current) continue
    left = undefined
    const visit = (visits.get(stage) ?? 0) + 1
    visits.set(stage, visit)
    path.push({ stage, at, evidence, visit })
    current = stage
  }
  return Object.assign(path, { left })
}

/** What one event said at one time counts together. */
interface Moment {
  readonly at: number
  readonly event: string
  readonly together: readonly Signal[]
}

/**
 * In order of time. Of events of one moment (an export that knows days only, two calls in one tick) nothing tells which
 * came first, so they count in the order in which stages are usually passed.
 */
function momentsOf(journey: CompiledJourney, signals: readonly Signal[]): readonly Moment[] {
  const moments: Moment[] = []
  let isTied = false
  for (let i = 0; i < signals.length; ) {
    const [at, event] = signals[i] as Signal
    const together: Signal[] = []
    while (signals[i]?.[0] === at && signals[i]?.[1] === event)
      together.push(signals[i++] as Signal)
    isTied ||= moments.at(-1)?.at === at
    moments.push({ at, event, together })
  }
  if (!isTied) return moments
  const place = new Map(moments.map((one) => [one, placeOf(journey, one)]))
  return moments.sort((a, b) => a.at - b.at || (place.get(a) ?? 0) - (place.get(b) ?? 0))
}

/** An event that only takes her out of a stage follows those that brought her there. */
function placeOf(journey: CompiledJourney, { together }: Moment): number {
  const stage = lastEntered(journey, together)
  if (stage !== undefined) return journey.stages.get(stage)?.place ?? 0
  const left = together.map(([, , signal]) => journey.stages.get(signal.slice(1))?.place ?? 0)
  return Math.max(...left) + 0.5
}

function lastEntered(journey: CompiledJourney, signals: readonly Signal[]): string | undefined {
  let last: CompiledStage | undefined
  for (const [, , signal] of signals) {
    const stage = journey.stages.get(signal)
    if (stage && (!last || stage.place > last.place)) last = stage
  }
  return last?.definition.stage
}

function holdsNow(stage: CompiledStage | undefined, { traits, objects }: ReadingContext): boolean {
  return stage !== undefined && (stage.holds?.holds({ traits, objects }) ?? true)
}

type Judgement = Pick<Passage, 'state' | 'waitingOn' | 'due' | 'isOverdue' | 'reasons'>

function judge(
  { definition, stages }: CompiledJourney,
  { definition: stage }: CompiledStage,
  path: readonly PassedStage[],
  now: number,
): Judgement {
  const here = path.at(-1) as PassedStage
  const before = stages.get(path.at(-2)?.stage ?? '')?.definition
  const hours = (now - here.at) / HOUR_MS
  const due =
    stage.deadlineHours === undefined ? undefined : here.at + stage.deadlineHours * HOUR_MS
  const isOverdue = due !== undefined && now > due && stage.ends === undefined
  const evidence = [here.evidence]
  const told = (state: PositionState, text: string): Judgement => ({
    state,
    waitingOn: stage.ends === undefined ? stage.waitingOn : undefined,
    due: stage.ends === undefined ? due : undefined,
    isOverdue,
    reasons: [{ text, evidence }],
  })
  const name = stage.title ?? stage.stage
  if (stage.ends === 'destination') return told('arrived', `Arrived: ${name}`)
  if (stage.ends === 'lost') return told('lost', `Ended: ${name}`)
  if (isOverdue) {
    const promised = lengthOf(stage.deadlineHours ?? 0)
    return told('stuck', `In "${name}" for ${lengthOf(hours)}; ${promised} were promised`)
  }
  if (here.visit >= definition.loopAfterVisits) {
    const visits = path.filter(({ stage: passed }) => passed === here.stage)
    return {
      ...told('looping', ''),
      reasons: [
        {
          text: `In "${name}" for the ${nth(here.visit)} time`,
          evidence: visits.slice(-3).map((visit) => visit.evidence),
        },
      ],
    }
  }
  if (before?.next && !before.next.includes(stage.stage)) {
    const from = before.title ?? before.stage
    return told('off-course', `"${name}" does not usually follow "${from}"`)
  }
  if (stage.slowAfterHours !== undefined && hours > stage.slowAfterHours) {
    const usual = lengthOf(stage.slowAfterHours)
    return told('slow', `In "${name}" for ${lengthOf(hours)}; ${usual} is usual`)
  }
  return told('on-course', `In "${name}" for ${lengthOf(hours)}`)
}

/** 90 hours -> 4 days */
export function lengthOf(hours: number): string {
  const [amount, unit] =
    hours < 1 ? [hours * 60, 'minute'] : hours < 48 ? [hours, 'hour'] : [hours / 24, 'day']
  const whole = Math.max(1, Math.round(amount))
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`
}

const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' })
const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' }

/** 3 -> 3rd, 11 -> 11th */
export function nth(place: number): string {
  return `${place}${ENDINGS[ORDINALS.select(place)] ?? 'th'}`
}
