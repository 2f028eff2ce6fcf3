// How long until the case ends: a sample of times left under each context, and of the latest cases under some; those
// that were right so far weigh most (see trust.ts). The levels of the band move with what really happens (adaptive
// conformal prediction), so that eight of ten cases end inside it also when the process drifts.

import { NOWHERE } from './context-index.ts'
import {
  type Durations,
  emptyDurations,
  findSample,
  offeredAt,
  offerTo,
  runAt,
} from './durations.ts'
import { mix } from './hash.ts'
import { longerThan, quantileBeyond, quantileOfNext, type Run } from './sample.ts'
import { emptyTrust, judge, type Trust, weigh } from './trust.ts'
import { TIME_CONTEXTS, TIME_PARENT, timeContexts, type Walk } from './walk.ts'
import {
  countedQuantiles,
  countsFor,
  emptyWatch,
  type Lengths,
  lengthsNow,
  WAYS,
  type Watch,
  type WatchedPoint,
  type Way,
  watchPoint,
} from './watch.ts'

export interface RemainingState {
  readonly durations: Durations
  readonly trust: Trust
  /** where in the samples p10, p50 and p90 are read, 0..1 */
  readonly levels: Float64Array
  /** of all cases, also of those that go on */
  readonly watch: Watch
}

/** ms from now until the end of the case */
export interface TimeLeft {
  readonly p10: number
  readonly p50: number
  readonly p90: number
  /** cases-so-far under the narrowest context that was used */
  readonly n: number
}

/** Durations kept per context: the median of so many is off by a few per cent at most. */
export const SAMPLE_MAX = 128
/** Kept of all durations alike: what is usual at all must be as good as it can be, all else is measured by it. */
export const ROOT_SAMPLE_MAX = 512
/** Contexts that are also kept for the latest cases alone: none, the last step, that and the time since the start. */
const LATELY = [0, 1, 5] as const
/** Cases after which a duration weighs half among the latest. */
export const LATELY_CASES = 50
/** Forecasters: each context's sample, then the latest. */
const K = TIME_CONTEXTS + LATELY.length
/** For each forecaster the one it falls back to. */
const PARENT: readonly number[] = [
  ...TIME_PARENT,
  ...LATELY.map((_, i) => (i === 0 ? 0 : TIME_CONTEXTS + i - 1)),
]
const TARGETS = [0.1, 0.5, 0.9] as const
/**
 * With fewer durations a context shares its word with the wider one. A middle is known from few; the ends of a band are
 * not: between the least and the most of five lie but two of three of those that come.
 */
const SAMPLES_MIN = [40, 10, 40] as const
/** How far one reading moves a level; the median's is fixed, for a moving one followed noise. */
const LEVEL_RATE = 0.0003
const LEVEL_MIN = 0.005
/** Readings of one long case that are scored: neighbours say nearly the same. */
const SCORED_PER_CASE_MAX = 16

export function emptyRemaining(): RemainingState {
  return {
    durations: emptyDurations(),
    trust: emptyTrust(K),
    levels: Float64Array.from(TARGETS),
    watch: emptyWatch(),
  }
}

const hashes = new Int32Array(K)
/** by forecaster: of the sample it speaks from, how many durations were offered */
const usedOffered = new Float64Array(K)
const told = TARGETS.map(() => new Float64Array(K))
const weights = new Float64Array(K)

function contextsOf(walk: Walk): void {
  timeContexts(walk, hashes)
  LATELY.forEach((k, i) => {
    hashes[TIME_CONTEXTS + i] = mix(hashes[k] as number, LATELY_SALT)
  })
}

const LATELY_SALT = 900

/**
 * The time left of a walk when `waited` ms have passed since its last step: what is left for those who waited longer.
 * Undefined before the first case has ended, and where hardly anybody ever waited so long.
 */
export function readRemaining(state: RemainingState, walk: Walk, waited = 0): TimeLeft | undefined {
  const lengths = lengthsNow(state.watch)
  const { belief, way } = state.watch
  const plain = readWith(state, walk, { waited, lengths, way: 'plain' })
  if (belief < BELIEF_MIN) return plain
  const corrected = readWith(state, walk, { waited, lengths, way })
  if (!plain || !corrected) return plain
  const between = (a: number, b: number): number => a + belief * (b - a)
  return {
    p10: between(plain.p10, corrected.p10),
    p50: between(plain.p50, corrected.p50),
    p90: between(plain.p90, corrected.p90),
    n: plain.n,
  }
}

