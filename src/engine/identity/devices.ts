// Devices that several known people share: whose the anonymous time is. Only such devices keep sightings;
// when a device becomes shared they are gathered from the ledger, so the usual device costs nothing.
import type { Event } from '../../contract/event.ts'
import {
  addSighting,
  type OwnerSightings,
  ownerAt,
  ownershipWindows,
  type SightingRuns,
} from '../../core/identity/devices.ts'
import {
  type ComputedState,
  combineComputed,
  foldComputed,
  NO_COMPUTED,
} from '../../core/profile/computed.ts'
import { NO_WRITES } from '../collect/writes.ts'
import type { Compiled } from '../compiled.ts'
import { WHOLE } from '../fold/fold.ts'
import type { EventRow } from '../ports/ledger.ts'
import type { RecordRow, SightingRow, WindowRow } from '../ports/records.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import type { RecordCache } from './cache.ts'
import { deviceNamespaces } from './cluster.ts'
import type { DeviceTouched } from './identify.ts'

/** With more people a device is a kiosk: nobody owns its anonymous time. */
const PEOPLE_MAX = 200
const PAGE = 1_000
/** windows "from the beginning" start before any event can lie */
export const EARLIEST_MS = Date.UTC(1900, 0, 1)

export interface DeviceContext {
  readonly tx: WriteTransaction
  readonly compiled: Compiled
  readonly cache: Pick<RecordCache, 'forget'>
  /** a stored event as it was folded */
  readonly eventOf: (row: EventRow, record: RecordRow) => Event
}

/** What a batch shows of devices. */
export interface SeenOnDevices {
  readonly events: readonly Event[]
  /** whose the records are now */
  readonly rows: ReadonlyMap<string, RecordRow>
  /** shared devices on which it shows known people: sharedDevicesSighted() */
  readonly sighted: readonly string[]
}

/** For records that moved without an event. */
export const nothingSeen = (rows: SeenOnDevices['rows']): SeenOnDevices => ({
  events: [],
  rows,
  sighted: [],
})

/** Whether settleDevices() has anything to do. */
export const isUnsettled = (touched: readonly DeviceTouched[], seen: SeenOnDevices): boolean =>
  touched.length > 0 ||
  seen.sighted.length > 0 ||
  seen.events.some(({ record }) => seen.rows.get(record.id)?.shared)

/** Work after the batch's own writes: the ledger already holds the batch. */
export async function settleDevices(
  touched: readonly DeviceTouched[],
  seen: SeenOnDevices,
  context: DeviceContext,
): Promise<void> {
  if (!isUnsettled(touched, seen)) return
  const { events, rows, sighted } = seen
  const machines = new Map(touched.map((device) => [device.row.id, device]))
  for (const event of events) {
    const row = rows.get(event.record.id)
    if (row?.shared && !machines.has(row.id)) machines.set(row.id, { row, wasShared: true })
  }
  for (const { row, wasShared } of machines.values()) {
    if (wasShared && !row.shared) await refold(row, [], context)
  }
  const own = await ownIdentifiers(
    [...machines.values()].map(({ row }) => row),
    context,
  )
  for (const device of new Set([...own, ...sighted])) {
    await settleDevice(device, { machines, events }, context)
  }
}

/** Known people of the batch seen on devices that are shared: only those keep sightings. */
export async function sharedDevicesSighted(
  events: readonly Event[],
  { tx, compiled }: Pick<DeviceContext, 'tx' | 'compiled'>,
): Promise<readonly string[]> {
  const devices = new Set<string>()
  for (const { record, identifiers } of events) {
    const namespaces = compiled.identity.namespaces[record.entity]
    if (namespaces.get(record.namespace)?.use === 'device') continue
    for (const { id, namespace } of identifiers) {
      if (namespaces.get(namespace)?.use === 'device') devices.add(id)
    }
  }
  if (devices.size === 0) return []
  return (await tx.sightings([...devices])).map(({ device }) => device)
}

/** The identifiers whose sightings decide: the devices' own keys. */
async function ownIdentifiers(
  machines: readonly RecordRow[],
  { tx, compiled }: DeviceContext,
): Promise<readonly string[]> {
  const namespaces = deviceNamespaces(compiled.identity)
  return (await tx.identifiersOf(machines))
    .filter(({ via, namespace }) => via === 'key' && namespaces.includes(namespace))
    .map(({ identifier }) => identifier)
}

interface Batch {
  readonly machines: ReadonlyMap<string, DeviceTouched>
  readonly events: readonly Event[]
}

/** One device, which may have a record in several sources: one set of people for all of them. */
async function settleDevice(
  device: string,
  { machines, events }: Batch,
  context: DeviceContext,
): Promise<void> {
  const { tx, compiled } = context
  const records = await tx.deviceRecords([device], deviceNamespaces(compiled.identity))
  const identifiers = await tx.identifiersOf(records.map(({ row }) => row))
  const shared = records.filter(
    ({ row }) =>
      row.shared &&
      identifiers.some((i) => i.record === row.id && i.identifier === device && i.via === 'key'),
  )
  if (shared.length === 0) {
    await tx.write({ ...NO_WRITES, forgottenSightings: [device] })
    return
  }
  const owners = await sightingsOf(device, events, context)
  for (const { row } of shared) {
    const wasShared = machines.get(row.id)?.wasShared ?? true
    await settleMachine(row, { wasShared, events, owners }, context)
  }
}

