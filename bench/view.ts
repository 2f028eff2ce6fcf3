// How many views a second, how fast, also while events come in; and whether a view ever misses what was
// acknowledged before it was asked for.
import { createRandom } from '../src/testing/random.ts'
import { userIdOf } from '../src/testing/stream/person.ts'
import { checkStored, storedEvents } from './check.ts'
import { acknowledged, loadPopulation } from './collect.ts'
import { readFloor } from './floor-read.ts'
import { checkFreshness } from './freshness.ts'
import { type Measured, runLoad, startPacedLoad } from './load.ts'
import type { BenchOptions } from './options.ts'
import { activity, batches, knownCustomers, type Population } from './population.ts'
import { type PreparedRequest, viewRequest } from './requests.ts'
import { latencyOf, perSecond, rounded } from './statistics.ts'
import { type BenchWorld, cpuPerThousand } from './world.ts'

const FULL = { customers: 100_000, events: 1_000_000, views: 30_000, warmUp: 4_000, trials: 500 }
const QUICK = { customers: 10_000, events: 100_000, views: 5_000, warmUp: 1_500, trials: 100 }
const CONNECTIONS = 8
const SEED = 2
const INCOMING_PER_SECOND = 2_000
const INCOMING_BATCH = 50
const INCOMING_CONNECTIONS = 4
/** More than a run can last. */
const INCOMING_EVENTS_MAX = 2_000_000

export async function view(world: BenchWorld, options: BenchOptions): Promise<object> {
  const base = options.quick ? QUICK : FULL
  const customers = options.customers ?? base.customers
  const events = options.events ?? base.events
  const connections = options.connections ?? CONNECTIONS
  const population = { customers, seed: SEED, endsAt: Date.now() }
  const stream = activity(population, Math.max(events, 1) + INCOMING_EVENTS_MAX)
  const loadedAt = performance.now()
  const loaded = await loadPopulation(world, population, { total: events, stream })
  const loadSeconds = rounded((performance.now() - loadedAt) / 1000, 1)
  const userIds = randomUsers(population, Math.min(base.views, events))
  const ask = () => askForViews(world, userIds, connections)
  await askForViews(world, userIds.slice(0, base.warmUp), connections)
  const cpuBefore = await world.cpu()
  const quiet = await world.timed('view', ask)
  const cpuAfter = await world.cpu()
  const viewsPerSecond = perSecond(quiet.latencies.length, quiet.seconds)
  const latency = latencyOf(quiet.latencies)
  world.say(`${viewsPerSecond} views/s, p99 ${latency.p99Ms} ms`)
  const floor = await readFloor(world, userIds, base.warmUp)
  const { busy, trials, incoming } = await whileEventsComeIn(world, stream, {
    ask,
    trials: { population, count: Math.min(base.trials, customers) },
  })
  await checkStored(world, loaded + incoming.accepted + trials.sent)
  return {
    viewsPerSecond,
    ...latency,
    ...cpuPerThousand(cpuBefore, cpuAfter, quiet.latencies.length),
    floor: floor.readsPerSecond,
    floorP99Ms: floor.p99Ms,
    ratio: rounded(viewsPerSecond / floor.readsPerSecond, 3),
    whileEventsComeIn: {
      viewsPerSecond: perSecond(busy.latencies.length, busy.seconds),
      ...latencyOf(busy.latencies),
      eventsPerSecond: perSecond(incoming.accepted, incoming.seconds),
      eventsP99Ms: latencyOf(incoming.latencies).p99Ms,
    },
    freshTrials: trials.sent,
    freshShare: trials.fresh / trials.sent,
    customers,
    events: loaded,
    eventsAtEnd: await storedEvents(world),
    loadSeconds,
    views: userIds.length,
    connections,
  }
}

function randomUsers(population: Population, count: number): readonly string[] {
  const random = createRandom(population.seed)
  const known = knownCustomers(population)
  return Array.from({ length: count }, () => userIdOf(random.pick(known)))
}

function askForViews(
  { server }: BenchWorld,
  userIds: readonly string[],
  connections: number,
): Promise<Measured> {
  const requests: readonly PreparedRequest[] = userIds.map((userId) =>
    viewRequest(`user_id:${userId}`, server.readKey),
  )
  return runLoad({ port: server.port, connections, requests })
}

interface Work {
  readonly ask: () => Promise<Measured>
  readonly trials: { readonly population: Population; readonly count: number }
}

async function whileEventsComeIn(
  world: BenchWorld,
  stream: Iterator<string>,
  { ask, trials }: Work,
) {
  const { port, writeKey } = world.server
  const { count, onAnswer } = acknowledged()
  const coming = await startPacedLoad({
    port,
    connections: INCOMING_CONNECTIONS,
    requests: batches(stream, { size: INCOMING_BATCH, writeKey }),
    perSecond: INCOMING_PER_SECOND / INCOMING_BATCH,
    onAnswer,
  })
  const busy = await world.timed('view-while-events-come-in', ask)
  world.say(`p99 ${latencyOf(busy.latencies).p99Ms} ms while events come in`)
  const fresh = await checkFreshness(world, trials)
  world.say(`${fresh.fresh} of ${fresh.sent} views showed the event acknowledged before`)
  const measured = await coming.stop()
  return { busy, trials: fresh, incoming: { ...measured, accepted: count() } }
}
