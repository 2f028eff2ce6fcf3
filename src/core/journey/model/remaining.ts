// How long until the case ends: a sample of times left under each context; the contexts that were right so far
// weigh most. The levels of the band move with what really happens (adaptive conformal prediction), so that eight of
// ten cases end inside it also when the process drifts.
import { emptySample, offer, quantile, quantileBeyond, type Sample } from './sample.ts'
import { TIME_CONTEXTS as K, TIME_PARENT, timeContexts, type Walk } from './walk.ts'
import { weighByLoss } from './weigh.ts'

export interface RemainingState {
  readonly nodes: Map<number, Sample>
  /** faded sum of absolute errors in ms per context, and of the number of readings (last) */
  readonly loss: Float64Array
  /** where in the samples p10, p50 and p90 are read, 0..1 */
  readonly levels: Float64Array
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
/** With fewer samples a context leaves the word to the wider one. */
const SAMPLES_MIN = 10
const LOSS_FADE = 0.5 ** (1 / 5000)
const TARGETS = [0.1, 0.5, 0.9] as const
/** How far one reading moves a level; the median's is fixed, for a moving one followed noise. */
const LEVEL_RATE = 0.0003
const LEVEL_MIN = 0.005
/** Readings of one long case that are scored: neighbours say nearly the same. */
const SCORED_PER_CASE_MAX = 16

export function emptyRemaining(): RemainingState {
  return {
    nodes: new Map(),
    loss: new Float64Array(K + 1),
    levels: Float64Array.from(TARGETS),
  }
}

const hashes = new Uint32Array(K)
const used: (Sample | undefined)[] = new Array<Sample | undefined>(K).fill(undefined)
const weights = new Float64Array(K)

/**
 * The time left of a walk when `waited` ms have passed since its last step: what is left for those who waited longer.
 * Undefined before the first case has ended, and where hardly anybody ever waited so long.
 */
export function readRemaining(state: RemainingState, walk: Walk, waited = 0): TimeLeft | undefined {
  timeContexts(walk, hashes)
  if (!look(state, waited)) return undefined
  weighByLoss(state.loss, weights)
  const [low, middle, high] = state.levels as unknown as readonly [number, number, number]
  const p50 = blend(middle, waited)
  const p10 = Math.min(p50, blend(low, waited))
  const p90 = Math.max(p50, blend(high, waited))
  return { p10, p50, p90, n: narrowest() }
}

/** Scores what would have been said at this point of a case that has since ended; undefined: nothing. */
export function scoreRemaining(
  state: RemainingState,
  walk: Walk,
  left: number,
): 'inside' | 'below' | 'above' | undefined {
  const told = readRemaining(state, walk)
  if (told === undefined) return undefined
  const { loss } = state
  for (let k = 0; k < K; k++) {
    const off = Math.abs((quantile(used[k] as Sample, 0.5) ?? 0) - left)
    loss[k] = (loss[k] as number) * LOSS_FADE + off
  }
  loss[K] = (loss[K] as number) * LOSS_FADE + 1
  if (left < told.p10) return 'below'
  return left > told.p90 ? 'above' : 'inside'
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

/** Keeps the time left (ms) at this point; see sample.ts for `draw`. */
export function learnRemaining(
  state: RemainingState,
  walk: Walk,
  told: { readonly left: number; readonly draw: number },
): void {
  timeContexts(walk, hashes)
  for (let k = 0; k < K; k++) {
    const hash = hashes[k] as number
    let node = state.nodes.get(hash)
    if (node === undefined) {
      node = emptySample()
      state.nodes.set(hash, node)
    }
    offer(node, told.left, told.draw, SAMPLE_MAX)
  }
}

function look(state: RemainingState, waited: number): boolean {
  for (let k = 0; k < K; k++) {
    const own = state.nodes.get(hashes[k] as number)
    const parent = TIME_PARENT[k] as number
    const tells = own && (own.values.length >= SAMPLES_MIN || parent < 0) && outlasts(own, waited)
    used[k] = tells ? own : used[parent]
    if (k === 0 && used[0] === undefined) return false
  }
  return true
}

/** With fewer who took longer a context knows nothing of those who wait so long. */
const LONGER_MIN = 3

function outlasts({ values }: Sample, waited: number): boolean {
  if (waited <= 0) return true
  const longer = values[values.length - LONGER_MIN]
  return longer !== undefined && longer > waited
}

function blend(level: number, waited: number): number {
  let value = 0
  for (let k = 0; k < K; k++) {
    const weight = weights[k] as number
    if (weight > 1e-3) value += weight * leftAt(used[k] as Sample, level, waited)
  }
  return value
}

/** The level is one among those who took longer than `waited`. */
function leftAt(sample: Sample, level: number, waited: number): number {
  return waited <= 0 ? (quantile(sample, level) ?? 0) : (quantileBeyond(sample, level, waited) ?? 0)
}

function narrowest(): number {
  let n = Number.POSITIVE_INFINITY
  for (let k = 0; k < K; k++) if ((weights[k] as number) > 0.05) n = Math.min(n, used[k]?.n ?? n)
  return Number.isFinite(n) ? n : 0
}
