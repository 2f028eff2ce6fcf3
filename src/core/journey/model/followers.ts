// What followed each context and how often, old times faded. Most contexts are met once or twice and there are a hundred
// thousand of them, looked up by the dozen with each step: objects of their own would cost more to reach than to read.
// So all lie in one run of numbers:
//
//   ... | n  kinds  scale  wide | step times | step times | free ... | n kinds ...
//         ^ where a context lies (`at`); its pairs stand in the order in which the steps were first seen
//
// `times` x `scale` is how often; fading moves the scale alone. A context that runs out of room moves to twice as much.

import {
  type ContextIndex,
  eachContext,
  emptyIndex,
  findAt,
  NOWHERE,
  setAt,
} from './context-index.ts'
import { emptyRooms, leaveRoom, type Rooms, roomFor, takeRoom } from './room.ts'

export interface Followers {
  index: ContextIndex
  rooms: Rooms
  /** of contexts with very many followers */
  wide: Wide[]
}

/** Searching hundreds of followers at each reading would cost more than all the rest. */
interface Wide {
  /** by step: the place of its pair and 1; 0 = it never followed */
  placeOf: Int32Array
  /** places of the commonest, the commonest first, of as many the one first seen */
  readonly top: number[]
}

const HEAD = 4
const KINDS = 1
const SCALE = 2
const WIDE = 3
const WIDE_FROM = 128
/** Where times have faded to so little of what is written, they are written anew. */
const SCALE_MIN = 1e-6
/** As many of the commonest are asked for. */
export const COMMONEST_MAX = 32

export function emptyFollowers(): Followers {
  return { index: emptyIndex(), rooms: emptyRooms(), wide: [] }
}

/** Where the context of this hash lies, NOWHERE when it was never met. Valid until something is noted. */
export const findContext = ({ index }: Followers, hash: number): number => findAt(index, hash)

/** How often the context was met, old times faded. */
export const metAt = ({ rooms }: Followers, at: number): number => rooms.numbers[at] as number

/** How many different steps followed it. */
export const kindsAt = ({ rooms }: Followers, at: number): number =>
  rooms.numbers[at + KINDS] as number

/** The step of the pair at `place`. */
export const stepAt = ({ rooms: { numbers } }: Followers, at: number, place: number): number =>
  numbers[at + HEAD + 2 * place] as number

/** How often the step of the pair at `place` followed. */
export const timesAt = ({ rooms: { numbers } }: Followers, at: number, place: number): number =>
  (numbers[at + HEAD + 2 * place + 1] as number) * (numbers[at + SCALE] as number)

/** The place of a step's pair, NOWHERE when it never followed. */
export function placeOfStep(table: Followers, at: number, step: number): number {
  const wide = wideAt(table, at)
  if (wide) return (wide.placeOf[step] ?? 0) - 1
  const { numbers } = table.rooms
  const first = at + HEAD
  const end = first + 2 * kindsAt(table, at)
  for (let i = first; i < end; i += 2) if (numbers[i] === step) return (i - first) >> 1
  return NOWHERE
}

/** True when to look for a step is quicker than to go through all. */
export const isWide = (table: Followers, at: number): boolean =>
  table.rooms.numbers[at + WIDE] !== 0

function wideAt({ rooms: { numbers }, wide }: Followers, at: number): Wide | undefined {
  const number = numbers[at + WIDE] as number
  return number === 0 ? undefined : wide[number - 1]
}

/** Notes that a step followed a context never met before. */
export function addContext(table: Followers, hash: number, step: number): void {
  const at = takeRoom(table.rooms, lengthFor(1))
  const { numbers } = table.rooms
  numbers[at] = 1
  numbers[at + KINDS] = 1
  numbers[at + SCALE] = 1
  numbers[at + WIDE] = 0
  numbers[at + HEAD] = step
  numbers[at + HEAD + 1] = 1
  setAt(table.index, hash, at)
}

