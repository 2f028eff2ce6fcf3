// What a case comes to: for each goal the share of ended cases that reached it from here, under the same contexts as
// the time left, mixed by their errors so far and kept honest by a book of claims.
import { emptyClaims, honest, noteClaim } from './claims.ts'
import { NOWHERE } from './context-index.ts'
import {
  addOutcomes,
  casesAt,
  countPoint,
  emptyOutcomes,
  findOutcomes,
  hitsAt,
  type Outcome,
  type Outcomes,
  pointsAt,
} from './outcomes.ts'
import { TIME_CONTEXTS as K, TIME_PARENT, timeContexts, type Walk } from './walk.ts'
import { weighByLoss } from './weigh.ts'

/** Goals that one model keeps count of; a journey has one or two destinations. */
export const GOALS_MAX = 8

export interface DestinationState {
  readonly outcomes: Outcomes
  /** per goal: faded sum of squared errors per context */
  readonly loss: readonly Float64Array[]
  /** per goal, see claims.ts */
  readonly claims: readonly Float64Array[]
}

export interface Chance {
  /** 0..1, with a band that holds the true share in eight of ten */
  readonly p: number
  readonly low: number
  readonly high: number
  /** ended cases under the narrowest context that counts */
  readonly n: number
}

/** Points that a wider context is worth beside a narrower one's own. */
const PRIOR_POINTS = 5
const LOSS_FADE = 0.5 ** (1 / 5000)
/** All claims of one case come true or fail together, so many cases must be remembered. */
const CLAIM_MEMORY = 20_000
/** 80 % of a normal distribution. */
const BAND = 1.28

export function emptyDestinations(goals: number): DestinationState {
  const each = Array.from({ length: Math.min(goals, GOALS_MAX) }, (_, i) => i)
  return {
    outcomes: emptyOutcomes(each.length),
    loss: each.map(() => new Float64Array(K)),
    claims: each.map(() => emptyClaims()),
  }
}

const hashes = new Int32Array(K)
/** where each context lies, NOWHERE when it was never met */
const found = new Int32Array(K)
const guesses = new Float64Array(K)
const weights = new Float64Array(K)

/** The chance that the case of this walk reaches goal number `goal`, not reached yet, before it ends. */
export function readDestination(state: DestinationState, walk: Walk, goal: number): Chance {
  look(state, walk)
  guess(state.outcomes, goal)
  const raw = blend(state.loss[goal] as Float64Array)
  const p = honest(state.claims[goal] as Float64Array, raw)
  const n = casesBehind(state.outcomes, goal)
  const reach = (BAND * Math.sqrt(p * (1 - p) + 1 / (n + 2))) / Math.sqrt(n + 2)
  return { p, low: Math.max(0, p - reach), high: Math.min(1, p + reach), n }
}

/**
 * Scores what would have been said, and then learns what came of it. Goals reached before teach nothing. `standsFor`:
 * points of the case that this one is scored for, 0 = none. `of`: the number of the case, another for each.
 */
export function learnDestination(
  state: DestinationState,
  walk: Walk,
  outcomes: readonly Outcome[],
  { standsFor, of }: { readonly standsFor: number; readonly of: number },
): void {
  look(state, walk)
  for (let goal = 0; standsFor > 0 && goal < outcomes.length; goal++) {
    score(state, goal, outcomes[goal] as Outcome, standsFor)
  }
  for (let k = 0; k < K; k++) {
    const at = found[k] === NOWHERE ? grow(state, k) : (found[k] as number)
    if (at !== NOWHERE) countPoint(state.outcomes, at, { outcomes, of })
  }
}

/** A narrower context comes to be only once the wider one was met before. */
function grow({ outcomes }: DestinationState, k: number): number {
  if (k > 0 && found[TIME_PARENT[k] as number] === NOWHERE) return NOWHERE
  return addOutcomes(outcomes, hashes[k] as number)
}

function look({ outcomes }: DestinationState, walk: Walk): void {
  timeContexts(walk, hashes)
  for (let k = 0; k < K; k++) {
    const isKnown = k === 0 || found[TIME_PARENT[k] as number] !== NOWHERE
    found[k] = isKnown ? findOutcomes(outcomes, hashes[k] as number) : NOWHERE
  }
}

function score(state: DestinationState, goal: number, outcome: Outcome, weight: number): void {
  if (outcome === 'before') return
  const truth = outcome === 'came' ? 1 : 0
  guess(state.outcomes, goal)
  const loss = state.loss[goal] as Float64Array
  noteClaim(state.claims[goal] as Float64Array, {
    claim: blend(loss),
    cameTrue: truth === 1,
    weight,
    memory: CLAIM_MEMORY,
  })
  for (let k = 0; k < K; k++) {
    loss[k] = (loss[k] as number) * LOSS_FADE + ((guesses[k] as number) - truth) ** 2
  }
}

function guess(outcomes: Outcomes, goal: number): void {
  for (let k = 0; k < K; k++) {
    const parent = TIME_PARENT[k] as number
    const wider = parent < 0 ? 0.5 : (guesses[parent] as number)
    const at = found[k] as number
    const points = at === NOWHERE ? 0 : pointsAt(outcomes, at, goal)
    const hits = at === NOWHERE ? 0 : hitsAt(outcomes, at, goal)
    guesses[k] = (hits + PRIOR_POINTS * wider) / (points + PRIOR_POINTS)
  }
}

function blend(loss: Float64Array): number {
  weighByLoss(loss, weights)
  let p = 0
  for (let k = 0; k < K; k++) p += (weights[k] as number) * (guesses[k] as number)
  return p
}

function casesBehind(outcomes: Outcomes, goal: number): number {
  let n = found[0] === NOWHERE ? 0 : casesAt(outcomes, found[0] as number, goal)
  for (let k = 1; k < K; k++) {
    const at = found[k] as number
    const own = at === NOWHERE ? 0 : casesAt(outcomes, at, goal)
    if ((weights[k] as number) > 0.1 && own > 0) n = Math.min(n, own)
  }
  return n
}
