// Devices that several known people share: whose the anonymous time is. Only such devices keep sightings;
// when a device becomes shared they are gathered from the ledger, so the usual device costs nothing.
import type { Event } from '../contract/event.ts'
import {
  addSighting,
  type OwnerSightings,
  ownerAt,
  ownershipWindows,
  type SightingRuns,
} from '../core/identity/devices.ts'
import { type ComputedState, foldComputed, NO_COMPUTED } from '../core/profile/computed.ts'
import type { Compiled } from './compiled.ts'
import { joinComputed, WHOLE } from './fold.ts'
import type { DeviceTouched } from './identify.ts'
import type { EventRow, RecordIdentifierRow, RecordRow, WriteTransaction } from './ports.ts'
import { NO_WRITES } from './writes.ts'

/** With more people a device is a kiosk: nobody owns its anonymous time. */
const PEOPLE_MAX = 200
const PAGE = 1_000
/** windows "from the beginning" start before any event can lie */
const EARLIEST_MS = Date.UTC(1900, 0, 1)

export interface DeviceContext {
  readonly tx: WriteTransaction
  readonly compiled: Compiled
  /** a stored event as it was folded */
  readonly eventOf: (row: EventRow, record: RecordRow) => Event
}

/** Work after the batch's own writes: the ledger already holds the batch. */
export async function settleDevices(
  touched: readonly DeviceTouched[],
  events: readonly Event[],
  rows: ReadonlyMap<string, RecordRow>,
  context: DeviceContext,
): Promise<void> {
  const devices = new Map(touched.map((device) => [device.row.id, device]))
  for (const event of events) {
    const row = rows.get(event.record.id)
    if (row?.shared && !devices.has(row.id)) devices.set(row.id, { row, wasShared: true })
  }
  for (const device of devices.values()) await settleDevice(device, events, context)
}

async function settleDevice(
  { row, wasShared }: DeviceTouched,
  events: readonly Event[],
  context: DeviceContext,
): Promise<void> {
  const own = events.filter((event) => event.record.id === row.id)
  if (!row.shared) return wasShared ? refold(row, [], context) : undefined
  const device = await deviceOf(row, context)
  if (!device) return
  const people = await sightingsOf(device, { wasShared, events, row }, context)
  const isDisturbed = !wasShared || (await disturbs(people, row, context))
  if (people.isChanged || !wasShared) await drawWindows(row, people.owners, context)
  if (isDisturbed) return refold(row, people.owners, context)
  return foldOwned(row, own, people.owners, context)
}

async function deviceOf(
  row: RecordRow,
  { tx, compiled }: DeviceContext,
): Promise<RecordIdentifierRow | undefined> {
  const identifiers = await tx.identifiersOf([row])
  return identifiers.find(
    (identifier) =>
      identifier.via === 'key' &&
      compiled.identity.namespaces[row.entity].get(identifier.namespace)?.use === 'device',
  )
}

interface People {
  readonly owners: readonly OwnerSightings[]
  readonly isChanged: boolean
  /** ms of the earliest sighting that is new */
  readonly changedSince: number
}

async function sightingsOf(
  device: RecordIdentifierRow,
  batch: {
    readonly wasShared: boolean
    readonly events: readonly Event[]
    readonly row: RecordRow
  },
  context: DeviceContext,
): Promise<People> {
  const { tx, compiled } = context
  const holders = (await tx.holders([device.identifier], PEOPLE_MAX + 2)).filter(
    (holder) => holder.via !== 'key',
  )
  if (holders.length > PEOPLE_MAX) return { owners: [], isChanged: true, changedSince: 0 }
  const stored = new Map((await tx.sightings([device.identifier])).map((s) => [s.record, s.runs]))
  const records = await tx.records(holders.map((h) => ({ home: h.home, id: h.record })))
  const window = compiled.identity.deviceSessionMinutes
  const runsOf = new Map<string, SightingRuns>()
  let changedSince = Number.POSITIVE_INFINITY
  for (const record of records) {
    const before = stored.get(record.id)
    let runs = before === undefined ? [] : (JSON.parse(before) as SightingRuns)
    const seen =
      before === undefined
        ? await gatherSightings(record, device, context)
        : batch.events.filter((e) => e.record.id === record.id && showsDevice(e, device))
    for (const event of seen) {
      const next = addSighting(runs, event.occurredAt, window)
      if (next !== runs) changedSince = Math.min(changedSince, event.occurredAt)
      runs = next
    }
    runsOf.set(record.id, runs)
  }
  const isChanged = changedSince < Number.POSITIVE_INFINITY
  if (isChanged) {
    await tx.write({
      ...NO_WRITES,
      sightings: records.map((record) => ({
        device: device.identifier,
        record: record.id,
        home: record.home,
        runs: JSON.stringify(runsOf.get(record.id) ?? []),
      })),
    })
  }
  return { owners: groupByCustomer(records, runsOf), isChanged, changedSince }
}

