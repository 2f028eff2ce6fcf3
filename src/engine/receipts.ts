// Receipts: what became of a message, by its messageId.
import type { Receipt } from '../contract/api.ts'
import type { ReceiptStatus } from '../contract/event.ts'
import { publicId } from '../contract/identifier.ts'
import type { Runtime } from './runtime.ts'
import { toSetAsideItem } from './set-aside.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

/** One row per outcome: stored first, then repeated deliveries, conflicts, set-aside items. Empty = never seen. */
export async function receipts(messageId: string, runtime: Runtime): Promise<readonly Receipt[]> {
  const { store, hash } = runtime
  const sources = await store.sources()
  const sourceOf = new Map(sources.map((source) => [hash(`evt\0${source}\0${messageId}`), source]))
  const ids = [...sourceOf.keys()]
  const stored = await store.receiptsOf(ids)
  const deliveries = await store.deliveriesOf(ids)
  const asides = await store.setAsidesByMessage(messageId)
  return [
    ...stored.map((row) => storedReceipt(row, messageId, sourceOf)),
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
  const owner =
    row.customer === undefined
      ? {}
      : row.entity === 'account'
        ? { account: publicId('acc', row.customer) }
        : { customer: publicId('cus', row.customer) }
  return {
    messageId,
    source: sourceOf.get(row.id) ?? '',
    status: 'stored',
    event: publicId('evt', row.id),
    ...owner,
    occurredAt: iso(row.occurredAt),
    receivedAt: iso(row.receivedAt ?? row.occurredAt),
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
