// What she does next: counts of what followed each context, mixed by weights that are learned online.
//
// Every context gives its own prediction, smoothed towards a shorter one (Witten-Bell). The predictions are
// multiplied, each raised to a weight (a mixture of logarithms): contexts that agree make it surer, and a weight
// says how far a context is to be trusted with so many cases seen: at all, and after this last step. A table of hits per
// claimed probability keeps the outcome honest.
import { emptyClaims, honest, noteClaim } from './claims.ts'
import { NOWHERE } from './context-index.ts'
import {
  addContext,
  COMMONEST_MAX,
  commonest,
  emptyFollowers,
  type Followers,
  findContext,
  isWide,
  kindsAt,
  metAt,
  noteFollower,
  placeOfStep,
  stepAt,
  timesAt,
} from './followers.ts'
import {
  NEXT_CONTEXTS as K,
  NEXT_PARENT,
  nextContexts,
  ORDERS,
  SHORT_FROM,
  type Walk,
} from './walk.ts'

export interface NextStepState {
  readonly followers: Followers
  /** weights of context x trust */
  readonly common: Float64Array
  /** by hash of the last step (0 before the first): what is added to them after it */
  readonly weights: Map<number, Float64Array>
  /** of the likeliest step, see claims.ts */
  readonly claims: Float64Array
}

/** Steps that are weighed against each other; after one step rarely more than a dozen are possible. */
const CANDIDATES_MAX = COMMONEST_MAX
const TRUST_LEVELS = 4
const FLOOR = 1e-6
/** Contexts longer than this many steps come to be only once the shorter one was met before. */
const GROW_FROM = 4
const GROW_MIN = 2
/**
 * Step widths of the weights: wider ones learn sooner and overstate themselves. What holds after every step is heard
 * often and moves little; what is special after one of them is heard seldom and starts at nothing.
 */
const COMMON_RATE = 0.0003
const OWN_RATE = 0.0007
const CLAIM_MEMORY = 4_000
/** Times a context was met after which the oldest hardly count, for most contexts and for those of the last days. */
const LONG_MEMORY = 300
const SHORT_MEMORY = 40
/** Taken as the probability of a step that was no candidate. */
const UNLISTED = 1e-4

export function emptyNextSteps(): NextStepState {
  return {
    followers: emptyFollowers(),
    common: firstWeights(),
    weights: new Map(),
    claims: emptyClaims(),
  }
}

/** Candidates by column, with probabilities that sum to at most 1; the rest belongs to steps not listed. */
export interface NextStepReading {
  size: number
  readonly step: Int32Array
  readonly p: Float64Array
}

// Work space of one reading. Core runs on one thread and nothing here outlives a call.
const hashes = new Int32Array(K)
/** where each context lies, NOWHERE when it was never met, and how often it was */
const found = new Int32Array(K)
const met = new Float64Array(K)
const trust = new Int32Array(K)
/** where the row of each context begins: a context that was never met shares that of the shorter one */
const rowOf = new Int32Array(K)
const chances = new Float64Array(K * CANDIDATES_MAX)
const logs = new Float64Array(K * CANDIDATES_MAX)
let columnOf = new Int32Array(1024).fill(-1)
const reading: NextStepReading = {
  size: 0,
  step: new Int32Array(CANDIDATES_MAX),
  p: new Float64Array(CANDIDATES_MAX),
}

/** Predicts; the answer is valid until the next call. `steps` = how many different steps the model knows. */
export function readNextSteps(state: NextStepState, walk: Walk, steps: number): NextStepReading {
  look(state, walk)
  chooseCandidates(state.followers, steps)
  gatherChances(state.followers, steps)
  combine(state.common, state.weights.get(walk.recent[0] ?? 0) ?? NOTHING_ADDED)
  calibrate(state.claims)
  return reading
}

/**
 * Learns that `next` (index) followed the walk. With `isScored` it first says what it would have said and moves the
 * weights, and returns the probability that `next` was given; else it only counts.
 */
export function learnNextStep(
  state: NextStepState,
  walk: Walk,
  next: number,
  learning: { readonly steps: number; readonly isScored: boolean },
): number | undefined {
  look(state, walk)
  const told = learning.isScored ? score(state, walk, next, learning.steps) : undefined
  count(state.followers, next)
  return told
}

function score(state: NextStepState, walk: Walk, next: number, steps: number): number {
  chooseCandidates(state.followers, steps)
  if (reading.size === 0) return UNLISTED
  gatherChances(state.followers, steps)
  const weights = ownWeights(state, walk.recent[0] ?? 0)
  combine(state.common, weights)
  const column = columnOf[next] ?? -1
  const best = bestColumn()
  const claim = reading.p[best] as number
  noteClaim(state.claims, { claim, cameTrue: best === column, weight: 1, memory: CLAIM_MEMORY })
  if (column < 0) return UNLISTED
  const told = reading.p[column] as number
  adjust(state.common, weights, column)
  return told
}

