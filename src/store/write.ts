// The writing transaction: one at a time per database, so that what a batch reads cannot change before it
// writes. The lock is taken in PostgreSQL, so several processes on one database take turns.
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { StoreFault } from '../engine/ports/fault.ts'
import type { BatchWrites, WriteTransaction } from '../engine/ports/writing.ts'
import { askClient } from './ask.ts'
import { writeBatch } from './batch.ts'
import { matchTransaction } from './match.ts'
import { createMatchMemory, type MatchMemory } from './match-memory.ts'
import { pipelined, together } from './pipeline.ts'
import { faultOf, withClient } from './pool.ts'
import { transactionDevices } from './transaction-devices.ts'
import { transactionLedger } from './transaction-ledger.ts'
import { transactionRecords } from './transaction-records.ts'
import { transactionStates } from './transaction-states.ts'

export const WRITER_LOCK = 7_210_000
/** A writer waits so long for a database that went away before it answers 503; restarts take less. */
const RETRY_MS_MAX = 8_000
const RETRY_STEP_MS = 100

export interface WriterState {
  /** a name of this store, to see whether somebody else wrote last */
  readonly me: string
  readonly memory: MatchMemory
}

/**
 * Runs work in the writing transaction. When the connection is lost the outcome of the commit is unknown,
 * so the work runs again: receipts make that safe.
 */
export async function writeWithRetry<Result>(
  pool: pg.Pool,
  state: WriterState,
  work: (tx: WriteTransaction) => Promise<Result>,
): Promise<Result> {
  const giveUpAt = performance.now() + RETRY_MS_MAX
  for (let attempt = 1; ; attempt++) {
    try {
      const isRetry = attempt > 1
      return await withClient(pool, (client) => inTransaction(client, { ...state, isRetry }, work))
    } catch (error) {
      const isWorthRetry = error instanceof StoreFault && error.kind === 'unavailable'
      if (!isWorthRetry || performance.now() > giveUpAt) throw error
      await sleep(RETRY_STEP_MS)
    }
  }
}

const BEGIN = `begin; select pg_advisory_xact_lock(${WRITER_LOCK});
  select value from setting where name = 'last_writer'`

async function inTransaction<Result>(
  client: pg.PoolClient,
  { me, memory, isRetry }: WriterState & { readonly isRetry: boolean },
  work: (tx: WriteTransaction) => Promise<Result>,
): Promise<Result> {
  try {
    const begun = (await client.query(BEGIN)) as unknown as readonly pg.QueryResult[]
    const isAfterOthers = begun.at(-1)?.rows[0]?.value !== me
    if (isAfterOthers) await client.query(SIGN, [me])
    const isOver = memory.begin()
    if (isAfterOthers || isRetry) memory.clear()
    const tx = openTransaction(client, { isAfterOthers: isAfterOthers || isRetry, memory })
    const result = await pipelined(client, () => work(tx))
    if (tx.isUndone()) memory.clear()
    await client.query(tx.isUndone() ? 'rollback' : 'commit')
    isOver()
    return result
  } catch (error) {
    memory.clear()
    const fault = faultOf(error)
    // A lost connection has rolled back by itself; asking it to would only wait for a time-out.
    const isLost = fault instanceof StoreFault && fault.kind === 'unavailable'
    if (!isLost) await client.query('rollback')
    throw fault
  }
}

/** What stores remember of the tables is no longer so: each finds that somebody else wrote last. */
export const FORGET_WRITER = "delete from setting where name = 'last_writer'"
const SIGN = `insert into setting (name, value) values ('last_writer', $1)
  on conflict (name) do update set value = excluded.value`

export function openTransaction(
  client: pg.PoolClient | pg.Client,
  options: {
    readonly derivedOnly?: boolean
    readonly isAfterOthers?: boolean
    readonly memory?: MatchMemory
  } = {},
): WriteTransaction & { readonly isUndone: () => boolean } {
  let isUndone = false
  const memory = options.memory ?? createMatchMemory()
  // A rebuild writes tables of its own, and not the ledger's links: it asks each time.
  const facts = options.derivedOnly ? undefined : memory.facts
  const ask = askClient(client)

  return {
    isUndone: () => isUndone,
    ...transactionLedger(ask),
    ...transactionRecords(ask, facts),
    ...transactionDevices(ask),
    ...transactionStates(ask),
    match: matchTransaction(ask, memory),
    isAfterOthers: options.isAfterOthers ?? true,

    together: (ask) => together(client, ask),

    undo() {
      isUndone = true
    },

    async write(writes: BatchWrites, meanwhile?: () => void) {
      memory.neighbours.wrote(writes)
      facts?.wrote(writes)
      await writeBatch(client, writes, { ...options, meanwhile })
    },
  }
}
