// The sections of a snapshot statement -> the rows of each customer who was asked for.
import type { JsonObject } from '../contract/event.ts'
import type { Entity } from '../contract/identifier.ts'
import type { SituationUpdate } from '../contract/situation.ts'
import type { SnapshotEventRow, SnapshotRows } from '../engine/ports/reading.ts'
import type { PlacedRecord } from '../engine/ports/records.ts'
import { orUndefined } from './rows.ts'

/** What the statement answers: tuples that begin with the place of the question they belong to, from 1. */
type Sections = readonly [
  /** only the places: those whose identifier several customers show */
  ambiguous: readonly number[],
  records: readonly RecordTuple[],
  windows: readonly WindowTuple[],
  identifiers: readonly IdentifierTuple[],
  traits: readonly StateTuple[],
  computed: readonly OwnedTuple[],
  consents: readonly ConsentTuple[],
  events: readonly EventTuple[],
  objects: readonly ObjectTuple[],
  memberships: readonly MembershipTuple[],
  accounts: readonly AccountTuple[],
  bearing: readonly StateTuple[],
  commitments: readonly OwedTuple[],
]

/** Rows of one customer while they are sorted out. */
type Found = {
  -readonly [Key in keyof SnapshotRows]: SnapshotRows[Key] extends readonly (infer Row)[]
    ? Row[]
    : SnapshotRows[Key]
}

/** By place of the question; one that found nobody has none. */
export function snapshotsIn(text: string): ReadonlyMap<number, SnapshotRows> {
  const [ambiguous, records, windows, identifiers, traits, computed, consents, ...others] =
    JSON.parse(text) as Sections
  const [events, objects, memberships, accounts, bearing, commitments] = others
  const found = customersIn(records, ambiguous)
  const at = (tuple: readonly [number, ...unknown[]]): Found | undefined => found.get(tuple[0])
  for (const tuple of windows) at(tuple)?.windows.push(toWindow(tuple))
  for (const tuple of identifiers) at(tuple)?.identifiers.push(toIdentifier(tuple))
  for (const tuple of traits) at(tuple)?.traits.push(toState(tuple))
  for (const tuple of computed) at(tuple)?.computed.push(toOwned(tuple))
  for (const tuple of consents) at(tuple)?.consents.push(toConsent(tuple))
  for (const tuple of distinctEvents(events)) at(tuple)?.events.push(toEvent(tuple))
  for (const tuple of objects) at(tuple)?.objects.push(toObject(tuple))
  for (const tuple of memberships) at(tuple)?.memberships.push(toMembership(tuple))
  for (const tuple of distinctAccounts(accounts)) at(tuple)?.accounts.push(toAccount(tuple))
  for (const tuple of bearing) at(tuple)?.bearing.push(toState(tuple))
  for (const tuple of newestOfEach(commitments)) at(tuple)?.commitments.push(toOwed(tuple))
  return found
}

function customersIn(
  records: readonly RecordTuple[],
  ambiguous: readonly number[],
): ReadonlyMap<number, Found> {
  const found = new Map<number, Found>()
  for (const tuple of records) {
    const record = toRecord(tuple)
    const rows = found.get(tuple[0])
    if (rows) rows.records.push(record)
    else found.set(tuple[0], nothingButA(record))
  }
  for (const place of ambiguous) {
    const rows = found.get(place)
    if (rows) rows.candidates = SEVERAL
  }
  return found
}

/** Stands for any number above one. */
const SEVERAL = 2

const nothingButA = (record: PlacedRecord): Found => ({
  customer: record.customer,
  candidates: 1,
  records: [record],
  windows: [],
  identifiers: [],
  traits: [],
  computed: [],
  consents: [],
  events: [],
  objects: [],
  memberships: [],
  accounts: [],
  bearing: [],
  commitments: [],
})

