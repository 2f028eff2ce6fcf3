// Traits: what one source record says of a person or an organisation, as candidates with their provenance.
// Folding is a join of sets: any order and any split into records ends in the same bytes. Which candidate a
// reader sees is decided later, in survivorship.ts; here only what no rule could ever pick is forgotten.
import type { Event, Json, JsonObject } from '../../contract/event.ts'
import type { Provenance } from '../../contract/reason.ts'
import {
  byTime,
  canonical,
  compareValues,
  fitsState,
  lengthOf,
  sortedByName,
  withSortedKeys,
} from './order.ts'
import { type CompiledSurvivorship, type Keep, ruleFor } from './rules.ts'

/** One value said once. Short names: this is stored per record, trait and value. */
export interface Candidate {
  /** null = she took it back */
  readonly v: Json
  /** ms since epoch */
  readonly t: number
  /** 32 hex characters of the event */
  readonly e: string
  /** absent = the source did not say: what its definition says holds, and that may change (rules.ts) */
  readonly p?: Provenance
  /** 0..1 as stated by the source */
  readonly c?: number
  /** ms since epoch from when on it no longer holds */
  readonly x?: number
}

/** Trait name -> candidates; names in order, per trait by what was said of the provenance, newest first. */
export interface TraitState {
  readonly [trait: string]: readonly Candidate[]
}

export const NO_TRAITS: TraitState = {}

/** Traits kept per record: the first so many names by name. A record with more is data in the wrong place. */
const TRAITS_MAX = 500
const NAME_CHARS_MAX = 255
/** Values that expire, kept above the newest lasting one, so that an expired mood gives way to the one before. */
const EXPIRING_MAX = 4
/** Distinct values kept that win by the rule's own order, and distinct values kept because they are newest. */
const BEST_MAX = 10
const NEWEST_MAX = 10
/** Distinct values kept where a reader sees all of them. */
const ALL_MAX = 20

/** What was said at one moment: of a person by an identify call, of an account by a group call. */
export interface TraitSaying {
  readonly traits: JsonObject
  /** ms since epoch */
  readonly at: number
  /** 32 hex characters */
  readonly event: string
  readonly provenance?: Provenance | undefined
  readonly confidence?: number | undefined
  /** ms since epoch */
  readonly expires?: number | undefined
}

/** Folds the person's traits of one event. Returns `state` itself when nothing changed. */
export function foldTraits(
  state: TraitState,
  event: Event,
  rules: CompiledSurvivorship,
): TraitState {
  return event.traits === undefined
    ? state
    : foldTraitValues(state, sayingOf(event, event.traits), rules)
}

/** What an event says of the organisation it names. */
export function foldAccountTraits(
  state: TraitState,
  event: Event,
  rules: CompiledSurvivorship,
): TraitState {
  return event.account === undefined
    ? state
    : foldTraitValues(state, sayingOf(event, event.account.traits), rules)
}

function sayingOf(event: Event, traits: JsonObject): TraitSaying {
  const { occurredAt: at, id, provenance, confidence, traitExpiresAt: expires } = event
  return { traits, at, event: id, provenance, confidence, expires }
}

/** Folds what was said at one moment. A repeated saying changes nothing; then `state` itself comes back. */
export function foldTraitValues(
  state: TraitState,
  saying: TraitSaying,
  rules: CompiledSurvivorship,
): TraitState {
  const changes: Record<string, readonly Candidate[]> = {}
  let hasChange = false
  let hasNewName = false
  for (const trait of Object.keys(saying.traits)) {
    const value = saying.traits[trait]
    if (value === undefined || !isUsable(trait, value)) continue
    const before = Object.hasOwn(state, trait) ? state[trait] : undefined
    const candidate = candidateOf(value, saying)
    const after = before
      ? withCandidate(before, candidate, ruleFor(rules, trait).keep)
      : [candidate]
    if (after === before) continue
    changes[trait] = after
    hasChange = true
    hasNewName ||= before === undefined
  }
  if (!hasChange) return state
  const next = { ...state, ...changes }
  return hasNewName ? withinLimit(state, next) : next
}

/** The state of one record that had heard all that these records heard. */
export function combineTraits(
  states: readonly TraitState[],
  rules: CompiledSurvivorship,
): TraitState {
  const [first, ...rest] = states
  return rest.reduce((joined, state) => joinTwo(joined, state, rules), first ?? NO_TRAITS)
}

function joinTwo(a: TraitState, b: TraitState, rules: CompiledSurvivorship): TraitState {
  let next: Record<string, readonly Candidate[]> | undefined
  for (const [trait, more] of Object.entries(b)) {
    const before = Object.hasOwn(a, trait) ? a[trait] : undefined
    const after = before ? retain([...before, ...more], ruleFor(rules, trait).keep) : more
    if (before && isSameList(before, after)) continue
    next ??= { ...a }
    next[trait] = after
  }
  return next ? sortedByName(next, TRAITS_MAX) : a
}

