// Does an event cost more when many are stored already? The same window of events at growing sizes.
import { checkStored, storedEvents } from './check.ts'
import { collect, firstOf, loadPopulation, send } from './collect.ts'
import { insertFloor } from './floor-insert.ts'
import type { BenchOptions } from './options.ts'
import { activity, batches } from './population.ts'
import { type Latency, latencyOf, perSecond, rounded } from './statistics.ts'
import { type BenchWorld, type CpuPerThousand, cpuPerThousand } from './world.ts'

const FULL = {
  customers: 40_000,
  window: 20_000,
  floorEvents: 50_000,
  sizes: [100_000, 200_000, 500_000, 1_000_000, 2_000_000],
}
const QUICK = {
  customers: 4_000,
  window: 5_000,
  floorEvents: 10_000,
  sizes: [10_000, 20_000, 50_000, 100_000],
}
const BATCH = 100
const CONNECTIONS = 8
const SEED = 3

interface Point extends Latency, CpuPerThousand {
  /** stored when the window begins */
  readonly events: number
  readonly eventsPerSecond: number
}

export async function curve(world: BenchWorld, options: BenchOptions): Promise<object> {
  const base = options.quick ? QUICK : FULL
  const customers = options.customers ?? base.customers
  const window = Math.min(base.window, options.events ?? base.window)
  const sizes = base.sizes.filter((size) => size <= (options.events ?? size))
  const largest = sizes.at(-1) ?? options.events ?? 0
  const checkpoints = sizes.length > 0 ? sizes : [largest]
  const population = { customers, seed: SEED, endsAt: Date.now() }
  const stream = activity(population, largest + window * (checkpoints.length + 1))
  let stored = await loadPopulation(world, population, { total: 0 })
  const points: Point[] = []
  for (const size of checkpoints) {
    if (stored < size) stored += await send(world, firstOf(stream, size - stored))
    const point = await measure(world, { stream, window, stored, options })
    world.say(JSON.stringify(point))
    points.push(point)
    stored += window
  }
  await checkStored(world, stored)
  const floor = await insertFloor(world, Math.min(base.floorEvents, stored))
  return {
    ...summary(points),
    ...ratioTo(points, floor.eventsPerSecond),
    customers,
    window,
    points,
  }
}

interface Window {
  readonly stream: Iterator<string>
  readonly window: number
  readonly stored: number
  readonly options: BenchOptions
}

async function measure(world: BenchWorld, at: Window): Promise<Point> {
  const { port, writeKey } = world.server
  const connections = at.options.connections ?? CONNECTIONS
  const texts = firstOf(at.stream, at.window)
  const requests = [...batches(texts, { size: BATCH, writeKey })]
  const events = await storedEvents(world)
  const before = await world.cpu()
  const sent = await world.timed(`curve-${at.stored}`, () =>
    collect({ port, connections, requests }),
  )
  const after = await world.cpu()
  return {
    events,
    eventsPerSecond: perSecond(sent.accepted, sent.seconds),
    ...latencyOf(sent.latencies),
    ...cpuPerThousand(before, after, sent.accepted),
  }
}

const costOf = (point: Point | undefined): number =>
  (point?.serverCpuMs ?? 0) + (point?.postgresCpuMs ?? 0)

function summary(points: readonly Point[]) {
  const last = points.at(-1)
  return {
    eventsPerSecond: last?.eventsPerSecond ?? 0,
    p50Ms: last?.p50Ms ?? 0,
    p99Ms: last?.p99Ms ?? 0,
    /** processor time per event at the end, as a multiple of that at the beginning */
    costGrowth: rounded(costOf(last) / Math.max(costOf(points[0]), 1e-9), 2),
  }
}

function ratioTo(points: readonly Point[], floor: number) {
  return { floor, ratio: rounded((points.at(-1)?.eventsPerSecond ?? 0) / floor, 3) }
}
