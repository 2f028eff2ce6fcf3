// The sections of a snapshot statement -> the rows of each customer who was asked for.
import type { JsonObject } from '../../contract/event.ts'
import type { Entity } from '../../contract/identifier.ts'
import type { SituationUpdate } from '../../contract/situation.ts'
import type { SnapshotEventRow, SnapshotRows } from '../../engine/ports/reading.ts'
import { orUndefined } from '../wire/rows.ts'

/**
 * What the statement answers. Rows of a record begin with its number: from 1 in the order of the records, then of the
 * windows, whose events alone they are. The others begin with the place of the question they belong to, from 1.
 */
type Sections = readonly [
  /** only the places: those whose identifier several customers show */
  ambiguous: readonly number[],
  records: readonly RecordTuple[],
  windows: readonly WindowTuple[],
  identifiers: readonly IdentifierTuple[],
  traits: readonly StateTuple[],
  computed: readonly StateTuple[],
  windowed: readonly WindowedTuple[],
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

/** Whose the rows of a number are. */
interface Holder {
  readonly rows: Found
  readonly home: string
  readonly record: string
}

/** By place of the question; one that found nobody has none. */
export function snapshotsIn(text: string): ReadonlyMap<number, SnapshotRows> {
  const [ambiguous, records, windows, identifiers, traits, computed, windowed, ...others] =
    JSON.parse(text) as Sections
  const [consents, events, objects, memberships, accounts, bearing, commitments] = others
  const found = new Map<number, Found>()
  const holders = holdersIn(found, records, windows)
  for (const place of ambiguous) {
    const rows = found.get(place)
    if (rows) rows.candidates = SEVERAL
  }
  const at = ([place]: readonly [number, ...unknown[]]): Found | undefined => found.get(place)
  const of = ([number]: readonly [number, ...unknown[]]): Holder => holders[number - 1] as Holder
  for (const tuple of identifiers) addIdentifier(of(tuple), tuple)
  for (const tuple of traits) of(tuple).rows.traits.push(toState(of(tuple), tuple))
  for (const tuple of computed) of(tuple).rows.computed.push(toState(of(tuple), tuple))
  for (const tuple of windowed) at(tuple)?.computed.push(toWindowed(tuple))
  for (const tuple of consents) of(tuple).rows.consents.push(toConsent(of(tuple), tuple))
  for (const tuple of events) of(tuple).rows.events.push(toEvent(of(tuple), tuple))
  for (const tuple of objects) of(tuple).rows.objects.push(toObject(of(tuple), tuple))
  for (const tuple of memberships) of(tuple).rows.memberships.push(toMembership(of(tuple), tuple))
  for (const tuple of distinctAccounts(accounts)) at(tuple)?.accounts.push(toAccount(tuple))
  for (const tuple of bearing) of(tuple).rows.bearing.push(toState(of(tuple), tuple))
  for (const tuple of newestOfEach(commitments)) at(tuple)?.commitments.push(toOwed(tuple))
  for (const rows of found.values()) rows.events = distinctEvents(rows.events)
  return found
}

/** By number less one. Fills `found`, by place, with the records and their windows. */
function holdersIn(
  found: Map<number, Found>,
  records: readonly RecordTuple[],
  windows: readonly WindowTuple[],
): readonly Holder[] {
  const holders: Holder[] = []
  for (const tuple of records) {
    const record = toRecord(tuple)
    const rows = found.get(tuple[0]) ?? nothingBut(record.customer)
    found.set(tuple[0], rows)
    rows.records.push(record)
    holders.push({ rows, home: record.home, record: record.id })
  }
  for (const tuple of windows) {
    const window = toWindow(tuple)
    // Whoever has windows has records.
    const rows = found.get(tuple[0]) as Found
    rows.windows.push(window)
    holders.push({ rows, home: window.home, record: window.record })
  }
  return holders
}

/** Stands for any number above one. */
const SEVERAL = 2

const nothingBut = (customer: string): Found => ({
  customer,
  candidates: 1,
  records: [],
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
type IdentifierTuple = readonly [number, string, string, string, number]
type StateTuple = readonly [number, object]
type WindowedTuple = readonly [number, string, object]
type ConsentTuple = readonly [
  number,
  string,
  string,
  string,
  string,
  number,
  number | null,
  string | null,
]
type EventTuple = readonly [number, number, string, string, string, string, string, JsonObject]
type ObjectTuple = readonly [
  number,
  string,
  string,
  string,
  string | null,
  boolean,
  number,
  string,
  object,
]
type MembershipTuple = readonly [number, string, string, number]
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

function addIdentifier({ rows, record }: Holder, t: IdentifierTuple): void {
  rows.identifiers.push({ identifier: t[1], record, namespace: t[2], value: t[3], firstAt: t[4] })
}

const toState = ({ record }: Holder, t: StateTuple) => ({ record, state: t[1] })

const toWindowed = (t: WindowedTuple) => ({ record: t[1], state: t[2] })

const toConsent = ({ record }: Holder, t: ConsentTuple) => ({
  record,
  id: t[1],
  purpose: t[2],
  channel: t[3],
  state: t[4] as 'given' | 'withdrawn',
  effectiveAt: t[5],
  expiresAt: orUndefined(t[6]),
  textVersion: orUndefined(t[7]),
})

const toEvent = ({ record }: Holder, t: EventTuple): SnapshotEventRow => ({
  record,
  occurredAt: t[1],
  id: t[2],
  type: t[3],
  name: t[4],
  kind: t[5],
  channel: t[6],
  properties: t[7],
})

const toObject = ({ record }: Holder, t: ObjectTuple) => ({
  object: t[1],
  type: t[2],
  id: t[3],
  record,
  status: orUndefined(t[4]),
  open: t[5],
  changedAt: t[6],
  evidence: t[7],
  state: t[8],
})

const toMembership = ({ record, home }: Holder, t: MembershipTuple) => ({
  home,
  record,
  accountRecord: t[1],
  accountHome: t[2],
  firstAt: t[3],
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

/** Newest first, each once: the newest and the notable overlap, and so may her times on one device. */
function distinctEvents(events: SnapshotEventRow[]): SnapshotEventRow[] {
  events.sort((a, b) => b.occurredAt - a.occurredAt || (a.id === b.id ? 0 : a.id < b.id ? 1 : -1))
  return events.filter(({ id }, n) => events[n - 1]?.id !== id)
}
