// Measures the journey model on an event log: learn from some cases, ask about the others, compare with the truth
// and with two baselines that are computed in the same run.
import { END } from '../../core/journey/model/map.ts'
import {
  createModel,
  follow,
  type JourneyModel,
  learnEnd,
  learnStep,
  type OpenCase,
  openCase,
} from '../../core/journey/model/model.ts'
import { choicesByOrder } from '../../core/journey/model/next-step.ts'
import { destinationChances, nextSteps, timeLeft } from '../../core/journey/model/read.ts'
import type { Step } from '../../core/journey/model/walk.ts'
import { type Baselines, baselinesOf } from './baselines.ts'
import { goalsOf } from './goals.ts'
import { learnLog } from './learn-log.ts'
import type { EventLog, LogCase } from './read-log.ts'
import { chanceScores, classScores, median, timeScores } from './scores.ts'
import { type Split, type SplitKind, splitCases } from './split.ts'

export interface EvaluateOptions {
  readonly split: SplitKind
  readonly seed: number
  /** ms that only grow: the clock of single readings */
  readonly clock: () => number
  /** ms of processor time used so far: what learning costs, whatever else the machine does */
  readonly processorTime: () => number
}

/** Times left are asked for from the second step on, and not at the last. */
const PREFIX_MIN = 2

export function evaluateLog(log: EventLog, options: EvaluateOptions) {
  const split = splitCases(log.cases, options.split, options.seed)
  const learned = [...split.train, ...split.validation]
  const baselines = baselinesOf(learned)
  const model = createModel({ goals: goalsOf(learned) })
  const startedAt = options.processorTime()
  learnLog(model, learned)
  const took = options.processorTime() - startedAt
  const perSecond = speedOf(model, took, learned, options.processorTime)
  const asked = askAll(model, split.test, baselines, options.clock)
  return {
    split: options.split,
    ...(options.split === 'random' ? { seed: options.seed } : {}),
    log: sizesOf(log),
    cases: {
      train: split.train.length,
      validation: split.validation.length,
      test: split.test.length,
    },
    ...asked,
    learnEventsPerSecond: perSecond,
    contexts: model.next.followers.index.size + model.remaining.durations.index.size,
    ...(options.split === 'chronological' ? { streaming: streamed(model, split) } : {}),
  }
}

/** With fewer events a run measures how the engine warms up rather than how it learns. */
const MEASURED_EVENTS_MIN = 50_000

/** Events learned per second; short logs are learned once more, by a model that is thrown away. */
function speedOf(
  model: JourneyModel,
  tookMs: number,
  cases: readonly LogCase[],
  processorTime: () => number,
): number {
  if (model.events >= MEASURED_EVENTS_MIN) return rate(model.events, tookMs)
  const scratch = createModel(model.options)
  const startedAt = processorTime()
  learnLog(scratch, cases)
  return rate(scratch.events, processorTime() - startedAt)
}

const rate = (events: number, ms: number): number => Math.round((events * 1000) / Math.max(ms, 1))

function sizesOf({ cases, rows, skipped }: EventLog) {
  const steps = new Set(cases.flatMap((each) => each.steps.map(({ step }) => step)))
  const open = cases.filter(({ isOpen }) => isOpen).length
  return { cases: cases.length, open, events: rows - skipped, activities: steps.size, skipped }
}

/** Everything that is counted while the test cases are asked about. */
interface Tallies {
  readonly next: ReturnType<typeof classScores>
  readonly usual: ReturnType<typeof classScores>
  readonly left: ReturnType<typeof timeScores>
  readonly middle: ReturnType<typeof timeScores>
  readonly variants: Map<number, { n: number; right: number }>
  readonly goals: ReadonlyMap<string, ReturnType<typeof chanceScores>>
  readonly micros: number[]
}

/** Asks about every point of every test case; the model learns nothing from them. */
function askAll(
  model: JourneyModel,
  test: readonly LogCase[],
  baselines: Baselines,
  clock: () => number,
) {
  const tallies: Tallies = {
    next: classScores(),
    usual: classScores(),
    left: timeScores(),
    middle: timeScores(),
    variants: new Map(),
    goals: new Map(model.options.goals.map((goal) => [goal, chanceScores()])),
    micros: [],
  }
  for (const one of test) {
    const open = openCase(model, one.id)
    for (const step of one.steps) {
      askAt(model, open, one, { tallies, baselines, clock })
      follow(model, open, step)
    }
    // What comes after its last step nobody knows of a case that goes on.
    if (!one.isOpen) askAt(model, open, one, { tallies, baselines, clock })
  }
  return figuresOf(tallies)
}

