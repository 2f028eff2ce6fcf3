// The state at a past moment as it is known today: who she was then (the link log), and what had happened by then (her
// events), also what we were told later.
// Derived from the ledger on demand, since derived tables only know now.

import type { Event } from '../../contract/event.ts'
import { type ComputedState, foldComputed, NO_COMPUTED } from '../../core/profile/computed.ts'
import {
  foldObject,
  NO_OBJECT,
  newestChange,
  type ObjectState,
  statusOf,
} from '../../core/profile/objects.ts'
import {
  foldAccountTraits,
  foldTraits,
  NO_TRAITS,
  type TraitState,
} from '../../core/profile/traits.ts'
import { ledgerEvent } from '../collect/ledger.ts'
import { objectKey } from '../collect/object-key.ts'
import type { Compiled } from '../compiled.ts'
import { addToBearing, type BearingState } from '../fold/bearing.ts'
import { type DeviceTime, deviceTimesAsOf } from '../identity/devices-as-of.ts'
import type { SnapshotObjectRow, SnapshotRows } from '../ports/reading.ts'
import type { PlacedRecord } from '../ports/records.ts'
import type { Store } from '../ports/store.ts'
import { recordsAsOf } from './records-as-of.ts'

/** A look into the past reads at most so many of her events, newest first. */
export const PAST_EVENTS_MAX = 20_000
const PAGE = 1_000
const SHOWN_EVENTS_MAX = 60

interface PastContext {
  readonly store: Store
  readonly compiled: Compiled
  readonly hash: (text: string) => string
}

/**
 * Rows as they would have been at `at` (ms); undefined when she was not known then. Her consents are those of now:
 * what she took back since is not to be had by asking for the day before.
 */
export async function snapshotAsOf(
  rows: SnapshotRows,
  at: number,
  context: PastContext,
): Promise<SnapshotRows | undefined> {
  const links = await context.store.linksOf(rows.records.map(({ id }) => id))
  const records = recordsAsOf(rows, links, at)
  if (records.length === 0) return undefined
  const times = await deviceTimesAsOf(rows, records, at, context)
  const past = await pastEvents({ records, times }, at, context)
  if (past.length === 0) return undefined
  const ids = new Set(records.map((record) => record.id))
  return {
    ...rows,
    ...foldPast(past, records, context),
    records,
    windows: times.map(({ row: _, ...window }) => window),
    identifiers: rows.identifiers.filter((i) => ids.has(i.record) && i.firstAt <= at),
    memberships: rows.memberships.filter((m) => ids.has(m.record) && m.firstAt <= at),
    events: past.slice(0, SHOWN_EVENTS_MAX).map(({ event, record }) => ({
      record,
      occurredAt: event.occurredAt,
      id: event.id,
      type: event.type,
      name: event.name,
      kind: event.kind,
      channel: event.channel,
      properties: event.properties,
    })),
  }
}

interface PastEvent {
  readonly event: Event
  readonly record: string
}

interface Then {
  readonly records: readonly PlacedRecord[]
  /** of shared devices what was hers */
  readonly times: readonly DeviceTime[]
}

async function pastEvents(
  { records, times }: Then,
  at: number,
  { store, compiled, hash }: PastContext,
): Promise<readonly PastEvent[]> {
  const byId = new Map([...records, ...times.map(({ row }) => row)].map((row) => [row.id, row]))
  const events: PastEvent[] = []
  let before: { occurredAt: number; id: string } | undefined
  while (events.length < PAST_EVENTS_MAX) {
    const page = await store.timeline({
      records: [
        ...records.map(({ home, id, shared }) => ({ home, id, isShared: shared })),
        ...times.map(({ home, record, fromAt, toAt }) => ({
          home,
          id: record,
          fromAt,
          toAt,
        })),
      ],
      before,
      from: undefined,
      to: at + 1,
      kinds: undefined,
      channel: undefined,
      receivedUntil: undefined,
      limit: PAGE,
    })
    for (const row of page) {
      const record = byId.get(row.record)
      if (record)
        events.push({ event: ledgerEvent(row, record, { compiled, hash }), record: row.record })
    }
    const last = page.at(-1)
    if (!last || page.length < PAGE) break
    before = { occurredAt: last.occurredAt, id: last.id }
  }
  return events
}

function foldPast(
  past: readonly PastEvent[],
  records: readonly PlacedRecord[],
  { compiled, hash }: PastContext,
): Pick<SnapshotRows, 'traits' | 'computed' | 'objects' | 'bearing' | 'commitments'> {
  const bearing = new Map<string, BearingState>()
  const traits = new Map<string, TraitState>()
  const computed = new Map<string, ComputedState>()
  const objects = new Map<string, { state: ObjectState; event: Event }>()
  const own = new Set(records.map(({ id }) => id))
  for (const { event, record } of past) {
    computed.set(
      record,
      foldComputed(computed.get(record) ?? NO_COMPUTED, event, compiled.computed),
    )
    // Of a shared device what happened counts, not what it says of people or things.
    if (!own.has(record)) continue
    traits.set(record, foldTraits(traits.get(record) ?? NO_TRAITS, event, compiled.survivorship))
    addToBearing(bearing, event, compiled)
    foldAccount(traits, event, { compiled, records })
    if (event.object) {
      const key = objectKey(hash, event.object.type, event.object.id)
      const state = objects.get(key)?.state ?? NO_OBJECT
      objects.set(key, {
        state: foldObject(state, event.object, [event.occurredAt, event.id]),
        event,
      })
    }
  }
  return {
    traits: [...traits].map(([record, state]) => ({ record, state })),
    computed: [...computed].map(([record, state]) => ({ record, state })),
    objects: [...objects].map(([key, { state, event }]) => objectRow(key, state, event, compiled)),
    bearing: records.flatMap(({ id }) => {
      const state = bearing.get(id)
      return state ? [{ record: id, state }] : []
    }),
    // What was promised then is known, but not what we knew of it then: so nothing is said.
    commitments: [],
  }
}

function foldAccount(
  traits: Map<string, TraitState>,
  event: Event,
  { compiled, records }: { compiled: Compiled; records: readonly PlacedRecord[] },
): void {
  const { account } = event
  if (!account || !records.some((record) => record.id === account.record.id)) return
  const before = traits.get(account.record.id) ?? NO_TRAITS
  traits.set(account.record.id, foldAccountTraits(before, event, compiled.survivorship))
}

function objectRow(
  object: string,
  state: ObjectState,
  event: Event,
  compiled: Compiled,
): SnapshotObjectRow {
  const type = event.object?.type ?? ''
  const [changedAt, evidence] = newestChange(state, [event.occurredAt, event.id])
  return {
    object,
    type,
    id: event.object?.id ?? '',
    record: event.record.id,
    ...statusOf(state, compiled.objectTypes.get(type)),
    changedAt,
    evidence,
    state,
  }
}
