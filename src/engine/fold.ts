// Folds a batch into derived state. State is a join of what single events say (core/profile), so a batch is
// folded by itself first and then joined with what is stored: records that it does not change are not read.
import type { Event, Json, ObjectChange } from '../contract/event.ts'
import { earlierMembership, type Membership, membershipOf } from '../core/profile/accounts.ts'
import {
  type ComputedState,
  combineComputed,
  foldComputed,
  NO_COMPUTED,
} from '../core/profile/computed.ts'
import {
  foldObject,
  NO_OBJECT,
  newestChange,
  type ObjectState,
  statusOf,
} from '../core/profile/objects.ts'
import {
  type SearchTerm,
  searchTermsOfObject,
  searchTermsOfTraits,
} from '../core/profile/search-terms.ts'
import {
  combineTraits,
  foldAccountTraits,
  foldTraits,
  NO_TRAITS,
  type TraitState,
} from '../core/profile/traits.ts'
import { allDone } from './all-done.ts'
import { type FoldedBearing, foldBearing, rememberBearing } from './bearing.ts'
import type { RecordCache } from './cache.ts'
import type { Compiled } from './compiled.ts'
import type { RecordRow, SearchRow } from './ports/records.ts'
import type { ObjectRow, StateKey, StateRow } from './ports/state.ts'
import type { BatchWrites, WriteTransaction } from './ports/writing.ts'

/** A record's state as a whole; on a shared device the owner's record id stands here. */
export const WHOLE = '0'.repeat(32)