/** Asks at the point that the open case has come to. */
function askAt(
  model: JourneyModel,
  open: OpenCase,
  { steps, isOpen }: LogCase,
  asking: {
    readonly tallies: Tallies
    readonly baselines: Baselines
    readonly clock: () => number
  },
): void {
  const { tallies, baselines, clock } = asking
  const taken = open.walk.count
  const truth = steps[taken]?.step ?? END
  const before = clock()
  const [best] = nextSteps(model, open.walk, NEXT_SHOWN)
  const now = taken >= 1 ? timeLeft(model, open.walk) : undefined
  tallies.micros.push((clock() - before) * 1000)
  tallies.next.note(best?.step ?? END, truth, best?.p ?? 0)
  tallies.usual.note(baselines.usual(steps[taken - 1]?.step), truth)
  if (now && !isOpen && taken >= PREFIX_MIN && taken < steps.length) {
    const rest = (steps.at(-1)?.at ?? 0) - open.walk.lastAt
    tallies.left.note(now, rest)
    tallies.middle.note({ p10: 0, p50: baselines.medianLeft, p90: 0 }, rest)
  }
  if (!isOpen && taken >= 1) noteGoals(model, open, steps, tallies.goals)
  noteVariants(model, open, truth, tallies.variants)
}

/** A view shows so many next steps; that is what a reading costs. */
const NEXT_SHOWN = 3

function figuresOf({ next, usual, left, middle, variants, goals, micros }: Tallies) {
  const { ece: _, ...usualFigures } = usual.figures()
  return {
    nextStep: rounded(next.figures()),
    remainingTime: rounded(left.figures()),
    baselines: {
      nextStep: rounded(usualFigures),
      remainingTime: rounded({ maeDays: middle.figures().maeDays }),
    },
    variants: Object.fromEntries(
      [...variants].map(([order, { n, right }]) => [`order${order}`, digits(right / n)]),
    ),
    destination: Object.fromEntries(
      [...goals].map(([goal, scores]) => [goal, rounded(scores.figures())]),
    ),
    medianReadMicros: digits(median(micros), 1),
  }
}

/** Only while the goal is not behind her: afterwards there is nothing to foretell. */
function noteGoals(
  model: JourneyModel,
  { walk }: OpenCase,
  steps: readonly Step[],
  goals: ReadonlyMap<string, ReturnType<typeof chanceScores>>,
): void {
  for (const { goal, p } of destinationChances(model, walk)) {
    const place = steps.findIndex(({ step }) => step === goal)
    if (place >= 0 && place < walk.count) continue
    goals.get(goal)?.note(p, place >= 0)
  }
}

/** What each fixed order alone would have said. */
function noteVariants(
  model: JourneyModel,
  { walk }: OpenCase,
  truth: string,
  variants: Map<number, { n: number; right: number }>,
): void {
  nextSteps(model, walk, 1)
  for (const [order, choice] of choicesByOrder()) {
    const score = variants.get(order) ?? { n: 0, right: 0 }
    variants.set(order, score)
    score.n++
    if (model.steps[choice] === truth) score.right++
  }
}

/**
 * All cases as they really came, at once: each step of a test case is foretold and then learned. A model of its own, for
 * the other has heard of ends that came after the first of these steps; and a stream that began with the test cases
 * would hear of the quick ones first.
 */
function streamed({ options }: JourneyModel, { train, validation, test }: Split) {
  const model = createModel(options)
  const next = classScores()
  const left = timeScores()
  const asked = new Set(test)
  const all = [...train, ...validation, ...test]
  const open = new Map<LogCase, { readonly open: OpenCase; done: number }>()
  for (const { of } of inOrderOfTime(all)) {
    const state = open.get(of) ?? { open: openCase(model, of.id), done: 0 }
    open.set(of, state)
    const step = of.steps[state.done++]
    if (!step) continue
    const isAsked = asked.has(of)
    if (isAsked) noteNext(model, state.open, step.step, next)
    learnStep(model, state.open, step)
    const isOver = !of.isOpen && state.done === of.steps.length
    if (isAsked && isOver) noteNext(model, state.open, END, next)
    if (isAsked && !isOver && !of.isOpen) noteLeft(model, state.open, of, left)
    if (isOver) learnEnd(model, state.open, of.steps)
  }
  return { nextStep: rounded(next.figures()), remainingTime: rounded(left.figures()) }
}

function inOrderOfTime(cases: readonly LogCase[]) {
  const all = cases.flatMap((of) => of.steps.map(({ at }) => ({ of, at })))
  return all.sort((a, b) => a.at - b.at)
}

function noteNext(
  model: JourneyModel,
  { walk }: OpenCase,
  truth: string,
  scores: ReturnType<typeof classScores>,
): void {
  const [best] = nextSteps(model, walk, 1)
  scores.note(best?.step ?? END, truth, best?.p ?? 0)
}

function noteLeft(
  model: JourneyModel,
  { walk }: OpenCase,
  { steps }: LogCase,
  scores: ReturnType<typeof timeScores>,
): void {
  const now = walk.count >= PREFIX_MIN ? timeLeft(model, walk) : undefined
  if (now) scores.note(now, (steps.at(-1)?.at ?? walk.lastAt) - walk.lastAt)
}

const digits = (value: number, places = 4): number => Number(value.toFixed(places))

function rounded<Figures extends object>(figures: Figures): Figures {
  const entries = Object.entries(figures).map(([name, value]) => [name, digits(value as number)])
  return Object.fromEntries(entries) as Figures
}
