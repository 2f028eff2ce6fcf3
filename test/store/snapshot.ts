// Snapshots: all that a view reads of one customer.
import { describe, expect, test } from 'vitest'
import { NO_WRITES } from '../../src/engine/collect/writes.ts'
import type { RecordRow } from '../../src/engine/ports/records.ts'
import type { SituationRow } from '../../src/engine/ports/situation.ts'
import { eventOf, id, LIMITS, objectOf, POISON, pairOf, recordOf, T0, withRecords } from './rows.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function snapshotContract(under: StoreUnderTest): void {
  const { write, put } = under
  describe('a snapshot', () => {
    test('of nobody is undefined', async () => {
      expect(await under.store.snapshot(id(), LIMITS)).toBeUndefined()
    })

    test('holds all records of a customer with what belongs to them', async () => {
      const first = recordOf()
      const records = [
        first,
        ...[1, 2, 3].map((home) => recordOf({ customer: first.id, home: String(home) })),
      ]
      await write(withRecords(...records))
      await put(
        records.flatMap((r) => [eventOf(r), eventOf(r, { occurredAt: T0 + 1, notable: true })]),
      )
      const rows = await under.store.snapshot(records[2]?.id ?? '', LIMITS)
      expect(rows?.customer).toBe(first.id)
      expect(rows?.candidates).toBe(1)
      expect(rows?.records.map((r) => r.id)).toEqual(records.map((r) => r.id))
      expect(rows?.events).toHaveLength(8)
      expect(rows?.events[0]).toMatchObject({ occurredAt: T0 + 1, properties: { a: 1 } })
    })

    test('says of events and objects every text as it was written', async () => {
      for (const text of POISON) {
        const record = recordOf({ source: text })
        const properties = JSON.stringify({ [text]: text })
        const event = eventOf(record, { name: text, channel: text, properties })
        const state = JSON.stringify({ s: text })
        const placed = objectOf(record, { id: text, status: text, state })
        const unsaid = objectOf(record, { status: undefined, open: false, changedAt: T0 - 1 })
        await write({ ...withRecords(record), objects: [placed, unsaid] })
        await put([event])
        const rows = await under.store.snapshot(record.id, LIMITS)
        const { id: eventId, type, kind, occurredAt } = event
        expect(rows?.records[0]?.source).toBe(text)
        expect(rows?.events).toEqual([
          {
            ...{ record: record.id, id: eventId, type, kind, occurredAt },
            ...{ name: text, channel: text, properties: { [text]: text } },
          },
        ])
        const { home: _, ...whole } = placed
        const { home: __, ...without } = unsaid
        expect(rows?.objects).toEqual([
          { ...whole, state: { s: text } },
          { ...without, state: { s: 1 } },
        ])
      }
    })

    test('counts the customers that one value could mean', async () => {
      const value = id()
      const records = [recordOf(), recordOf()]
      await write(withRecords(...records))
      const shown = (record: RecordRow, via: string) =>
        pairOf(record, { identifier: value, namespace: 'email', value: 'both@x.io', via })
      await write({ ...NO_WRITES, identifiers: records.map((r) => shown(r, 'trait')) })
      expect((await under.store.snapshot(value, LIMITS))?.candidates).toBe(2)
      await write({ ...NO_WRITES, identifiers: [shown(records[1] as RecordRow, 'key')] })
      const rows = await under.store.snapshot(value, LIMITS)
      expect([rows?.candidates, rows?.customer]).toEqual([1, records[1]?.id])
      const passedOn = await under.store.snapshot(value, { ...LIMITS, passedOn: ['email'] })
      expect(passedOn?.candidates).toBe(2)
    })

    test('keeps notable events in sight behind a flood of others', async () => {
      const record = recordOf({ firstAt: T0 - 1 })
      await write(withRecords(record))
      const flood = Array.from({ length: 200 }, (_, i) => eventOf(record, { occurredAt: T0 + i }))
      const notable = eventOf(record, {
        occurredAt: T0 - 1,
        notable: true,
        name: POISON[1] ?? '',
      })
      await put([...flood, notable])
      const rows = await under.store.snapshot(record.id, LIMITS)
      expect(rows?.events).toHaveLength(LIMITS.newestEvents + 1)
      expect(rows?.events.at(-1)?.name).toBe(POISON[1])
    })

    test('finds what happened months apart, each record from its own first event on', async () => {
      const MONTH_MS = 31 * 24 * HOUR_MS
      const old = recordOf({ firstAt: T0 - 20 * MONTH_MS })
      const young = recordOf({ customer: old.id, home: '9' })
      const other = recordOf({ home: '10', firstAt: T0 - MONTH_MS })
      const months = [20, 7, 0].map((ago) => T0 - ago * MONTH_MS)
      await under.store.preparePartitions(months)
      await write(withRecords(old, young, other))
      await put([
        ...months.map((occurredAt) => eventOf(old, { occurredAt, notable: true })),
        eventOf(young),
        eventOf(other, { occurredAt: T0 - MONTH_MS }),
      ])
      const timesOf = async (who: string, limits = LIMITS) =>
        (await under.store.snapshot(who, limits))?.events.map(({ occurredAt }) => occurredAt)
      const whole = [T0, T0, T0 - 7 * MONTH_MS, T0 - 20 * MONTH_MS]
      // Asked for together: the older of them must not lose what is before the younger one's beginning.
      expect(await Promise.all([timesOf(young.id), timesOf(other.id)])).toEqual([
        whole,
        [T0 - MONTH_MS],
      ])
      const few = { ...LIMITS, newestEvents: 1 }
      expect((await timesOf(old.id, few))?.slice(1)).toEqual(expect.arrayContaining(whole.slice(2)))
    })

    test("of a shared device holds what happened in nobody's window, and each owner what happened in hers", async () => {
      const device = recordOf({ shared: true, namespace: 'anonymous_id' })
      const owners = [recordOf({ home: '7' }), recordOf({ home: '8' })]
      await write(withRecords(device, ...owners))
      const hours = [0, 1, 2, 3, 4].map((hour) => ({ occurredAt: T0 + hour * HOUR_MS }))
      await put(hours.map((at, n) => eventOf(device, { ...at, name: `${n}`, notable: n > 1 })))
      const windowOf = (owner: number, from: number) => ({
        home: device.home,
        record: device.id,
        owner: owners[owner]?.id ?? '',
        fromAt: T0 + from * HOUR_MS,
        toAt: T0 + (from + 1) * HOUR_MS,
      })
      const rows = [windowOf(0, 1), windowOf(1, 2), windowOf(0, 4)]
      await write({ ...NO_WRITES, windows: [{ home: device.home, record: device.id, rows }] })
      const namesOf = async ({ id: who }: RecordRow) =>
        (await under.store.snapshot(who, LIMITS))?.events.map(({ name }) => name)
      expect(await Promise.all([device, ...owners].map(namesOf))).toEqual([
        ['3', '0'],
        ['4', '1'],
        ['2'],
      ])
      // With one newest event each, those worth telling are looked for among the same.
      const few = { ...LIMITS, newestEvents: 1 }
      const seen = await Promise.all(owners.map((one) => under.store.snapshot(one.id, few)))
      expect(seen.map((one) => one?.events.map(({ name }) => name))).toEqual([['4'], ['2']])
    })

    test('that is read together with others holds nothing of theirs, in any number', async () => {
      const records = Array.from({ length: 40 }, (_, n) => recordOf({ home: String(n % 3) }))
      await write(withRecords(...records))
      await put(records.flatMap((r, n) => [eventOf(r, { name: `${n}` }), eventOf(r)]))
      const found = await Promise.all(
        records.map(({ id: who }) => under.store.snapshot(who, LIMITS)),
      )
      for (const [n, rows] of found.entries()) {
        expect(rows?.records.map((r) => r.id)).toEqual([records[n]?.id])
        expect(rows?.events.map((e) => [e.record, e.name]).sort()).toEqual([
          [records[n]?.id, `${n}`],
          [records[n]?.id, 'Thing'],
        ])
      }
    })

    test('asked twice at once is whole both times', async () => {
      const record = recordOf()
      await write(withRecords(record))
      await put([eventOf(record)])
      const both = await Promise.all([1, 2].map(() => under.store.snapshot(record.id, LIMITS)))
      expect(both.map((rows) => rows?.events.length)).toEqual([1, 1])
    })

    test('names an account once, however many of her records are its members', async () => {
      const first = recordOf()
      const second = recordOf({ customer: first.id, home: '5' })
      const account = recordOf({ entity: 'account', source: 'crm', home: '6' })
      await write(withRecords(first, second, account))
      const memberOf = ({ home, id: record }: RecordRow) => {
        const place = { accountRecord: account.id, accountHome: account.home }
        return { home, record, ...place, firstAt: T0, evidence: id() }
      }
      await write({ ...NO_WRITES, memberships: [memberOf(first), memberOf(second)] })
      const rows = await under.store.snapshot(first.id, LIMITS)
      expect(rows?.memberships).toHaveLength(2)
      expect(rows?.accounts).toEqual([{ account: account.id, source: 'crm', state: {} }])
    })

    test('knows of a commitment the newest news only, under whichever identifier it came', async () => {
      const record = recordOf()
      const email = id()
      await write(withRecords(record))
      const pair = pairOf(record, { identifier: email, namespace: 'email', value: 'o@x.io' })
      await write({ ...NO_WRITES, identifiers: [pair] })
      await under.store.addSituation([
        newsOf(record.id, { at: T0 + 2, title: 'new' }),
        newsOf(email, { at: T0 + 1, title: 'old' }),
      ])
      const rows = await under.store.snapshot(record.id, LIMITS)
      expect(rows?.commitments.map(({ commitment }) => commitment.title)).toEqual(['new'])
    })
  })
}

const HOUR_MS = 3_600_000

/** News of one commitment to whoever shows the identifier. */
function newsOf(subject: string, { at, title }: { at: number; title: string }): SituationRow {
  const moment = new Date(at).toISOString()
  const base = { id: 'promise-1', subject: 'user_id:1', kind: 'promise', state: 'open' } as const
  const commitment = { ...base, title, at: moment, evidence: [] }
  const kind = 'commitment' as const
  const update = { kind, commitment }
  return { at, kind, id: commitment.id, subject, actor: 'test', fingerprint: id(), update }
}
