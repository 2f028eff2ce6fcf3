// Cases that have not ended yet. Of what began lately only the quick ones have ended, so who learns from ends alone
// foretells too little. A bounded sample of points, ended or not, shows how many could not have ended yet after so long;
// each time left counts for those of its length that are still waiting (inverse probability of censoring, after Kaplan
// and Meier). Where nothing waits, every time counts once.
import type { Run } from './sample.ts'

export interface Watch {
  /** hash of a point -> its place */
  readonly places: Map<number, number>
  /** ms, when the point was passed */
  readonly at: number[]
  /** ms until its case ended; -1 = it goes on */
  readonly left: number[]
  /** as in sample.ts: the smallest stay */
  readonly draws: number[]
  readonly keys: number[]
  /** hash of its case */
  readonly cases: number[]
  /** per way of correcting: ms left as they were foretold there; NaN = not */
  readonly foretold: readonly number[][]
  worst: number
  /** ms of the newest step heard of */
  now: number
  /** steps heard of since the lengths below were worked out */
  sinceWorkedOut: number
  lengths: Lengths
  /** the way of correcting that was right most, and 0..1: how far it is believed */
  way: Way
  belief: number
}

/**
 * Of what ended lately the slow began long ago, so they are not missing there, unless hardly anything is older: then
 * they are there, too. The first is no correction at all.
 */
export const WAYS = ['plain', 'old', 'all'] as const
export type Way = (typeof WAYS)[number]

/** From `from[i]` ms on a time left counts `weight[i]` times. */
export interface Lengths {
  readonly from: readonly number[]
  readonly weight: readonly number[]
  /** share of all that goes on for longer than anybody has been seen to end after */
  readonly beyond: number
}

export const ALL_COUNT_ONCE: Lengths = { from: [], weight: [], beyond: 0 }

const POINTS_MAX = 512
/** The order of so many points is worked out in some ten microseconds; it changes slowly. */
const WORK_OUT_EVERY = 256
/** With fewer cases still waiting nothing is corrected: whoever learns case by case has one. */
const WAITING_MIN = 10
/** What only one in so many could show counts no more: else one case would speak for all. */
const WEIGHT_MAX = 10
/** Of what nobody has seen the end, at most this much is believed. */
const BEYOND_MAX = 0.5
/** Weights that differ by less are told as one. */
const STEP = 1.05

export function emptyWatch(): Watch {
  return {
    places: new Map(),
    at: [],
    left: [],
    draws: [],
    keys: [],
    cases: [],
    foretold: WAYS.map(() => []),
    worst: Number.POSITIVE_INFINITY,
    now: 0,
    sinceWorkedOut: 0,
    lengths: ALL_COUNT_ONCE,
    way: 'plain',
    belief: 0,
  }
}

export interface WatchedPoint {
  /** hashes of the point and of its case */
  readonly key: number
  readonly of: number
  /** ms */
  readonly at: number
  readonly draw: number
}

/**
 * A point was passed; whether and when its case ends is not known yet. `draw` as in sample.ts, of the same `key`.
 * Answers its place, undefined when it is not among those that stay.
 */
export function watchPoint(watch: Watch, { key, of, at, draw }: WatchedPoint): number | undefined {
  watch.now = Math.max(watch.now, at)
  watch.sinceWorkedOut++
  if (draw >= watch.worst || watch.places.has(key)) return undefined
  const place = watch.at.length < POINTS_MAX ? watch.at.length : watch.draws.indexOf(watch.worst)
  if (place === watch.at.length) {
    watch.at.push(at)
    watch.left.push(-1)
    watch.draws.push(draw)
    watch.keys.push(key)
  } else {
    watch.places.delete(watch.keys[place] as number)
    watch.at[place] = at
    watch.left[place] = -1
    watch.draws[place] = draw
    watch.keys[place] = key
  }
  watch.cases[place] = of
  for (const told of watch.foretold) told[place] = Number.NaN
  watch.places.set(key, place)
  if (watch.at.length >= POINTS_MAX) watch.worst = largestOf(watch.draws)
  return place
}

/** The case of a point has ended, `left` ms after it. */
export function endPoint(watch: Watch, key: number, left: number): void {
  const place = watch.places.get(key)
  if (place !== undefined) watch.left[place] = left
}

/** Nothing more has happened until `now` (ms): who goes on has waited until then. */
export function passUntil(watch: Watch, now: number): void {
  watch.now = Math.max(watch.now, now)
}

/** How often times of each length count now. */
export function lengthsNow(watch: Watch): Lengths {
  if (watch.sinceWorkedOut < WORK_OUT_EVERY) return watch.lengths
  watch.sinceWorkedOut = 0
  watch.lengths = workOut(watch)
  Object.assign(watch, watch.lengths.from.length === 0 ? NO_BELIEF : beliefOf(watch))
  return watch.lengths
}

/** Points that were foretold and could have ended by then; with fewer nothing is believed. */
const FORETOLD_MIN = 30
/** So much better the correction must have been to be believed by half. */
const BETTER_BY = 0.05
const SURENESS = 100

/**
 * Where what ends late is another sort of case than what comes now, the correction misleads; so it is believed as far
 * as it was right. Of who goes on is known at least by how much a time foretold was too short.
 */
