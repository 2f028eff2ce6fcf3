// Rows of the store -> the snapshot that a lens looks at. Only translation; what it means is core's.
import type { Entity } from '../../contract/identifier.ts'
import { NO_JOURNEYS } from '../../core/journey/designed/fold.ts'
import type { Related, Snapshot, Subsidiary } from '../../core/lens/snapshot.ts'
import { type ComputedState, combineComputed } from '../../core/profile/computed.ts'
import { type CurrentValue, currentValues } from '../../core/profile/computed-value.ts'
import type { ObjectState } from '../../core/profile/objects.ts'
import { surviving } from '../../core/profile/survivorship.ts'
import { traitSources } from '../../core/profile/trait-sources.ts'
import type { TraitState } from '../../core/profile/traits.ts'
import { openSince, passageStarts } from '../bearing/open-since.ts'
import type { Compiled } from '../compiled.ts'
import type { BearingState } from '../fold/bearing.ts'
import type { SnapshotRows } from '../ports/reading.ts'
import type { KeptOff } from './kept-off.ts'

export interface Relations {
  readonly accounts?: readonly Related[]
  readonly members?: readonly Related[]
  readonly parent?: Related
  readonly children?: readonly Related[]
  readonly subsidiaries?: readonly Subsidiary[]
  readonly keptOff?: KeptOff
}

/** Ranks above this are links a person or a shared strong identifier made; nothing was guessed. */
const CERTAIN = 1

export function toSnapshot(
  rows: SnapshotRows,
  entity: Entity,
  {
    compiled,
    now,
    relations,
    bearing,
    explain,
  }: {
    readonly compiled: Compiled
    readonly now: number
    readonly relations: Relations
    readonly bearing: BearingState
    /** also what every source says of each trait */
    readonly explain: boolean
  },
): Snapshot {
  const starts = passageStarts(bearing.j ?? NO_JOURNEYS)
  const sourceOf = new Map(rows.records.map((record) => [record.id, record.source]))
  const source = (record: string) => sourceOf.get(record) ?? ''
  const said = rows.traits.map((row) => ({
    source: source(row.record),
    state: row.state as TraitState,
  }))
  return {
    subject: {
      id: rows.customer,
      entity,
      records: rows.records,
      identifiers: distinctIdentifiers(rows),
    },
    traits: surviving(said, compiled.survivorship, now),
    ...(explain && { sources: traitSources(said, compiled.survivorship, now) }),
    computed: computedValues(rows, compiled, now),
    consents: rows.consents,
    events: rows.events.map((event) => ({
      id: event.id,
      type: event.type,
      name: event.name,
      kind: event.kind,
      channel: event.channel,
      occurredAt: event.occurredAt,
      source: source(event.record),
      body: { properties: event.properties },
    })),
    objects: rows.objects.map((object) => {
      const { b: body, h: statuses } = object.state as ObjectState
      const since = openSince({ id: object.id, open: object.open, body }, { starts, now })
      return {
        type: object.type,
        id: object.id,
        status: object.status,
        body,
        changedAt: object.changedAt,
        ...(since === undefined ? {} : { openSince: since }),
        ...(statuses && { statuses }),
        evidence: object.evidence,
        entity,
        source: source(object.record),
      }
    }),
    hasAllObjects: hasAll(rows.objects, compiled.reads.whole.objects),
    ...relations,
    certainty: CERTAIN,
  }
}

/** @param max so many are read of a record at most */
function hasAll(objects: SnapshotRows['objects'], max: number): boolean {
  const read = new Map<string, number>()
  for (const { record } of objects) read.set(record, (read.get(record) ?? 0) + 1)
  return [...read.values()].every((count) => count < max)
}

function distinctIdentifiers(rows: SnapshotRows): Snapshot['subject']['identifiers'] {
  const first = new Map<string, SnapshotRows['identifiers'][number]>()
  for (const row of rows.identifiers) {
    const before = first.get(row.identifier)
    if (!before || row.firstAt < before.firstAt) first.set(row.identifier, row)
  }
  return [...first.values()].sort(
    (a, b) => a.firstAt - b.firstAt || (a.identifier < b.identifier ? -1 : 1),
  )
}

function computedValues(
  rows: SnapshotRows,
  compiled: Compiled,
  now: number,
): Record<string, CurrentValue> {
  const state = combineComputed(
    rows.computed.map((row) => row.state as ComputedState),
    compiled.computed,
  )
  return currentValues(state, compiled.computed, now)
}