const showsDevice = (event: Event, device: RecordIdentifierRow): boolean =>
  event.identifiers.some((identifier) => identifier.id === device.identifier)

/** Every event of a person that shows the device. Runs once per person and device, when it becomes shared. */
async function gatherSightings(
  record: RecordRow,
  device: RecordIdentifierRow,
  context: DeviceContext,
): Promise<Event[]> {
  const seen: Event[] = []
  for await (const event of eventsOf(record, context))
    if (showsDevice(event, device)) seen.push(event)
  return seen
}

async function* eventsOf(record: RecordRow, { tx, eventOf }: DeviceContext): AsyncGenerator<Event> {
  let after: { occurredAt: number; id: string } | undefined
  for (;;) {
    const page = await tx.eventsOfRecord(record, after, PAGE)
    for (const row of page) yield eventOf(row, record)
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = { occurredAt: last.occurredAt, id: last.id }
  }
}

/** Records of one customer count as one owner, named by her first record. */
function groupByCustomer(
  records: readonly RecordRow[],
  runsOf: ReadonlyMap<string, SightingRuns>,
): readonly OwnerSightings[] {
  const first = new Map<string, string>()
  for (const record of [...records].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (!first.has(record.customer)) first.set(record.customer, record.id)
  }
  return records.map((record) => ({
    owner: first.get(record.customer) ?? record.id,
    runs: runsOf.get(record.id) ?? [],
  }))
}

/** A sighting that came after later anonymous events were folded changes whose those are. */
async function disturbs(people: People, row: RecordRow, { tx }: DeviceContext): Promise<boolean> {
  if (!people.isChanged) return false
  return tx.hasEventsSince(row, people.changedSince - 5 * 60_000)
}

async function drawWindows(
  row: RecordRow,
  owners: readonly OwnerSightings[],
  { tx, compiled }: DeviceContext,
): Promise<void> {
  const windows = ownershipWindows(owners, compiled.identity.deviceSessionMinutes)
  await tx.write({
    ...NO_WRITES,
    windows: [
      {
        home: row.home,
        record: row.id,
        rows: windows.map(({ owner, from, to }) => ({
          home: row.home,
          record: row.id,
          owner,
          fromAt: Math.max(from, EARLIEST_MS),
          toAt: to,
        })),
      },
    ],
  })
}

/** Folds the device's whole history again, event by event to whoever owned its time. */
async function refold(
  row: RecordRow,
  owners: readonly OwnerSightings[],
  context: DeviceContext,
): Promise<void> {
  const { tx, compiled } = context
  if (!row.shared)
    await tx.write({ ...NO_WRITES, windows: [{ home: row.home, record: row.id, rows: [] }] })
  const states = new Map<string, ComputedState>()
  for await (const event of eventsOf(row, context)) {
    const owner = ownerOf(event, row, owners, compiled)
    states.set(owner, foldComputed(states.get(owner) ?? NO_COMPUTED, event, compiled.computed))
  }
  await tx.clearComputed(row)
  await tx.write({
    ...NO_WRITES,
    computed: [...states]
      .filter(([, state]) => state !== NO_COMPUTED)
      .map(([owner, state]) => ({
        home: row.home,
        record: row.id,
        owner,
        state: JSON.stringify(state),
      })),
  })
}

async function foldOwned(
  row: RecordRow,
  own: readonly Event[],
  owners: readonly OwnerSightings[],
  { tx, compiled }: DeviceContext,
): Promise<void> {
  const deltas = new Map<string, ComputedState>()
  for (const event of own) {
    const owner = ownerOf(event, row, owners, compiled)
    const key = owner === WHOLE ? row.id : row.id + owner
    const before = deltas.get(key) ?? NO_COMPUTED
    const after = foldComputed(before, event, compiled.computed)
    if (after !== before) deltas.set(key, after)
  }
  const keys = [...deltas.keys()].map((key) => ({
    home: row.home,
    record: row.id,
    owner: key === row.id ? WHOLE : key.slice(row.id.length),
  }))
  const computed = await joinComputed(keys, deltas, { tx, compiled })
  if (computed.length > 0) await tx.write({ ...NO_WRITES, computed })
}

function ownerOf(
  event: Event,
  row: RecordRow,
  owners: readonly OwnerSightings[],
  compiled: Compiled,
): string {
  if (!row.shared) return WHOLE
  return ownerAt(event.occurredAt, owners, compiled.identity.deviceSessionMinutes) ?? WHOLE
}
