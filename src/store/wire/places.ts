// Where records live, as columns of a statement: the home, which names the partition, and the id.
import type { RecordPlace } from '../../engine/ports/records.ts'
import { bigint, type Columns, uuid } from './columns.ts'

export const RECORDS: Columns<RecordPlace> = { h: bigint((r) => r.home), r: uuid((r) => r.id) }
