// What the writing transaction may ask and write, put together from its parts.
import type pg from 'pg'
import type { BatchWrites, WriteTransaction } from '../engine/ports/writing.ts'
import { askClient } from './ask.ts'
import { writeBatch } from './batch.ts'
import { idempotencyKeys } from './idempotency.ts'
import { matchTransaction } from './match.ts'
import { createMatchMemory, type MatchMemory } from './match-memory.ts'
import { together } from './pipeline.ts'
import { transactionDevices } from './transaction-devices.ts'
import { transactionLedger } from './transaction-ledger.ts'
import { transactionRecords } from './transaction-records.ts'
import { transactionStates } from './transaction-states.ts'

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

    async write(writes: BatchWrites, meanwhile?: () => void) {
      memory.neighbours.wrote(writes)
      facts?.wrote(writes)
      await writeBatch(client, writes, { ...options, meanwhile })
    },
  }
}
