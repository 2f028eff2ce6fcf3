// The sections of a snapshot statement -> the rows of each customer who was asked for.
import type { JsonObject } from '../contract/event.ts'
import type { Entity } from '../contract/identifier.ts'
import type { SituationUpdate } from '../contract/situation.ts'
import type { SnapshotEventRow, SnapshotRows } from '../engine/ports/reading.ts'
import type { RecordRow } from '../engine/ports/records.ts'
import { hex, orUndefined } from './rows.ts'

/** One row for all questions: every section is a JSON text of tuples that begin with the place of their question. */
export interface SnapshotColumns {
  /** only the places: those whose identifier several customers show */
  readonly ambiguous: string
  readonly records: string
  readonly windows: string
  readonly identifiers: string
  readonly traits: string
  readonly computed: string
  readonly consents: string
  readonly events: string
  readonly objects: string
  readonly memberships: string
  readonly accounts: string
  readonly bearing: string
  readonly commitments: string
}

/** Rows of one customer while they are sorted out. */
type Found = {
  -readonly [Key in keyof SnapshotRows]: SnapshotRows[Key] extends readonly (infer Row)[]
    ? Row[]
    : SnapshotRows[Key]
}

/** By place of the question, from 1; a question that found nobody has none. */
export function snapshotsIn(columns: SnapshotColumns): ReadonlyMap<number, SnapshotRows> {
  const found = new Map<number, Found>()
  function each<Tuple extends Placed>(text: string, add: (rows: Found, tuple: Tuple) => void) {
    if (text === NONE) return
    for (const tuple of parse<Tuple>(text)) {
      const rows = found.get(tuple[0])
      if (rows) add(rows, tuple)
    }
  }
  for (const tuple of parse<RecordTuple>(columns.records)) {
    const record = toRecord(tuple)
    const rows = found.get(tuple[0])
    if (rows) rows.records.push(record)
    else found.set(tuple[0], nothingButA(record))
  }
  for (const place of parse<number>(columns.ambiguous)) {
    const rows = found.get(place)
    if (rows) rows.candidates = SEVERAL
  }
  each<WindowTuple>(columns.windows, ({ windows }, tuple) => windows.push(toWindow(tuple)))
  each<IdentifierTuple>(columns.identifiers, ({ identifiers }, tuple) =>
    identifiers.push(toIdentifier(tuple)),
  )
  each<StateTuple>(columns.traits, ({ traits }, tuple) => traits.push(toState(tuple)))
  each<OwnedTuple>(columns.computed, ({ computed }, tuple) => computed.push(toOwned(tuple)))
  each<ConsentTuple>(columns.consents, ({ consents }, tuple) => consents.push(toConsent(tuple)))
  each<EventTuple>(columns.events, ({ events }, tuple) => events.push(toEvent(tuple)))
  each<ObjectTuple>(columns.objects, ({ objects }, tuple) => objects.push(toObject(tuple)))
  each<MembershipTuple>(columns.memberships, ({ memberships }, tuple) =>
    memberships.push(toMembership(tuple)),
  )
  const known = new Set<string>()
  each<AccountTuple>(columns.accounts, ({ accounts }, tuple) => {
    // Several of her records may be members of one account.
    const which = `${tuple[0]} ${tuple[1]}`
    if (!known.has(which)) accounts.push(toAccount(tuple))
    known.add(which)
  })
  each<StateTuple>(columns.bearing, ({ bearing }, tuple) => bearing.push(toState(tuple)))
  const news = newestOfEach(parse<OwedTuple>(columns.commitments))
  for (const tuple of news) found.get(tuple[0])?.commitments.push(toOwed(tuple))
  for (const rows of found.values()) {
    rows.events = distinctEvents(rows.events)
  }
  return found
}

const NONE = '[]'
/** Stands for any number above one. */
const SEVERAL = 2
const parse = <Tuple>(text: string): readonly Tuple[] => JSON.parse(text) as readonly Tuple[]

const nothingButA = (record: RecordRow): Found => ({
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

type Placed = readonly [number, ...unknown[]]
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
  id: hex(t[2]),
  entity: t[3],
  source: t[4],
  namespace: t[5],
  key: t[6],
  customer: hex(t[7]),
  joinedAt: t[8],
  firstAt: t[9],
  shared: t[10],
})

const toWindow = (t: WindowTuple) => ({
  home: t[1],
  record: hex(t[2]),
  owner: hex(t[3]),
  fromAt: t[4],
  toAt: t[5],
})

const toIdentifier = (t: IdentifierTuple) => ({
  identifier: hex(t[1]),
  record: hex(t[2]),
  home: t[3],
  namespace: t[4],
  value: t[5],
  via: t[6],
  firstAt: t[7],
  evidence: hex(t[8]),
})

const toState = (t: StateTuple) => ({ record: hex(t[1]), owner: '', state: t[2] })

const toOwned = (t: OwnedTuple) => ({ record: hex(t[1]), owner: hex(t[2]), state: t[3] })

const toConsent = (t: ConsentTuple) => ({
  record: hex(t[1]),
  id: hex(t[2]),
  purpose: t[3],
  channel: t[4],
  state: t[5] as 'given' | 'withdrawn',
  effectiveAt: t[6],
  expiresAt: orUndefined(t[7]),
  textVersion: orUndefined(t[8]),
})

const toEvent = (t: EventTuple): SnapshotEventRow => ({
  record: hex(t[1]),
  occurredAt: t[2],
  id: hex(t[3]),
  type: t[4],
  name: t[5],
  kind: t[6],
  channel: t[7],
  notable: t[8],
  properties: t[9],
})

const toObject = (t: ObjectTuple) => ({
  object: hex(t[1]),
  type: t[2],
  id: t[3],
  record: hex(t[4]),
  status: orUndefined(t[5]),
  open: t[6],
  changedAt: t[7],
  evidence: hex(t[8]),
  state: t[9],
})

const toMembership = (t: MembershipTuple) => ({
  home: t[1],
  record: hex(t[2]),
  accountRecord: hex(t[3]),
  accountHome: t[4],
  firstAt: t[5],
  evidence: hex(t[6]),
})

const toAccount = (t: AccountTuple) => ({ account: hex(t[2]), source: t[3], state: t[4] })

const toOwed = (t: OwedTuple) => ({
  account: t[1] === '' ? undefined : hex(t[1]),
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

/** The newest and the notable overlap; each event once, newest first. */
function distinctEvents(events: readonly SnapshotEventRow[]): SnapshotEventRow[] {
  const byId = new Map(events.map((event) => [event.id, event]))
  return [...byId.values()].sort((a, b) => b.occurredAt - a.occurredAt || (a.id < b.id ? 1 : -1))
}
