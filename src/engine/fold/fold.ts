// Folds a batch into derived state. State is a join of what single events say (core/profile), so a batch is
// folded by itself first (fold-ahead.ts) and then joined with what is stored: records that it does not change are not read.
import type { Json } from '../../contract/event.ts'
import type { Membership } from '../../core/profile/accounts.ts'
import { type ComputedState, combineComputed, NO_COMPUTED } from '../../core/profile/computed.ts'
import {
  foldObject,
  NO_OBJECT,
  newestChange,
  type ObjectState,
  statusOf,
} from '../../core/profile/objects.ts'
import {
  type SearchTerm,
  searchTermsOfObject,
  searchTermsOfTraits,
} from '../../core/profile/search-terms.ts'
import { combineTraits, NO_TRAITS, type TraitState } from '../../core/profile/traits.ts'
import type { Compiled } from '../compiled.ts'
import type { RecordCache } from '../identity/cache.ts'
import type { RecordRow, SearchRow } from '../ports/records.ts'
import type { ObjectRow, StateRow } from '../ports/state.ts'
import type { BatchWrites } from '../ports/writing.ts'
import { type FoldedBearing, foldBearing, rememberBearing } from './bearing.ts'
import type { Ahead, FoldedAhead, ObjectsAhead, ObjectWork, StoredObject } from './fold-ahead.ts'

/** A record's state as a whole; on a shared device the owner's record id stands here. */
export const WHOLE = '0'.repeat(32)

export interface FoldContext {
  readonly compiled: Compiled
  /** whose the batch's records are now */
  readonly rows: ReadonlyMap<string, RecordRow>
}

export type FoldWrites = Pick<
  BatchWrites,
  | 'traits'
  | 'computed'
  | 'bearing'
  | 'memberships'
  | 'objects'
  | 'movedObjects'
  | 'search'
  | 'searchOf'
>

export interface Folded {
  readonly writes: FoldWrites
  /** new states by record, for the cache */
  readonly traits: ReadonlyMap<string, TraitState>
  readonly computed: ReadonlyMap<string, ComputedState>
  readonly bearing: FoldedBearing
}

/** State writes of a batch. Events on shared devices are left to engine/identity/devices.ts: their owner depends on time. */
export function fold(ahead: FoldedAhead, context: FoldContext): Folded {
  const traits = joinTraits(ahead.traits, context)
  const computed = joinComputed(ahead.computed, context)
  const objects = joinObjects(ahead.objects, context)
  const bearing = foldBearing(ahead.bearing, context.rows)
  return {
    writes: {
      traits: traits.rows,
      computed: computed.rows,
      bearing: bearing.rows,
      memberships: placeMemberships(ahead.memberships, context.rows),
      objects: objects.rows,
      movedObjects: objects.moved,
      search: [...traits.search, ...objects.search],
      searchOf: [
        ...traits.searchOf,
        ...objects.rows.map(({ home, record, object }) => ({ home, record, item: object })),
        ...objects.moved.map(({ home, object }) => ({ home, record: WHOLE, item: object })),
      ],
    },
    traits: traits.states,
    computed: computed.states,
    bearing,
  }
}

/** Brings the cache up to what was committed. */
export function rememberState({ traits, computed, bearing }: Folded, cache: RecordCache): void {
  rememberBearing(bearing, cache)
  for (const [record, state] of traits) {
    const entry = cache.get(record)
    if (entry) entry.traits = state
  }
  for (const [record, state] of computed) {
    const entry = cache.get(record)
    if (entry) entry.computed = state
  }
}

interface FoldedTraits {
  readonly rows: readonly StateRow[]
  readonly search: readonly SearchRow[]
  readonly searchOf: BatchWrites['searchOf']
  readonly states: ReadonlyMap<string, TraitState>
}

const isSameTerms = (a: readonly SearchTerm[], b: readonly SearchTerm[]): boolean =>
  a.length === b.length &&
  a.every(({ field, value }, i) => field === b[i]?.field && value === b[i]?.value)

/** Somebody may have several of a field: from the second on they are numbered. */
function numbered(
  terms: readonly SearchTerm[],
): readonly (SearchTerm & { readonly item: string })[] {
  const counts = new Map<string, number>()
  return terms.map((term) => {
    const count = (counts.get(term.field) ?? 0) + 1
    counts.set(term.field, count)
    return { ...term, item: count === 1 ? '' : `#${count}` }
  })
}