function beliefOf({ at, left, now, foretold }: Watch): Pick<Watch, 'way' | 'belief'> {
  const off = WAYS.map(() => 0)
  let n = 0
  at.forEach((passed, i) => {
    const told = foretold.map((one) => one[i] as number)
    const age = now - passed
    // Sooner only the quick ones are known, also where all were too short.
    if (told.some(Number.isNaN) || age < Math.max(...told)) return
    const truth = left[i] as number
    // With its last step a case is over, and nobody asks any more.
    if (truth === 0) return
    n++
    told.forEach((ms, way) => {
      off[way] = (off[way] as number) + (truth < 0 ? age - ms : Math.abs(ms - truth))
    })
  })
  const [plain = 0, old = 0, all = 0] = off
  if (n < FORETOLD_MIN || plain <= 0) return NO_BELIEF
  const better = (plain - Math.min(old, all)) / plain
  return {
    way: all < old ? 'all' : 'old',
    belief: 1 / (1 + Math.exp(-SURENESS * (better - BETTER_BY))),
  }
}

const NO_BELIEF = { way: 'plain', belief: 0 } as const

interface Seen {
  /** ms, to the end or until now */
  readonly time: number
  readonly hasEnded: boolean
}

function workOut({ at, left, cases, now }: Watch): Lengths {
  const waiting = new Set(cases.filter((_, i) => (left[i] as number) < 0))
  if (waiting.size < WAITING_MIN) return ALL_COUNT_ONCE
  const seen = at.map((passed, i): Seen => {
    const hasEnded = (left[i] as number) >= 0
    return { time: hasEnded ? (left[i] as number) : Math.max(0, now - passed), hasEnded }
  })
  // Of one length the ends come first: who ended then was still there.
  seen.sort((a, b) => a.time - b.time || Number(b.hasEnded) - Number(a.hasEnded))
  const from: number[] = []
  const weight: number[] = []
  let couldEnd = 1
  let goesOn = 1
  seen.forEach(({ time, hasEnded }, i) => {
    if (hasEnded) {
      goesOn *= 1 - 1 / (seen.length - i)
      return
    }
    couldEnd *= 1 - 1 / (seen.length - i)
    const counts = Math.min(WEIGHT_MAX, 1 / Math.max(couldEnd, 1 / WEIGHT_MAX))
    if (counts < (weight.at(-1) ?? 1) * STEP) return
    from.push(time)
    weight.push(counts)
  })
  return { from, weight, beyond: Math.min(BEYOND_MAX, goesOn) }
}

function largestOf(draws: readonly number[]): number {
  let largest = Number.NEGATIVE_INFINITY
  for (const draw of draws) largest = Math.max(largest, draw)
  return largest
}

/** How often a time left of `ms` counts. */
export function countsFor({ from, weight }: Lengths, ms: number): number {
  let counts = 1
  for (let i = 0; i < from.length && (from[i] as number) < ms; i++) counts = weight[i] as number
  return counts
}

const told = new Float64Array(3)
/** how often each value counts, in their order; reused to spare the collector */
let counts = new Float64Array(0)

/**
 * The values beyond `passed` below which the shares `levels` of their counts lie, less `passed`. Undefined where none
 * is beyond. The answer is overwritten by the next call.
 */
export function countedQuantiles(
  run: Run,
  lengths: Lengths,
  levels: Float64Array,
  passed: number,
): Float64Array | undefined {
  const { values, from, count } = run
  let first = 0
  while (first < count && (values[from + first] as number) <= passed) first++
  if (first >= count) return undefined
  // Who goes on for longer than all is counted as long as the longest.
  const total = countAll(run, first, lengths) / (1 - lengths.beyond)
  let i = first - 1
  let sum = 0
  for (let q = 0; q < levels.length; q++) {
    const share = (levels[q] as number) * total
    while (sum < share && i < count - 1) sum += counts[++i] as number
    told[q] = (values[from + Math.max(i, first)] as number) - passed
  }
  return told
}

/** Values and lengths both ascend, so one walk over both tells how often each counts. */
function countAll(run: Run, first: number, { from, weight }: Lengths): number {
  const { values, count } = run
  if (counts.length < count) counts = new Float64Array(2 * count)
  let total = 0
  let length = -1
  for (let i = first; i < count; i++) {
    const value = values[run.from + i] as number
    while (length + 1 < from.length && (from[length + 1] as number) < value) length++
    const times = length < 0 ? 1 : (weight[length] as number)
    counts[i] = times
    total += times
  }
  return total
}

/** what was foretold there stands last, per way; nothing where nothing was */
export type PointJson = readonly [
  key: number,
  of: number,
  at: number,
  left: number,
  draw: number,
  ...foretold: readonly number[],
]

/** The points as data; none where nothing waits, for then they say nothing. */
export function pointsOf(watch: Watch): readonly PointJson[] {
  const { keys, cases, at, left, draws, foretold } = watch
  if (!left.some((one) => one < 0)) return []
  return keys.map((key, i): PointJson => {
    const told = foretold.map((one) => Math.round(one[i] as number))
    const point = [key, cases[i] ?? 0, at[i] ?? 0, left[i] ?? -1, draws[i] ?? 0] as const
    return told.some(Number.isNaN) ? point : [...point, ...told]
  })
}

/** Adds points of another watch, or of one that was kept. `now` in ms, as it was there. */
export function addPoints(watch: Watch, points: readonly PointJson[], now: number): void {
  for (const [key, of, at, left, draw, ...told] of points) {
    const place = watchPoint(watch, { key, of, at, draw })
    if (place === undefined) continue
    watch.left[place] = left
    told.forEach((ms, way) => {
      const own = watch.foretold[way]
      if (own) own[place] = ms
    })
  }
  watch.now = Math.max(watch.now, now)
  watch.sinceWorkedOut = WORK_OUT_EVERY
}
