// The floor of ingest: the same rows put by the same driver with multi-row inserts into a table with the same
// columns, primary key and partitions. No deduplication, no identity, no state: nothing can be faster and durable.
import pg from 'pg'
import { monthOf } from '../src/store/partitions.ts'
import { perSecond } from './statistics.ts'
import type { BenchWorld } from './world.ts'

const BATCH = 100
const COLUMNS = [
  'home',
  'record',
  'occurred_at',
  'id',
  'received_at',
  'type',
  'name',
  'kind',
  'channel',
  'notable',
  'properties',
  'payload',
] as const
/** More connections than this bring nothing on two cores; the best one is the floor. */
const CONNECTIONS_TRIED = [1, 2, 3]

export interface InsertFloor {
  readonly eventsPerSecond: number
  readonly connections: number
}

/** Inserts up to `events` of the newest stored events again, once per number of connections. */
export async function insertFloor(world: BenchWorld, events: number): Promise<InsertFloor> {
  const batches = await storedRows(world, events)
  await makeTable(world)
  let best: InsertFloor = { eventsPerSecond: 0, connections: 0 }
  for (const connections of CONNECTIONS_TRIED) {
    await world.pool.query('truncate bench_floor')
    const seconds = await insertAll(world.databaseUrl, batches, connections)
    const eventsPerSecond = perSecond(batches.length * BATCH, seconds)
    world.say(`floor: ${eventsPerSecond} rows/s on ${connections} connections`)
    if (eventsPerSecond > best.eventsPerSecond) best = { eventsPerSecond, connections }
  }
  await world.pool.query('drop table bench_floor')
  return best
}

/** Parameter lists of whole batches, as texts. */
async function storedRows({ pool }: BenchWorld, events: number): Promise<readonly string[][]> {
  const columns = COLUMNS.map((column) => `${column}::text`).join(', ')
  const { rows } = await pool.query<string[]>({
    text: `select ${columns} from event order by received_at desc limit $1`,
    values: [events],
    rowMode: 'array',
  })
  const batches: string[][] = []
  for (let at = 0; at + BATCH <= rows.length; at += BATCH) {
    batches.push(rows.slice(at, at + BATCH).flat())
  }
  if (batches.length === 0) throw new Error(`The floor needs at least ${BATCH} stored events`)
  return batches
}

async function makeTable({ pool }: BenchWorld): Promise<void> {
  await pool.query('create table bench_floor (like event) partition by range (occurred_at)')
  await pool.query('alter table bench_floor add primary key (home, record, occurred_at, id)')
  const { rows } = await pool.query<{ first: Date; last: Date }>(
    'select min(occurred_at) as first, max(occurred_at) as last from event',
  )
  const { first = new Date(), last = new Date() } = rows[0] ?? {}
  for (const at = monthBegin(first); at <= last; at.setUTCMonth(at.getUTCMonth() + 1)) {
    const end = new Date(at)
    end.setUTCMonth(end.getUTCMonth() + 1)
    const name = `bench_floor_${monthOf(at.getTime()).replace('-', '_')}`
    await pool.query(
      `create table ${name} partition of bench_floor for values from ('${at.toISOString()}') to ('${end.toISOString()}')`,
    )
  }
}

function monthBegin(time: Date): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 1))
}

const TUPLES = Array.from({ length: BATCH }, (_, row) => {
  const places = COLUMNS.map((_, column) => `$${row * COLUMNS.length + column + 1}`)
  return `(${places.join(',')})`
}).join(',')
const INSERT = {
  name: 'floor',
  text: `insert into bench_floor (${COLUMNS.join(', ')}) values ${TUPLES}`,
}

async function insertAll(
  url: string,
  batches: readonly string[][],
  connections: number,
): Promise<number> {
  const clients = Array.from({ length: connections }, () => new pg.Client(url))
  await Promise.all(clients.map((client) => client.connect()))
  let next = 0
  const work = async (client: pg.Client): Promise<void> => {
    for (let values = batches[next++]; values; values = batches[next++]) {
      await client.query({ ...INSERT, values })
    }
  }
  const startedAt = performance.now()
  await Promise.all(clients.map(work))
  const seconds = (performance.now() - startedAt) / 1000
  await Promise.all(clients.map((client) => client.end()))
  return seconds
}