/** What each order alone would say, as the index of a step; -1 for nothing. For comparing, right after a reading. */
export function choicesByOrder(): ReadonlyMap<number, number> {
  return new Map(ORDERS.map((order, k) => [order, choiceOf(k)]))
}

function choiceOf(k: number): number {
  let best = -1
  let most = 0
  for (let j = 0; j < reading.size; j++) {
    const chance = chances[(rowOf[k] as number) + j] as number
    if (chance > most) {
      most = chance
      best = reading.step[j] as number
    }
  }
  return best
}

function look({ followers }: NextStepState, walk: Walk): void {
  nextContexts(walk, hashes)
  for (let k = 0; k < K; k++) {
    const at = mayBeKnown(k) ? findContext(followers, hashes[k] as number) : NOWHERE
    const n = at === NOWHERE ? 0 : metAt(followers, at)
    found[k] = at
    met[k] = n
    trust[k] = n === 0 ? 0 : n < 4 ? 1 : n < 30 ? 2 : 3
  }
}

/** Most long contexts were never met, and their shorter ones tell: looking each up in a big table costs most. */
function mayBeKnown(k: number): boolean {
  const parent = NEXT_PARENT[k] as number
  return parent < 0 || (met[parent] as number) >= (k < GROW_FROM ? 1 : GROW_MIN)
}

/** All that ever followed the last step; where it is new, what is usual at all. */
function chooseCandidates(followers: Followers, steps: number): void {
  for (let i = 0; i < reading.size; i++) columnOf[reading.step[i] as number] = -1
  reading.size = 0
  if (columnOf.length < steps + 1) columnOf = new Int32Array(2 * (steps + 1)).fill(-1)
  const source = met[1] === 0 ? (found[0] as number) : (found[1] as number)
  if (source === NOWHERE) return
  if (kindsAt(followers, source) <= CANDIDATES_MAX) addAll(followers, source)
  else {
    addOfLonger(followers)
    for (const place of commonest(followers, source)) {
      addCandidate(stepAt(followers, source, place))
    }
  }
}

/** Of too many what followed the last steps together comes first, the longest such context before shorter ones. */
function addOfLonger(followers: Followers): void {
  for (let k = ORDERS.length - 1; k > 1; k--) {
    const longer = found[k] as number
    if (longer !== NOWHERE && kindsAt(followers, longer) <= CANDIDATES_MAX) {
      addAll(followers, longer)
    }
  }
}

function addAll(followers: Followers, at: number): void {
  const kinds = kindsAt(followers, at)
  for (let place = 0; place < kinds; place++) addCandidate(stepAt(followers, at, place))
}

function addCandidate(step: number): void {
  if (reading.size >= CANDIDATES_MAX || (columnOf[step] as number) >= 0) return
  columnOf[step] = reading.size
  reading.step[reading.size++] = step
}

function gatherChances(followers: Followers, steps: number): void {
  for (let k = 0; k < K; k++) {
    const at = found[k] as number
    const parent = NEXT_PARENT[k] as number
    const above = parent < 0 ? NOWHERE : (rowOf[parent] as number)
    // Most contexts were never met, and all that they could say the shorter one has said.
    if (at === NOWHERE && above !== NOWHERE) {
      rowOf[k] = above
      continue
    }
    rowOf[k] = k * CANDIDATES_MAX
    fillRow(followers, k, { above, steps })
  }
}

function fillRow(
  followers: Followers,
  k: number,
  { above, steps }: { readonly above: number; readonly steps: number },
): void {
  const own = rowOf[k] as number
  const at = found[k] as number
  const kinds = at === NOWHERE ? 0 : kindsAt(followers, at)
  const keep = at === NOWHERE ? 0 : 1 / ((met[k] as number) + kinds)
  const rest = at === NOWHERE ? 1 : kinds * keep
  if (above === NOWHERE) spreadEvenly(own, rest / (steps + 1))
  else spreadRest(own, above, rest)
  if (at === NOWHERE) return
  if (isWide(followers, at)) addCandidatesOf(followers, at, { own, keep })
  else addOwn(followers, at, { own, keep })
}

const LOG_FLOOR = Math.log(FLOOR)

/** The shortest context gives all steps the same. */
function spreadEvenly(own: number, even: number): void {
  chances.fill(even, own, own + reading.size)
  logs.fill(Math.log(even + FLOOR), own, own + reading.size)
}

