// journey: learning speed and reading time of the journey model on a made-up log: loops, branches that depend on
// waits, rare steps. No database takes part; figures on public logs come from `alidade journey evaluate`.

import { compileJourneys } from '../src/core/journey/designed/compile.ts'
import { createModel, learnCase } from '../src/core/journey/model/model.ts'
import { destinationChances, nextSteps, timeLeft } from '../src/core/journey/model/read.ts'
import { snapshotOf } from '../src/core/journey/model/snapshot.ts'
import { type Step, walkOf } from '../src/core/journey/model/walk.ts'
import { positionsOf } from '../src/core/journey/positions.ts'
import { createRandom, type Random } from '../src/testing/random.ts'
import type { BenchOptions } from './options.ts'
import { perSecond, rounded } from './statistics.ts'

const DAY_MS = 86_400_000
const CASES = { quick: 5_000, full: 30_000 } as const
const READINGS = 5_000

/** Learns all cases but the last ones, then reads positions of those. */
export async function journey(options: Pick<BenchOptions, 'quick'>): Promise<object> {
  const cases = madeUpCases(options.quick ? CASES.quick : CASES.full)
  const model = createModel({ goals: ['delivered'] })
  const startedAt = performance.now()
  cases.forEach((steps, n) => {
    learnCase(model, `case ${n}`, steps)
  })
  const seconds = (performance.now() - startedAt) / 1000
  const walks = cases.slice(-READINGS).map((steps) => steps.slice(0, 1 + (steps.length >> 1)))
  return {
    cases: cases.length,
    events: model.events,
    learnEventsPerSecond: perSecond(model.events, seconds),
    readMicros: micros(walks, (steps) => {
      const walk = walkOf(steps)
      return [nextSteps(model, walk, 3), timeLeft(model, walk), destinationChances(model, walk)]
    }),
    positionMicros: micros(walks, positionReader(model)),
    contexts: model.next.followers.index.size + model.remaining.durations.index.size,
    snapshotBytes: JSON.stringify(snapshotOf(model)).length,
  }
}

/** A whole position as a view shows it: path, norm, next, destination, reasons. */
function positionReader(model: ReturnType<typeof createModel>) {
  const none = compileJourneys([])
  if (!none.ok) throw new Error('No journeys must compile')
  const evidence = '0'.repeat(32)
  return (steps: readonly Step[]): unknown =>
    positionsOf({
      designed: {},
      compiled: none.journeys,
      discovered: { model, steps: steps.map((step) => ({ ...step, evidence })) },
      now: (steps.at(-1)?.at ?? 0) + DAY_MS / 2,
      traits: {},
      objects: [],
    })
}

function micros(walks: readonly (readonly Step[])[], read: (steps: readonly Step[]) => unknown) {
  const took = walks.map((steps) => {
    const startedAt = performance.now()
    read(steps)
    return (performance.now() - startedAt) * 1000
  })
  took.sort((a, b) => a - b)
  const at = (share: number): number => rounded(took[Math.floor(took.length * share)] ?? 0, 1)
  return { p50: at(0.5), p99: at(0.99) }
}

function madeUpCases(count: number): readonly (readonly Step[])[] {
  const random = createRandom(7)
  return Array.from({ length: count }, (_, n) => madeUpCase(random, n * 60_000))
}

function madeUpCase(random: Random, startedAt: number): readonly Step[] {
  const steps: Step[] = [{ step: 'ordered', at: startedAt }]
  let at = startedAt
  const add = (step: string, days: number): void => {
    at += days * DAY_MS * (0.5 + random.next())
    steps.push({ step, at })
  }
  add('paid', random.chance(0.8) ? 0.01 : 3)
  while (random.chance(0.3)) {
    add('asked', 1)
    add('answered', 0.3)
  }
  if (random.chance(0.1)) add(`rare ${random.int(1, 40)}`, 1)
  if (random.chance(0.9)) {
    add('sent', 1)
    add(random.chance(0.95) ? 'delivered' : 'lost', 2)
  } else add('cancelled', 0.2)
  return steps
}
