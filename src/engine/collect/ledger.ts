// A row of the ledger -> the event it was, derived again under the definitions of now.
import type { Event } from '../../contract/event.ts'
import { eventFromLedger } from '../../core/collect/collect.ts'
import type { Compiled } from '../compiled.ts'
import type { EventRow } from '../ports/ledger.ts'
import type { RecordRow } from '../ports/records.ts'

/** `record` is the row's own source record: it tells the source. */
export function ledgerEvent(
  row: EventRow,
  record: Pick<RecordRow, 'source'>,
  { compiled, hash }: { readonly compiled: Compiled; readonly hash: (text: string) => string },
): Event {
  return eventFromLedger(
    {
      id: row.id,
      source: record.source,
      occurredAt: row.occurredAt,
      receivedAt: row.receivedAt,
      propertiesText: row.properties,
      payload: row.payload,
      fingerprint: '',
    },
    compiled.collect,
    hash,
  )
}
