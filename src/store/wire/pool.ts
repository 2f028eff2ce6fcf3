// Connections to PostgreSQL, and the translation of its faults into what a caller can act on.
import pg from 'pg'
import { ProblemError } from '../../contract/problem.ts'
import { StoreFault } from '../../engine/ports/fault.ts'

export interface PoolSettings {
  readonly connection: pg.PoolConfig
  readonly connectionsMax: number
  /** faults of idle connections end here; without a handler they would kill the process */
  readonly onIdleFault: (error: Error) => void
}

/**
 * Every statement here is a walk along indexes for a few keys. The planner does not know that of tables that
 * were empty a second ago: it would scan them, and a prepared statement would go on scanning while they grow.
 * Plans do not depend on the values either, so one plan per statement is enough. For so few rows, setting up a memory or
 * a sort in steps costs more than either saves.
 */
const INDEXES_ONLY =
  'set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set enable_memoize = off; set enable_incremental_sort = off; set plan_cache_mode = force_generic_plan'

/**
 * A connection that is begun while the server dies may get no answer at all; with more, writing again after a crash
 * would take longer than the promised 5 s.
 */
const CONNECT_MS_MAX = 3_000

/** A pool whose connections give up rather than hang: bounded waits for connections and statements. */
export function openPool(settings: PoolSettings): pg.Pool {
  const pool = new pg.Pool({
    ...settings.connection,
    max: settings.connectionsMax,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    idleTimeoutMillis: 60_000,
    statement_timeout: 60_000,
    keepAlive: true,
    application_name: 'alidade',
    // Awaited by the pool before the connection is handed out.
    onConnect: async (client) => {
      client.on('error', settings.onIdleFault)
      await client.query(INDEXES_ONLY)
    },
  })
  pool.on('error', settings.onIdleFault)
  return pool
}

/**
 * Closes a pool. Resolves when PostgreSQL has ended the last session, at the latest after msMax, so that what follows
 * may stop the server: `pool.end()` alone resolves when the goodbyes are sent, and a server that is stopped before it
 * has read them writes a FATAL line for each.
 */
export async function closePool(pool: pg.Pool, msMax: number): Promise<void> {
  const leaving = pool.totalCount
  const gone = new Promise<void>((resolve) => {
    let left = leaving
    if (left === 0) resolve()
    pool.on('remove', () => {
      left -= 1
      if (left === 0) resolve()
    })
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, msMax)
  })
  await Promise.race([Promise.all([pool.end(), gone]), late])
  clearTimeout(timer)
}

const UNAVAILABLE = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  '08001',
  '08004',
  '53300',
  '25006',
])
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'EAI_AGAIN'])
const FULL = new Set(['53100', '53200', '54023'])
/** Serialisation, deadlock and lock time-outs: the same work may go through when tried again. */
const AGAIN = new Set(['40001', '40P01', '55P03', '25P03'])

/** Sorts any error of the driver: unavailable and again are worth a retry, data names a bad value, bug is ours. */
export function faultOf(error: unknown): StoreFault | ProblemError {
  // What the work itself refuses is an answer, not a fault of the store.
  if (error instanceof StoreFault || error instanceof ProblemError) return error
  const { code, message } = error as { code?: string; message?: string }
  const text = message ?? String(error)
  const fault = (kind: StoreFault['kind']) => new StoreFault(kind, text, { cause: error })
  if (code !== undefined && FULL.has(code)) return fault('full')
  if (/No space left on device/.test(text)) return fault('full')
  if (code !== undefined && (UNAVAILABLE.has(code) || NETWORK.has(code) || AGAIN.has(code))) {
    return fault('unavailable')
  }
  if (code === '57014' || isConnectionLoss(text)) return fault('unavailable')
  if (code !== undefined && (code.startsWith('22') || code === '54000' || code === '54001'))
    return fault('data')
  return fault('bug')
}

function isConnectionLoss(text: string): boolean {
  return /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|server closed the connection/i.test(
    text,
  )
}

/** A connection, to be released by the caller. Throws StoreFault. */
export async function connected(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw faultOf(error)
  }
}

/** Runs work on one connection; a connection that saw a fault of the network is thrown away. */
export async function withClient<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await connected(pool)
  try {
    const result = await work(client)
    client.release()
    return result
  } catch (error) {
    const fault = faultOf(error)
    client.release(fault instanceof StoreFault && fault.kind === 'unavailable')
    throw fault
  }
}
