// How long somebody waits in a queue whose people give up at some time (Erlang-A: Poisson arrivals, n agents,
// exponential service and patience). Minutes throughout.
import { tailOfGamma } from './gamma.ts'

/** Longer queues than this are cut off: nobody who still waits there expects a number. */
const QUEUE_MAX = 2_000
const WAIT_MAX = 24 * 60
const STEPS = 40

export interface Queue {
  readonly agents: number
  readonly handleMinutes: number
  readonly patienceMinutes: number
}

/** A distribution of waiting times. */
export interface Waiting {
  /** P(wait > minutes) */
  readonly longerThan: (minutes: number) => number
}

/**
 * For somebody who joins now behind so many who wait, all agents being busy: she moves up whenever an agent
 * becomes free or somebody before her gives up.
 */
export function waitBehind(queue: Queue, waiting: number): Waiting {
  const moments = momentsBehind(queue, waiting)
  return { longerThan: (minutes) => tailOfGamma(minutes, moments) }
}

function momentsBehind({ agents, handleMinutes, patienceMinutes }: Queue, waiting: number) {
  let mean = 0
  let variance = 0
  for (let before = Math.min(Math.round(waiting), QUEUE_MAX); before >= 0; before--) {
    const rate = agents / handleMinutes + before / patienceMinutes
    mean += 1 / rate
    variance += 1 / (rate * rate)
  }
  return { mean, variance }
}

/** For somebody who comes at any moment, where nothing is known but how many come in per minute. */
export function waitOnArrival(queue: Queue, arrivalsPerMinute: number): Waiting {
  const { shares } = statesOf(queue, arrivalsPerMinute)
  const waits = shares.map((share, waiting) => ({ share, ...momentsBehind(queue, waiting) }))
  return {
    longerThan: (minutes) =>
      waits.reduce((sum, one) => sum + one.share * tailOfGamma(minutes, one), 0),
  }
}

const SHARE_MIN = 1e-6

/** Chance that all are busy and so many wait, by number; what is missing to 1 is the chance of a free agent. */
function statesOf({ agents, handleMinutes, patienceMinutes }: Queue, arrivals: number) {
  const servers = Math.max(1, Math.round(agents))
  // Weights relative to the state "all busy, nobody waits", so that none runs over.
  let busy = 0
  let weight = 1
  for (let working = servers; working > 0; working--) {
    weight *= working / (arrivals * handleMinutes)
    busy += weight
  }
  const waiting = [1]
  weight = 1
  for (let number = 1; number <= QUEUE_MAX && weight > SHARE_MIN; number++) {
    weight *= arrivals / (servers / handleMinutes + number / patienceMinutes)
    waiting.push(weight)
  }
  const total = busy + waiting.reduce((sum, one) => sum + one, 0)
  return { shares: waiting.map((one) => one / total) }
}

/** Minutes that a wait exceeds with this chance; 0 when most do not wait at all. */
export function minutesExceeded({ longerThan }: Waiting, chance: number): number {
  if (longerThan(0) <= chance) return 0
  let low = 0
  let high = WAIT_MAX
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2
    if (longerThan(middle) > chance) low = middle
    else high = middle
  }
  return high
}
