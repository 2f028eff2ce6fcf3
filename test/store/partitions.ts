// Months of the big tables: made when a time first needs one, and looked at lightly while they grow.
import { describe, expect, test } from 'vitest'
import type { StoreUnderTest } from './store-under-test.ts'

const MONTH = Date.UTC(2019, 4, 12)

export function partitionsContract(under: StoreUnderTest): void {
  describe('partitions', () => {
    test('statistics are gathered from few rows, of those there were before and of new months', async () => {
      await under.store.preparePartitions([MONTH])
      const columns = await under.query<{ part: string; target: number | null }>(
        `select inhrelid::regclass::text as part, attstattarget::integer as target from pg_inherits
         join pg_attribute on attrelid = inhrelid and attnum > 0 and not attisdropped
         where inhparent in ('event'::regclass, 'access'::regclass)`,
      )
      const parts = new Set(columns.map(({ part }) => part))
      expect([...parts]).toEqual(
        expect.arrayContaining(['event_2019_05', 'event_rest', 'access_rest']),
      )
      expect(columns.filter(({ target }) => target !== 10)).toEqual([])
    })
  })
}