export interface FoldContext {
  readonly tx: WriteTransaction
  readonly compiled: Compiled
  readonly cache: RecordCache
  readonly rows: ReadonlyMap<string, RecordRow>
  readonly hash: (text: string) => string
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

/** State writes of a batch. Events on shared devices are left to engine/devices.ts: their owner depends on time. */
export async function fold(events: readonly Event[], context: FoldContext): Promise<Folded> {
  const [traits, computed, objects, bearing] = await allDone(
    context.tx.together(() => [
      foldTraitStates(events, context),
      foldComputedStates(events, context),
      foldObjects(events, context),
      foldBearing(events, context),
    ]),
  )
  return {
    writes: {
      traits: traits.rows,
      computed: computed.rows,
      bearing: bearing.rows,
      memberships: foldMemberships(events, context.rows),
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

async function foldTraitStates(
  events: readonly Event[],
  context: FoldContext,
): Promise<FoldedTraits> {
  const { compiled, rows } = context
  const deltas = new Map<string, TraitState>()
  for (const event of events) addTraits(deltas, event, compiled)
  const touched = [...deltas.keys()].flatMap((id) => rows.get(id) ?? [])
  const stored = await storedTraits(touched, context)
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
    const terms = searchTermsOfTraits(state)
    if (isSameTerms(terms, searchTermsOfTraits(before))) continue
    searchOf.push({ home: row.home, record: row.id, item: '' })
    for (const term of terms) search.push({ home: row.home, record: row.id, item: '', ...term })
  }
  return { rows: written, search, searchOf, states }
}

async function storedTraits(
  records: readonly RecordRow[],
  { tx, cache }: FoldContext,
): Promise<ReadonlyMap<string, TraitState>> {
  const stored = new Map<string, TraitState>()
  const unknown: RecordRow[] = []
  for (const record of records) {
    const state = cache.get(record.id)?.traits
    if (state) stored.set(record.id, state)
    else unknown.push(record)
  }
  for (const row of await tx.traitStates(unknown)) {
    stored.set(row.record, JSON.parse(row.state) as TraitState)
  }
  return stored
}

function addTraits(deltas: Map<string, TraitState>, event: Event, compiled: Compiled): void {
  if (event.traits) {
    const before = deltas.get(event.record.id) ?? NO_TRAITS
    deltas.set(event.record.id, foldTraits(before, event, compiled.survivorship))
  }
  const { account } = event
  if (account) {
    const before = deltas.get(account.record.id) ?? NO_TRAITS
    deltas.set(account.record.id, foldAccountTraits(before, event, compiled.survivorship))
  }
}

async function foldComputedStates(
  events: readonly Event[],
  context: FoldContext,
): Promise<{ rows: readonly StateRow[]; states: ReadonlyMap<string, ComputedState> }> {
  const { compiled, rows, cache } = context
  const deltas = new Map<string, ComputedState>()
  for (const event of events) {
    if (rows.get(event.record.id)?.shared) continue
    const before = deltas.get(event.record.id) ?? NO_COMPUTED
    const after = foldComputed(before, event, compiled.computed)
    if (after !== before) deltas.set(event.record.id, after)
  }
  const keys = [...deltas.keys()].flatMap((id) => {
    const row = rows.get(id)
    return row ? [{ home: row.home, record: id, owner: WHOLE }] : []
  })
  const cached = new Map<string, ComputedState>()
  for (const { record } of keys) {
    const state = cache.get(record)?.computed
    if (state) cached.set(record + WHOLE, state)
  }
  const joined = await joinComputed(keys, deltas, { ...context, cached })
  return {
    rows: joined.map(({ home, record, owner, state }) => ({
      home,
      record,
      owner,
      state: JSON.stringify(state),
    })),
    states: new Map(joined.map(({ record, state }) => [record, state])),
  }
}

interface JoinContext extends Pick<FoldContext, 'tx' | 'compiled'> {
  /** stored states that need not be read, by record + owner */
  readonly cached: ReadonlyMap<string, ComputedState>
}

/** Joins deltas (by record id, or by record + owner on a shared device) with the stored states of the same keys. */
export async function joinComputed(
  keys: readonly StateKey[],
  deltas: ReadonlyMap<string, ComputedState>,
  { tx, compiled, cached }: JoinContext,
): Promise<readonly (StateKey & { readonly state: ComputedState })[]> {
  const stored = new Map(cached)
  const unknown = keys.filter((key) => !cached.has(key.record + key.owner))
  for (const row of await tx.computedStates(unknown)) {
    stored.set(row.record + row.owner, JSON.parse(row.state) as ComputedState)
  }
  return keys.map((key) => {
    const delta = deltas.get(key.owner === WHOLE ? key.record : key.record + key.owner)
    const before = stored.get(key.record + key.owner) ?? NO_COMPUTED
    return { ...key, state: combineComputed([before, delta ?? NO_COMPUTED], compiled.computed) }
  })
}

function foldMemberships(
  events: readonly Event[],
  rows: ReadonlyMap<string, RecordRow>,
): BatchWrites['memberships'] {
  const facts = new Map<string, Membership>()
  for (const event of events) {
    const fact = membershipOf(event)
    if (!fact) continue
    const key = fact.person + fact.account
    const before = facts.get(key)
    facts.set(key, before ? earlierMembership(before, fact) : fact)
  }
  return [...facts.values()].flatMap((fact) => {
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

export const objectKey = (hash: (text: string) => string, type: string, id: string): string =>
  hash(`obj ${type.length} ${type} ${id}`)

type MovedObject = BatchWrites['movedObjects'][number]

interface ObjectWork {
  readonly key: string
  readonly change: ObjectChange
  readonly event: Event
}

/** What is kept of an object: its body with stamps, and who owned it when, because the newest change names the owner. */
interface StoredObject extends ObjectState {
  /** stamp and record of the newest change that named an owner */
  readonly o: readonly [number, string, string]
}

async function foldObjects(
  events: readonly Event[],
  context: FoldContext,
): Promise<{ rows: ObjectRow[]; moved: MovedObject[]; search: SearchRow[] }> {
  const work: ObjectWork[] = []
  for (const event of events) {
    const { object: change } = event
    if (change) work.push({ key: objectKey(context.hash, change.type, change.id), change, event })
  }
  if (work.length === 0) return { rows: [], moved: [], search: [] }
  const byObject = Map.groupBy(work, (item) => item.key)
  const homes = await context.tx.objectHomes([...byObject.keys()])
  const stored = await context.tx.objects([...homes].map(([object, home]) => ({ object, home })))
  const states = new Map(stored.map((row) => [row.object, JSON.parse(row.state) as StoredObject]))
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
