// Derived states inside the writing transaction: what records folded into, and the objects they tell of.
import type { RecordPlace } from '../../engine/ports/records.ts'
import type { StateKey, StateRow } from '../../engine/ports/state.ts'
import type { WriteTransaction } from '../../engine/ports/writing.ts'
import {
  OBJECT_COLUMNS,
  type ObjectColumns,
  type StateColumns,
  toObject,
  toState,
} from '../read-rows.ts'
import type { Ask } from '../wire/ask.ts'
import { bigint, type Columns, rowsOf, uuid, valuesOf } from '../wire/columns.ts'
import { RECORDS } from '../wire/places.ts'
import { hex } from '../wire/rows.ts'

type States = Pick<
  WriteTransaction,
  | 'traitStates'
  | 'computedStates'
  | 'bearingStates'
  | 'objectHomes'
  | 'objects'
  | 'clearBearing'
  | 'clearComputed'
>

const STATES: Columns<StateKey> = {
  h: bigint((k) => k.home),
  r: uuid((k) => k.record),
  o: uuid((k) => k.owner),
}
const OBJECTS: Columns<{ readonly home: string; readonly object: string }> = {
  h: bigint((k) => k.home),
  o: uuid((k) => k.object),
}
const BEARINGS: Columns<{ readonly home: string; readonly record: string }> = {
  h: bigint((k) => k.home),
  r: uuid((k) => k.record),
}

export function transactionStates(ask: Ask): States {
  return {
    traitStates: (records) => statesOf(ask, 'trait_state', records),
    bearingStates: (records) => statesOf(ask, 'bearing_state', records),

    async computedStates(keys: readonly StateKey[]) {
      if (keys.length === 0) return []
      const rows = await ask<StateColumns>(
        'tx_computed',
        `select s.home::text as home, s.record, s.owner, s.state::text as state
         from ${rowsOf(STATES)}
         join computed_state s on s.home = x.h and s.record = x.r and s.owner = x.o`,
        valuesOf(STATES, keys),
      )
      return rows.map(toState)
    },

    async objectHomes(objects) {
      if (objects.length === 0) return new Map()
      const rows = await ask<{ object: string; home: string }>(
        'tx_object_homes',
        'select object, home::text as home from object_home where object = any($1::uuid[])',
        [objects],
      )
      return new Map(rows.map((row) => [hex(row.object), row.home]))
    },

    async objects(keys) {
      if (keys.length === 0) return []
      const rows = await ask<ObjectColumns>(
        'tx_objects',
        `select ${OBJECT_COLUMNS} from ${rowsOf(OBJECTS)}
         join object o on o.home = x.h and o.object = x.o`,
        valuesOf(OBJECTS, keys),
      )
      return rows.map(toObject)
    },

    async clearBearing(records) {
      if (records.length === 0) return
      await ask(
        'tx_clear_bearing',
        `delete from bearing_state b using ${rowsOf(BEARINGS)} where b.home = x.h and b.record = x.r`,
        valuesOf(BEARINGS, records),
      )
    },

    async clearComputed(record) {
      await ask('tx_clear_computed', 'delete from computed_state where home = $1 and record = $2', [
        record.home,
        record.id,
      ])
    },
  }
}

/** States that a record owns itself, one row each. */
async function statesOf(
  ask: Ask,
  table: 'trait_state' | 'bearing_state',
  records: readonly RecordPlace[],
): Promise<readonly StateRow[]> {
  if (records.length === 0) return []
  const rows = await ask<StateColumns>(
    `tx_${table}`,
    `select s.home::text as home, s.record, s.record as owner, s.state::text as state
     from ${rowsOf(RECORDS)}
     join ${table} s on s.home = x.h and s.record = x.r`,
    valuesOf(RECORDS, records),
  )
  return rows.map(toState)
}