async function settleMachine(
  row: RecordRow,
  batch: {
    readonly wasShared: boolean
    readonly events: readonly Event[]
    readonly owners: readonly OwnerSightings[]
  },
  context: DeviceContext,
): Promise<void> {
  const { wasShared, owners } = batch
  const own = batch.events.filter((event) => event.record.id === row.id)
  const changedSince = await drawWindows(row, owners, context)
  if (!wasShared || (await disturbs(changedSince, row, own, context))) {
    return refold(row, owners, context)
  }
  return foldOwned(row, own, owners, context)
}

/** Who was seen on a device and when, brought up to date with the batch and named by customer. */
async function sightingsOf(
  device: string,
  events: readonly Event[],
  context: DeviceContext,
): Promise<readonly OwnerSightings[]> {
  const { tx, compiled } = context
  const holders = (await tx.holders([device], PEOPLE_MAX + 2)).filter(({ via }) => via !== 'key')
  if (holders.length > PEOPLE_MAX) {
    await tx.write({ ...NO_WRITES, forgottenSightings: [device] })
    return []
  }
  const stored = new Map((await tx.sightings([device])).map((s) => [s.record, s.runs]))
  const records = await tx.records(holders.map((h) => ({ home: h.home, id: h.record })))
  const window = compiled.identity.deviceSessionMinutes
  const runsOf = new Map<string, SightingRuns>()
  const changed: SightingRow[] = []
  for (const record of records) {
    const before = stored.get(record.id)
    let runs = before === undefined ? [] : (JSON.parse(before) as SightingRuns)
    const seen =
      before === undefined
        ? await gatherSightings(record, device, context)
        : events.filter((e) => e.record.id === record.id && showsDevice(e, device))
    for (const event of seen) runs = addSighting(runs, event.occurredAt, window)
    runsOf.set(record.id, runs)
    const text = JSON.stringify(runs)
    if (text !== before) changed.push({ device, record: record.id, home: record.home, runs: text })
  }
  if (changed.length > 0) await tx.write({ ...NO_WRITES, sightings: changed })
  return groupByCustomer(records, runsOf)
}

const showsDevice = (event: Event, device: string): boolean =>
  event.identifiers.some((identifier) => identifier.id === device)

/** Every event of a person that shows the device. Runs once per person and device, when it becomes shared. */
async function gatherSightings(
  record: RecordRow,
  device: string,
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

/** Windows that changed after events in them were folded change whose those are. */
async function disturbs(
  changedSince: number,
  row: RecordRow,
  own: readonly Event[],
  { tx }: DeviceContext,
): Promise<boolean> {
  if (changedSince === Number.POSITIVE_INFINITY) return false
  return tx.hasEventsSince(
    row,
    changedSince,
    own.map(({ id }) => id),
  )
}

/** Brings the windows up to date; answers since when (ms) they differ from before, Infinity = they do not. */
async function drawWindows(
  row: RecordRow,
  owners: readonly OwnerSightings[],
  { tx, compiled }: DeviceContext,
): Promise<number> {
  const windows = ownershipWindows(owners, compiled.identity.deviceSessionMinutes).map(
    ({ owner, from, to }) => ({
      home: row.home,
      record: row.id,
      owner,
      fromAt: Math.max(from, EARLIEST_MS),
      toAt: to,
    }),
  )
  const changedSince = firstDifference(await tx.windows([row]), windows)
  if (changedSince < Number.POSITIVE_INFINITY) {
    const { home, id: record } = row
    await tx.write({ ...NO_WRITES, windows: [{ home, record, rows: windows }] })
  }
  return changedSince
}

/** ms of the first moment that two lists of windows, in order of time, give to different owners. */
function firstDifference(before: readonly WindowRow[], after: readonly WindowRow[]): number {
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    const [a, b] = [before[i], after[i]]
    if (!a || !b) return a?.fromAt ?? b?.fromAt ?? Number.POSITIVE_INFINITY
    if (a.fromAt !== b.fromAt || a.owner !== b.owner) return Math.min(a.fromAt, b.fromAt)
    if (a.toAt !== b.toAt) return Math.min(a.toAt, b.toAt)
  }
  return Number.POSITIVE_INFINITY
}

/** Folds the device's whole history again, event by event to whoever owned its time. */
async function refold(
  row: RecordRow,
  owners: readonly OwnerSightings[],
  context: DeviceContext,
): Promise<void> {
  const { tx, compiled, cache } = context
  cache.forget(row.id)
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
  const before = new Map<string, ComputedState>()
  for (const { owner, state } of await tx.computedStates(keys)) {
    before.set(owner, JSON.parse(state) as ComputedState)
  }
  const computed = keys.map((key) => {
    const delta = deltas.get(key.owner === WHOLE ? row.id : row.id + key.owner) ?? NO_COMPUTED
    const state = combineComputed([before.get(key.owner) ?? NO_COMPUTED, delta], compiled.computed)
    return { ...key, state: JSON.stringify(state) }
  })
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
