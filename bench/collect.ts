// Sending events: a run of prepared batches, and how many of them the server says it has stored.
import type { Load } from './load.ts'
import { type Measured, runLoad } from './load.ts'
import { activity, batches, introductions, type Population } from './population.ts'
import type { Answer } from './wire.ts'
import type { BenchWorld } from './world.ts'

export interface Collected extends Measured {
  /** events that were acknowledged as newly stored */
  readonly accepted: number
}

const TEXT_SHOWN = 500

/** Counts acknowledged events; throws when one was refused. */
export function acknowledged(): {
  readonly count: () => number
  readonly onAnswer: (answer: Answer) => void
} {
  let accepted = 0
  return {
    count: () => accepted,
    onAnswer: ({ body }) => {
      const answer = JSON.parse(body.toString()) as { accepted: number; rejected: number }
      if (answer.rejected > 0)
        throw new Error(`Events were refused: ${body.toString('utf8', 0, TEXT_SHOWN)}`)
      accepted += answer.accepted
    },
  }
}

export async function collect(load: Omit<Load, 'onAnswer'>): Promise<Collected> {
  const { count, onAnswer } = acknowledged()
  const measured = await runLoad({ ...load, onAnswer })
  return { ...measured, accepted: count() }
}

/** Big batches over few connections: the fastest way in. */
const LOAD_BATCH = 1_000
const LOAD_CONNECTIONS = 3

/** Introduces everybody, then lets them act until `events` are stored; answers how many were. */
export async function loadPopulation(
  world: BenchWorld,
  population: Population,
  events: { readonly total: number; readonly stream?: Iterator<string> },
): Promise<number> {
  const introduced = await world.timed('introduce', () => send(world, introductions(population)))
  const rest = events.total - introduced
  if (rest <= 0) return introduced
  return (
    introduced + (await send(world, firstOf(events.stream ?? activity(population, rest), rest)))
  )
}

/** Sends texts in big batches. */
export async function send(world: BenchWorld, texts: Iterator<string>): Promise<number> {
  const { port, writeKey } = world.server
  const { accepted, seconds } = await collect({
    port,
    connections: LOAD_CONNECTIONS,
    requests: batches(texts, { size: LOAD_BATCH, writeKey }),
  })
  world.say(`loaded ${accepted} events at ${Math.round(accepted / seconds)}/s`)
  return accepted
}

/** At most so many of an iterator, which can be used on afterwards. */
export function* firstOf<Item>(items: Iterator<Item>, count: number): Generator<Item> {
  for (let n = 0; n < count; n++) {
    const next = items.next()
    if (next.done) return
    yield next.value
  }
}
