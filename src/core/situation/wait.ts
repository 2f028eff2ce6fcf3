// The wait for a capability: from what people waited just now when that is steady enough to speak of, else from
// the queue as it stands, else from what its system last said of it, else unknown.
import type { Capability, Eta, Signal } from '../../contract/situation.ts'
import { currentSignal, liveSamples } from './current.ts'
import type { SituationState } from './fold.ts'
import { minutesExceeded, type Queue, type Waiting, waitBehind, waitOnArrival } from './queue.ts'

/** Waits measured that are needed before they say something. */
const SAMPLES_MIN = 5
/** They must differ by no more than this share of their mean. */
const VARIATION_MAX = 0.4
/** As long as the newest holds, the measured waits of so long count with it. */
const LOOK_BACK_SECONDS = 3_600

export interface WaitEstimate extends Eta {
  /** chance of a wait beyond what the capability tolerates */
  readonly tooLong: number
  readonly by: 'measured' | 'queue' | 'arrivals' | 'said'
  /** ids of the signals it rests on */
  readonly evidence: readonly string[]
}

/** Undefined = unknown. `now` in ms. */
export function waitFor(
  definition: Capability,
  state: SituationState,
  now: number,
): WaitEstimate | undefined {
  const seen = signalsOf(definition, state, now)
  const known = knownEstimates(state, definition)
  const key = keyOf(seen)
  if (!known.has(key)) {
    const wait = measuredWait(definition, seen) ?? queueWait(definition, seen)
    known.set(key, wait ?? saidWait(definition, seen))
  }
  return known.get(key)
}

/** What is known of a queue now: all that an estimate depends on. */
interface Seen {
  readonly waits: readonly Signal[]
  /** the newest of them that is not past its own time */
  readonly said: Signal | undefined
  readonly agents: Signal | undefined
  readonly backlog: Signal | undefined
  readonly arrivals: Signal | undefined
  readonly load: Signal | undefined
}

function signalsOf(
  { capability, signalTtlSeconds: ttlSeconds }: Capability,
  state: SituationState,
  now: number,
): Seen {
  const signal = (metric: Signal['metric']) =>
    currentSignal(state, { capability, metric, ttlSeconds, now })
  const waits = { capability, metric: 'wait' as const, ttlSeconds: LOOK_BACK_SECONDS, now }
  const said = signal('wait')
  return {
    waits: said ? liveSamples(state, waits) : [],
    said,
    agents: signal('agents'),
    backlog: signal('backlog'),
    arrivals: signal('arrivals'),
    load: signal('load'),
  }
}

type Estimates = Map<string, WaitEstimate | undefined>
/** Every view asks for the same few queues, so an estimate is made once for what it rests on. */
const estimates = new WeakMap<SituationState, WeakMap<Capability, Estimates>>()

function knownEstimates(state: SituationState, definition: Capability): Estimates {
  const ofState = estimates.get(state) ?? new WeakMap<Capability, Estimates>()
  const known = ofState.get(definition) ?? new Map<string, WaitEstimate | undefined>()
  estimates.set(state, ofState)
  ofState.set(definition, known)
  return known
}

function keyOf({ waits, said, agents, backlog, arrivals, load }: Seen): string {
  return [...waits, said, agents, backlog, arrivals, load].map((one) => one?.id ?? '').join('\n')
}

function measuredWait(
  { toleranceMinutes }: Capability,
  { waits: samples }: Seen,
): WaitEstimate | undefined {
  if (samples.length < SAMPLES_MIN) return undefined
  const waits = samples.map((one) => one.value).sort((a, b) => a - b)
  if (!isSteady(waits)) return undefined
  const at = (share: number) => waits[Math.ceil(share * waits.length) - 1] ?? 0
  return {
    p50: at(0.5),
    p90: at(0.9),
    tooLong: waits.filter((one) => one > toleranceMinutes).length / waits.length,
    by: 'measured',
    evidence: samples.map((one) => one.id),
  }
}

/** Waits around nothing always are. */
function isSteady(waits: readonly number[]): boolean {
  const mean = waits.reduce((sum, one) => sum + one, 0) / waits.length
  const variance = waits.reduce((sum, one) => sum + (one - mean) ** 2, 0) / waits.length
  return mean < 1 || Math.sqrt(variance) <= VARIATION_MAX * mean
}

/** So many times as long one in ten may wait, when all that is known is how long people wait now. */
const LONGER_THAN_SAID = 2

/**
 * Systems of queues say under one id, minute by minute, how long people wait. That is one value and no spread; where
 * several people's waits differ too much to speak of, the last one says no more than they do.
 */
function saidWait(
  { toleranceMinutes }: Capability,
  { waits, said }: Seen,
): WaitEstimate | undefined {
  if (said === undefined || waits.length >= SAMPLES_MIN) return undefined
  const { value: p50 } = said
  return {
    p50,
    p90: LONGER_THAN_SAID * p50,
    // As if each further minute ended as many waits as the one before.
    tooLong: p50 <= 0 ? 0 : 2 ** (-toleranceMinutes / p50),
    by: 'said',
    evidence: [said.id],
  }
}

function queueWait(
  definition: Capability,
  { agents, backlog, arrivals, load }: Seen,
): WaitEstimate | undefined {
  const queue = queueOf(definition, agents?.value)
  if (!queue) return undefined
  if (backlog) {
    const isFree = backlog.value < 1 && (load?.value ?? 1) < 1
    const waiting = isFree ? NO_WAIT : waitBehind(queue, backlog.value)
    return estimate(waiting, definition, { by: 'queue', signals: [agents, backlog] })
  }
  if (!arrivals) return undefined
  const waiting = waitOnArrival(queue, Math.max(arrivals.value, ARRIVALS_MIN) / MINUTES_PER_HOUR)
  return estimate(waiting, definition, { by: 'arrivals', signals: [agents, arrivals] })
}

/** A queue into which nobody comes is as short as this one. */
const ARRIVALS_MIN = 0.01
const MINUTES_PER_HOUR = 60
const NO_WAIT: Waiting = { longerThan: () => 0 }

function queueOf(
  { handleMinutes, patienceMinutes }: Capability,
  agents: number | undefined,
): Queue | undefined {
  if (handleMinutes === undefined || agents === undefined || agents < 1) return undefined
  return { agents, handleMinutes, patienceMinutes }
}

function estimate(
  waiting: Waiting,
  { toleranceMinutes }: Capability,
  {
    by,
    signals,
  }: { readonly by: WaitEstimate['by']; readonly signals: readonly (Signal | undefined)[] },
): WaitEstimate {
  return {
    p50: minutesExceeded(waiting, 0.5),
    p90: minutesExceeded(waiting, 0.1),
    tooLong: waiting.longerThan(toleranceMinutes),
    by,
    evidence: signals.flatMap((one) => (one ? [one.id] : [])),
  }
}
