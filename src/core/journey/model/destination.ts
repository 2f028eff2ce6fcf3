// What a case comes to: for each goal the share of ended cases that reached it from here, under the same contexts as
// the time left, mixed by their errors so far and kept honest by a book of claims.
import { emptyClaims, honest, noteClaim } from './claims.ts'
import { TIME_CONTEXTS as K, TIME_PARENT, timeContexts, type Walk } from './walk.ts'
import { weighByLoss } from './weigh.ts'

/** Goals that one model keeps count of; a journey has one or two destinations. */
export const GOALS_MAX = 8

export interface DestinationState {
  /** context -> per goal: points at which it was not reached yet, those after which it was, and cases with such points */
  readonly nodes: Map<number, number[]>
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

/** Numbers per goal of a context. */
const COUNTS = 3
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
    nodes: new Map(),
    loss: each.map(() => new Float64Array(K)),
    claims: each.map(() => emptyClaims()),
  }
}

const hashes = new Int32Array(K)
const found: (number[] | undefined)[] = new Array<number[] | undefined>(K).fill(undefined)
const guesses = new Float64Array(K)
const weights = new Float64Array(K)

/** The chance that the case of this walk reaches goal number `goal`, not reached yet, before it ends. */
export function readDestination(state: DestinationState, walk: Walk, goal: number): Chance {
  look(state, walk)
  guess(goal)
  const raw = blend(state.loss[goal] as Float64Array)
  const p = honest(state.claims[goal] as Float64Array, raw)
  const n = casesBehind(goal)
  const reach = (BAND * Math.sqrt(p * (1 - p) + 1 / (n + 2))) / Math.sqrt(n + 2)
  return { p, low: Math.max(0, p - reach), high: Math.min(1, p + reach), n }
}

/** Contexts that a case has met already: it counts for each of them once, however often it comes by. */
export type MetContexts = Set<readonly number[]>

/** What came of one point of an ended case, per goal: it came, it never came, or it had come before. */
export type Outcome = 'came' | 'never' | 'before'

/**
 * Scores what would have been said, and then learns what came of it. Goals reached before teach nothing. `standsFor`:
 * points of the case that this one is scored for, 0 = none. `met`: one and the same set for all points of a case.
 */
export function learnDestination(
  state: DestinationState,
  walk: Walk,
  outcomes: readonly Outcome[],
  { standsFor, met }: { readonly standsFor: number; readonly met: MetContexts },
): void {
  look(state, walk)
  for (let goal = 0; standsFor > 0 && goal < outcomes.length; goal++) {
    score(state, goal, outcomes[goal] as Outcome, standsFor)
  }
  for (let k = 0; k < K; k++) {
    const node = found[k] ?? grow(state, k, outcomes.length)
    if (node === undefined) continue
    const isFirst = !met.has(node)
    if (isFirst) met.add(node)
    for (let goal = 0; goal < outcomes.length; goal++) {
      countOne(node, goal, { outcome: outcomes[goal], isFirst })
    }
  }
}

/** A narrower context comes to be only once the wider one was met before. */
function grow(state: DestinationState, k: number, goals: number): number[] | undefined {
  if (k > 0 && found[TIME_PARENT[k] as number] === undefined) return undefined
  const node = new Array<number>(goals * COUNTS).fill(0)
  state.nodes.set(hashes[k] as number, node)
  return node
}

function look(state: DestinationState, walk: Walk): void {
  timeContexts(walk, hashes)
  for (let k = 0; k < K; k++) {
    const isKnown = k === 0 || found[TIME_PARENT[k] as number] !== undefined
    found[k] = isKnown ? state.nodes.get(hashes[k] as number) : undefined
  }
}

function countOne(
  node: number[],
  goal: number,
  { outcome, isFirst }: { readonly outcome: Outcome | undefined; readonly isFirst: boolean },
): void {
  if (outcome === 'before') return
  const at = COUNTS * goal
  node[at] = (node[at] ?? 0) + 1
  if (outcome === 'came') node[at + 1] = (node[at + 1] ?? 0) + 1
  if (isFirst) node[at + 2] = (node[at + 2] ?? 0) + 1
}

function score(state: DestinationState, goal: number, outcome: Outcome, weight: number): void {
  if (outcome === 'before') return
  const truth = outcome === 'came' ? 1 : 0
  guess(goal)
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

function guess(goal: number): void {
  for (let k = 0; k < K; k++) {
    const parent = TIME_PARENT[k] as number
    const wider = parent < 0 ? 0.5 : (guesses[parent] as number)
    const node = found[k]
    const points = node?.[COUNTS * goal] ?? 0
    const hits = node?.[COUNTS * goal + 1] ?? 0
    guesses[k] = (hits + PRIOR_POINTS * wider) / (points + PRIOR_POINTS)
  }
}

function blend(loss: Float64Array): number {
  weighByLoss(loss, weights)
  let p = 0
  for (let k = 0; k < K; k++) p += (weights[k] as number) * (guesses[k] as number)
  return p
}

function casesBehind(goal: number): number {
  let n = found[0]?.[COUNTS * goal + 2] ?? 0
  for (let k = 1; k < K; k++) {
    const own = found[k]?.[COUNTS * goal + 2] ?? 0
    if ((weights[k] as number) > 0.1 && own > 0) n = Math.min(n, own)
  }
  return n
}
