// A discovered journey: everything the model of one log knows, learned one step at a time.
//
//   step happens -> learnStep (what follows what)      case ends -> learnEnd (time left, what it came to)
//
// The model is an accumulator: its owner hands in each step once and reads whenever. Nothing here keeps the steps.
import {
  type DestinationState,
  emptyDestinations,
  GOALS_MAX,
  learnDestination,
} from './destination.ts'
import { hashText, mix } from './hash.ts'
import { END, emptyMap, noteEdge, type ProcessMap, START, STEPS_MAX } from './map.ts'
import { emptyNextSteps, learnNextStep, type NextStepState } from './next-step.ts'
import type { Outcome } from './outcomes.ts'
import { prune } from './prune.ts'
import {
  emptyRemaining,
  LATELY_CASES,
  learnRemaining,
  moveLevels,
  type RemainingState,
  scoreRemaining,
  standsFor,
  watchRemaining,
} from './remaining.ts'
import { drawAt, drawOf, emptySample, offer, type Sample } from './sample.ts'
import { advance, type Step, startWalk, type Walk } from './walk.ts'
import { endPoint, passUntil } from './watch.ts'

export interface ModelOptions {
  /** steps that count as destinations, at most GOALS_MAX */
  readonly goals: readonly string[]
  /** a duration learned so long ago weighs half */
  readonly halfLifeDays: number
  /** contexts kept by each part of the model; the rarest go first */
  readonly contextsMax: number
}

export const MODEL_DEFAULTS: ModelOptions = { goals: [], halfLifeDays: 365, contextsMax: 200_000 }

export interface JourneyModel {
  readonly options: ModelOptions
  /** [0] is the end of a case */
  readonly steps: string[]
  readonly indexOf: Map<string, number>
  readonly hashes: number[]
  next: NextStepState
  remaining: RemainingState
  destinations: DestinationState
  map: ProcessMap
  /** how surprising the steps of a case were on average (bits), over all points of all cases */
  surprise: Sample
  /** step -> how often one case took it, over ended cases that took it at all */
  readonly visits: Map<string, Sample>
  cases: number
  events: number
}

/** A case on its way through the model. */
export interface OpenCase {
  readonly id: number
  readonly walk: Walk
  /** name of the last step, START before the first */
  last: string
  /** faded mean of surprise, bits */
  surprise: number
  /** false: its steps are counted only */
  readonly isScored: boolean
}

const OTHER = '(other)'
const SURPRISES_MAX = 512
const SURPRISE_FADE = 0.7
/** Pruning walks over all contexts, so it is not done with each step. */
const PRUNE_EVERY_EVENTS = 5_000

export function createModel(options: Partial<ModelOptions> = {}): JourneyModel {
  const whole = { ...MODEL_DEFAULTS, ...options }
  const goals = whole.goals.slice(0, GOALS_MAX)
  return {
    options: { ...whole, goals },
    steps: [END],
    indexOf: new Map([[END, 0]]),
    hashes: [hashText(END)],
    next: emptyNextSteps(),
    remaining: emptyRemaining(),
    destinations: emptyDestinations(goals.length),
    map: emptyMap(),
    surprise: emptySample(),
    visits: new Map(),
    cases: 0,
    events: 0,
  }
}

/** The index of a step's name, making one up to STEPS_MAX. */
export function stepIndex(model: JourneyModel, name: string): number {
  const known = model.indexOf.get(name)
  if (known !== undefined) return known
  if (model.steps.length >= STEPS_MAX && name !== OTHER) return stepIndex(model, OTHER)
  const index = model.steps.push(name) - 1
  model.indexOf.set(name, index)
  model.hashes.push(hashText(name))
  return index
}

/** Until so many events every case moves the weights; later one in SCORED_ONE_IN does, and the others are counted. */
const SCORED_ALL_EVENTS = 25_000
const SCORED_ONE_IN = 3

export function openCase(model: JourneyModel, id: string): OpenCase {
  const hash = hashText(id)
  const isScored = model.events < SCORED_ALL_EVENTS || hash % SCORED_ONE_IN === 0
  return { id: hash, walk: startWalk(), last: START, surprise: 0, isScored }
}

/** Learns one step of a case and moves the case on. */
export function learnStep(model: JourneyModel, open: OpenCase, step: Step): void {
  const index = stepIndex(model, step.step)
  const { at } = step
  const key = mix(open.id, open.walk.count)
  const draw = drawOf(key, at, model.options.halfLifeDays)
  learnFollower(model, open, { index, at, key, draw })
  // Beyond STEPS_MAX all names are one, or tables keyed by names would grow with whatever is sent.
  follow(model, open, { step: model.steps[index] as string, at })
  watchRemaining(model.remaining, open.walk, { key, of: open.id, at, draw })
  model.events++
  if (model.events % PRUNE_EVERY_EVENTS === 0) prune(model)
}

/** Moves a case on without learning from it. */
export function follow(model: JourneyModel, open: OpenCase, { step, at }: Step): void {
  const index = model.indexOf.get(step)
  advance(open.walk, index === undefined ? hashText(step) : (model.hashes[index] as number), at)
  open.last = step
}

/** A walk that moves with the model's table of steps, for reading along a path. */
export function startFollowing(model: JourneyModel) {
  const walk = startWalk()
  return { walk, move: ({ step, at }: Step): void => advance(walk, hashOf(model, step), at) }
}

interface Follower {
  readonly index: number
  readonly at: number
  readonly key: number
  readonly draw: number
}