function joinTraits(
  { deltas, stored }: Ahead<TraitState>,
  { compiled, rows }: FoldContext,
): FoldedTraits {
  const touched = [...deltas.keys()].flatMap((id) => rows.get(id) ?? [])
  const written: StateRow[] = []
  const search: SearchRow[] = []
  const searchOf: BatchWrites['searchOf'][number][] = []
  const states = new Map<string, TraitState>()
  for (const row of touched) {
    const before = stored.get(row.id) ?? NO_TRAITS
    const state = combineTraits([before, deltas.get(row.id) ?? NO_TRAITS], compiled.survivorship)
    states.set(row.id, state)
    if (state === before) continue
    written.push({ home: row.home, record: row.id, owner: WHOLE, state: JSON.stringify(state) })
    const terms = searchTermsOfTraits(row.entity, state)
    if (isSameTerms(terms, searchTermsOfTraits(row.entity, before))) continue
    searchOf.push({ home: row.home, record: row.id, item: '' })
    search.push(...numbered(terms).map((term) => ({ home: row.home, record: row.id, ...term })))
  }
  return { rows: written, search, searchOf, states }
}

function joinComputed(
  { deltas, stored }: Ahead<ComputedState>,
  { compiled, rows }: FoldContext,
): { rows: readonly StateRow[]; states: ReadonlyMap<string, ComputedState> } {
  const written: StateRow[] = []
  const states = new Map<string, ComputedState>()
  for (const [record, delta] of deltas) {
    const row = rows.get(record)
    if (!row || row.shared) continue
    const state = combineComputed([stored.get(record) ?? NO_COMPUTED, delta], compiled.computed)
    states.set(record, state)
    written.push({ home: row.home, record, owner: WHOLE, state: JSON.stringify(state) })
  }
  return { rows: written, states }
}

function placeMemberships(
  facts: readonly Membership[],
  rows: ReadonlyMap<string, RecordRow>,
): BatchWrites['memberships'] {
  return facts.flatMap((fact) => {
    const person = rows.get(fact.person)
    const account = rows.get(fact.account)
    if (!person || !account) return []
    return [
      {
        home: person.home,
        record: person.id,
        accountRecord: account.id,
        accountHome: account.home,
        firstAt: fact.since,
        evidence: fact.evidence,
      },
    ]
  })
}

type MovedObject = BatchWrites['movedObjects'][number]

function joinObjects(
  { changes: byObject, homes, states }: ObjectsAhead,
  context: FoldContext,
): { rows: ObjectRow[]; moved: MovedObject[]; search: SearchRow[] } {
  const rows: ObjectRow[] = []
  const moved: MovedObject[] = []
  const search: SearchRow[] = []
  for (const [key, changes] of byObject) {
    const home = homes.get(key)
    const row = foldOne(key, changes, { state: states.get(key), home, context })
    if (!row) continue
    rows.push(row.row)
    search.push(...row.search)
    if (home !== undefined && home !== row.row.home) moved.push({ object: key, home })
  }
  return { rows, moved, search }
}

interface StoredPlace {
  readonly state: StoredObject | undefined
  readonly home: string | undefined
  readonly context: FoldContext
}

function foldOne(
  key: string,
  changes: readonly ObjectWork[],
  { state: before, home, context }: StoredPlace,
): { row: ObjectRow; search: SearchRow[] } | undefined {
  const first = changes[0]
  if (!first) return undefined
  let state: ObjectState = before ?? NO_OBJECT
  let owner = before?.o ?? [0, '', '']
  for (const { change, event } of changes) {
    state = foldObject(state, change, [event.occurredAt, event.id])
    if (event.occurredAt > owner[0] || (event.occurredAt === owner[0] && event.id > owner[1])) {
      owner = [event.occurredAt, event.id, event.record.id]
    }
  }
  // An object lives where its owner lives, or her view would not find it; an owner who is not of this batch
  // is the one it lives with already.
  const placeHome =
    context.rows.get(owner[2])?.home ?? home ?? context.rows.get(first.event.record.id)?.home
  if (placeHome === undefined) return undefined
  const { type, id } = first.change
  const definition = context.compiled.objectTypes.get(type)
  const [changedAt, evidence] = newestChange(state, [owner[0], owner[1]])
  const place = { home: placeHome, record: owner[2] }
  const { s, b, x, h } = state
  const stored: StoredObject = { s, b, x, ...(h && { h }), o: owner }
  return {
    row: {
      ...place,
      object: key,
      type,
      id,
      ...statusOf(state, definition),
      changedAt,
      evidence,
      state: JSON.stringify(stored),
    },
    search: searchTermsOfObject(type, id, state.b as Record<string, Json>, definition).map(
      (term) => ({ ...place, item: key, ...term }),
    ),
  }
}