function withinLimit(before: TraitState, next: TraitState): TraitState {
  const cut = sortedByName(next, TRAITS_MAX)
  const names = Object.keys(cut)
  const isSame =
    names.length === TRAITS_MAX &&
    names.every((name) => Object.hasOwn(before, name) && cut[name] === before[name])
  return isSame ? before : cut
}

/** `__proto__` is refused because an object cannot carry it as an ordinary name. */
function isUsable(trait: string, value: Json): boolean {
  return (
    trait.length > 0 && trait.length <= NAME_CHARS_MAX && trait !== '__proto__' && fitsState(value)
  )
}

function candidateOf(value: Json, saying: TraitSaying): Candidate {
  const v = withSortedKeys(value)
  const { at: t, event: e, provenance: p, confidence: c, expires: x } = saying
  // A withdrawal never lapses: otherwise what she took back would come to light again by itself.
  const lapses = x !== undefined && v !== null
  if (p === undefined && !lapses) return { v, t, e }
  return {
    v,
    t,
    e,
    ...(p !== undefined && { p }),
    ...(p !== undefined && p !== 'given' && c !== undefined && { c }),
    ...(lapses ? { x } : {}),
  }
}

function withCandidate(
  before: readonly Candidate[],
  added: Candidate,
  keep: Keep,
): readonly Candidate[] {
  const only = before.length === 1 ? before[0] : undefined
  if (only && keep === 'latest' && only.p === added.p && isLasting(only) && isLasting(added)) {
    return byTime(only, added) < 0 ? [added] : before
  }
  const after = retain([...before, added], keep)
  return isSameList(before, after) ? before : after
}

function isSameList(a: readonly Candidate[], b: readonly Candidate[]): boolean {
  return a.length === b.length && a.every((candidate, i) => candidate === b[i])
}

const isLasting = (candidate: Candidate): boolean => candidate.x === undefined
const newestFirst = (a: Candidate, b: Candidate): number => byTime(b, a)

/** What must be kept of all these so that no later arrival, withdrawal or lapse lacks its answer. */
function retain(candidates: readonly Candidate[], keep: Keep): readonly Candidate[] {
  const sorted = withoutRepeats([...candidates].sort(newestFirst))
  const provenances = ['given', undefined, 'observed', 'inferred'] as const
  return provenances.flatMap((p) => {
    const ofOne = sorted.filter((candidate) => candidate.p === p)
    return ofOne.length > 1 ? RETAINED[keep](ofOne) : ofOne
  })
}

/** The same event read twice stands side by side after sorting. */
function withoutRepeats(sorted: readonly Candidate[]): readonly Candidate[] {
  return sorted.filter((candidate, i) => {
    return !sorted
      .slice(0, i)
      .some((o) => o.e === candidate.e && o.t === candidate.t && o.p === candidate.p)
  })
}

/** Per rule: candidates of one provenance, newest first -> those to keep, newest first. */
const RETAINED: Record<Keep, (sorted: readonly Candidate[]) => readonly Candidate[]> = {
  latest: (sorted) => {
    const lasting = sorted.findIndex(isLasting)
    const expiring = lasting < 0 ? sorted : sorted.slice(0, lasting)
    return [...expiring.slice(0, EXPIRING_MAX), ...sorted.slice(lasting, lasting + 1)]
  },
  earliest: (sorted) => {
    const firsts = distinct([...sorted].reverse().filter(isValue)).slice(0, BEST_MAX)
    return pick(sorted, [...firsts, ...newestValues(sorted)])
  },
  longest: (sorted) => bestBy(sorted, (a, b) => lengthOf(b.v) - lengthOf(a.v)),
  highest: (sorted) => bestBy(sorted, (a, b) => compareValues(b.v, a.v)),
  lowest: (sorted) => bestBy(sorted, (a, b) => compareValues(a.v, b.v)),
  all: (sorted) => pick(sorted, newestValues(sorted, ALL_MAX)),
}

function bestBy(
  sorted: readonly Candidate[],
  compare: (a: Candidate, b: Candidate) => number,
): readonly Candidate[] {
  const values = distinct(sorted.filter(isValue))
  // Stable: among equals the newest stay, so the bound never cuts off the one a reader would see.
  const best = values.toSorted(compare).slice(0, BEST_MAX)
  return pick(sorted, [...best, ...values.slice(0, NEWEST_MAX)])
}

const isValue = (candidate: Candidate): boolean => candidate.v !== null

function newestValues(sorted: readonly Candidate[], max = NEWEST_MAX): readonly Candidate[] {
  return distinct(sorted.filter(isValue)).slice(0, max)
}

/** The first candidate of each value. */
function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Map<string, Candidate>()
  for (const candidate of candidates) {
    const value = canonical(candidate.v)
    if (!seen.has(value)) seen.set(value, candidate)
  }
  return [...seen.values()]
}

/** The chosen ones and the newest withdrawal, in the order of `sorted`. */
function pick(sorted: readonly Candidate[], chosen: readonly Candidate[]): readonly Candidate[] {
  const kept = new Set(chosen)
  const withdrawn = sorted.find((candidate) => candidate.v === null)
  if (withdrawn) kept.add(withdrawn)
  return sorted.filter((candidate) => kept.has(candidate))
}
