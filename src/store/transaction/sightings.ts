// Who was seen on devices that several people use: asked inside the writing transaction and by looks into the past.
import type { SightingRow } from '../../engine/ports/records.ts'
import type { Ask } from '../wire/ask.ts'
import { hex } from '../wire/rows.ts'

export async function readSightings(
  ask: Ask,
  devices: readonly string[],
): Promise<readonly SightingRow[]> {
  if (devices.length === 0) return []
  const rows = await ask<{ device: string; record: string; home: string; runs: string }>(
    'sightings',
    'select device, record, home::text as home, runs from device_sighting where device = any($1::uuid[])',
    [devices],
  )
  return rows.map((row) => ({ ...row, device: hex(row.device), record: hex(row.record) }))
}
