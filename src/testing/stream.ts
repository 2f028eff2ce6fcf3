// Event streams of any size for benchmarks, tests and `alidade generate`: raw Segment calls with the troubles of
// real life in known shares, and beside each item the truth about it. Lazy: memory grows with the number of
// customers (6 bytes each), never with the number of events.
import type { JsonObject } from '../contract/event.ts'
import { createRandom, createZipf, mix, type Random, uuidOf } from './random.ts'
import { bodyOf } from './stream/bodies.ts'
import { createIsoClock } from './stream/clock.ts'
import { MALFORMED_IN_BATCH } from './stream/malformed.ts'
import { anonymousIdOf, becomesKnown, deviceOwner, devicesOf, userIdOf } from './stream/person.ts'
import { SCRIPTS, type Script } from './stream/scripts.ts'
import type { Visit } from './stream/visit.ts'

export interface StreamOptions {
  readonly customers: number
  /** how many items come out, repeated and malformed ones included */
  readonly events: number
  readonly seed: number
  /** ms since epoch of the newest event */
  readonly endsAt: number
  /** the stream covers so many days before endsAt; default 30 */
  readonly days?: number
  /** share of items that happened up to 30 days before they are delivered */
  readonly late?: number
  /** share of items that are held back for about 1,000 places; they may then come after their own repeat */
  readonly shuffled?: number
  /** share of items that repeat an earlier item: half byte for byte, half as a retry with other sentAt */
  readonly duplicated?: number
  /** share of items that carry the messageId of an earlier item with other content */
  readonly conflicting?: number
  /** share of items out of the catalogue of malformed inputs */
  readonly malformed?: number
  /** share of customers whose first device is used by two of them */
  readonly sharedDevices?: number
}

/** Stands beside the item, never in it: what a test compares the product's answer with. */
export interface Truth {
  readonly case: TruthCase
  /** the user id of who really did it, also while she is anonymous; undefined for malformed items */
  readonly customer: string | undefined
  /** anonymous id of the device; undefined for server calls and malformed items */
  readonly device: string | undefined
  /** the id on the wire; undefined where a malformed item has none that counts */
  readonly messageId: string | undefined
  /** ms since epoch when the item is delivered; its timestamp is the same or, if late, earlier */
  readonly deliveredAt: number
  /** what is wrong, and what a good collector makes of it (only malformed items) */
  readonly fault?: { readonly name: string; readonly expected: string }
}
export type TruthCase =
  | 'normal'
  | 'shared-device'
  | 'late'
  | 'duplicate'
  | 'retry'
  | 'conflict'
  | 'malformed'

export type GeneratedItem =
  | { readonly kind: 'event'; readonly body: JsonObject; readonly truth: Truth }
  | { readonly kind: 'text'; readonly text: string; readonly truth: Truth }

/** The JSON text of an item, ready to stand in a batch. */
export function itemText(item: GeneratedItem): string {
  return item.kind === 'event' ? JSON.stringify(item.body) : item.text
}

/** Exactly `options.events` items, each made when it is asked for. Throws a RangeError for options that make no sense. */
export function generateEvents(options: StreamOptions): Iterable<GeneratedItem> {
  check(options)
  return { [Symbol.iterator]: () => shuffled(options, timely(options)) }
}

const DAY_MS = 86_400_000
const LATE_DAYS_MAX = 30
const DAYS_DEFAULT = 30
/** Steps of one visit are about this far apart. */
const STEP_GAP_MS = 45_000
const VISITS_AT_ONCE_MAX = 512
/** How far back repeats reach and shuffled items stray; bounds the memory. */
const WINDOW = 1024
const SHUFFLE_PLACES_MIN = 16
/** Flattens the head of the zipf curve so that the busiest customer has a per cent or so, not a tenth. */
const ZIPF_FLATTEN = 10
const LOGIN_KEPT = 0.6
const TWO_32 = 4_294_967_296
const WEIGHTED_SCRIPTS: readonly (readonly [Script, number])[] = SCRIPTS.map((script) => [
  script,
  script.weight,
])
const OPEN_SCRIPTS = WEIGHTED_SCRIPTS.filter(([script]) => !script.needsKnown)

interface World {
  readonly options: StreamOptions
  readonly random: Random
  readonly zipf: (random: Random) => number
  readonly iso: (ms: number) => string
  /** per customer: bit d = logged in on device d, bit 7 = known to the company */
  readonly known: Uint8Array
  /** per customer: orders, tickets and invoices so far */
  readonly subjects: Uint32Array
  readonly visits: (Visit | undefined)[]
}
const KNOWN_BIT = 0x80

/** Items in the order of their delivery. */
function* timely(options: StreamOptions): Generator<GeneratedItem> {
  const world = createWorld(options)
  const recent: GeneratedItem[] = []
  const span = (options.days ?? DAYS_DEFAULT) * DAY_MS
  for (let n = 0; n < options.events; n++) {
    const at = options.endsAt - Math.floor((span * (options.events - 1 - n)) / options.events)
    const item = itemAt(world, recent, { n, at })
    if (item.truth.case === 'normal' || item.truth.case === 'shared-device') {
      recent[n % WINDOW] = item
    }
    yield item
  }
}

