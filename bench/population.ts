// The people of a benchmark and what they do: everyone is introduced once on each of her devices, then the event
// stream of src/testing goes on as it does for a company that has been running for a while.

import {
  anonymousIdOf,
  becomesKnown,
  devicesOf,
  personOf,
  userIdOf,
} from '../src/testing/stream/person.ts'
import { generateEvents, itemText } from '../src/testing/stream.ts'
import { batchRequest, type PreparedRequest } from './requests.ts'

export interface Population {
  readonly customers: number
  readonly seed: number
  /** ms since epoch: the newest event */
  readonly endsAt: number
}

const DAY_MS = 86_400_000
/** The stream covers 30 days; introductions come before it. */
const INTRODUCED_DAYS_BEFORE = 31
/** The stream begins with nobody logged in; so many of its events per customer are thrown away first. */
const SKIPPED_PER_CUSTOMER = 3

/**
 * JSON texts: on each of her devices a page before she logs in and, if she ever does, an identify. Afterwards
 * the stream brings little that is new, as in a company that has been running for years.
 */
export function* introductions({ customers, seed, endsAt }: Population): Generator<string> {
  const timestamp = new Date(endsAt - INTRODUCED_DAYS_BEFORE * DAY_MS).toISOString()
  for (let customer = 0; customer < customers; customer++) {
    const isKnown = becomesKnown(seed, customer)
    for (let device = 0; device < devicesOf(seed, customer); device++) {
      const anonymousId = anonymousIdOf(seed, customer, device)
      const id = `intro-${customer}-${device}`
      yield JSON.stringify({ messageId: id, timestamp, anonymousId, ...PAGE })
      if (!isKnown) continue
      const who = { anonymousId, userId: userIdOf(customer), ...identify(seed, customer) }
      yield JSON.stringify({ messageId: `${id}-login`, timestamp, ...who })
    }
  }
}

const CONTEXT = { library: { name: 'analytics.js', version: 'next-1.84.3' } }
const PAGE = { type: 'page', name: 'Home', properties: { path: '/' }, context: CONTEXT }

function identify(seed: number, customer: number) {
  const { given, family, email, phone, street, postcode, city } = personOf(seed, customer)
  const address = { street, postalCode: postcode, city, country: 'SE' }
  const traits = { firstName: given, lastName: family, email, phone, address }
  return { type: 'identify', traits, context: CONTEXT }
}

/** Numbers of customers who log in sooner or later: they can be asked for by user id. */
export function knownCustomers({ customers, seed }: Population): readonly number[] {
  return Array.from({ length: customers }, (_, customer) => customer).filter((customer) =>
    becomesKnown(seed, customer),
  )
}

/** Endless for all purposes: JSON texts of what these customers do after their introduction. */
export function* activity(population: Population, events: number): Generator<string> {
  const skipped = population.customers * SKIPPED_PER_CUSTOMER
  let n = 0
  for (const item of generateEvents({ ...population, events: skipped + events })) {
    if (n++ >= skipped) yield itemText(item)
  }
}

/** The next `count` items as a list. */
export function take<Item>(items: Iterator<Item>, count: number): readonly Item[] {
  const taken: Item[] = []
  while (taken.length < count) {
    const next = items.next()
    if (next.done) break
    taken.push(next.value)
  }
  return taken
}

/** Batches of a size, each made when it is asked for. */
export function* batches(
  items: Iterator<string>,
  { size, writeKey }: { readonly size: number; readonly writeKey: string },
): Generator<PreparedRequest> {
  for (;;) {
    const batch = take(items, size)
    if (batch.length === 0) return
    yield batchRequest(batch, writeKey)
  }
}
