// The writing transactions: one at a time per database, so that what a batch reads cannot change before it writes. The
// lock is taken in PostgreSQL, so several processes on one database take turns.
//
// Transactions in a row share a connection: the begin and the first questions of the next leave behind the commit of
// the one before, so the database goes on at once, and its answers come when that commit's is known.
//
//   one:    begin, ask | work ........ | last writes, commit
//   next:                              | begin, ask .............. | work ........ | ...
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { allDone } from '../../engine/ports/all-done.ts'
import { StoreFault } from '../../engine/ports/fault.ts'
import type { StepsInRow, WriteTransaction } from '../../engine/ports/writing.ts'
import type { MatchMemory } from '../match/memory.ts'
import { setPipelined, together } from '../wire/pipeline.ts'
import { connected, faultOf } from '../wire/pool.ts'
import { type OpenTransaction, openTransaction } from './write.ts'

export const WRITER_LOCK = 7_210_000
/** A writer waits so long for a database that went away before it answers 503; restarts take less. */
const RETRY_MS_MAX = 8_000
const RETRY_STEP_MS = 100

/** What the writing transactions of one store share. */
export interface WriterState {
  readonly pool: pg.Pool
  /** a name of this store, to see whether somebody else wrote last */
  readonly me: string
  readonly memory: MatchMemory
  /** the transaction that commits now and that nobody follows yet */
  committing: Committing | undefined
}

export const newWriterState = (pool: pg.Pool, me: string, memory: MatchMemory): WriterState => ({
  pool,
  me,
  memory,
  committing: undefined,
})

/** A connection on which one transaction may begin before the commit of another is answered. */
interface Shared {
  readonly client: pg.PoolClient
  users: number
  isLost: boolean
}

interface Committing {
  readonly shared: Shared
  /** whether it has committed */
  readonly end: Promise<boolean>
}

/**
 * Runs a transaction. When the connection is lost the outcome of the commit is unknown, so the work runs again:
 * receipts make that safe.
 */
export async function writeWithRetry<Asked, Result>(
  state: WriterState,
  steps: Transaction<Asked, Result>,
): Promise<Result> {
  const giveUpAt = performance.now() + RETRY_MS_MAX
  for (let attempt = 1; ; attempt++) {
    try {
      return await onConnection(state, steps, attempt > 1)
    } catch (error) {
      const isWorthRetry = isUnavailable(error)
      if (!isWorthRetry || performance.now() > giveUpAt) throw error
      await sleep(RETRY_STEP_MS)
    }
  }
}

/** What a transaction does. */
export interface Transaction<Asked, Result> extends StepsInRow<Asked, Result> {
  /** it may begin while another commits, and another while it commits */
  readonly isInRow: boolean
}

/** Work that follows nobody and that nobody follows. */
export const alone = <Result>(
  work: (tx: WriteTransaction) => Promise<Result>,
): Transaction<undefined, Result> => ({
  isInRow: false,
  ask: async () => undefined,
  work,
  onCommitting: () => undefined,
  onCommitted: () => undefined,
})

const isUnavailable = (error: unknown): boolean =>
  error instanceof StoreFault && error.kind === 'unavailable'

/** Behind the transaction that commits now, if there is one, else on a connection of the pool. */
async function onConnection<Asked, Result>(
  state: WriterState,
  steps: Transaction<Asked, Result>,
  isRetry: boolean,
): Promise<Result> {
  const before = steps.isInRow && !isRetry ? state.committing : undefined
  if (before) state.committing = undefined
  const shared = before?.shared ?? { client: await connected(state.pool), users: 0, isLost: false }
  shared.users += 1
  setPipelined(shared.client, true)
  try {
    return await inTransaction(steps, { state, shared, before: before?.end, isRetry })
  } catch (error) {
    shared.isLost ||= isUnavailable(error)
    throw error
  } finally {
    leave(shared, state)
  }
}

/** The last one to leave gives the connection back; one that saw a fault of the network is thrown away. */
function leave(shared: Shared, state: WriterState): void {
  shared.users -= 1
  if (shared.users > 0) return
  if (state.committing?.shared === shared) state.committing = undefined
  setPipelined(shared.client, false)
  shared.client.release(shared.isLost)
}

interface Place {
  readonly state: WriterState
  readonly shared: Shared
  /** how the transaction ends behind whose commit this one begins */
  readonly before: Promise<boolean> | undefined
  readonly isRetry: boolean
}

async function inTransaction<Asked, Result>(
  steps: Transaction<Asked, Result>,
  place: Place,
): Promise<Result> {
  const { state, shared } = place
  const { client } = shared
  const { memory } = state
  let finish = (_isCommitted: boolean): void => undefined
  const end = new Promise<boolean>((resolve) => {
    finish = resolve
  })
  let tx: OpenTransaction | undefined
  let isEnding = false
  try {
    const { isAfterOthers, isOver, asked } = await begin(steps, place)
    tx = openTransaction(client, { isAfterOthers, memory })
    const result = await steps.work(tx, asked)
    if (tx.isUndone()) memory.clear()
    isEnding = true
    const ended = client.query(tx.isUndone() ? 'rollback' : 'commit')
    if (steps.isInRow) state.committing = { shared, end }
    steps.onCommitting()
    // Where a write fails behind which the commit has left already, PostgreSQL rolls back in its place.
    await allDone([tx.written(), ended])
    steps.onCommitted(result)
    isOver()
    finish(true)
    return result
  } catch (error) {
    memory.clear()
    // What comes behind a write that failed only tells of a broken transaction.
    const fault = faultOf((await tx?.written().catch((cause: unknown) => cause)) ?? error)
    // A lost connection has rolled back by itself; asking it to would only wait for a time-out. Behind a commit the
    // next transaction may have begun.
    if (!isEnding && !isUnavailable(fault)) await client.query('rollback')
    finish(false)
    throw fault
  }
}

interface Begun<Asked> {
  readonly isAfterOthers: boolean
  readonly isOver: () => void
  readonly asked: Asked
}

const BEGIN = `begin; select pg_advisory_xact_lock(${WRITER_LOCK});
  select value from setting where name = 'last_writer'`

/** Begins and asks in one flight. What is answered before the end of the one before is known is looked at after it. */
async function begin<Asked, Result>(
  steps: Transaction<Asked, Result>,
  { state, shared: { client }, before, isRetry }: Place,
): Promise<Begun<Asked>> {
  const { me, memory } = state
  const early = openTransaction(client, { memory })
  const [begun, asking] = together(client, () => [
    client.query(BEGIN) as unknown as Promise<readonly pg.QueryResult[]>,
    steps.ask(early),
  ])
  // All is answered before the transaction ends, whatever becomes of it.
  const [answer, asked] = await Promise.allSettled([begun, asking])
  if (before && !(await before)) throw new StoreFault('unavailable', 'The batch before has failed')
  if (answer.status === 'rejected') throw answer.reason
  if (asked.status === 'rejected') throw asked.reason
  const isAnother = answer.value.at(-1)?.rows[0]?.value !== me
  if (isAnother) await client.query(SIGN, [me])
  const { isAfterAll, isOver } = memory.begin()
  const isAfterOthers = isAnother || isRetry || !isAfterAll
  if (isAfterOthers) memory.clear()
  return { isAfterOthers, isOver, asked: asked.value }
}

/** What stores remember of the tables is no longer so: each finds that somebody else wrote last. */
export const FORGET_WRITER = "delete from setting where name = 'last_writer'"
const SIGN = `insert into setting (name, value) values ('last_writer', $1)
  on conflict (name) do update set value = excluded.value`
