// What a windowed trait remembers, so that it can lapse at any later moment without a new event: the newest
// entries exactly, older ones summed up per bucket of time.
//
//   ---- dropped ----|-- buckets (an hour or more each) --|-- newest 256 entries, exact --|
//                    newest entry minus window                                      newest entry
//
// Exact reading while the window holds at most 256 entries; beyond that only the bucket in which the window
// begins is counted whole or not at all. All three parts follow from the set of entries alone, not from order.
import type { Json } from '../../contract/event.ts'
import { addMicros, type Micros } from './exact-sum.ts'
import { compareText, compareValues } from './order.ts'

/** [ms, value in the measure's own form, event id where the value must be traced]. */
export type Entry = readonly [t: number, v?: Json, e?: string]

/** [bucket number = floor(ms / width), entries, their sum in millionths or the winning entry]. */
export type Bucket = readonly [bucket: number, count: number, total?: Micros | Entry]

/** Short names: this is stored per record and trait. Both oldest first. */
export interface WindowState {
  readonly w: readonly Entry[]
  /** absent = none */
  readonly k?: readonly Bucket[]
}

export interface WindowSpec {
  readonly of: 'count' | 'sum' | 'min' | 'max' | 'first'
  readonly windowMs: number
  readonly widthMs: number
}

const ENTRIES_MAX = 256
/** Windows up to 31 days have buckets of an hour; longer ones wider buckets, so that their number is bounded. */
const BUCKETS_MAX = 744
const HOUR_MS = 3_600_000

export function windowSpec(of: WindowSpec['of'], windowMs: number): WindowSpec {
  const hours = Math.ceil(windowMs / HOUR_MS / BUCKETS_MAX)
  return { of, windowMs, widthMs: Math.max(1, hours) * HOUR_MS }
}

function compareEntries(a: Entry, b: Entry): number {
  return a[0] - b[0] || compareText(a[2] ?? '', b[2] ?? '') || compareText(`${a[1]}`, `${b[1]}`)
}

/** The window state of one record that had all entries of both. */
export function joinWindows(a: WindowState, b: WindowState, spec: WindowSpec): WindowState {
  const entries = mergeSorted(a.w, b.w)
  const oldest = oldestBucket(entries, spec)
  const inside = entries.findIndex((entry) => bucketOf(entry, spec) >= oldest)
  const excess = Math.max(inside, entries.length - ENTRIES_MAX)
  const kept = excess === 0 ? entries : entries.slice(excess)
  if (a.k === undefined && b.k === undefined && excess === inside) return { w: kept }
  const evicted = entries.slice(inside, excess).map((entry) => asBucket(entry, spec))
  const buckets = mergeBuckets([...(a.k ?? []), ...(b.k ?? []), ...evicted], spec)
  const k = buckets.filter((bucket) => bucket[0] >= oldest)
  return k.length === 0 ? { w: kept } : { w: kept, k }
}

/** What lies inside the window that ends at `now` (ms): its entries, and the buckets that reach into it. */
export function insideWindow(state: WindowState, spec: WindowSpec, now: number): WindowState {
  const start = now - spec.windowMs
  const from = state.w.findIndex((entry) => entry[0] > start)
  const k = (state.k ?? []).filter(([bucket]) => (bucket + 1) * spec.widthMs > start)
  return { w: from < 0 ? [] : state.w.slice(from), k }
}

/** Of two entries the one that a trait of this kind shows; between equals the newer one. */
export function winner(of: 'min' | 'max' | 'first' | 'last', a: Entry, b: Entry): Entry {
  const time = compareEntries(a, b)
  if (of === 'first') return time <= 0 ? a : b
  const value = of === 'last' ? 0 : compareValues(a[1] ?? null, b[1] ?? null)
  if (value === 0) return time >= 0 ? a : b
  return value < 0 === (of === 'min') ? a : b
}

function bucketOf(entry: Entry, spec: WindowSpec): number {
  return Math.floor(entry[0] / spec.widthMs)
}

/** Whole buckets are dropped, entries with them: an entry must not be kept here and dropped there. */
function oldestBucket(entries: readonly Entry[], spec: WindowSpec): number {
  const newest = entries.at(-1)?.[0] ?? 0
  return Math.floor((newest - spec.windowMs) / spec.widthMs)
}

function asBucket(entry: Entry, spec: WindowSpec): Bucket {
  const bucket = bucketOf(entry, spec)
  if (spec.of === 'count') return [bucket, 1]
  return [bucket, 1, spec.of === 'sum' ? (entry[1] as Micros) : entry]
}

/** Sorting what is nearly sorted and one pass over it: cheaper than a table of all buckets per event. */
function mergeBuckets(buckets: readonly Bucket[], spec: WindowSpec): readonly Bucket[] {
  const merged: Bucket[] = []
  for (const bucket of buckets.toSorted((a, b) => a[0] - b[0])) {
    const before = merged.at(-1)
    if (before?.[0] === bucket[0]) merged[merged.length - 1] = joinBuckets(before, bucket, spec.of)
    else merged.push(bucket)
  }
  return merged
}

function joinBuckets(a: Bucket, b: Bucket, of: WindowSpec['of']): Bucket {
  const count = a[1] + b[1]
  if (of === 'count') return [a[0], count]
  if (of === 'sum') return [a[0], count, addMicros(a[2] as Micros, b[2] as Micros)]
  return [a[0], count, winner(of, a[2] as Entry, b[2] as Entry)]
}

/** The usual case, one entry newer than all, costs one copy. */
function mergeSorted(a: readonly Entry[], b: readonly Entry[]): readonly Entry[] {
  const lastOfA = a.at(-1)
  const firstOfB = b[0]
  if (!lastOfA) return b
  if (!firstOfB || compareEntries(lastOfA, firstOfB) <= 0) return [...a, ...b]
  return [...a, ...b].sort(compareEntries)
}
