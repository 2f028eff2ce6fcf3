// What the engine may expect of a store, asked of a real one: one suite for every database that is supported.
import { describe } from 'vitest'
import type { DatabaseEngine } from '../support/postgres.ts'
import { accountAroundContract } from './account-around.ts'
import { answersContract } from './answers.ts'
import { booksContract } from './books.ts'
import { columnsContract } from './columns.ts'
import { faultsContract } from './faults.ts'
import { inRowContract } from './in-row.ts'
import { matchingContract } from './matching.ts'
import { messagesContract } from './messages.ts'
import { migrationsContract } from './migrations.ts'
import { oneWriterContract } from './one-writer.ts'
import { partitionsContract } from './partitions.ts'
import { readinessContract } from './readiness.ts'
import { recordsContract } from './records.ts'
import { searchContract } from './search.ts'
import { snapshotContract } from './snapshot.ts'
import { stateContract } from './state.ts'
import { storeUnderTest } from './store-under-test.ts'
import { timelineContract } from './timeline.ts'

export function storeContract(engine: DatabaseEngine): void {
  describe(`the store on ${engine}`, () => {
    const under = storeUnderTest(engine)
    migrationsContract(under)
    answersContract(under)
    columnsContract(under)
    messagesContract(under)
    partitionsContract(under)
    recordsContract(under)
    stateContract(under)
    accountAroundContract(under)
    snapshotContract(under)
    timelineContract(under)
    searchContract(under)
    booksContract(under)
    readinessContract(under)
    oneWriterContract(under)
    inRowContract(under)
    matchingContract(under)
    faultsContract(under)
  })
}
