// Receipts: what became of a message, by its messageId.
//
// Whose it is, is an opaque id by which nothing can be read without a purpose. It still tells that two messages are of
// one person, so it stands in the audit log, and only who may see everyone is told.
import type { Receipt } from '../../contract/api.ts'
import type { ReceiptStatus } from '../../contract/event.ts'
import { publicId } from '../../contract/identifier.ts'
import type { Caller, ReceiptQuery } from '../api.ts'
import { checkPurpose, type Look, note } from '../read/reading.ts'
import { seesEveryone } from '../read/relationship.ts'
import type { Runtime } from '../runtime.ts'
import { toSetAsideItem } from './set-aside.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

/** Of a look that needs no purpose and states none. */
const NO_PURPOSE = 'none stated'

/** One row per outcome: stored first, then repeated deliveries, conflicts, set-aside items. Empty = never seen. */
export async function receipts(
  { messageId, purpose = NO_PURPOSE }: ReceiptQuery,
  caller: Caller,
  runtime: Runtime,
): Promise<readonly Receipt[]> {
  const look = { caller, purpose, channel: 'api', through: 'receipt' }
  if (purpose !== NO_PURPOSE) await checkPurpose(look, runtime)
  const { store, hash } = runtime
  const sources = await store.sources()
  const sourceOf = new Map(sources.map((source) => [hash(`evt\0${source}\0${messageId}`), source]))
  const ids = [...sourceOf.keys()]
  const stored = await store.receiptsOf(ids)
  const deliveries = await store.deliveriesOf(ids)
  const asides = await store.setAsidesByMessage(messageId)
  const areNamed = seesEveryone(caller, runtime.compiled())
  if (areNamed) await noteNamed(stored, look, runtime)
  return [
    ...stored.map((row) => ({
      ...storedReceipt(row, messageId, sourceOf),
      ...(areNamed && ownerOf(row)),
    })),
    ...deliveries.map((row) => deliveryReceipt(row, messageId, sourceOf)),
    ...asides.map(toSetAsideItem).map((item) => ({
      messageId,
      source: item.source,
      status: 'set_aside' as const,
      code: item.code,
      reason: item.reason,
      receivedAt: item.receivedAt,
      setAside: item.id,
    })),
  ]
}

type StoredRow = Awaited<ReturnType<Runtime['store']['receiptsOf']>>[number]

function storedReceipt(
  row: StoredRow,
  messageId: string,
  sourceOf: ReadonlyMap<string, string>,
): Receipt {
  return {
    messageId,
    source: sourceOf.get(row.id) ?? '',
    status: 'stored',
    event: publicId('evt', row.id),
    occurredAt: iso(row.occurredAt),
    receivedAt: iso(row.receivedAt ?? row.occurredAt),
  }
}

function ownerOf({ customer, entity }: StoredRow): Pick<Receipt, 'customer' | 'account'> {
  if (customer === undefined) return {}
  if (entity === 'account') return { account: publicId('acc', customer) }
  return { customer: publicId('cus', customer) }
}

/** One row of the audit log for each who is named. */
async function noteNamed(rows: readonly StoredRow[], look: Look, runtime: Runtime): Promise<void> {
  const named = new Set(rows.flatMap(({ customer }) => customer ?? []))
  for (const subject of named) {
    await note(look, { outcome: 'shown', shown: 1, withheld: {}, subject }, runtime)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  duplicate: 'The same message came again; it counts once',
  conflict: 'The messageId came again with other content; the first stands',
}

function deliveryReceipt(
  row: { id: string; at: number; status: string; times: number },
  messageId: string,
  sourceOf: ReadonlyMap<string, string>,
): Receipt {
  return {
    messageId,
    source: sourceOf.get(row.id) ?? '',
    status: row.status as ReceiptStatus,
    ...(row.status === 'conflict' ? { code: 'MESSAGE_ID_CONFLICT' } : {}),
    reason: `${REASONS[row.status] ?? ''} (${row.times} time${row.times === 1 ? '' : 's'})`,
    event: publicId('evt', row.id),
    receivedAt: iso(row.at),
  }
}
