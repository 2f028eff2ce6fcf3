// The walk so far: what the model needs to know of a case's past, and the contexts it looks it up under.
//
//   ... C B A |          contexts of the next step:   A, BA, CBA ...   A with the wait before it, A with the hour ...
//             | now      contexts of the time left:   A, BA ...        A with the time since the start ...
import { hashText, mix } from './hash.ts'

/** One step of a case: what was done (an activity, an event's name) and when, ms since epoch. */
export interface Step {
  readonly step: string
  readonly at: number
}

/** Longest context, in steps: twelve are enough for loops of six in a row, more only costs. */
export const ORDER_MAX = 12

/** A case as it moves on. One object per case; `advance` writes into it. */
export interface Walk {
  /** hashes of the last steps, newest first, at most ORDER_MAX */
  readonly recent: number[]
  /** 0 before the first step */
  count: number
  startedAt: number
  lastAt: number
  /** ms between the last steps: before the last, and before the one before; -1 where there is none */
  gap: number
  gapBefore: number
  /** hash of the set of steps seen; order plays no part */
  bag: number
  readonly seen: Map<number, number>
}

export function startWalk(): Walk {
  return {
    recent: [],
    count: 0,
    startedAt: 0,
    lastAt: 0,
    gap: -1,
    gapBefore: -1,
    bag: 0,
    seen: new Map(),
  }
}

/** Takes one step; `hash` is hashText of its name. */
export function advance(walk: Walk, hash: number, at: number): void {
  if (walk.count === 0) walk.startedAt = at
  else {
    walk.gapBefore = walk.gap
    walk.gap = Math.max(0, at - walk.lastAt)
  }
  walk.count++
  walk.lastAt = at
  walk.recent.unshift(hash)
  if (walk.recent.length > ORDER_MAX) walk.recent.pop()
  const times = walk.seen.get(hash) ?? 0
  if (times === 0) walk.bag = (walk.bag + mix(hash, 77)) | 0
  if (times > 0 || walk.seen.size < SEEN_MAX) walk.seen.set(hash, times + 1)
}

/** Different steps counted per case; a case with more is described well enough by its last ones. */
const SEEN_MAX = 500

export function walkOf(steps: readonly Step[]): Walk {
  const walk = startWalk()
  for (const { step, at } of steps) advance(walk, hashText(step), at)
  return walk
}

const START = 0x5e1f
const LONGEST = ORDER_MAX + 1
/** suffix hashes of the walk last asked for: [k] = the last k steps; reused to spare the collector */
const suffix = new Int32Array(LONGEST)

function fillSuffix(walk: Walk, longest: number): void {
  let h = 7
  suffix[0] = h
  for (let k = 1; k <= longest; k++) {
    h = mix(h, walk.recent[k - 1] ?? START)
    suffix[k] = h
  }
}

const last = (k: number): number => suffix[k] as number

const MINUTE_MS = 60_000

/** Steps of doubling time: 0 under a minute, then `perDoubling` bins for each doubling. */
export function timeBin(ms: number, perDoubling: number): number {
  return ms < 0 ? 999 : Math.floor(Math.log2(1 + ms / MINUTE_MS) * perDoubling)
}

/** Upper ends in ms of the waits that mean different things to people: a second, a minute ... a month. */
const WAITS = [1, 10, 60, 600, 3_600, 14_400, 86_400, 259_200, 604_800, 1_209_600, 2_592_000].map(
  (seconds) => seconds * 1000,
)

function waitBin(ms: number): number {
  if (ms < 0) return 20
  let bin = 0
  while (bin < WAITS.length && ms >= (WAITS[bin] as number)) bin++
  return bin
}

/** Orders of the plain suffixes among the contexts of the next step, shortest first. */
export const ORDERS = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12] as const
/** From here on the contexts are short suffixes once more, for what followed them lately. */
export const SHORT_FROM = ORDERS.length + 8
const SHORT_ORDERS = 3
/** After them the hour, the hour of the week, the month, and what was done before the last step. */
const CALENDAR_FROM = SHORT_FROM + SHORT_ORDERS
export const NEXT_CONTEXTS = CALENDAR_FROM + 4
/** For each context the one it falls back to. */
export const NEXT_PARENT: readonly number[] = [
  -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 3, 1, 1, 1, 1, 2, 3, 2, 1, 1, 0,
]