type RecordTuple = readonly [
  number,
  string,
  string,
  Entity,
  string,
  string,
  string,
  string,
  number,
  number,
  boolean,
]
type WindowTuple = readonly [number, string, string, string, number, number]
type IdentifierTuple = readonly [
  number,
  string,
  string,
  string,
  string,
  string,
  string,
  number,
  string,
]
type StateTuple = readonly [number, string, object]
type OwnedTuple = readonly [number, string, string, object]
type ConsentTuple = readonly [
  number,
  string,
  string,
  string,
  string,
  string,
  number,
  number | null,
  string | null,
]
type EventTuple = readonly [
  number,
  string,
  number,
  string,
  string,
  string,
  string,
  string,
  boolean,
  JsonObject,
]
type ObjectTuple = readonly [
  number,
  string,
  string,
  string,
  string,
  string | null,
  boolean,
  number,
  string,
  object,
]
type MembershipTuple = readonly [number, string, string, string, string, number, string]
type AccountTuple = readonly [number, string, string, string, object]
type Owed = Extract<SituationUpdate, { kind: 'commitment' }>
type OwedTuple = readonly [number, string, string, number, number, Owed]

const toRecord = (t: RecordTuple) => ({
  home: t[1],
  id: t[2],
  entity: t[3],
  source: t[4],
  namespace: t[5],
  key: t[6],
  customer: t[7],
  joinedAt: t[8],
  firstAt: t[9],
  shared: t[10],
})

const toWindow = (t: WindowTuple) => ({
  home: t[1],
  record: t[2],
  owner: t[3],
  fromAt: t[4],
  toAt: t[5],
})

const toIdentifier = (t: IdentifierTuple) => ({
  identifier: t[1],
  record: t[2],
  home: t[3],
  namespace: t[4],
  value: t[5],
  via: t[6],
  firstAt: t[7],
  evidence: t[8],
})

const toState = (t: StateTuple) => ({ record: t[1], owner: '', state: t[2] })

const toOwned = (t: OwnedTuple) => ({ record: t[1], owner: t[2], state: t[3] })

const toConsent = (t: ConsentTuple) => ({
  record: t[1],
  id: t[2],
  purpose: t[3],
  channel: t[4],
  state: t[5] as 'given' | 'withdrawn',
  effectiveAt: t[6],
  expiresAt: orUndefined(t[7]),
  textVersion: orUndefined(t[8]),
})

const toEvent = (t: EventTuple): SnapshotEventRow => ({
  record: t[1],
  occurredAt: t[2],
  id: t[3],
  type: t[4],
  name: t[5],
  kind: t[6],
  channel: t[7],
  notable: t[8],
  properties: t[9],
})

const toObject = (t: ObjectTuple) => ({
  object: t[1],
  type: t[2],
  id: t[3],
  record: t[4],
  status: orUndefined(t[5]),
  open: t[6],
  changedAt: t[7],
  evidence: t[8],
  state: t[9],
})

const toMembership = (t: MembershipTuple) => ({
  home: t[1],
  record: t[2],
  accountRecord: t[3],
  accountHome: t[4],
  firstAt: t[5],
  evidence: t[6],
})

const toAccount = (t: AccountTuple) => ({ account: t[2], source: t[3], state: t[4] })

const toOwed = (t: OwedTuple) => ({
  account: t[1] === '' ? undefined : t[1],
  commitment: t[5].commitment,
})

/** Of one commitment the newest news holds; it may be found under several identifiers. */
function newestOfEach(tuples: readonly OwedTuple[]): Iterable<OwedTuple> {
  const newest = new Map<string, OwedTuple>()
  for (const tuple of tuples) {
    const [place, , id, at, seq] = tuple
    const which = `${place} ${id}`
    const before = newest.get(which)
    if (!before || at > before[3] || (at === before[3] && seq > before[4])) newest.set(which, tuple)
  }
  return newest.values()
}

/** Several of her records may be members of one account. In order of the accounts' records, however they were found. */
function distinctAccounts(tuples: readonly AccountTuple[]): readonly AccountTuple[] {
  const distinct = new Map(tuples.map((tuple) => [`${tuple[0]} ${tuple[1]}`, tuple]))
  return [...distinct.values()].sort((a, b) => (a[1] < b[1] ? -1 : 1))
}

/** The newest and the notable overlap; each event once for its question, newest first. */
function distinctEvents(tuples: readonly EventTuple[]): readonly EventTuple[] {
  const sorted = tuples.toSorted(
    (a, b) => a[0] - b[0] || b[2] - a[2] || (a[3] === b[3] ? 0 : a[3] < b[3] ? 1 : -1),
  )
  return sorted.filter((tuple, n) => {
    const before = sorted[n - 1]
    return before === undefined || before[3] !== tuple[3] || before[0] !== tuple[0]
  })
}
