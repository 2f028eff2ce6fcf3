// What a record remembers of designed journeys: the set of moments at which an event brought her into a stage or took
// her out. A set has no order of arrival and no repetition, so late, shuffled and doubled events end in the same
// bytes, and a customer's state is the union of her records'. The story is told only when it is read (position.ts).
import type { Event, Json } from '../../../contract/event.ts'
import type { Entity } from '../../../contract/identifier.ts'
import { compareText, sortedByName } from '../../profile/order.ts'
import { beganAt } from './began.ts'
import {
  type CompiledJourney,
  type CompiledJourneys,
  type Trigger,
  variablesOf,
} from './compile.ts'

/**
 * [ms, event (32 hex), stage or -stage, passage]; the passage is '' where a journey has one only. The event is
 * STATED where a passage began before its first event, as its object says: many events restate that, and one set
 * element is enough.
 */
export type Signal = readonly [t: number, e: string, signal: string, passage: string]

export const STATED = ''

/** Journey -> its signals in order of time. */
export interface JourneyState {
  readonly [journey: string]: readonly Signal[]
}

export const NO_JOURNEYS: JourneyState = {}

/**
 * Signals kept per record and journey: the newest. Which are the newest does not depend on arrival, so the limit does
 * not break the promise.
 */
export const SIGNALS_MAX = 120
const PASSAGE_CHARACTERS_MAX = 200

/**
 * Folds one event into the state of its record, or of its account's record. `entity` says whose journeys count: those
 * of the other are passed over; `any`: both, since a person's event that names no account may yet concern hers.
 * Returns `state` itself when the event concerns no journey or is known.
 */
export function foldJourneys(
  state: JourneyState,
  event: Event,
  { compiled, entity }: { readonly compiled: CompiledJourneys; readonly entity: Entity | 'any' },
): JourneyState {
  const { byName, byKind, byType, rest } = compiled
  const tables = [byName.get(event.name), byKind.get(event.kind), byType.get(event.type), rest]
  let next = state
  let variables: ReturnType<typeof variablesOf> | undefined
  for (const triggers of tables) {
    for (const trigger of triggers ?? []) {
      if (entity !== 'any' && trigger.journey.definition.of !== entity) continue
      variables ??= variablesOf(event)
      next = pull(next, trigger, event, variables)
    }
  }
  return next
}

/** The state of one record to which everything happened that happened to these. */
export function combineJourneys(states: readonly JourneyState[]): JourneyState {
  const [first, ...others] = states
  if (others.length === 0) return first ?? NO_JOURNEYS
  const combined: Record<string, readonly Signal[]> = {}
  for (const state of states) {
    for (const [journey, signals] of Object.entries(state)) {
      const before = combined[journey]
      combined[journey] = before ? union(before, signals) : signals
    }
  }
  return sortedByName(combined)
}

/** Of a state the journeys of people, or those of accounts. The same object when that is all of it. */
export function journeysOf(
  state: JourneyState,
  entity: Entity,
  { byJourney }: CompiledJourneys,
): JourneyState {
  const own = Object.entries(state).filter(
    ([name]) => (byJourney.get(name)?.definition.of ?? entity) === entity,
  )
  return own.length === Object.keys(state).length ? state : Object.fromEntries(own)
}

function pull(
  state: JourneyState,
  { journey, signal, condition }: Trigger,
  event: Event,
  variables: ReturnType<typeof variablesOf>,
): JourneyState {
  const passage = journey.passage ? passageOf(event, journey.passage) : ''
  if (passage === undefined || !condition.holds(variables)) return state
  const name = journey.definition.journey
  const before = Object.hasOwn(state, name) ? (state[name] ?? []) : undefined
  const own: Signal = [event.occurredAt, event.id, signal, passage]
  const start = signal.startsWith('-') ? undefined : beginning(journey, event, passage)
  const after = union(before ?? [], start ? [start, own] : [own])
  if (after === before) return state
  const next = { ...state, [name]: after }
  return before ? next : sortedByName(next)
}

/** She was in the first stage from when the object says it began; undefined where it says nothing earlier. */
function beginning(journey: CompiledJourney, event: Event, passage: string): Signal | undefined {
  const first = journey.definition.stages[0]
  if (!event.object || !first || journey.passage?.[0] !== 'object') return undefined
  const at = beganAt(event.object.body, journey.definition.began, event.occurredAt)
  return at === undefined || at === event.occurredAt
    ? undefined
    : [at, STATED, first.stage, passage]
}

/** The value under which events belong to one passage; undefined when the event names none. */
function passageOf(event: Event, path: readonly string[]): string | undefined {
  let value: Json | undefined = rootOf(event, path[0] ?? '')
  for (const step of path.slice(1)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string, Json>>)[step]
  }
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== ''
    ? value.slice(0, PASSAGE_CHARACTERS_MAX)
    : undefined
}

function rootOf(event: Event, root: string): Json | undefined {
  if (root === 'object') return event.object && { type: event.object.type, id: event.object.id }
  if (root === 'account') return event.account && { id: event.account.record.id }
  return event.properties
}

function union(a: readonly Signal[], b: readonly Signal[]): readonly Signal[] {
  if (isBefore(a, b) && a.length + b.length <= SIGNALS_MAX) return [...a, ...b]
  const all = [...a, ...b].sort(compareSignals)
  const once = all.filter(
    (signal, i) => i === 0 || compareSignals(signal, all[i - 1] ?? signal) !== 0,
  )
  const kept = once.length > SIGNALS_MAX ? once.slice(-SIGNALS_MAX) : once
  const isSame = kept.length === a.length && kept.every((signal, i) => isEqual(signal, a[i]))
  return isSame ? a : kept
}

/** The usual case: what comes is newer than all that was known. */
function isBefore(a: readonly Signal[], b: readonly Signal[]): boolean {
  const last = a.at(-1)
  const first = b[0]
  return last !== undefined && first !== undefined && compareSignals(last, first) < 0
}

const isEqual = (a: Signal, b: Signal | undefined): boolean =>
  b !== undefined && compareSignals(a, b) === 0

function compareSignals(a: Signal, b: Signal): number {
  return (
    a[0] - b[0] || compareText(a[1], b[1]) || compareText(a[3], b[3]) || compareText(a[2], b[2])
  )
}