/**
 * Notes that a step followed a context met before. What was seen long ago counts less once there is more than `memory`,
 * a number of times: processes change. The context may lie elsewhere afterwards.
 */
export function noteFollower(table: Followers, { hash, step, memory }: FollowerNoted): void {
  const at = findContext(table, hash)
  fade(table, at, memory)
  const { numbers } = table.rooms
  numbers[at] = (numbers[at] as number) + 1
  const place = placeOfStep(table, at, step)
  if (place === NOWHERE) addStep(table, { hash, at, step })
  else {
    const i = at + HEAD + 2 * place + 1
    numbers[i] = (numbers[i] as number) + 1 / (numbers[at + SCALE] as number)
    if (isWide(table, at)) rise(table, at, place)
  }
}

export interface FollowerNoted {
  readonly hash: number
  readonly step: number
  readonly memory: number
}

function fade(table: Followers, at: number, memory: number): void {
  const { numbers } = table.rooms
  if ((numbers[at] as number) < memory) return
  const keep = 1 - 1 / memory
  numbers[at] = (numbers[at] as number) * keep
  numbers[at + SCALE] = (numbers[at + SCALE] as number) * keep
  if ((numbers[at + SCALE] as number) < SCALE_MIN) writeAnew(table, at)
}

function writeAnew(table: Followers, at: number): void {
  const { numbers } = table.rooms
  const scale = numbers[at + SCALE] as number
  const end = at + HEAD + 2 * kindsAt(table, at)
  for (let i = at + HEAD + 1; i < end; i += 2) numbers[i] = (numbers[i] as number) * scale
  numbers[at + SCALE] = 1
}

const lengthFor = (kinds: number): number => HEAD + 2 * roomFor(kinds)

function addStep(
  table: Followers,
  { hash, at: from, step }: { readonly hash: number; readonly at: number; readonly step: number },
): void {
  const kinds = kindsAt(table, from)
  const isFull = kinds === roomFor(kinds)
  const at = isFull ? moveTo(table, hash, from) : from
  const { numbers } = table.rooms
  numbers[at + HEAD + 2 * kinds] = step
  numbers[at + HEAD + 2 * kinds + 1] = 1 / (numbers[at + SCALE] as number)
  numbers[at + KINDS] = kinds + 1
  const wide = wideAt(table, at)
  if (wide) {
    writePlace(wide, step, kinds)
    rise(table, at, kinds)
  } else if (kinds + 1 > WIDE_FROM) widen(table, at)
}

function moveTo(table: Followers, hash: number, from: number): number {
  const kinds = kindsAt(table, from)
  const at = takeRoom(table.rooms, lengthFor(kinds + 1))
  table.rooms.numbers.copyWithin(at, from, from + HEAD + 2 * kinds)
  leaveRoom(table.rooms, from, lengthFor(kinds))
  setAt(table.index, hash, at)
  return at
}

function widen(table: Followers, at: number): void {
  const kinds = kindsAt(table, at)
  const wide: Wide = { placeOf: new Int32Array(4 * WIDE_FROM), top: [] }
  table.rooms.numbers[at + WIDE] = table.wide.push(wide)
  for (let place = 0; place < kinds; place++) {
    writePlace(wide, stepAt(table, at, place), place)
    rise(table, at, place)
  }
}

function writePlace(wide: Wide, step: number, place: number): void {
  if (step >= wide.placeOf.length) {
    const larger = new Int32Array(2 * (step + 1))
    larger.set(wide.placeOf)
    wide.placeOf = larger
  }
  wide.placeOf[step] = place + 1
}

/** Puts a place where it belongs among the commonest, now that it has become more. */
function rise(table: Followers, at: number, place: number): void {
  const { top } = wideAt(table, at) as Wide
  let i = top.indexOf(place)
  if (i < 0) {
    if (top.length >= COMMONEST_MAX && !isBefore(table, at, place, top.at(-1) as number)) return
    i = top.length < COMMONEST_MAX ? top.length : top.length - 1
  }
  for (; i > 0 && isBefore(table, at, place, top[i - 1] as number); i--) {
    top[i] = top[i - 1] as number
  }
  top[i] = place
}

