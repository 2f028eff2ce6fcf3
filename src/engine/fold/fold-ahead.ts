// What of a batch's fold does not depend on whose its records are: what the events say by themselves (deltas), folded
// before the database has answered which of them are new, and what is stored of the same records and objects, read while
// it looks up who is who.
import type { Event, ObjectChange } from '../../contract/event.ts'
import { earlierMembership, type Membership, membershipOf } from '../../core/profile/accounts.ts'
import { type ComputedState, foldComputed, NO_COMPUTED } from '../../core/profile/computed.ts'
import type { ObjectState } from '../../core/profile/objects.ts'
import {
  foldAccountTraits,
  foldTraits,
  NO_TRAITS,
  type TraitState,
} from '../../core/profile/traits.ts'
import { objectKey } from '../collect/object-key.ts'
import type { Compiled } from '../compiled.ts'
import type { CachedRecord, RecordCache } from '../identity/cache.ts'
import { nextTurn } from '../next-turn.ts'
import { allDone } from '../ports/all-done.ts'
import type { RecordRow } from '../ports/records.ts'
import type { StateRow } from '../ports/state.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import { addToBearing, type BearingState } from './bearing.ts'
import { WHOLE } from './fold.ts'

export interface AheadContext {
  readonly tx: WriteTransaction
  readonly cache: RecordCache
  readonly hash: (text: string) => string
  /** a record as it was before the batch; undefined = it is not stored, so it has no state */
  readonly storedRow: (record: string) => RecordRow | undefined
}

/** States by record. */
export interface Ahead<State> {
  /** what the batch says by itself */
  readonly deltas: ReadonlyMap<string, State>
  /** what was known before */
  readonly stored: ReadonlyMap<string, State>
}

export interface FoldedAhead {
  readonly traits: Ahead<TraitState>
  /** of shared devices too: whether one is shared is not known yet */
  readonly computed: Ahead<ComputedState>
  readonly bearing: Ahead<BearingState>
  readonly objects: ObjectsAhead
  readonly memberships: readonly Membership[]
}

export interface ObjectsAhead {
  readonly changes: ReadonlyMap<string, readonly ObjectWork[]>
  /** where those live that are stored */
  readonly homes: ReadonlyMap<string, string>
  readonly states: ReadonlyMap<string, StoredObject>
}

export interface ObjectWork {
  readonly key: string
  readonly change: ObjectChange
  readonly event: Event
}

/** What is kept of an object: its body with stamps, and who owned it when, because the newest change names the owner. */
export interface StoredObject extends ObjectState {
  /** stamp and record of the newest change that named an owner */
  readonly o: readonly [number, string, string]
}

/** What the events of a batch say by themselves, by record. */
export interface Deltas {
  readonly traits: ReadonlyMap<string, TraitState>
  readonly computed: ReadonlyMap<string, ComputedState>
  readonly bearing: ReadonlyMap<string, BearingState>
}

/** A millisecond of work or less: who has come meanwhile, a view or an answer of the database, waits no longer. */
const EVENTS_PER_TURN = 100

/** Folds a batch by itself. A turn of the event loop comes first, and between the parts of a large batch. */
export async function deltasOf(events: readonly Event[], compiled: Compiled): Promise<Deltas> {
  const traits = new Map<string, TraitState>()
  const computed = new Map<string, ComputedState>()
  const bearing = new Map<string, BearingState>()
  for (let from = 0; from < events.length; from += EVENTS_PER_TURN) {
    await nextTurn()
    const part = events.slice(from, from + EVENTS_PER_TURN)
    for (const event of part) addTraits(traits, event, compiled)
    for (const event of part) addComputed(computed, event, compiled)
    for (const event of part) addToBearing(bearing, event, compiled)
  }
  return { traits, computed, bearing }
}

/** Joins the deltas of a batch with what is stored of the same records, and reads the objects that it tells of. */
export async function foldAhead(
  events: readonly Event[],
  deltas: Deltas,
  context: AheadContext,
): Promise<FoldedAhead> {
  const [traits, computed, bearing, objects] = await allDone(
    context.tx.together(() => [
      aheadOf(deltas.traits, context, TRAITS),
      aheadOf(deltas.computed, context, COMPUTED),
      aheadOf(deltas.bearing, context, BEARING),
      objectsAhead(events, context),
    ]),
  )
  return { traits, computed, bearing, objects, memberships: membershipsIn(events) }
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

function addComputed(deltas: Map<string, ComputedState>, event: Event, compiled: Compiled): void {
  const before = deltas.get(event.record.id) ?? NO_COMPUTED
  const after = foldComputed(before, event, compiled.computed)
  if (after !== before) deltas.set(event.record.id, after)
}

/** Where a kind of state is kept. */
interface Kept<State> {
  readonly remembered: (entry: CachedRecord) => State | undefined
  readonly read: (
    tx: WriteTransaction,
    records: readonly RecordRow[],
  ) => Promise<readonly StateRow[]>
}

const TRAITS: Kept<TraitState> = {
  remembered: ({ traits }) => traits,
  read: (tx, records) => tx.traitStates(records),
}
const COMPUTED: Kept<ComputedState> = {
  remembered: ({ computed }) => computed,
  read: (tx, records) =>
    tx.computedStates(records.map(({ home, id }) => ({ home, record: id, owner: WHOLE }))),
}
const BEARING: Kept<BearingState> = {
  remembered: ({ bearing }) => bearing,
  read: (tx, records) => tx.bearingStates(records),
}

async function aheadOf<State>(
  deltas: ReadonlyMap<string, State>,
  { tx, cache, storedRow }: AheadContext,
  { remembered, read }: Kept<State>,
): Promise<Ahead<State>> {
  const stored = new Map<string, State>()
  const unknown: RecordRow[] = []
  for (const record of deltas.keys()) {
    const entry = cache.get(record)
    const state = entry && remembered(entry)
    if (state) {
      stored.set(record, state)
      continue
    }
    const row = storedRow(record)
    if (row) unknown.push(row)
  }
  for (const row of await read(tx, unknown)) stored.set(row.record, JSON.parse(row.state) as State)
  return { deltas, stored }
}

const NO_OBJECTS: ObjectsAhead = { changes: new Map(), homes: new Map(), states: new Map() }

async function objectsAhead(
  events: readonly Event[],
  { tx, hash }: AheadContext,
): Promise<ObjectsAhead> {
  const work: ObjectWork[] = []
  for (const event of events) {
    const { object: change } = event
    if (change) work.push({ key: objectKey(hash, change.type, change.id), change, event })
  }
  if (work.length === 0) return NO_OBJECTS
  const changes = Map.groupBy(work, (item) => item.key)
  const homes = await tx.objectHomes([...changes.keys()])
  const stored = await tx.objects([...homes].map(([object, home]) => ({ object, home })))
  const states = new Map(stored.map((row) => [row.object, JSON.parse(row.state) as StoredObject]))
  return { changes, homes, states }
}

function membershipsIn(events: readonly Event[]): readonly Membership[] {
  const facts = new Map<string, Membership>()
  for (const event of events) {
    const fact = membershipOf(event)
    if (!fact) continue
    const key = fact.person + fact.account
    const before = facts.get(key)
    facts.set(key, before ? earlierMembership(before, fact) : fact)
  }
  return [...facts.values()]
}