/** Writes the contexts of the next step into `out` (NEXT_CONTEXTS long). */
export function nextContexts(walk: Walk, out: Int32Array): void {
  fillSuffix(walk, ORDER_MAX)
  for (let i = 0; i < ORDERS.length; i++) out[i] = mix(last(ORDERS[i] as number), 1000 + i)
  const wait = waitBin(walk.gap)
  const elapsed = waitBin(walk.count === 0 ? -1 : walk.lastAt - walk.startedAt)
  const times = Math.min(walk.seen.get(walk.recent[0] ?? START) ?? 0, 20)
  let i = ORDERS.length
  out[i++] = mix(mix(last(1), wait), 2001)
  out[i++] = mix(mix(last(2), wait), 2002)
  out[i++] = mix(mix(last(3), wait), 2003)
  out[i++] = mix(mix(mix(last(4), wait), waitBin(walk.gapBefore)), 2004)
  out[i++] = mix(mix(last(3), elapsed), 3003)
  out[i++] = mix(mix(last(1), times), 4001)
  out[i++] = mix(mix(last(1), walk.bag), 5001)
  out[i++] = mix(mix(last(1), Math.min(walk.count, 40)), 6001)
  for (let k = 1; k <= SHORT_ORDERS; k++) out[i++] = mix(last(k), 7000 + k)
  calendarContexts(walk, out)
}

const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const MONTH_DAYS = 30
const DAY_PARTS = 8

/** Offices and nightly runs keep hours; and a process that changed is not in one month as in another. */
function calendarContexts({ lastAt, recent }: Walk, out: Int32Array): void {
  const day = Math.floor(lastAt / DAY_MS)
  const hour = Math.floor((lastAt - day * DAY_MS) / HOUR_MS)
  const partOfWeek = (day % 7) * DAY_PARTS + Math.floor((hour * DAY_PARTS) / 24)
  out[CALENDAR_FROM] = mix(mix(last(2), hour), 8001)
  out[CALENDAR_FROM + 1] = mix(mix(last(1), partOfWeek), 8002)
  out[CALENDAR_FROM + 2] = mix(mix(last(1), Math.floor(day / MONTH_DAYS)), 8003)
  out[CALENDAR_FROM + 3] = mix(mix(recent[1] ?? START, recent[2] ?? START), 8004)
}

export const TIME_CONTEXTS = 13
/** The longest of them, in steps. */
const TIME_ORDER_MAX = 5
/** For each context of the time left the one it falls back to. */
export const TIME_PARENT: readonly number[] = [-1, 0, 1, 2, 3, 1, 5, 5, 7, 7, 5, 7, 5]

/** Writes the contexts of the time left, and of what a case comes to, into `out` (TIME_CONTEXTS long). */
export function timeContexts(walk: Walk, out: Int32Array): void {
  fillSuffix(walk, TIME_ORDER_MAX)
  const elapsed = walk.lastAt - walk.startedAt
  const coarse = 5000 + timeBin(elapsed, 1)
  const fine = 6000 + timeBin(elapsed, 3)
  const wait = 7000 + timeBin(walk.gap, 1)
  out[0] = 11
  out[1] = mix(last(1), 11)
  out[2] = mix(last(2), 12)
  out[3] = mix(last(3), 13)
  out[4] = mix(last(5), 14)
  out[5] = mix(mix(last(1), coarse), 15)
  out[6] = mix(mix(last(1), fine), 16)
  out[7] = mix(mix(last(2), coarse), 17)
  out[8] = mix(mix(last(2), fine), 18)
  out[9] = mix(mix(last(3), coarse), 19)
  out[10] = mix(mix(mix(last(1), coarse), wait), 20)
  out[11] = mix(mix(mix(last(2), coarse), wait), 21)
  out[12] = mix(mix(mix(last(1), walk.bag), coarse), 22)
}
