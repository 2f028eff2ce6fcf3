// One customer with very many events: her own view, and whether anybody else is slowed by her.

import { createRandom } from '../src/testing/random.ts'
import { userIdOf } from '../src/testing/stream/person.ts'
import { checkStored } from './check.ts'
import { collect, firstOf, loadPopulation, send } from './collect.ts'
import { type ReadFloor, readFloor } from './floor-read.ts'
import { runLoad } from './load.ts'
import type { BenchOptions } from './options.ts'
import { activity, batches, knownCustomers, type Population } from './population.ts'
import { viewRequest } from './requests.ts'
import { latencyOf, perSecond, rounded } from './statistics.ts'
import type { BenchWorld } from './world.ts'

const FULL = { customers: 100_000, events: 100_000, views: 6_000, hers: 1_000, window: 20_000 }
const QUICK = { customers: 5_000, events: 20_000, views: 1_500, hers: 300, window: 6_000 }
const BATCH = 100
const CONNECTIONS = 8
const SEED = 4
/** Every fifth event is hers in the window in which she is busy. */
const HERS_EVERY = 5
const HER_ID = 'fat-customer'

export async function fatCustomer(world: BenchWorld, options: BenchOptions): Promise<object> {
  const base = options.quick ? QUICK : FULL
  const customers = options.customers ?? base.customers
  const events = options.events ?? base.events
  const views = Math.min(base.views, customers)
  const window = Math.min(base.window, events)
  const population = { customers, seed: SEED, endsAt: Date.now() }
  const stream = activity(population, window * 2)
  const loaded = await loadPopulation(world, population, { total: 0 })
  const others = randomUsers(population, views)
  await viewsOf(world, others)
  const before = {
    ingest: await ingestRate(world, firstOf(stream, window)),
    othersView: latencyOf((await viewsOf(world, others)).latencies),
  }
  world.say(`before: ${JSON.stringify(before)}`)
  const hers = await send(world, herEvents(population, events, 0))
  const busy = await ingestRate(world, mixed(firstOf(stream, window), population, events))
  const her = await world.timed('fat-customer', () => viewsOf(world, repeated(HER_ID, base.hers)))
  const after = { ingest: busy, othersView: latencyOf((await viewsOf(world, others)).latencies) }
  world.say(`after: ${JSON.stringify(after)}`)
  await checkStored(world, loaded + hers + before.ingest.events + after.ingest.events)
  const floor: ReadFloor = await readFloor(world, repeated(HER_ID, base.hers), views)
  const viewsPerSecond = perSecond(her.latencies.length, her.seconds)
  return {
    viewsPerSecond,
    ...latencyOf(her.latencies),
    floor: floor.readsPerSecond,
    ratio: rounded(viewsPerSecond / floor.readsPerSecond, 3),
    before,
    after,
    herEvents: hers + Math.floor(window / HERS_EVERY),
    customers,
    views,
    connections: CONNECTIONS,
  }
}

function randomUsers(population: Population, count: number): readonly string[] {
  const random = createRandom(population.seed)
  const known = knownCustomers(population)
  return Array.from({ length: count }, () => userIdOf(random.pick(known)))
}

const repeated = (userId: string, count: number): readonly string[] =>
  Array.from({ length: count }, () => userId)

function viewsOf({ server }: BenchWorld, userIds: readonly string[]) {
  const requests = userIds.map((userId) => viewRequest(`user_id:${userId}`, server.readKey))
  return runLoad({ port: server.port, connections: CONNECTIONS, requests })
}

async function ingestRate(world: BenchWorld, texts: Iterator<string>) {
  const { port, writeKey } = world.server
  const requests = [...batches(texts, { size: BATCH, writeKey })]
  const sent = await collect({ port, connections: CONNECTIONS, requests })
  return {
    events: sent.accepted,
    eventsPerSecond: perSecond(sent.accepted, sent.seconds),
    ...latencyOf(sent.latencies),
  }
}

/** Her days: mostly pages and product use, sometimes an order or a ticket. */
function* herEvents(population: Population, count: number, from: number): Generator<string> {
  for (let n = from; n < from + count; n++) yield herEvent(population, n)
}

const SECONDS_APART = 25

function herEvent({ endsAt }: Population, n: number): string {
  const base = {
    messageId: `her-${n}`,
    timestamp: new Date(endsAt - 30 * 86_400_000 + n * SECONDS_APART * 1000).toISOString(),
    userId: HER_ID,
    anonymousId: `her-device-${n % 3}`,
    context: { library: { name: 'analytics.js', version: 'next-1.84.3' }, locale: 'sv-SE' },
  }
  if (n % 500 === 0) {
    const properties = { order_id: `her-${n}`, total: 1_000 + (n % 900), currency: 'SEK' }
    return JSON.stringify({ ...base, type: 'track', event: 'Order Completed', properties })
  }
  const path = `/shop/sku-${n % 400}`
  return JSON.stringify({ ...base, type: 'page', name: 'Product', properties: { path } })
}

/** The stream of all, with one of hers in the place of every fifth event. */
function* mixed(texts: Iterable<string>, population: Population, from: number): Generator<string> {
  let n = 0
  let hers = from
  for (const text of texts) yield n++ % HERS_EVERY === 0 ? herEvent(population, hers++) : text
}