function isBefore(table: Followers, at: number, a: number, b: number): boolean {
  const more = timesAt(table, at, a) - timesAt(table, at, b)
  return more > 0 || (more === 0 && a < b)
}

/** The places of the commonest followers, at most COMMONEST_MAX, the commonest first. */
export function commonest(table: Followers, at: number): readonly number[] {
  const wide = wideAt(table, at)
  if (wide) return wide.top
  const kinds = kindsAt(table, at)
  const places: number[] = []
  for (let place = 0; place < kinds; place++) {
    const last = places[COMMONEST_MAX - 1]
    if (last !== undefined && !isBefore(table, at, place, last)) continue
    let i = Math.min(places.length, COMMONEST_MAX - 1)
    for (; i > 0 && isBefore(table, at, place, places[i - 1] as number); i--) {
      places[i] = places[i - 1] as number
    }
    places[i] = place
  }
  return places
}

/** One context with its followers, for keeping and joining: `next[i]` is the index of a step, `times[i]` how often. */
export interface ContextFollowers {
  readonly hash: number
  readonly n: number
  readonly next: readonly number[]
  readonly times: readonly number[]
}

/** All contexts, in no order. */
export function contextsWithFollowers(table: Followers): readonly ContextFollowers[] {
  const all: ContextFollowers[] = []
  eachContext(table.index, (hash, at) => {
    all.push(contextAt(table, hash, at))
  })
  return all
}

function contextAt(table: Followers, hash: number, at: number): ContextFollowers {
  const places = Array.from({ length: kindsAt(table, at) }, (_, place) => place)
  return {
    hash,
    n: metAt(table, at),
    next: places.map((place) => stepAt(table, at, place)),
    times: places.map((place) => timesAt(table, at, place)),
  }
}

/** Notes all that followed a context, in the place of what was. */
export function setContext(table: Followers, { hash, n, next, times }: ContextFollowers): void {
  const at = takeRoom(table.rooms, lengthFor(next.length))
  const { numbers } = table.rooms
  numbers[at] = n
  numbers[at + KINDS] = next.length
  numbers[at + SCALE] = 1
  numbers[at + WIDE] = 0
  next.forEach((step, i) => {
    numbers[at + HEAD + 2 * i] = step
    numbers[at + HEAD + 2 * i + 1] = times[i] ?? 0
  })
  if (next.length > WIDE_FROM) widen(table, at)
  setAt(table.index, hash, at)
}

/** Adds what followed a context elsewhere to what is known of it here. */
export function joinContext(table: Followers, other: ContextFollowers): void {
  const at = findContext(table, other.hash)
  const own = at === NOWHERE ? NEVER_MET : contextAt(table, other.hash, at)
  const times = new Map(own.next.map((step, i) => [step, own.times[i] ?? 0]))
  other.next.forEach((step, i) => {
    times.set(step, (times.get(step) ?? 0) + (other.times[i] ?? 0))
  })
  setContext(table, {
    hash: other.hash,
    n: own.n + other.n,
    next: [...times.keys()],
    times: [...times.values()],
  })
}

const NEVER_MET = { n: 0, next: [], times: [] } as const

/** Keeps the contexts that were met more often than `least`. */
export function keepMetMore(table: Followers, least: number): void {
  const kept = emptyFollowers()
  const { numbers } = table.rooms
  eachContext(table.index, (hash, from) => {
    if ((numbers[from] as number) <= least) return
    const kinds = kindsAt(table, from)
    const at = takeRoom(kept.rooms, lengthFor(kinds))
    for (let j = 0; j < HEAD + 2 * kinds; j++) {
      kept.rooms.numbers[at + j] = numbers[from + j] as number
    }
    const wide = wideAt(table, from)
    if (wide) kept.rooms.numbers[at + WIDE] = kept.wide.push(wide)
    setAt(kept.index, hash, at)
  })
  Object.assign(table, kept)
}
