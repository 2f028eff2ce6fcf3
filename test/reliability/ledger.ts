// What became of acknowledged events: looked up in the ledger itself and through receipts.
import pg from 'pg'
import { get } from './ask.ts'
import type { Book } from './clients.ts'
import type { ServerUnderTest } from './server.ts'

export interface LedgerFigures {
  readonly acknowledged: number
  readonly inLedger: number
  readonly lost: number
  readonly doubled: number
  readonly receiptsAsked: number
  /** receipts that do not say `stored` exactly once */
  readonly receiptsWrong: number
}

const RECEIPTS_ASKED_MAX = 200

export async function inspectLedger(
  server: ServerUnderTest,
  book: Pick<Book, 'acknowledged'>,
): Promise<LedgerFigures> {
  const times = await timesOf(server.databaseUrl())
  const acknowledged = [...book.acknowledged]
  const sample = everyNth(acknowledged, RECEIPTS_ASKED_MAX)
  let receiptsWrong = 0
  for (const id of sample) if (!(await isStoredOnce(server, id))) receiptsWrong++
  return {
    acknowledged: acknowledged.length,
    inLedger: times.size,
    lost: acknowledged.filter((id) => !times.has(id)).length,
    doubled: [...times.values()].filter((count) => count !== 1).length,
    receiptsAsked: sample.length,
    receiptsWrong,
  }
}

/** In words what of these figures breaks a promise. */
export function faultsOf(figures: LedgerFigures): readonly string[] {
  const { acknowledged, lost, doubled, receiptsWrong } = figures
  return [
    ...(acknowledged === 0 ? ['nothing was acknowledged: the campaign proves nothing'] : []),
    ...(lost > 0 ? [`${lost} acknowledged events are lost`] : []),
    ...(doubled > 0 ? [`${doubled} events stand in the ledger more than once`] : []),
    ...(receiptsWrong > 0 ? [`${receiptsWrong} receipts do not say stored once`] : []),
  ]
}

/** messageId -> how often it stands in the ledger */
async function timesOf(databaseUrl: string): Promise<ReadonlyMap<string, number>> {
  const client = new pg.Client(databaseUrl)
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string; times: number }>(
      `select payload::json->>'messageId' as id, count(*)::int as times from event group by 1`,
    )
    return new Map(rows.map(({ id, times }) => [id, times]))
  } finally {
    await client.end()
  }
}

async function isStoredOnce({ port, keys }: ServerUnderTest, id: string): Promise<boolean> {
  const { status, body } = await get(port, `/v1/receipts/${encodeURIComponent(id)}`, keys().admin)
  if (status !== 200) return false
  const { receipts } = JSON.parse(body) as { readonly receipts: readonly { status: string }[] }
  return receipts.filter((receipt) => receipt.status === 'stored').length === 1
}

function everyNth<Value>(values: readonly Value[], max: number): readonly Value[] {
  const step = Math.max(1, Math.floor(values.length / max))
  return values.filter((_, index) => index % step === 0).slice(0, max)
}
