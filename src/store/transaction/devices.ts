// What the writing transaction asks about devices that several people use.
import type { WriteTransaction } from '../../engine/ports/writing.ts'
import { RECORD_COLUMNS, type RecordColumns, toRecord } from '../read-rows.ts'
import type { Ask } from '../wire/ask.ts'
import { rowsOf, valuesOf } from '../wire/columns.ts'
import { RECORDS } from '../wire/places.ts'
import { hex, ms } from '../wire/rows.ts'
import { readSightings } from './sightings.ts'

type DeviceReads = Pick<
  WriteTransaction,
  'peopleOnDevices' | 'deviceRecords' | 'sightings' | 'windows'
>

export function transactionDevices(ask: Ask): DeviceReads {
  return {
    async peopleOnDevices(devices, { limit, namespaces }) {
      if (devices.length === 0) return []
      const rows = await ask<RecordColumns & { device: string }>(
        'tx_device_people',
        `select x.device, p.* from unnest($1::uuid[]) as x(device) cross join lateral (
           select distinct on (r.customer) ${RECORD_COLUMNS} from record_identifier i
           join record r on r.home = i.home and r.id = i.record
           where i.identifier = x.device and r.namespace <> all($3) order by r.customer, r.id limit $2) p`,
        [devices, limit, namespaces],
      )
      return rows.map((row) => ({ device: hex(row.device), row: toRecord(row) }))
    },

    async deviceRecords(devices, namespaces) {
      if (devices.length === 0) return []
      const rows = await ask<RecordColumns & { device: string }>(
        'tx_device_records',
        // "offset 0" keeps the planner from beginning with all records of the namespace, or with all records
        `select x.device, ${RECORD_COLUMNS} from unnest($1::uuid[]) as x(device) cross join lateral (
           select i.home, i.record from record_identifier i where i.identifier = x.device offset 0) i
         cross join lateral (select * from record r where r.home = i.home and r.id = i.record offset 0) r
         where r.namespace = any($2)`,
        [devices, namespaces],
      )
      return rows.map((row) => ({ device: hex(row.device), row: toRecord(row) }))
    },

    sightings: (devices) => readSightings(ask, devices),

    async windows(devices) {
      if (devices.length === 0) return []
      const rows = await ask<{
        home: string
        record: string
        owner: string
        from_at: number
        to_at: number
      }>(
        'tx_windows',
        `select w.home::text as home, w.record, w.owner, ${ms('w.from_at')} as from_at, ${ms('w.to_at')} as to_at
         from ${rowsOf(RECORDS)}
         join device_window w on w.home = x.h and w.record = x.r order by w.from_at`,
        valuesOf(RECORDS, devices),
      )
      return rows.map((row) => ({
        home: row.home,
        record: hex(row.record),
        owner: hex(row.owner),
        fromAt: row.from_at,
        toAt: row.to_at,
      }))
    },
  }
}
