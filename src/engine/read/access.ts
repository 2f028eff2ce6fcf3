// The audit log's writer: rows of views answered together are appended together, and no view is answered
// before its row is durable.
import type { AccessRow } from '../ports/ledger.ts'
import type { Store } from '../ports/store.ts'

const ROWS_MAX = 500

export interface AccessLog {
  /** Resolves when the row is durable. */
  record(row: AccessRow): Promise<void>
  drain(): Promise<void>
}

interface Waiting {
  readonly row: AccessRow
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export function createAccessLog(store: Pick<Store, 'recordAccess'>): AccessLog {
  const queue: Waiting[] = []
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    // Views that were read together end in the same turn of the event loop; a commit costs more than their rows.
    await new Promise((resolve) => setImmediate(resolve))
    await writeAll()
    // Cleared in the same turn as the last look at the queue: a row that comes now starts a run of its own.
    running = undefined
  }

  async function writeAll(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, ROWS_MAX)
      try {
        await store.recordAccess(batch.map((waiting) => waiting.row))
        for (const waiting of batch) waiting.resolve()
      } catch (error) {
        for (const waiting of batch) waiting.reject(error)
      }
    }
  }

  return {
    record(row) {
      return new Promise((resolve, reject) => {
        queue.push({ row, resolve, reject })
        running ??= run()
      })
    },
    async drain() {
      while (running) await running
    },
  }
}
