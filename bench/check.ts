// A figure counts only when the work was done: every acknowledged event is there once, and views show it.
import { requireOk } from './load.ts'
import { getRequest, type PreparedRequest, viewRequest } from './requests.ts'
import { openConnection } from './wire.ts'
import type { BenchWorld } from './world.ts'

/** Throws unless exactly so many events are stored, each under an id and a receipt of its own. */
export async function checkStored({ pool }: BenchWorld, acknowledged: number): Promise<void> {
  const { rows } = await pool.query<{ events: number; ids: number; receipts: number }>(
    `select count(*)::int as events, count(distinct id)::int as ids,
       (select count(*) from receipt)::int as receipts from event`,
  )
  const { events = 0, ids = 0, receipts = 0 } = rows[0] ?? {}
  if (events === acknowledged && ids === acknowledged && receipts === acknowledged) return
  throw new Error(
    `Of ${acknowledged} acknowledged events ${events} are stored, with ${ids} ids and ${receipts} receipts`,
  )
}

export async function storedEvents({ pool }: BenchWorld): Promise<number> {
  const { rows } = await pool.query<{ events: number }>('select count(*)::int as events from event')
  return rows[0]?.events ?? 0
}

const SAMPLES = 25

interface Sent {
  readonly messageId: string
  readonly timestamp: string
  readonly userId?: string
}

/** Asks for the last event of some customers: its receipt, and whether her view knows of it. Answers how many. */
export async function checkVisible(world: BenchWorld, texts: readonly string[]): Promise<number> {
  const newest = new Map<string, Sent>()
  for (const text of texts) {
    const sent = JSON.parse(text) as Sent
    const before = newest.get(sent.userId ?? '')
    if (sent.userId !== undefined && (!before || before.timestamp < sent.timestamp)) {
      newest.set(sent.userId, sent)
    }
  }
  const all = [...newest]
  const step = Math.max(1, Math.floor(all.length / SAMPLES))
  const sample = all.filter((_, index) => index % step === 0).slice(0, SAMPLES)
  for (const [userId, sent] of sample) await checkOne(world, userId, sent)
  return sample.length
}

async function checkOne(world: BenchWorld, userId: string, sent: Sent): Promise<void> {
  const { readKey } = world.server
  const { receipts } = (await asked(
    world,
    getRequest(`/v1/receipts/${sent.messageId}`, readKey),
  )) as { receipts: readonly { status: string }[] }
  if (receipts[0]?.status !== 'stored') throw new Error(`${sent.messageId} has no receipt`)
  const seen = await lastSeen(world, `user_id:${userId}`)
  if (seen === undefined || seen < sent.timestamp) {
    throw new Error(
      `The view of ${userId} ends at ${seen}, but ${sent.messageId} is of ${sent.timestamp}`,
    )
  }
}

/** ISO 8601 of the newest event that the view of a customer knows of. */
export async function lastSeen(world: BenchWorld, customer: string): Promise<string | undefined> {
  const view = (await asked(world, viewRequest(customer, world.server.readKey))) as {
    customer?: { lastSeen?: string }
  }
  return view.customer?.lastSeen
}

async function asked({ server }: BenchWorld, request: PreparedRequest): Promise<unknown> {
  const connection = await openConnection(server.port)
  try {
    const answer = await connection.send(request.bytes)
    requireOk(answer)
    return JSON.parse(answer.body.toString())
  } finally {
    connection.close()
  }
}
