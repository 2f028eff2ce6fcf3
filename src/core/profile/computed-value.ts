// Reading computed traits: what they say now. Windows lapse with `now` alone, and every number tells over which
// events it was taken.
import type { Json } from '../../contract/event.ts'
import { publicId } from '../../contract/identifier.ts'
import type { Reason } from '../../contract/reason.ts'
import {
  type CompiledComputed,
  type CompiledTrait,
  type ComputedState,
  tallyOf,
} from './computed.ts'
import { addMicros, fromMicros, type Micros } from './exact-sum.ts'
import { asWindow, type Evidence, type Tally } from './measure.ts'
import { isAlways } from './prefilter.ts'
import { type Entry, insideWindow, type WindowSpec, winner } from './window.ts'

export interface ComputedValue {
  readonly value: Json
  /** ISO 8601, of the newest event counted or of the event that holds the value; absent when there is none */
  readonly at?: string
  /** evt_..., newest first, at most three */
  readonly evidence: readonly string[]
  readonly because: readonly Reason[]
}

/** A value as a view needs it: no words about how it came to be. */
export interface CurrentValue {
  readonly value: Json
  /** ms, of the newest event counted or of the event that holds the value */
  readonly at: number
  /** 32 hex of that event */
  readonly evidence: string
}

interface Reading {
  readonly value: Json
  readonly events: number
  readonly evidence: readonly Evidence[]
}

/**
 * The values at `now` (ms). Counts and sums of nothing are 0, so that conditions can ask for them; first, last,
 * min and max of nothing are absent.
 */
export function readComputed(
  state: ComputedState,
  compiled: CompiledComputed,
  now: number,
): Record<string, ComputedValue> {
  const values: Record<string, ComputedValue> = {}
  for (const trait of compiled.all) {
    const tally = tallyOf(state, trait.definition.name)
    const reading = tally ? read(trait, tally, now) : nothing(trait)
    if (reading) values[trait.definition.name] = asValue(trait, reading)
  }
  return values
}

/** The values at `now` (ms) that rest on an event. Runs for every view: no dates and ids are made into text. */
export function currentValues(
  state: ComputedState,
  compiled: CompiledComputed,
  now: number,
): Record<string, CurrentValue> {
  const values: Record<string, CurrentValue> = {}
  for (const trait of compiled.all) {
    const { name } = trait.definition
    const tally = tallyOf(state, name)
    const reading = tally && read(trait, tally, now)
    const newest = reading?.evidence[0]
    if (reading && newest?.[1])
      values[name] = { value: reading.value, at: newest[0], evidence: newest[1] }
  }
  return values
}

function nothing(trait: CompiledTrait): Reading | undefined {
  const { of } = trait.definition
  return of === 'count' || of === 'sum' ? { value: 0, events: 0, evidence: [] } : undefined
}

function read(trait: CompiledTrait, tally: Tally, now: number): Reading | undefined {
  const { measure } = trait
  switch (measure.kind) {
    case 'running':
      return {
        value: measure.of === 'sum' ? fromMicros(tally.s ?? 0) : (tally.n ?? 0),
        events: tally.n ?? 0,
        evidence: tally.z ?? [],
      }
    case 'winning':
      return readWinner(trait, tally.b, measure.ms === undefined ? undefined : now - measure.ms)
    case 'windowed': {
      const { spec } = measure
      if (spec.of === 'count' || spec.of === 'sum') return readTotal(tally, spec, now)
      return readWinner(trait, bestInside(tally, spec, spec.of, now), now - spec.windowMs)
    }
  }
}

function readTotal(tally: Tally, spec: WindowSpec, now: number): Reading {
  const { w, k = [] } = insideWindow(asWindow(tally), spec, now)
  const events = k.reduce((count, bucket) => count + bucket[1], w.length)
  const evidence = (tally.z ?? []).filter(([t]) => t > now - spec.windowMs)
  if (spec.of === 'count') return { value: events, events, evidence }
  const sums = [...k.map((bucket) => bucket[2]), ...w.map((entry) => entry[1])] as Micros[]
  return { value: fromMicros(sums.reduce(addMicros, 0)), events, evidence }
}

function bestInside(
  tally: Tally,
  spec: WindowSpec,
  of: 'min' | 'max' | 'first',
  now: number,
): Entry | undefined {
  const { w, k = [] } = insideWindow(asWindow(tally), spec, now)
  const winners = k.map((bucket) => bucket[2] as Entry).filter(([t]) => t > now - spec.windowMs)
  const [first, ...others] = [...winners, ...w]
  return first && others.reduce((a, b) => winner(of, a, b), first)
}

function readWinner(
  trait: CompiledTrait,
  entry: Entry | undefined,
  after: number | undefined,
): Reading | undefined {
  if (!entry || (after !== undefined && entry[0] <= after)) return undefined
  const value = trait.path ? (entry[1] ?? null) : new Date(entry[0]).toISOString()
  return { value, events: 1, evidence: [[entry[0], entry[2] ?? '']] }
}

function asValue(trait: CompiledTrait, reading: Reading): ComputedValue {
  const newest = reading.evidence[0]
  const evidence = reading.evidence.map(([, id]) => publicId('evt', id))
  return {
    value: reading.value,
    ...(newest ? { at: new Date(newest[0]).toISOString() } : {}),
    evidence,
    because: [{ text: sentence(trait, reading.events), evidence }],
  }
}

const WHAT = {
  count: 'Counted over',
  sum: 'Summed over',
  first: 'The first',
  last: 'The last',
  min: 'The lowest',
  max: 'The highest',
} as const

/** For example: Counted over 3 events where event.name == 'Order Completed' in the last 30 days */
function sentence(trait: CompiledTrait, events: number): string {
  const { of, when, windowDays } = trait.definition
  const isTotal = of === 'count' || of === 'sum'
  const many = isTotal ? `${events} ${events === 1 ? 'event' : 'events'}` : 'of all events'
  const where = isAlways(when) ? '' : ` where ${when}`
  const within = windowDays === undefined ? '' : ` in the last ${windowDays} days`
  return `${WHAT[of]} ${many}${where}${within}`
}