/** Lets the asked share of items change places with one that was held back. Nothing is lost or added. */
function* shuffled(
  options: StreamOptions,
  items: Iterable<GeneratedItem>,
): Generator<GeneratedItem> {
  const share = options.shuffled ?? 0
  if (share === 0) return yield* items
  const random = createRandom(mix(options.seed, 6))
  // An item waits until its place is drawn again: places / share items, so about WINDOW of them.
  const places = Math.max(SHUFFLE_PLACES_MIN, Math.ceil(WINDOW * share))
  const held: (GeneratedItem | undefined)[] = new Array(places).fill(undefined)
  for (const item of items) {
    if (!random.chance(share)) {
      yield item
      continue
    }
    const place = random.int(0, places - 1)
    const earlier = held[place]
    held[place] = item
    if (earlier) yield earlier
  }
  for (const item of held) if (item) yield item
}

function createWorld(options: StreamOptions): World {
  const perItem = ((options.days ?? DAYS_DEFAULT) * DAY_MS) / Math.max(1, options.events)
  const atOnce = Math.ceil(STEP_GAP_MS / perItem)
  return {
    options,
    random: createRandom(options.seed),
    zipf: createZipf(options.customers, ZIPF_FLATTEN),
    iso: createIsoClock(),
    known: new Uint8Array(options.customers),
    subjects: new Uint32Array(options.customers),
    visits: new Array(Math.min(VISITS_AT_ONCE_MAX, Math.max(1, atOnce))).fill(undefined),
  }
}

interface Slot {
  readonly n: number
  /** ms since epoch of delivery */
  readonly at: number
}

function itemAt(world: World, recent: readonly GeneratedItem[], slot: Slot): GeneratedItem {
  const { malformed = 0, duplicated = 0, conflicting = 0 } = world.options
  let dice = world.random.next()
  if (dice < malformed) return malformedItem(world, slot)
  dice -= malformed
  if (dice < duplicated + conflicting) {
    const earlier = pickRecent(world.random, recent)
    if (earlier) return repeatOf(world, earlier, { ...slot, isConflict: dice >= duplicated })
  }
  return eventItem(world, slot)
}

function pickRecent(random: Random, recent: readonly GeneratedItem[]) {
  for (let tries = 0; tries < 8 && recent.length > 0; tries++) {
    const item = recent[random.int(0, recent.length - 1)]
    if (item?.kind === 'event') return item
  }
  return undefined
}

function eventItem(world: World, { n, at }: Slot): GeneratedItem {
  const { options, random } = world
  const visit = currentVisit(world)
  const draft = (visit.steps[visit.at] ?? NO_STEP)(visit, random)
  const isLate = random.chance(options.late ?? 0)
  const time = isLate ? at - Math.floor(random.next() * LATE_DAYS_MAX * DAY_MS) : at
  if (draft.type === 'identify') logIn(world, visit)
  const isServer = draft.door === 'server'
  const messageId = messageIdOf(options.seed, { n, at: time, isServer })
  const body = bodyOf(options.seed, visit, draft, { messageId, timestamp: world.iso(time) })
  visit.at++
  const device = isServer ? undefined : visit.anonymousId
  const is = isLate ? 'late' : visit.isShared && !isServer ? 'shared-device' : 'normal'
  return {
    kind: 'event',
    body,
    truth: { case: is, customer: visit.userId, device, messageId, deliveredAt: at },
  }
}

const NO_STEP = () => ({ type: 'page', door: 'web', name: 'Home', path: '/' }) as const

/** The next visit in turn, or a new one where it has ended. Visits run beside each other, as in real traffic. */
function currentVisit(world: World): Visit {
  const place = world.random.int(0, world.visits.length - 1)
  const running = world.visits[place]
  if (running && running.at < running.steps.length) return running
  const visit = newVisit(world)
  world.visits[place] = visit
  return visit
}

function newVisit(world: World): Visit {
  const { options, random, known } = world
  const { seed } = options
  // The rank is scrambled, so that busy customers are not those with low numbers.
  const customer = scramble(world.zipf(random), options.customers)
  const flags = known[customer] ?? 0
  const script = random.weighted(flags & KNOWN_BIT ? WEIGHTED_SCRIPTS : OPEN_SCRIPTS)
  const device = random.int(0, devicesOf(seed, customer) - 1)
  const owner = deviceOwner(seed, customer, device, options.sharedDevices ?? 0)
  const isShared = device === 0 && (owner !== customer || isOwnerOfShared(options, customer))
  const wasKnown = (flags & (1 << device)) !== 0
  return {
    customer,
    device,
    isShared,
    anonymousId: anonymousIdOf(seed, owner, device),
    userId: userIdOf(customer),
    steps: stepsOf(script, becomesKnown(seed, customer)),
    at: 0,
    isKnown: script.door === 'app' || (wasKnown && !isShared && random.chance(LOGIN_KEPT)),
    product: random.int(0, 399),
    subject: subjectOf(world, customer),
    look: random.int(0, 65_535),
  }
}

