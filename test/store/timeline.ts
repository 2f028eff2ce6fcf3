// The timeline: pages, filters, shared devices.
import { describe, expect, test } from 'vitest'
import { NO_WRITES } from '../../src/engine/collect/writes.ts'
import type { RecordRow } from '../../src/engine/ports/records.ts'
import { eventOf, id, POISON, recordOf, T0, withRecords } from './rows.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function timelineContract(under: StoreUnderTest): void {
  const { write, put } = under
  describe('the timeline', () => {
    const ask = (record: RecordRow, more: object = {}) =>
      under.store.timeline({
        records: [{ home: record.home, id: record.id }],
        before: undefined,
        from: undefined,
        to: undefined,
        kinds: undefined,
        channel: undefined,
        receivedUntil: undefined,
        limit: 3,
        ...more,
      })

    test('pages over equal times without a gap or a repetition', async () => {
      const record = recordOf()
      const events = Array.from({ length: 10 }, () => eventOf(record))
      await put(events)
      const seen: string[] = []
      let before: { occurredAt: number; id: string } | undefined
      for (;;) {
        const page = await ask(record, { before })
        if (page.length === 0) break
        seen.push(...page.map((event) => event.id))
        const last = page.at(-1)
        before = last && { occurredAt: last.occurredAt, id: last.id }
      }
      expect(seen).toEqual(
        events
          .map((event) => event.id)
          .sort()
          .reverse(),
      )
    })

    test('keeps to times, kinds, channels and windows', async () => {
      const record = recordOf()
      const events = [0, 1, 2, 3].map((n) =>
        eventOf(record, { occurredAt: T0 + n, kind: `k${n}`, channel: `c${n}` }),
      )
      await put(events)
      const times = async (more: object) =>
        (await ask(record, more)).map(({ occurredAt }) => occurredAt - T0)
      expect(await times({ from: T0 + 1, to: T0 + 3 })).toEqual([2, 1])
      expect(await times({ kinds: ['k0', 'k3'] })).toEqual([3, 0])
      expect(await times({ kinds: [] })).toEqual([])
      expect(await times({ channel: 'c2' })).toEqual([2])
      expect(await times({ receivedUntil: T0 })).toEqual([])
      const span = { home: record.home, id: record.id, fromAt: T0 + 1, toAt: T0 + 2 }
      expect(await times({ records: [span] })).toEqual([1])
      expect(await times({ records: [] })).toEqual([])
    })

    test("of a shared device leaves out what happened in her users' windows", async () => {
      const device = recordOf({ shared: true, namespace: 'anonymous_id' })
      await write(withRecords(device))
      await put([0, 10, 20].map((n) => eventOf(device, { occurredAt: T0 + n })))
      const rows = [
        { home: device.home, record: device.id, owner: id(), fromAt: T0 + 5, toAt: T0 + 20 },
      ]
      await write({ ...NO_WRITES, windows: [{ home: device.home, record: device.id, rows }] })
      const own = await ask(device, {
        records: [{ home: device.home, id: device.id, isShared: true }],
      })
      expect(own.map(({ occurredAt }) => occurredAt - T0)).toEqual([20, 0])
      expect(
        (await under.store.write((tx) => tx.windows([device]))).map(({ fromAt }) => fromAt - T0),
      ).toEqual([5])
    })

    test.each([
      ['1970', 0],
      ['before there were computers', Date.UTC(1890, 5)],
      ['the month of the first partition', Date.UTC(2005, 0, 1)],
      ['the last ms of a leap February', Date.UTC(2024, 2, 1) - 1],
      ['the end of a year', Date.UTC(2025, 11, 31, 23, 59, 59, 999)],
      ['far ahead', Date.UTC(2199, 6)],
    ])('holds events of %s', async (_, occurredAt) => {
      const record = recordOf()
      await put([eventOf(record, { occurredAt })])
      expect((await ask(record)).map((event) => event.occurredAt)).toEqual([occurredAt])
    })

    test('texts and JSON of any kind come back as they went in', async () => {
      const record = recordOf()
      const events = POISON.map((text) =>
        eventOf(record, {
          name: text,
          channel: text,
          properties: JSON.stringify({ text }),
          payload: JSON.stringify({ text }),
        }),
      )
      await put(events)
      const found = await ask(record, { limit: 50 })
      expect(found.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(events)
    })

    test('says what a record did since a time, besides some', async () => {
      const record = recordOf()
      const events = [0, 10].map((n) => eventOf(record, { occurredAt: T0 + n }))
      await put(events)
      const since = (at: number, besides: readonly string[]) =>
        under.store.write((tx) => tx.hasEventsSince(record, at, besides))
      expect(await since(T0 + 10, [])).toBe(true)
      expect(await since(T0 + 11, [])).toBe(false)
      expect(await since(T0 + 10, [events[1]?.id ?? ''])).toBe(false)
      const pages = await under.store.write(async (tx) => [
        await tx.eventsOfRecord(record, undefined, 1),
        await tx.eventsOfRecord(record, { occurredAt: T0, id: events[0]?.id ?? '' }, 5),
      ])
      expect(pages.map((page) => page.map((event) => event.id))).toEqual(
        events.map((event) => [event.id]),
      )
    })
  })
}
