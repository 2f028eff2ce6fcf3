// A model as plain JSON and back. Numbers are shortened to what matters; contexts are keyed by hashes of names, so
// models of several processes, or of parts of a log, can be joined.

import type { DestinationState } from './destination.ts'
import { allSamples, sampleOfContext, setSample } from './durations.ts'
import {
  type ContextFollowers,
  contextsWithFollowers,
  joinContext,
  setContext,
} from './followers.ts'
import { edgesOf, joinMaps, mapOfEdges, type ProcessMap } from './map.ts'
import { createModel, type JourneyModel, type ModelOptions, stepIndex } from './model.ts'
import { allOutcomes, joinOutcomes } from './outcomes.ts'
import { prune } from './prune.ts'
import { SAMPLE_MAX } from './remaining.ts'
import { joinSamples, type Sample } from './sample.ts'
import type { Trust } from './trust.ts'
import { addPoints, type PointJson, pointsOf } from './watch.ts'

/** Raised whenever contexts or counts change their meaning: an older snapshot is then learned again. */
const SNAPSHOT_VERSION = 5

/** [n, values..., draws...] */
type SampleJson = readonly [n: number, values: readonly number[], draws: readonly number[]]

export interface ModelSnapshot {
  readonly version: number
  readonly options: ModelOptions
  readonly cases: number
  readonly events: number
  readonly steps: readonly string[]
  /** hash, n, then index and times of each follower */
  readonly next: readonly (readonly number[])[]
  readonly commonWeights: readonly number[]
  readonly weights: readonly (readonly [number, readonly number[]])[]
  readonly claims: readonly number[]
  readonly remaining: readonly (readonly [number, SampleJson])[]
  readonly loss: readonly number[]
  readonly lossByStep: readonly (readonly [number, readonly number[]])[]
  readonly together: readonly number[]
  readonly shares: readonly number[]
  readonly levels: readonly number[]
  readonly watch: readonly PointJson[]
  readonly watchedUntil: number
  readonly destinations: readonly (readonly number[])[]
  readonly destinationLoss: readonly (readonly number[])[]
  readonly destinationClaims: readonly (readonly number[])[]
  readonly edges: readonly (readonly [string, number, SampleJson])[]
  readonly waits: readonly (readonly [string, SampleJson])[]
  readonly surprise: SampleJson
  readonly visits: readonly (readonly [string, SampleJson])[]
}

export function snapshotOf(model: JourneyModel): ModelSnapshot {
  const { next, remaining, destinations, map } = model
  return {
    version: SNAPSHOT_VERSION,
    options: model.options,
    cases: model.cases,
    events: model.events,
    steps: model.steps,
    next: [...contextsWithFollowers(next.followers)]
      .sort((a, b) => a.hash - b.hash)
      .map((context) => [context.hash, ...short([context.n, ...pairs(context)])]),
    commonWeights: short(next.common),
    weights: byHash(next.weights).map(([hash, weights]) => [hash, short(weights)]),
    claims: short(next.claims),
    remaining: byHash(allSamples(remaining.durations)).map(([hash, sample]) => [
      hash,
      sampleJson(sample),
    ]),
    loss: short(remaining.trust.loss),
    lossByStep: byHash(remaining.trust.byStep).map(([hash, loss]) => [hash, short(loss)]),
    together: short(remaining.trust.together),
    shares: short(remaining.trust.shares),
    levels: short(remaining.levels),
    watch: pointsOf(remaining.watch),
    watchedUntil: remaining.watch.now,
    destinations: byHash(allOutcomes(destinations.outcomes)).map(([hash, counts]) => [
      hash,
      ...counts,
    ]),
    destinationLoss: destinations.loss.map(short),
    destinationClaims: destinations.claims.map(short),
    edges: byName(edgesOf(map)).map(([key, { n, wait }]) => [key, n, sampleJson(wait)]),
    waits: byName(map.waits).map(([key, wait]) => [key, sampleJson(wait)]),
    surprise: sampleJson(model.surprise),
    visits: byName(model.visits).map(([key, visits]) => [key, sampleJson(visits)]),
  }
}

/** The model of a snapshot; undefined when it is of another version: learn it again. */
export function modelOf(snapshot: ModelSnapshot): JourneyModel | undefined {
  if (snapshot.version !== SNAPSHOT_VERSION) return undefined
  const model = createModel(snapshot.options)
  for (const step of snapshot.steps) stepIndex(model, step)
  for (const [hash = 0, n = 0, ...rest] of snapshot.next) {
    setContext(model.next.followers, contextOf(hash, n, rest))
  }
  for (const [hash, weights] of snapshot.weights) {
    model.next.weights.set(hash, Float64Array.from(weights))
  }
  model.next.common.set(snapshot.commonWeights)
  model.next.claims.set(snapshot.claims)
  for (const [hash, sample] of snapshot.remaining) {
    setSample(model.remaining.durations, hash, sampleOf(sample))
  }
  const { trust } = model.remaining
  trust.loss.set(snapshot.loss)
  for (const [hash, loss] of snapshot.lossByStep) {
    trust.byStep.set(hash, Float64Array.from(loss))
  }
  trust.together.set(snapshot.together)
  trust.shares.set(snapshot.shares)
  model.remaining.levels.set(snapshot.levels)
  addPoints(model.remaining.watch, snapshot.watch, snapshot.watchedUntil)
  for (const [hash = 0, ...counts] of snapshot.destinations) {
    joinOutcomes(model.destinations.outcomes, hash, counts)
  }
  fill(model.destinations.loss, snapshot.destinationLoss)
  fill(model.destinations.claims, snapshot.destinationClaims)
  model.map = mapOf(snapshot)
  model.surprise = sampleOf(snapshot.surprise)
  for (const [step, visits] of snapshot.visits) model.visits.set(step, sampleOf(visits))
  model.cases = snapshot.cases
  model.events = snapshot.events
  return model
}

