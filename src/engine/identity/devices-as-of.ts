// Shared devices at a past moment: the anonymous time that was hers then, by who had been seen on them until then.
import { ownershipWindowsAsOf, type SightingRuns } from '../../core/identity/devices.ts'
import type { Compiled } from '../compiled.ts'
import type { SnapshotRows } from '../ports/reading.ts'
import type { PlacedRecord, WindowRow } from '../ports/records.ts'
import type { Store } from '../ports/store.ts'
import { deviceNamespaces } from './cluster.ts'
import { EARLIEST_MS } from './devices.ts'

export interface DeviceTime extends WindowRow {
  readonly row: PlacedRecord
}

const WINDOWS_MAX = 1_000
/** Stands for whom all her records are then. */
const SHE = 'she'

/** @param records those that were hers at `at` (ms) */
export async function deviceTimesAsOf(
  { identifiers }: Pick<SnapshotRows, 'identifiers'>,
  records: readonly PlacedRecord[],
  at: number,
  { store, compiled }: { readonly store: Store; readonly compiled: Compiled },
): Promise<readonly DeviceTime[]> {
  const namespaces = deviceNamespaces(compiled.identity)
  const hers = new Set(records.map(({ id }) => id))
  const shown = identifiers
    .filter((one) => namespaces.includes(one.namespace) && hers.has(one.record))
    .map(({ identifier }) => identifier)
  const devices = await store.sharedDevices([...new Set(shown)], namespaces)
  if (devices.length === 0) return []
  const sightings = await store.sightingsOn([...new Set(devices.map(({ device }) => device))])
  const minutes = compiled.identity.deviceSessionMinutes
  const times = devices.flatMap(({ device, row }) => {
    const owners = sightings
      .filter((one) => one.device === device)
      .map(({ record, runs }) => ({
        owner: hers.has(record) ? SHE : record,
        runs: JSON.parse(runs) as SightingRuns,
      }))
    return ownershipWindowsAsOf(owners, minutes, at)
      .filter(({ owner }) => owner === SHE)
      .map(({ from, to }) => ({
        row,
        home: row.home,
        record: row.id,
        owner: records[0]?.id ?? '',
        fromAt: Math.max(from, EARLIEST_MS),
        toAt: to,
      }))
  })
  return times.sort((a, b) => b.toAt - a.toAt).slice(0, WINDOWS_MAX)
}
