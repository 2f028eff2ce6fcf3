// What one computed trait remembers per record, by kind of measure: count and sum keep a running total, first,
// last, min and max keep the winning entry, windowed ones keep entries that can lapse. All are joins of
// multisets: any order and any split ends in the same bytes. The engine hands every event in exactly once;
// a repeated one would be counted again.
import type { Json } from '../../contract/event.ts'
import type { ComputedTrait } from '../../contract/trait.ts'
import { addMicros, toMicros } from './exact-sum.ts'
import { numberOf } from './order.ts'
import {
  type Bucket,
  type Entry,
  joinWindows,
  type WindowSpec,
  type WindowState,
  windowSpec,
  winner,
} from './window.ts'

/** The newest events that support a total: [ms, event id]. */
export type Evidence = readonly [t: number, e: string]

/** Short names: this is stored per record and trait. Only the fields of the trait's measure are there. */
export interface Tally {
  /** the winning entry */
  readonly b?: Entry
  /** entries so far, and their sum in millionths */
  readonly n?: number
  readonly s?: number | string
  /** newest events, newest first */
  readonly z?: readonly Evidence[]
  /** entries and buckets of a window, see window.ts */
  readonly w?: readonly Entry[]
  readonly k?: readonly Bucket[]
}

export type Measure =
  | { readonly kind: 'running'; readonly of: 'count' | 'sum' }
  | {
      readonly kind: 'winning'
      readonly of: 'first' | 'last' | 'min' | 'max'
      readonly ms?: number
    }
  | { readonly kind: 'windowed'; readonly spec: WindowSpec }

const EVIDENCE_MAX = 3
const DAY_MS = 86_400_000

/** `last` needs no entries even in a window: when the newest has lapsed, all have. */
export function measureOf(trait: ComputedTrait): Measure {
  const { of, windowDays } = trait
  const ms = windowDays === undefined ? undefined : windowDays * DAY_MS
  if (of === 'last') return { kind: 'winning', of, ...(ms === undefined ? {} : { ms }) }
  if (ms !== undefined) return { kind: 'windowed', spec: windowSpec(of, ms) }
  return of === 'count' || of === 'sum' ? { kind: 'running', of } : { kind: 'winning', of }
}

/** The tally of a single event; undefined when it has no value that this measure can take. */
export function tallyOne(
  measure: Measure,
  event: { readonly at: number; readonly id: string; readonly value: Json | undefined },
): Tally | undefined {
  const of = measure.kind === 'windowed' ? measure.spec.of : measure.of
  const entry = entryOf(of, event)
  if (entry === undefined) return undefined
  if (measure.kind === 'winning') return { b: entry }
  const z: readonly Evidence[] = [[event.at, event.id]]
  if (measure.kind === 'windowed') return isTotal(of) ? { z, w: [entry] } : { w: [entry] }
  return of === 'sum' ? { n: 1, s: entry[1] as number | string, z } : { n: 1, z }
}

export function joinTallies(measure: Measure, a: Tally, b: Tally): Tally {
  switch (measure.kind) {
    case 'winning':
      return a.b && b.b ? asWinner(a, b, winner(measure.of, a.b, b.b)) : a
    case 'windowed': {
      const joined = joinWindows(asWindow(a), asWindow(b), measure.spec)
      return a.z && b.z ? { z: newest(a.z, b.z), ...joined } : joined
    }
    case 'running': {
      const n = (a.n ?? 0) + (b.n ?? 0)
      const z = newest(a.z ?? [], b.z ?? [])
      return measure.of === 'sum' ? { n, s: addMicros(a.s ?? 0, b.s ?? 0), z } : { n, z }
    }
  }
}

/** The window part of a tally; the whole of it for reading. */
export function asWindow(tally: Tally): WindowState {
  return tally.k ? { w: tally.w ?? [], k: tally.k } : { w: tally.w ?? [] }
}

const asWinner = (a: Tally, b: Tally, entry: Entry): Tally => (entry === a.b ? a : b)

const isTotal = (of: ComputedTrait['of']): boolean => of === 'count' || of === 'sum'

function entryOf(
  of: ComputedTrait['of'],
  event: { readonly at: number; readonly id: string; readonly value: Json | undefined },
): Entry | undefined {
  if (of === 'count') return [event.at]
  if (of === 'first' || of === 'last') {
    return event.value === undefined ? undefined : [event.at, event.value, event.id]
  }
  const number = numberOf(event.value)
  if (number === undefined) return undefined
  return of === 'sum' ? [event.at, toMicros(number)] : [event.at, number, event.id]
}

/** Merges two lists that are newest first. */
function newest(a: readonly Evidence[], b: readonly Evidence[]): readonly Evidence[] {
  const merged: Evidence[] = []
  let i = 0
  let j = 0
  while (merged.length < EVIDENCE_MAX) {
    const x = a[i]
    const y = b[j]
    const next = x && (!y || isNewer(x, y)) ? x : y
    if (!next) break
    if (next === x) i++
    else j++
    merged.push(next)
  }
  return merged
}

const isNewer = (a: Evidence, b: Evidence): boolean =>
  a[0] > b[0] || (a[0] === b[0] && a[1] >= b[1])