/**
 * One model of two that learned different cases. Counts add up and samples join exactly; what was learned about the
 * contexts' worth (weights, losses, levels) is averaged by the number of events.
 */
export function joinModels(a: JourneyModel, b: JourneyModel): JourneyModel {
  const joined = modelOf(snapshotOf(a))
  if (joined === undefined) throw new Error('A snapshot just made must be readable')
  const share = b.events / Math.max(1, a.events + b.events)
  const indexOf = b.steps.map((step) => stepIndex(joined, step))
  for (const context of contextsWithFollowers(b.next.followers)) {
    const next = context.next.map((step) => indexOf[step] ?? 0)
    joinContext(joined.next.followers, { ...context, next })
  }
  for (const [hash, weights] of b.next.weights) {
    const own = joined.next.weights.get(hash)
    if (own) average(own, weights, share)
    else joined.next.weights.set(hash, weights.slice())
  }
  average(joined.next.common, b.next.common, share)
  average(joined.next.claims, b.next.claims, share)
  joinRemaining(joined, b, share)
  joinDestinations(joined.destinations, b.destinations, share)
  joined.map = joinMaps(joined.map, b.map)
  joined.surprise = joinSamples(joined.surprise, b.surprise, LONG_SAMPLE_MAX)
  for (const [step, visits] of b.visits) {
    const own = joined.visits.get(step)
    joined.visits.set(step, own ? joinSamples(own, visits, SAMPLE_MAX) : visits)
  }
  joined.cases += b.cases
  joined.events += b.events
  prune(joined)
  return joined
}

const LONG_SAMPLE_MAX = 512

function joinRemaining(joined: JourneyModel, b: JourneyModel, share: number): void {
  const { durations } = joined.remaining
  for (const [hash, sample] of allSamples(b.remaining.durations)) {
    const own = sampleOfContext(durations, hash)
    const both = own ? joinSamples(own, sample, largerOf(own, sample)) : sample
    setSample(durations, hash, both)
  }
  addPoints(joined.remaining.watch, pointsOf(b.remaining.watch), b.remaining.watch.now)
  joinTrust(joined.remaining.trust, b.remaining.trust, share)
  average(joined.remaining.levels, b.remaining.levels, share)
}

/** The sample of all durations is larger than those of contexts. */
const largerOf = (a: Sample, b: Sample): number =>
  Math.max(SAMPLE_MAX, a.values.length, b.values.length)

function joinTrust(own: Trust, other: Trust, share: number): void {
  average(own.loss, other.loss, share)
  average(own.together, other.together, share)
  average(own.shares, other.shares, share)
  for (const [hash, loss] of other.byStep) {
    const before = own.byStep.get(hash)
    if (before) average(before, loss, share)
    else own.byStep.set(hash, loss.slice())
  }
}

/** Goals are of the options, which must be the same; where they are not, the first model's stay alone. */
function joinDestinations(own: DestinationState, other: DestinationState, share: number): void {
  if (own.loss.length !== other.loss.length) return
  for (const [hash, counts] of allOutcomes(other.outcomes)) {
    joinOutcomes(own.outcomes, hash, counts)
  }
  own.loss.forEach((loss, i) => {
    average(loss, other.loss[i] ?? loss, share)
  })
  own.claims.forEach((claims, i) => {
    average(claims, other.claims[i] ?? claims, share)
  })
}

function average(own: Float64Array, other: Float64Array, share: number): void {
  for (let i = 0; i < own.length; i++) {
    own[i] = (1 - share) * (own[i] ?? 0) + share * (other[i] ?? 0)
  }
}

const byHash = <Value>(map: Iterable<readonly [number, Value]>): (readonly [number, Value])[] =>
  [...map].sort(([a], [b]) => a - b)
const byName = <Value>(map: Iterable<readonly [string, Value]>): (readonly [string, Value])[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1))

/** Six significant digits are more than any of these numbers is worth. */
const short = (numbers: Iterable<number>): number[] =>
  Array.from(numbers, (value) => Number(value.toPrecision(6)))

const pairs = ({ next, times }: ContextFollowers): number[] =>
  next.flatMap((step, i) => [step, times[i] ?? 0])

function contextOf(hash: number, n: number, rest: readonly number[]): ContextFollowers {
  const next: number[] = []
  const times: number[] = []
  for (let i = 0; i < rest.length; i += 2) {
    next.push(rest[i] ?? 0)
    times.push(rest[i + 1] ?? 0)
  }
  return { hash, n, next, times }
}

const sampleJson = ({ n, values, draws }: Sample): SampleJson => [n, values, draws]

function sampleOf([n, values, draws]: SampleJson): Sample {
  const worst = draws.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return { n, worst, values: [...values], draws: [...draws] }
}

function mapOf({ edges, waits }: ModelSnapshot): ProcessMap {
  return mapOfEdges(
    edges.map(([key, n, wait]) => [key, { n, wait: sampleOf(wait) }]),
    new Map(waits.map(([key, wait]) => [key, sampleOf(wait)])),
  )
}

function fill(own: readonly Float64Array[], stored: readonly (readonly number[])[]): void {
  own.forEach((numbers, i) => {
    numbers.set(stored[i] ?? [])
  })
}
