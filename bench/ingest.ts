// How many events a second go the whole way: durable, deduplicated, resolved, folded, visible.
import { checkStored, checkVisible, storedEvents } from './check.ts'
import { collect, firstOf, loadPopulation } from './collect.ts'
import { insertFloor } from './floor-insert.ts'
import type { BenchOptions } from './options.ts'
import { activity, batches, take } from './population.ts'
import { singleRequest } from './requests.ts'
import { latencyOf, perSecond, rounded } from './statistics.ts'
import { type BenchWorld, cpuPerThousand } from './world.ts'

const FULL = { customers: 100_000, events: 200_000, singles: 30_000, floorEvents: 50_000 }
const QUICK = { customers: 10_000, events: 40_000, singles: 6_000, floorEvents: 20_000 }
const BATCH = 100
const CONNECTIONS = 8
const SINGLE_CONNECTIONS = 64
const SEED = 1

export async function ingest(world: BenchWorld, options: BenchOptions): Promise<object> {
  const base = options.quick ? QUICK : FULL
  const customers = options.customers ?? base.customers
  const events = options.events ?? base.events
  const singles = Math.min(base.singles, events)
  const population = { customers, seed: SEED, endsAt: Date.now() }
  const stream = activity(population, events + singles)
  const preloaded = await loadPopulation(world, population, { total: 0 })
  const { port, writeKey } = world.server
  const texts = take(stream, events)
  const connections = options.connections ?? CONNECTIONS
  const requests = [...batches(texts.values(), { size: BATCH, writeKey })]
  world.say(`${events} events in batches of ${BATCH} on ${connections} connections`)
  const cpuBefore = await world.cpu()
  const batched = await world.timed('ingest', () => collect({ port, connections, requests }))
  const cpuAfter = await world.cpu()
  const latency = latencyOf(batched.latencies)
  const eventsPerSecond = perSecond(batched.accepted, batched.seconds)
  world.say(`${eventsPerSecond} events/s, p99 ${latency.p99Ms} ms`)
  const single = await sendSingles(world, firstOf(stream, singles))
  await checkStored(world, preloaded + batched.accepted + single.accepted)
  const sampled = await checkVisible(world, texts)
  const floor = await insertFloor(world, base.floorEvents)
  return {
    eventsPerSecond,
    ...latency,
    floor: floor.eventsPerSecond,
    floorConnections: floor.connections,
    ratio: rounded(eventsPerSecond / floor.eventsPerSecond, 3),
    eventsPerSecondSingle: perSecond(single.accepted, single.seconds),
    p99MsSingle: latencyOf(single.latencies).p99Ms,
    ...cpuPerThousand(cpuBefore, cpuAfter, batched.accepted),
    customers,
    events,
    preloaded,
    storedExactlyOnce: await storedEvents(world),
    sampledInViews: sampled,
    batch: BATCH,
    connections,
    singleConnections: SINGLE_CONNECTIONS,
    bytesPerEvent: Math.round(texts.reduce((sum, text) => sum + text.length, 0) / texts.length),
  }
}

async function sendSingles(world: BenchWorld, texts: Iterable<string>) {
  const { port, writeKey } = world.server
  const requests = [...texts].map((text) => singleRequest(text, writeKey))
  const single = await world.timed('ingest-single', () =>
    collect({ port, connections: SINGLE_CONNECTIONS, requests }),
  )
  world.say(`${perSecond(single.accepted, single.seconds)} single events/s`)
  return single
}
