// What the writing transaction may ask and write, put together from its parts.
import type pg from 'pg'
import { allDone } from '../../engine/ports/all-done.ts'
import type { BatchWrites, WriteTransaction } from '../../engine/ports/writing.ts'
import { idempotencyKeys } from '../idempotency.ts'
import { matchTransaction } from '../match/match.ts'
import { createMatchMemory, type MatchMemory } from '../match/memory.ts'
import { askClient } from '../wire/ask.ts'
import { together } from '../wire/pipeline.ts'
import { writeBatch } from './batch.ts'
import { transactionDevices } from './devices.ts'
import { transactionLedger } from './ledger.ts'
import { transactionRecords } from './records.ts'
import { transactionStates } from './states.ts'

export interface OpenTransaction extends WriteTransaction {
  isUndone(): boolean
  /** Resolves when all that was written is answered. Throws the first fault: it is the cause of those behind it. */
  written(): Promise<void>
}

export function openTransaction(
  client: pg.PoolClient | pg.Client,
  options: {
    readonly derivedOnly?: boolean
    readonly isAfterOthers?: boolean
    readonly memory?: MatchMemory
  } = {},
): OpenTransaction {
  let isUndone = false
  /** writes that are not answered, and those that failed, in the order in which they left */
  const unanswered = new Set<Promise<unknown>>()
  const memory = options.memory ?? createMatchMemory()
  // A rebuild writes tables of its own, and not the ledger's links: it asks each time.
  const facts = options.derivedOnly ? undefined : memory.facts
  const ask = askClient(client)

  return {
    isUndone: () => isUndone,
    async written() {
      await allDone([...unanswered])
    },
    ...transactionLedger(ask),
    ...idempotencyKeys(ask),
    ...transactionRecords(ask, facts),
    ...transactionDevices(ask),
    ...transactionStates(ask),
    match: matchTransaction(ask, memory),
    isAfterOthers: options.isAfterOthers ?? true,

    together: (ask) => together(client, ask),

    undo() {
      isUndone = true
    },

    write(batch: BatchWrites) {
      memory.neighbours.wrote(batch)
      facts?.wrote(batch)
      const written = writeBatch(client, batch, options)
      unanswered.add(written)
      written.then(
        () => unanswered.delete(written),
        () => undefined,
      )
      return written
    },
  }
}
