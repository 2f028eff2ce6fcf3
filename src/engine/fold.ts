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
import { searchTermsOfObject, searchTermsOfTraits } from '../core/profile/search-terms.ts'
import {
  combineTraits,
  foldTraits,
  foldTraitValues,
  NO_TRAITS,
  type TraitState,
} from '../core/profile/traits.ts'
import type { Compiled } from './compiled.ts'
import type {
  BatchWrites,
  ObjectRow,
  RecordRow,
  SearchRow,
  StateRow,
  WriteTransaction,
} from './ports.ts'

/** A record's state as a whole; on a shared device the owner's record id stands here. */
export const WHOLE = '0'.repeat(32)

export interface FoldContext {
  readonly tx: WriteTransaction
  readonly compiled: Compiled
  readonly rows: ReadonlyMap<string, RecordRow>
  readonly hash: (text: string) => string
}

export type FoldWrites = Pick<
  BatchWrites,
  'traits' | 'computed' | 'memberships' | 'objects' | 'search' | 'searchOf'
>

/** State writes of a batch. Events on shared devices are left to engine/devices.ts: their owner depends on time. */
export async function fold(events: readonly Event[], context: FoldContext): Promise<FoldWrites> {
  const traits = await foldTraitStates(events, context)
  const computed = await foldComputedStates(events, context)
  const objects = await foldObjects(events, context)
  return {
    traits: traits.states,
    computed,
    memberships: foldMemberships(events, context.rows),
    objects: objects.rows,
    search: [...traits.search, ...objects.search],
    searchOf: [
      ...traits.states.map(({ home, record }) => ({ home, record, item: '' })),
      ...objects.rows.map(({ home, record, object }) => ({ home, record, item: object })),
    ],
  }
}

async function foldTraitStates(
  events: readonly Event[],
  { tx, compiled, rows }: FoldContext,
): Promise<{ states: StateRow[]; search: SearchRow[] }> {
  const deltas = new Map<string, TraitState>()
  for (const event of events) addTraits(deltas, event, compiled)
  const touched = [...deltas.keys()].flatMap((id) => rows.get(id) ?? [])
  const stored = new Map((await tx.traitStates(touched)).map((row) => [row.record, row.state]))
  const states: StateRow[] = []
  const search: SearchRow[] = []
  for (const row of touched) {
    const delta = deltas.get(row.id) ?? NO_TRAITS
    const before = stored.get(row.id)
    const state =
      before === undefined
        ? combineTraits([delta], compiled.survivorship)
        : combineTraits([JSON.parse(before) as TraitState, delta], compiled.survivorship)
    const text = JSON.stringify(state)
    if (text === before) continue
    states.push({ home: row.home, record: row.id, owner: WHOLE, state: text })
    for (const term of searchTermsOfTraits(state)) {
      search.push({ home: row.home, record: row.id, item: '', ...term })
    }
  }
  return { states, search }
}

function addTraits(deltas: Map<string, TraitState>, event: Event, compiled: Compiled): void {
  if (event.traits) {
    const before = deltas.get(event.record.id) ?? NO_TRAITS
    deltas.set(event.record.id, foldTraits(before, event, compiled.survivorship))
  }
  const { account } = event
  if (account) {
    const before = deltas.get(account.record.id) ?? NO_TRAITS
    const saying = { traits: account.traits, at: event.occurredAt, event: event.id }
    deltas.set(account.record.id, foldTraitValues(before, saying, compiled.survivorship))
  }
}

async function foldComputedStates(
  events: readonly Event[],
  { tx, compiled, rows }: FoldContext,
): Promise<StateRow[]> {
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
  return joinComputed(keys, deltas, { tx, compiled })
}

/** Joins deltas (by record id, or by owner on a shared device) with the stored states of the same keys. */
export async function joinComputed(
  keys: readonly { readonly home: string; readonly record: string; readonly owner: string }[],
  deltas: ReadonlyMap<string, ComputedState>,
  { tx, compiled }: Pick<FoldContext, 'tx' | 'compiled'>,
): Promise<StateRow[]> {
  const stored = new Map(
    (await tx.computedStates(keys)).map((row) => [row.record + row.owner, row.state]),
  )
  return keys.map((key) => {
    const delta = deltas.get(key.owner === WHOLE ? key.record : key.record + key.owner)
    const before = stored.get(key.record + key.owner)
    const parts = before === undefined ? [] : [JSON.parse(before) as ComputedState]
    const state = combineComputed([...parts, delta ?? NO_COMPUTED], compiled.computed)
    return { ...key, state: JSON.stringify(state) }
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
): Promise<{ rows: ObjectRow[]; search: SearchRow[] }> {
  const work: ObjectWork[] = []
  for (const event of events) {
    const { object: change } = event
    if (change) work.push({ key: objectKey(context.hash, change.type, change.id), change, event })
  }
  if (work.length === 0) return { rows: [], search: [] }
  const byObject = Map.groupBy(work, (item) => item.key)
  const homes = await context.tx.objectHomes([...byObject.keys()])
  const stored = await context.tx.objects([...homes].map(([object, home]) => ({ object, home })))
  const states = new Map(stored.map((row) => [row.object, JSON.parse(row.state) as StoredObject]))
  const rows: ObjectRow[] = []
  const search: SearchRow[] = []
  for (const [key, changes] of byObject) {
    const row = foldOne(key, changes, { state: states.get(key), home: homes.get(key), context })
    if (!row) continue
    rows.push(row.row)
    search.push(...row.search)
  }
  return { rows, search }
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
  const row = context.rows.get(owner[2]) ?? context.rows.get(first.event.record.id)
  if (!row) return undefined
  const { type, id } = first.change
  const definition = context.compiled.objectTypes.get(type)
  const [changedAt, evidence] = newestChange(state)
  const place = { home: home ?? row.home, record: owner[2] }
  const stored: StoredObject = { s: state.s, b: state.b, x: state.x, o: owner }
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