/** A correction that is believed less is not worth a second reading. */
const BELIEF_MIN = 0.01

interface TimeReading {
  /** ms since the last step */
  readonly waited: number
  /** how often times of each length count, and for which contexts */
  readonly lengths: Lengths
  readonly way: Way
}

function readWith(state: RemainingState, walk: Walk, reading: TimeReading): TimeLeft | undefined {
  contextsOf(walk)
  if (!look(state, reading)) return undefined
  const earned = weigh(state.trust, walk.recent[0] ?? 0, weights)
  const middles = told[1] as Float64Array
  const p50 = earned * blend(middles) + (1 - earned) * (middles[0] as number)
  const p10 = Math.min(p50, middleOf(told[0] as Float64Array))
  const p90 = Math.max(p50, middleOf(told[2] as Float64Array))
  return { p10, p50, p90, n: narrowest() }
}

/** Notes a point of a case that goes on, and what is foretold there where that could be put right. */
export function watchRemaining(state: RemainingState, walk: Walk, point: WatchedPoint): void {
  const { watch } = state
  const place = watchPoint(watch, point)
  if (place === undefined) return
  const lengths = lengthsNow(watch)
  if (lengths.from.length === 0) return
  WAYS.forEach((way, i) => {
    const told = watch.foretold[i]
    if (told) told[place] = readWith(state, walk, { waited: 0, lengths, way })?.p50 ?? Number.NaN
  })
}

/** How one reading did, and for how many it stands where some go on (see watch.ts). */
export interface Scored {
  readonly counts: number
  readonly isBelow: boolean
  readonly isAbove: boolean
}

/** Scores what would have been said at this point of a case that has since ended; undefined: nothing. */
export function scoreRemaining(
  state: RemainingState,
  walk: Walk,
  left: number,
): Scored | undefined {
  const said = readRemaining(state, walk)
  if (said === undefined) return undefined
  const { lengths, belief } = state.watch
  const counts = 1 + belief * (countsFor(lengths, left) - 1)
  judge(state.trust, walk.recent[0] ?? 0, { told: told[1] as Float64Array, truth: left, counts })
  return { counts, isBelow: left < said.p10, isAbove: left > said.p90 }
}

/**
 * Moves the levels by the shares of one case's readings that were missed below and above. Long cases have more
 * readings and so more to say: the promise is about readings.
 */
export function moveLevels(
  levels: Float64Array,
  missed: { readonly below: number; readonly above: number; readonly readings: number },
): void {
  const rate = LEVEL_RATE * missed.readings
  const low = (levels[0] as number) + rate * (0.1 - missed.below)
  const high = (levels[2] as number) - rate * (0.1 - missed.above)
  levels[0] = Math.min(0.45, Math.max(LEVEL_MIN, low))
  levels[2] = Math.max(0.55, Math.min(1 - LEVEL_MIN, high))
}

/** Of `count` readings of a case, how many the one at `index` is scored for; 0 = it is not scored. */
export function standsFor(index: number, count: number): number {
  const every = Math.ceil(count / SCORED_PER_CASE_MAX)
  return index % every === 0 ? every : 0
}

/** A narrower context comes to be only once the wider one was met so often: most would be met once and never again. */
const GROW_FROM = 3

/** Keeps the time left (ms) at this point; draws as in sample.ts, by time and by the count of cases. */
export function learnRemaining(
  state: RemainingState,
  walk: Walk,
  { left, draw, lately }: { readonly left: number; readonly draw: number; readonly lately: number },
): void {
  contextsOf(walk)
  for (let k = 0; k < K; k++) {
    const isGrown = k === 0 || (offered[PARENT[k] as number] as number) >= GROW_FROM
    offered[k] = isGrown
      ? offerTo(state.durations, {
          hash: hashes[k] as number,
          value: left,
          draw: k < TIME_CONTEXTS ? draw : lately,
          max: k === 0 ? ROOT_SAMPLE_MAX : SAMPLE_MAX,
        })
      : 0
  }
}