/** The even one of a pair whose device is shared; it needs a partner within the range of customers. */
function isOwnerOfShared(options: StreamOptions, customer: number): boolean {
  const partner = customer + 1
  if (customer % 2 !== 0 || partner >= options.customers) return false
  return deviceOwner(options.seed, partner, 0, options.sharedDevices ?? 0) === customer
}

/** Who never becomes known leaves where the others log in. */
function stepsOf(script: Script, logsIn: boolean) {
  if (logsIn || script.needsKnown) return script.steps
  const open = OPEN_STEPS.get(script)
  return open ?? script.steps
}

const OPEN_STEPS: ReadonlyMap<Script, Script['steps']> = new Map(
  SCRIPTS.map((script) => [script, script.steps.slice(0, openLength(script))]),
)

function openLength(script: Script): number {
  const login = { 'log in': 1, buy: 4, 'sign up': 1 }[script.name]
  return login ?? script.steps.length
}

function logIn(world: World, visit: Visit): void {
  const flags = world.known[visit.customer] ?? 0
  world.known[visit.customer] = flags | KNOWN_BIT | (1 << visit.device)
  visit.isKnown = true
}

function subjectOf(world: World, customer: number): string {
  const count = (world.subjects[customer] ?? 0) + 1
  world.subjects[customer] = count
  return `${customer}-${count}`
}

/** A permutation of 0..size-1 when size has no factor in common with the prime. */
function scramble(rank: number, size: number): number {
  return size % SCRAMBLE_PRIME === 0 ? rank : (rank * SCRAMBLE_PRIME) % size
}
const SCRAMBLE_PRIME = 1_000_003

function messageIdOf(
  seed: number,
  { n, at, isServer }: { readonly n: number; readonly at: number; readonly isServer: boolean },
): string {
  const a = mix(seed, n, 7)
  const b = mix(a, n, 8)
  // n itself stands in the id, so no two items of a stream can meet.
  return `${isServer ? 'node' : 'ajs'}-next-${at}-${uuidOf(a, b, mix(b, n, 9), n)}`
}

function repeatOf(
  world: World,
  earlier: Extract<GeneratedItem, { kind: 'event' }>,
  { at, n, isConflict }: Slot & { readonly isConflict: boolean },
): GeneratedItem {
  const truth = { ...earlier.truth, deliveredAt: at }
  if (isConflict) {
    const body = { ...earlier.body, properties: { note: `other content ${n}` }, traits: { n } }
    return { kind: 'event', body, truth: { ...truth, case: 'conflict' } }
  }
  if (world.random.chance(0.5)) {
    return { kind: 'event', body: earlier.body, truth: { ...truth, case: 'duplicate' } }
  }
  const again = { sentAt: world.iso(world.options.endsAt), _metadata: { retryCount: 1 + (n % 3) } }
  return { kind: 'event', body: { ...earlier.body, ...again }, truth: { ...truth, case: 'retry' } }
}

function malformedItem(world: World, { n, at }: Slot): GeneratedItem {
  const { seed } = world.options
  const fault = world.random.pick(MALFORMED_IN_BATCH)
  const messageId = messageIdOf(seed, { n, at, isServer: true })
  // Poison has customers of its own: the state of real ones does not depend on what is made of it.
  const text = fault.text({ messageId, timestamp: world.iso(at), userId: `poison-${n}` })
  return {
    kind: 'text',
    text,
    truth: {
      case: 'malformed',
      customer: undefined,
      device: undefined,
      messageId: text.includes(`"${messageId}"`) ? messageId : undefined,
      deliveredAt: at,
      fault: { name: fault.name, expected: fault.expected },
    },
  }
}

function check(options: StreamOptions): void {
  const { customers, events, late, shuffled, duplicated, conflicting, malformed, sharedDevices } =
    options
  if (!Number.isInteger(customers) || customers < 1 || customers > CUSTOMERS_MAX) {
    throw new RangeError(`customers must be a whole number from 1 to ${CUSTOMERS_MAX}`)
  }
  if (!Number.isInteger(events) || events < 0 || events > TWO_32) {
    throw new RangeError(`events must be a whole number from 0 to ${TWO_32}`)
  }
  const shares = { late, shuffled, duplicated, conflicting, malformed, sharedDevices }
  for (const [name, share = 0] of Object.entries(shares)) {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`${name} must be a share from 0 to 1`)
  }
  if ((malformed ?? 0) + (duplicated ?? 0) + (conflicting ?? 0) > 1) {
    throw new RangeError('malformed, duplicated and conflicting together must not exceed 1')
  }
}
/** The tables of the stream stay below 200 MB, and phone numbers differ. */
const CUSTOMERS_MAX = 10_000_000