/** What a context has not seen itself it takes from the shorter one. */
function spreadRest(own: number, above: number, rest: number): void {
  // A logarithm of each product would cost more than all the rest of a reading.
  const logRest = Math.log(rest)
  for (let j = 0; j < reading.size; j++) {
    chances[own + j] = rest * (chances[above + j] as number)
    logs[own + j] = Math.max(LOG_FLOOR, logRest + (logs[above + j] as number))
  }
}

interface Row {
  /** where the row of the context begins */
  readonly own: number
  /** of a follower's times, the share that is kept */
  readonly keep: number
}

function addOwn(followers: Followers, at: number, row: Row): void {
  const kinds = kindsAt(followers, at)
  for (let place = 0; place < kinds; place++) {
    const column = columnOf[stepAt(followers, at, place)] as number
    if (column >= 0) addTo(row, column, timesAt(followers, at, place))
  }
}

/** The same where the candidates are fewer than what followed. */
function addCandidatesOf(followers: Followers, at: number, row: Row): void {
  for (let column = 0; column < reading.size; column++) {
    const place = placeOfStep(followers, at, reading.step[column] as number)
    if (place !== NOWHERE) addTo(row, column, timesAt(followers, at, place))
  }
}

function addTo({ own, keep }: Row, column: number, times: number): void {
  const chance = (chances[own + column] as number) + keep * times
  chances[own + column] = chance
  logs[own + column] = Math.log(chance + FLOOR)
}

function combine(common: Float64Array, own: Float64Array): void {
  const { size, p } = reading
  p.fill(0, 0, size)
  for (let k = 0; k < K; k++) {
    if (trust[k] === 0) continue
    const at = k * TRUST_LEVELS + (trust[k] as number)
    const weight = (common[at] as number) + (own[at] as number)
    const row = rowOf[k] as number
    for (let j = 0; j < size; j++) p[j] = (p[j] as number) + weight * (logs[row + j] as number)
  }
  let top = Number.NEGATIVE_INFINITY
  for (let j = 0; j < size; j++) top = Math.max(top, p[j] as number)
  let sum = 0
  for (let j = 0; j < size; j++) sum += p[j] = Math.exp((p[j] as number) - top)
  for (let j = 0; j < size; j++) p[j] = (p[j] as number) / sum
}

/** One step down the gradient of -log p(what happened). */
function adjust(common: Float64Array, own: Float64Array, column: number): void {
  const { size, p } = reading
  for (let k = 0; k < K; k++) {
    if (trust[k] === 0) continue
    const row = rowOf[k] as number
    let expected = 0
    for (let j = 0; j < size; j++) expected += (p[j] as number) * (logs[row + j] as number)
    const at = k * TRUST_LEVELS + (trust[k] as number)
    const downhill = (logs[row + column] as number) - expected
    common[at] = (common[at] as number) + COMMON_RATE * downhill
    own[at] = (own[at] as number) + OWN_RATE * downhill
  }
}

/** Before anything is learned, the two middling orders lead and the others join in lightly. */
function firstWeights(): Float64Array {
  const weights = new Float64Array(K * TRUST_LEVELS).fill(0.4 / K)
  for (const lead of [5, 9]) weights.fill(0.3, lead * TRUST_LEVELS, (lead + 1) * TRUST_LEVELS)
  return weights
}

const NOTHING_ADDED = new Float64Array(K * TRUST_LEVELS)

function ownWeights(state: NextStepState, last: number): Float64Array {
  const known = state.weights.get(last)
  if (known) return known
  const weights = new Float64Array(K * TRUST_LEVELS)
  state.weights.set(last, weights)
  return weights
}

/** Moves the best candidate's chance by what such claims were off by, and the others' in proportion. */
function calibrate(claims: Float64Array): void {
  const { size, p } = reading
  if (size < 2) return
  const best = bestColumn()
  const claim = p[best] as number
  const told = Math.min(0.999, Math.max(honest(claims, claim), 1 / size))
  const scale = (1 - told) / Math.max(1 - claim, 1e-9)
  for (let j = 0; j < size; j++) p[j] = j === best ? told : (p[j] as number) * scale
}

function bestColumn(): number {
  let best = 0
  for (let j = 1; j < reading.size; j++) {
    if ((reading.p[j] as number) > (reading.p[best] as number)) best = j
  }
  return best
}

function count(followers: Followers, step: number): void {
  for (let k = 0; k < K; k++) {
    const hash = hashes[k] as number
    if (found[k] === NOWHERE) {
      // The shorter one was met once more just now.
      if (k >= GROW_FROM && (met[NEXT_PARENT[k] as number] as number) < GROW_MIN - 1) continue
      addContext(followers, hash, step)
    } else {
      const memory = k < SHORT_FROM ? LONG_MEMORY : SHORT_MEMORY
      noteFollower(followers, { hash, step, memory })
    }
  }
}