function learnFollower(model: JourneyModel, open: OpenCase, follower: Follower): void {
  const { index, at, draw } = follower
  const { walk } = open
  const { isScored } = open
  const told = learnNextStep(model.next, walk, index, { steps: model.steps.length, isScored })
  if (told !== undefined) {
    open.surprise = fadedSurprise(open.surprise, told, walk.count)
    offer(model.surprise, open.surprise, draw, SURPRISES_MAX)
  }
  const to = model.steps[index] as string
  const edge = { from: open.last, to, draw }
  const hasWait = walk.count > 0 && index !== 0
  noteEdge(model.map, hasWait ? { ...edge, waited: Math.max(0, at - walk.lastAt) } : edge)
}

/** Bits of surprise, the last few steps counting most. */
export function fadedSurprise(before: number, p: number, count: number): number {
  const bits = -Math.log2(Math.max(p, 1e-4))
  return count === 0 ? bits : SURPRISE_FADE * before + (1 - SURPRISE_FADE) * bits
}

/** Learns that a case has ended with its last step: how long it took from each point, and what it came to. */
export function learnEnd(model: JourneyModel, open: OpenCase, steps: readonly Step[]): void {
  const last = steps.at(-1)
  if (last === undefined) return
  const key = mix(open.id, open.walk.count)
  const draw = drawOf(key, last.at, model.options.halfLifeDays)
  learnFollower(model, open, { index: 0, at: last.at, key, draw })
  steps.forEach(({ at }, i) => {
    endPoint(model.remaining.watch, mix(open.id, i), last.at - at)
  })
  scoreCase(model, steps, last.at)
  learnCaseTimes(model, open.id, steps, last.at)
  countVisits(model, open.id, steps, last.at)
  model.cases++
}

/** A whole ended case at once. */
export function learnCase(model: JourneyModel, id: string, steps: readonly Step[]): void {
  const open = openCase(model, id)
  for (const step of steps) learnStep(model, open, step)
  learnEnd(model, open, steps)
}

/**
 * Hears of a case that goes on at `now` (ms). What follows what is learned once it has ended, but that it still waits
 * says that the quick ones are not all. To hear of it again, or to learn it later, counts nothing twice.
 */
export function watchCase(
  model: JourneyModel,
  id: string,
  steps: readonly Step[],
  now: number,
): void {
  const of = hashText(id)
  const walk = startWalk()
  steps.forEach(({ step, at }, i) => {
    advance(walk, hashOf(model, step), at)
    const key = mix(of, i)
    const draw = drawOf(key, at, model.options.halfLifeDays)
    watchRemaining(model.remaining, walk, { key, of, at, draw })
  })
  passUntil(model.remaining.watch, now)
}

function scoreCase(model: JourneyModel, steps: readonly Step[], endedAt: number): void {
  const walk = startWalk()
  let asked = 0
  let readings = 0
  let below = 0
  let above = 0
  // The last step is left out: there is no time left after it.
  for (let i = 0; i < steps.length - 1; i++) {
    const { step, at } = steps[i] as Step
    advance(walk, hashOf(model, step), at)
    if (standsFor(i, steps.length - 1) === 0) continue
    const scored = scoreRemaining(model.remaining, walk, endedAt - at)
    if (scored === undefined) continue
    readings += scored.counts
    asked++
    if (scored.isBelow) below += scored.counts
    if (scored.isAbove) above += scored.counts
  }
  if (readings === 0) return
  const missed = {
    below: below / readings,
    above: above / readings,
    readings: ((steps.length - 1) * readings) / asked,
  }
  moveLevels(model.remaining.levels, missed)
}

function learnCaseTimes(
  model: JourneyModel,
  id: number,
  steps: readonly Step[],
  endedAt: number,
): void {
  const { goals, halfLifeDays } = model.options
  const firstAt = goals.map((goal) => steps.findIndex(({ step }) => step === goal))
  const walk = startWalk()
  steps.forEach(({ step, at }, i) => {
    advance(walk, hashOf(model, step), at)
    const isLast = i === steps.length - 1
    // After the last step there is no time left to learn, but what did not come did not come.
    if (!isLast) {
      // Fades with the moment asked at, not with the end: else cases that took long would count as newer.
      const key = mix(id, i)
      const draw = drawOf(key, at, halfLifeDays)
      const lately = drawAt(key, model.cases / LATELY_CASES)
      learnRemaining(model.remaining, walk, { left: endedAt - at, draw, lately })
    }
    if (goals.length === 0) return
    const outcomes = firstAt.map((place): Outcome => {
      if (place < 0) return 'never'
      return place > i ? 'came' : 'before'
    })
    const counted = { standsFor: standsFor(i, steps.length), of: model.cases + 1 }
    learnDestination(model.destinations, walk, outcomes, counted)
  })
}

const VISITS_SAMPLE_MAX = 128

function countVisits(model: JourneyModel, id: number, steps: readonly Step[], at: number): void {
  const times = new Map<string, number>()
  for (const { step } of steps) times.set(step, (times.get(step) ?? 0) + 1)
  for (const [step, n] of times) {
    const name = model.steps[stepIndex(model, step)] as string
    let sample = model.visits.get(name)
    if (sample === undefined) {
      sample = emptySample()
      model.visits.set(name, sample)
    }
    offer(
      sample,
      n,
      drawOf(mix(id, hashOf(model, step)), at, model.options.halfLifeDays),
      VISITS_SAMPLE_MAX,
    )
  }
}

/** The hash of a step's name, from the table where the model knows it. */
export function hashOf(model: JourneyModel, step: string): number {
  const index = model.indexOf.get(step)
  return index === undefined ? hashText(step) : (model.hashes[index] as number)
}
