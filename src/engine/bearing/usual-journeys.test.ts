// Learning what is usual: it reads the whole ledger, so whoever stops must not wait for its end.
import { expect, test } from 'vitest'
import type { Compiled } from '../compiled.ts'
import type { Store } from '../ports/store.ts'
import { createUsualJourneys } from './usual-journeys.ts'

const row = { home: '1', record: '0'.repeat(32), owner: '0'.repeat(32), state: '{}' }
const step = { home: '1', record: row.record, at: 1, id: row.record, name: 'Order Completed' }

test.each([
  ['passages', { bearingPage: async () => Array.from({ length: 200 }, () => row) }],
  [
    'steps',
    {
      bearingPage: async () => [],
      // Each is a story of its own, a day after the other.
      stepsPage: async () =>
        Array.from({ length: 1_000 }, (_, i) => ({ ...step, at: i * 86_400_000 })),
    },
  ],
])('learning from endless %s is given up when it is stopped', async (_, pages) => {
  let asked = 0
  const stopping = new AbortController()
  const counted = Object.entries(pages).map(([name, page]) => {
    const counting = async () => {
      if (++asked === 5) stopping.abort()
      return page()
    }
    return [name, counting]
  })
  const usual = createUsualJourneys({
    store: Object.fromEntries(counted) as Store,
    clock: () => 1e15,
    hash: (text) => text,
    compiled: () => ({ journeys: { byJourney: new Map() } }) as unknown as Compiled,
  })
  await expect(usual.learn({ signal: stopping.signal })).rejects.toThrow(/aborted/)
  expect(asked).toBe(5)
})
