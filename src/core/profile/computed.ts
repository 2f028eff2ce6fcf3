// Computed traits kept incrementally: which events concern which trait, and what each record remembers.
// State per record is a join of multisets (measure.ts), so records combine to the customer's and come apart again.
import type { Event, Json } from '../../contract/event.ts'
import type { ComputedTrait } from '../../contract/trait.ts'
import { type Condition, compileCondition } from '../condition/condition.ts'
import { joinTallies, type Measure, measureOf, type Tally, tallyOne } from './measure.ts'
import { compareText, fitsState, sortedByName } from './order.ts'
import { derivePrefilter, isAlways } from './prefilter.ts'

/** Name of a computed trait -> its tally; names in order. */
export interface ComputedState {
  readonly [name: string]: Tally
}

export const NO_COMPUTED: ComputedState = {}

export interface CompiledTrait {
  readonly definition: ComputedTrait
  readonly measure: Measure
  /** absent = the table has decided already */
  readonly condition?: Condition
  /** absent = the time of the event, or nothing at all for a count */
  readonly path?: readonly string[]
}

type Table = ReadonlyMap<string, readonly CompiledTrait[]>

/** Each trait stands in exactly one of the four, under the narrowest field its condition names. */
export interface CompiledComputed {
  readonly all: readonly CompiledTrait[]
  readonly byName: Table
  readonly byKind: Table
  readonly byType: Table
  readonly rest: readonly CompiledTrait[]
}

interface ComputedProblem {
  readonly trait: string
  readonly reason: string
}

export type CompileResult =
  | { readonly ok: true; readonly computed: CompiledComputed }
  | { readonly ok: false; readonly problems: readonly ComputedProblem[] }

/** Each is looked at for many events and stored per record; more belong in a report, not in a profile. */
const COMPUTED_MAX = 200
const PATH_ROOTS = ['type', 'name', 'kind', 'channel', 'properties', 'traits'] as const
type Root = (typeof PATH_ROOTS)[number]

/** Compiles all definitions, or tells every one that cannot work and why. */
export function compileComputed(definitions: readonly ComputedTrait[]): CompileResult {
  const problems: ComputedProblem[] = []
  if (definitions.length > COMPUTED_MAX) {
    const reason = `There are ${definitions.length} computed traits; at most ${COMPUTED_MAX} are kept`
    problems.push({ trait: '*', reason })
  }
  const traits = new Map<string, CompiledTrait>()
  for (const definition of definitions) {
    const compiled = compileTrait(definition)
    const reason = traits.has(definition.name) ? 'The name is taken' : compiled
    if (typeof reason === 'string') problems.push({ trait: definition.name, reason })
    else traits.set(definition.name, reason)
  }
  if (problems.length > 0) return { ok: false, problems }
  // In the order of names, which is the order that states are kept in.
  const sorted = [...traits.values()].sort((a, b) =>
    compareText(a.definition.name, b.definition.name),
  )
  return { ok: true, computed: tableOf(sorted) }
}

/** Folds one event in. Returns `state` itself when the event concerns no trait. */
export function foldComputed(
  state: ComputedState,
  event: Event,
  compiled: CompiledComputed,
): ComputedState {
  const { byName, byKind, byType, rest } = compiled
  let next = foldInto(state, event, byName.get(event.name))
  next = foldInto(next, event, byKind.get(event.kind))
  next = foldInto(next, event, byType.get(event.type))
  return foldInto(next, event, rest)
}

/** The state of one record to which everything happened that happened to these. */
export function combineComputed(
  states: readonly ComputedState[],
  compiled: CompiledComputed,
): ComputedState {
  const [first, ...others] = states
  if (others.length === 0) return first ?? NO_COMPUTED
  const combined: Record<string, Tally> = {}
  for (const { definition, measure } of compiled.all) {
    let tally: Tally | undefined
    for (const state of states) {
      const more = tallyOf(state, definition.name)
      tally = tally && more ? joinTallies(measure, tally, more) : (tally ?? more)
    }
    if (tally) combined[definition.name] = tally
  }
  return sortedByName(combined)
}

function foldInto(
  state: ComputedState,
  event: Event,
  traits: readonly CompiledTrait[] | undefined,
): ComputedState {
  if (traits === undefined) return state
  let next: Record<string, Tally> | undefined
  let hasNewName = false
  for (const trait of traits) {
    const added = tallyEvent(trait, event)
    if (added === undefined) continue
    const { name } = trait.definition
    const before = tallyOf(state, name)
    next ??= { ...state }
    next[name] = before ? joinTallies(trait.measure, before, added) : added
    hasNewName ||= before === undefined
  }
  if (next === undefined) return state
  return hasNewName ? sortedByName(next) : next
}

function tallyEvent(trait: CompiledTrait, event: Event): Tally | undefined {
  if (trait.condition && !trait.condition.holds(variablesOf(event))) return undefined
  // A value nobody reads: a count, or the time of the event.
  const value = trait.path ? valueAt(event, trait.path) : 0
  return tallyOne(trait.measure, { at: event.occurredAt, id: event.id, value })
}

/** Own fields only: `constructor` is a name that a definition may choose. */
export function tallyOf(state: ComputedState, name: string): Tally | undefined {
  return Object.hasOwn(state, name) ? state[name] : undefined
}

/** What a condition may see of an event; nothing about identifiers or the raw body. */
function variablesOf(event: Event): Readonly<Record<string, unknown>> {
  const { type, name, kind, channel, properties, traits } = event
  return { event: { type, name, kind, channel, properties, traits: traits ?? {} } }
}

function valueAt(event: Event, path: readonly string[]): Json | undefined {
  let value: Json | undefined = event[path[0] as Root]
  for (let i = 1; i < path.length; i++) {
    if (typeof value !== 'object' || value === null) return undefined
    const step = path[i] ?? ''
    if (!Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string, Json>>)[step]
  }
  return value === undefined || value === null || !fitsState(value) ? undefined : value
}

/** The compiled trait, or a sentence on why it cannot be compiled. */
function compileTrait(definition: ComputedTrait): CompiledTrait | string {
  const path = definition.of === 'count' ? undefined : definition.value?.split('.')
  if (path && !PATH_ROOTS.some((root) => root === path[0])) {
    return `The value ${definition.value} must start with one of ${PATH_ROOTS.join(', ')}`
  }
  if (!path && ['sum', 'min', 'max'].includes(definition.of)) {
    return `${definition.of} needs a value, for example properties.total`
  }
  const base = { definition, measure: measureOf(definition), ...(path ? { path } : {}) }
  const compiled = compileCondition(definition.when, { event: 'map' })
  if (!compiled.ok) return compiled.error
  const isDecided = isAlways(definition.when) || derivePrefilter(definition.when)?.isWhole
  return isDecided ? base : { ...base, condition: compiled.condition }
}

function tableOf(all: readonly CompiledTrait[]): CompiledComputed {
  const tables = { name: new Map(), kind: new Map(), type: new Map() } as const
  const rest: CompiledTrait[] = []
  for (const trait of all) {
    const filter = derivePrefilter(trait.definition.when)
    if (!filter) rest.push(trait)
    for (const value of filter?.values ?? []) {
      const table: Map<string, CompiledTrait[]> = tables[filter?.field ?? 'name']
      table.set(value, [...(table.get(value) ?? []), trait])
    }
  }
  return { all, byName: tables.name, byKind: tables.kind, byType: tables.type, rest }
}
