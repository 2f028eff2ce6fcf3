// The store: every port of the engine, in PostgreSQL. Two pools, so that readers never wait for writers.
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { StoreFault } from '../engine/ports/fault.ts'
import type { Store } from '../engine/ports/store.ts'
import { accessBook, definitionBook, keyBook, setAsideBook } from './books.ts'
import { idempotencyKeys } from './idempotency.ts'
import { jobBook } from './match/identity-jobs.ts'
import { createMatchMemory } from './match/memory.ts'
import { matchReads } from './match/reads.ts'
import { whileNobodyTrains } from './match/training-lock.ts'
import { createPartitions } from './partitions.ts'
import { readiness } from './readiness.ts'
import { customerReads, receiptReads } from './reads.ts'
import { rebuildDerived } from './rebuild.ts'
import { situationBook } from './situation.ts'
import { createSnapshotReader } from './snapshot/snapshot.ts'
import {
  alone,
  newWriterState,
  type Transaction,
  writeWithRetry,
} from './transaction/transaction.ts'
import { askPool } from './wire/ask.ts'
import { closePool, openPool } from './wire/pool.ts'

export interface StoreSettings {
  readonly connection: pg.PoolConfig
  readonly onIdleFault: (error: Error) => void
  readonly readersMax?: number
  /** absent: the database alone tells when its disk is full */
  readonly room?: Room
}

/** What is left on the disk of the database. */
export interface Room {
  /** for new events? */
  hasRoom(): boolean
  /** Gives what was kept for bad days to those who read: their audit rows need room. */
  giveUp(): void
}

export interface OpenStore extends Store {
  readonly pool: pg.Pool
  close(): Promise<void>
}

const READERS_MAX = 8
/** one for the batch that is being written, one for a human decision, one for the audit log, one spare */
const WRITERS_MAX = 4
/** A session that is still at work then is cut by its server, or by the end of this process. */
const CLOSE_MS_MAX = 5_000

/** Opens the store on a migrated database. */
export function openStore(settings: StoreSettings): OpenStore {
  const { connection, onIdleFault } = settings
  const readers = openPool({
    connection,
    onIdleFault,
    connectionsMax: settings.readersMax ?? READERS_MAX,
  })
  const writers = openPool({ connection, onIdleFault, connectionsMax: WRITERS_MAX })
  const state = newWriterState(writers, randomUUID(), createMatchMemory())
  const ask = askPool(readers)
  const askWriter = askPool(writers)
  async function write<Asked, Result>(steps: Transaction<Asked, Result>): Promise<Result> {
    if (settings.room?.hasRoom() === false) throw new StoreFault('full', 'The disk is almost full')
    return writeWithRetry(state, steps)
  }
  return {
    pool: readers,
    write: (work) => write(alone(work)),
    writeInRow: (steps) => write({ ...steps, isInRow: true }),
    rebuild: (work) => rebuildDerived(connection, work),
    whileNobodyTrains: (entity, work) => whileNobodyTrains(connection, entity, work),
    preparePartitions: createPartitions(writers, 'event'),
    snapshot: createSnapshotReader(readers),
    ...customerReads(ask),
    ...matchReads(ask),
    ...receiptReads(ask),
    ...setAsideBook(askWriter),
    ...withReserve(accessBook(askWriter, createPartitions(writers, 'access')), settings.room),
    ...definitionBook(ask),
    ...keyBook(ask),
    ...situationBook(ask),
    ...jobBook(ask),
    ...idempotencyKeys(askWriter),
    readiness: () => readiness(ask),
    async close() {
      await Promise.all([readers, writers].map((pool) => closePool(pool, CLOSE_MS_MAX)))
    },
  }
}

/** Nobody reads without an audit row, so on a full disk the row takes what was kept for this. */
function withReserve<Book extends Pick<Store, 'recordAccess'>>(book: Book, room?: Room): Book {
  const recordAccess: Store['recordAccess'] = async (rows) => {
    try {
      await book.recordAccess(rows)
    } catch (error) {
      if (!room || !(error instanceof StoreFault) || error.kind !== 'full') throw error
      room.giveUp()
      await book.recordAccess(rows)
    }
  }
  return { ...book, recordAccess }
}