/** by forecaster: durations offered to its own sample; 0 = it has none */
const offered = new Float64Array(K)

/** Finds what each forecaster says; false where nothing is known at all. */
function look({ durations, levels }: RemainingState, reading: TimeReading): boolean {
  const { waited } = reading
  for (let k = 0; k < K; k++) {
    const parent = PARENT[k] as number
    const at = findOwn(durations, k)
    const n = offered[k] as number
    const run = n === 0 ? NOTHING : runAt(durations, at)
    const backing = waited <= 0 ? n : backingOf(run, waited)
    if (backing > 0) {
      usedOffered[k] = n
      ask(k, run, { ...reading, backing }, levels)
    } else if (parent < 0) return false
    else sayAs(parent, k)
  }
  return true
}

/** Where the sample of a forecaster's own context lies; notes how many were offered to it. */
function findOwn(durations: Durations, k: number): number {
  const parent = PARENT[k] as number
  // Where the wider context is unknown the narrower one is too.
  const isKnown = parent < 0 || offered[parent] !== 0
  const at = isKnown ? findSample(durations, hashes[k] as number) : NOWHERE
  offered[k] = at === NOWHERE ? 0 : offeredAt(durations, at)
  return at
}

const NOTHING: Run = { values: [], from: 0, count: 0 }

/** How many durations a context's word rests on after so long a wait; 0 = it has none to say. */
function backingOf(own: Run, waited: number): number {
  const longer = longerThan(own, waited)
  return longer < LONGER_MIN ? 0 : longer
}

function sayAs(parent: number, k: number): void {
  usedOffered[k] = usedOffered[parent] as number
  for (const values of told) values[k] = values[parent] as number
}

/** With fewer who took longer a context knows nothing of those who wait so long. */
const LONGER_MIN = 3

/** What a context says itself, as far as it is backed, and for the rest what the wider one says. */
function ask(
  k: number,
  own: Run,
  { waited, backing, lengths, way }: TimeReading & { readonly backing: number },
  levels: Float64Array,
): void {
  const parent = PARENT[k] as number
  const isPlain = way === 'plain' || (way === 'old' && k >= TIME_CONTEXTS)
  const counted =
    isPlain || lengths.from.length === 0
      ? undefined
      : countedQuantiles(own, lengths, levels, Math.max(0, waited))
  for (let q = 0; q < told.length; q++) {
    const values = told[q] as Float64Array
    const share = parent < 0 ? 1 : Math.min(1, backing / (SAMPLES_MIN[q] as number))
    const wider = parent < 0 ? 0 : (values[parent] as number)
    const left = counted?.[q] ?? leftAt(own, levels[q] as number, waited)
    values[k] = share * left + (1 - share) * wider
  }
}

/** The level is one among those who took longer than `waited`. */
function leftAt(run: Run, level: number, waited: number): number {
  return waited <= 0 ? (quantileOfNext(run, level) ?? 0) : (quantileBeyond(run, level, waited) ?? 0)
}

function blend(values: Float64Array): number {
  let value = 0
  for (let k = 0; k < K; k++) value += (weights[k] as number) * (values[k] as number)
  return value
}

const order = new Int32Array(K)

/**
 * The value with half of the weight on either side. The ends of a band are such ones and no means: where tickets close
 * by themselves after exactly 15 days, a mean would leave all of them out by a little.
 */
function middleOf(values: Float64Array): number {
  for (let k = 0; k < K; k++) {
    let i = k
    for (; i > 0 && (values[order[i - 1] as number] as number) > (values[k] as number); i--) {
      order[i] = order[i - 1] as number
    }
    order[i] = k
  }
  let i = 0
  let sum = weights[order[0] as number] as number
  while (i < K - 1 && sum < 0.5) sum += weights[order[++i] as number] as number
  return values[order[i] as number] as number
}

function narrowest(): number {
  let n = Number.POSITIVE_INFINITY
  for (let k = 0; k < K; k++) {
    if ((weights[k] as number) > 0.05) n = Math.min(n, usedOffered[k] as number)
  }
  return Number.isFinite(n) ? n : 0
}
