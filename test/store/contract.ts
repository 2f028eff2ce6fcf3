// What the engine may expect of a store, asked of a real one: one suite for every database that is supported.
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Link } from '../../src/contract/link.ts'
import type {
  AccessRow,
  BatchWrites,
  EventRow,
  ObjectRow,
  RecordIdentifierRow,
  RecordRow,
  SetAsideRow,
} from '../../src/engine/ports.ts'
import { StoreFault } from '../../src/engine/ports.ts'
import { NO_WRITES } from '../../src/engine/writes.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { openPool, withClient } from '../../src/store/pool.ts'
import { type OpenStore, openStore } from '../../src/store/store.ts'
import { type DatabaseEngine, provideDatabase, type TestDatabase } from '../support/postgres.ts'

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'migrations')
const T0 = Date.UTC(2026, 10, 1, 12)
const LIMITS = { newestEvents: 10, notableEvents: 5, objects: 10 }
const DEVICES = ['anonymous_id', 'device_id']

/** Texts that have broken stores before; none holds NUL or a lone surrogate, which collecting cleans away. */
const POISON: readonly string[] = [
  'x'.repeat(8_000),
  '👩‍👩‍👧‍👦'.repeat(50),
  'ابن \u202e\u2066\u200f مقلوب',
  `'; drop table event; --`,
  '"}],[{"i":"',
  '\\\\n\\t\\x00\\u0000 \\N \\.',
  'tab\tline\nreturn\r\u0001\u2028\u2029',
  '$1 %s %% _ \\%',
  '[1,{"a":null}]',
  '   ',
]

let count = 0
const id = (): string => (++count).toString(16).padStart(32, '0').replace(/^0/, 'a')

const recordOf = (more: Partial<RecordRow> = {}): RecordRow => {
  const own = more.id ?? id()
  return {
    home: '-42',
    id: own,
    entity: 'customer',
    source: 'web',
    namespace: 'user_id',
    key: `k-${own}`,
    customer: own,
    joinedAt: T0,
    firstAt: T0,
    shared: false,
    ...more,
  }
}

const pairOf = (
  record: RecordRow,
  more: Partial<RecordIdentifierRow> = {},
): RecordIdentifierRow => ({
  identifier: record.id,
  record: record.id,
  home: record.home,
  namespace: 'record',
  value: record.id,
  via: 'key',
  firstAt: T0,
  evidence: id(),
  ...more,
})

const eventOf = (record: RecordRow, more: Partial<EventRow> = {}): EventRow => ({
  home: record.home,
  record: record.id,
  occurredAt: T0,
  id: id(),
  receivedAt: T0 + 5,
  type: 'track',
  name: 'Thing',
  kind: 'other',
  channel: 'web',
  notable: false,
  properties: '{"a":1}',
  payload: '{"type":"track"}',
  ...more,
})

const objectOf = (record: RecordRow, more: Partial<ObjectRow> = {}): ObjectRow => ({
  home: record.home,
  object: id(),
  type: 'order',
  id: 'A-1',
  record: record.id,
  status: 'placed',
  open: true,
  changedAt: T0,
  evidence: id(),
  state: '{"s":1}',
  ...more,
})

const linkOf = (a: string, b: string, more: Partial<Link> = {}): Link => ({
  id: id(),
  at: T0,
  recordA: a,
  recordB: b,
  verdict: 'same',
  basis: 'rule',
  rule: 'shared:email',
  evidence: [id()],
  author: 'alidade',
  reason: 'test',
  retracts: undefined,
  ...more,
})

/** A record with its own id as an identifier, as every record has. */
const withRecords = (...records: readonly RecordRow[]): BatchWrites => ({
  ...NO_WRITES,
  records,
  identifiers: records.map((record) => pairOf(record)),
  moves: records.map((r) => ({ record: r.id, home: r.home, from: undefined, to: r.customer })),
})

export function storeContract(engine: DatabaseEngine): void {
  describe(`the store on ${engine}`, () => {
    let database: TestDatabase
    let store: OpenStore
    const open = () =>
      openStore({ connection: { connectionString: database.url }, onIdleFault: () => undefined })

    beforeAll(async () => {
      database = await provideDatabase(engine)
      store = open()
      await migrate(store.pool, await readMigrations(MIGRATIONS))
    })
    afterAll(async () => {
      await store.close()
      await database.stop()
    })

    const write = (writes: BatchWrites) => store.write((tx) => tx.write(writes))
    const put = async (events: readonly EventRow[]) => {
      await store.preparePartitions(events.map(({ occurredAt }) => occurredAt))
      await write({ ...NO_WRITES, events })
    }
    const query = async <Row extends pg.QueryResultRow>(
      text: string,
      values: readonly unknown[] = [],
    ) => (await store.pool.query<Row>(text, [...values])).rows

    describe('migrations', () => {
      test('are applied once, however many start at the same time', async () => {
        const fresh = await provideDatabase(engine)
        const pool = openPool({
          connection: { connectionString: fresh.url },
          connectionsMax: 4,
          onIdleFault: () => undefined,
        })
        const migrations = await readMigrations(MIGRATIONS)
        const applied = await Promise.all([1, 2, 3].map(() => migrate(pool, migrations)))
        expect(applied.flat().sort()).toEqual(migrations.map(({ name }) => name))
        expect(await migrate(pool, migrations)).toEqual([])
        await pool.query(
          "insert into migration (number, name, checksum) values (9999, 'later.sql', '')",
        )
        await expect(migrate(pool, migrations)).rejects.toThrow(/newer Alidade/)
        await pool.end()
        await fresh.stop()
      })

      test('one that fails leaves nothing behind and says which it was', async () => {
        const fresh = await provideDatabase(engine)
        const pool = openPool({
          connection: { connectionString: fresh.url },
          connectionsMax: 1,
          onIdleFault: () => undefined,
        })
        const bad = {
          number: 1,
          name: '0001_bad.sql',
          sql: 'create table half (a int); nonsense',
          checksum: '',
        }
        await expect(migrate(pool, [bad])).rejects.toThrow(/0001_bad.sql failed/)
        expect((await pool.query("select to_regclass('half') as half")).rows).toEqual([
          { half: null },
        ])
        await pool.end()
        await fresh.stop()
      })
    })

    describe('messages', () => {
      const receipt = (own = id(), fingerprint = id()) => ({
        id: own,
        fingerprint,
        record: id(),
        occurredAt: T0,
      })

      test('are claimed once, and the first content is remembered', async () => {
        const [first, second] = [receipt(), receipt()]
        const one = await store.write((tx) => tx.claim([first]))
        expect([...one.fresh]).toEqual([first.id])
        const two = await store.write((tx) => tx.claim([{ ...first, fingerprint: id() }, second]))
        expect([...two.fresh]).toEqual([second.id])
        expect([...two.known]).toEqual([[first.id, first.fingerprint]])
        expect((await store.write((tx) => tx.claim([]))).fresh.size).toBe(0)
      })

      test('a claim that was not committed is none', async () => {
        const one = receipt()
        const failed = store.write(async (tx) => {
          await tx.claim([one])
          throw new Error('out of luck')
        })
        await expect(failed).rejects.toThrow('out of luck')
        expect((await store.write((tx) => tx.claim([one]))).fresh.size).toBe(1)
      })

      test('tell whose they are, and how often they came again', async () => {
        const record = recordOf()
        const event = eventOf(record)
        await write(withRecords(record))
        await put([event])
        await store.write((tx) => tx.claim([{ ...receipt(event.id), record: record.id }]))
        const delivery = { id: event.id, at: T0, status: 'duplicate' as const, fingerprint: id() }
        await write({ ...NO_WRITES, deliveries: [delivery, delivery] })
        await write({ ...NO_WRITES, deliveries: [delivery] })
        const [row] = await store.receiptsOf([event.id])
        expect(row).toMatchObject({ customer: record.id, entity: 'customer', receivedAt: T0 + 5 })
        expect((await store.deliveriesOf([event.id])).map(({ status }) => status)).toEqual([
          'duplicate',
        ])
        expect(await store.receiptsOf([id()])).toEqual([])
      })
    })

    describe('records', () => {
      test('come back with every identifier, and those that are unknown are left out', async () => {
        const record = recordOf({ home: '-9223372036854775808', key: "o'neil\\" })
        await write(withRecords(record))
        const [found, ...others] = await store.write((tx) => tx.recordsById([record.id, id()]))
        expect(others).toEqual([])
        expect(found?.row).toEqual(record)
        expect(found?.pairs.map(({ identifier }) => identifier)).toEqual([record.id])
      })

      test('texts of any kind come back as they went in', async () => {
        const records = POISON.map((key) => recordOf({ key }))
        await write(withRecords(...records))
        const shown = records.map((record, i) =>
          pairOf(record, {
            identifier: id(),
            namespace: 'email',
            value: POISON[i] ?? '',
            via: 'trait',
          }),
        )
        await write({ ...NO_WRITES, identifiers: shown })
        const found = await store.write((tx) => tx.recordsById(records.map((record) => record.id)))
        const byId = new Map(found.map((entry) => [entry.row.id, entry]))
        expect(records.map((record) => byId.get(record.id)?.row.key)).toEqual(POISON)
        expect(
          records.map(
            (r) => byId.get(r.id)?.pairs.find(({ namespace }) => namespace === 'email')?.value,
          ),
        ).toEqual(POISON)
        for (const [i, { identifier }] of shown.entries()) {
          const rows = await store.snapshot(identifier, LIMITS)
          expect(rows?.records[0]?.key).toBe(POISON[i])
          expect(rows?.identifiers[0]?.value).toBe(POISON[i])
        }
      })

      test('holders of a value are bounded, the lowest record first', async () => {
        const value = id()
        const records = Array.from({ length: 7 }, () => recordOf())
        await write(withRecords(...records))
        await write({
          ...NO_WRITES,
          identifiers: records.map((r) =>
            pairOf(r, { identifier: value, namespace: 'email', value: 'a@x.io', via: 'trait' }),
          ),
        })
        const held = await store.write((tx) => tx.holders([value, id()], 5))
        expect(held.map(({ record }) => record)).toEqual(records.map((r) => r.id).slice(0, 5))
        expect(await store.customersOfIdentifiers([value], 3)).toEqual(
          records.map((r) => r.id).slice(0, 3),
        )
      })

      test('people and machines of a device are told apart', async () => {
        const device = id()
        const machine = recordOf({ namespace: 'anonymous_id' })
        const other = recordOf({ namespace: 'anonymous_id' })
        const ann = [recordOf(), recordOf()]
        const people = [
          ann[0],
          { ...ann[1], customer: ann[0]?.id },
          recordOf(),
          recordOf(),
        ] as RecordRow[]
        await write(withRecords(machine, other, ...people))
        const vias = ['key', 'trait', 'sighting', 'alias', 'external', 'trait']
        await write({
          ...NO_WRITES,
          identifiers: [machine, other, ...people].map((r, i) =>
            pairOf(r, {
              identifier: device,
              namespace: 'anonymous_id',
              value: 'd',
              via: vias[i] ?? 'key',
            }),
          ),
        })
        const seen = (limit: number) =>
          store.write((tx) => tx.peopleOnDevices([device], { limit, namespaces: DEVICES }))
        expect((await seen(9)).map(({ row }) => row.customer)).toEqual(
          [...new Set(people.map(({ customer }) => customer))].sort(),
        )
        expect(await seen(2)).toHaveLength(2)
        const machines = await store.write((tx) => tx.deviceRecords([device], DEVICES))
        expect(machines.map(({ row }) => row.id).sort()).toEqual([machine.id, other.id].sort())
      })

      test('move from one customer to another and back', async () => {
        const [a, b] = [recordOf(), recordOf()]
        await write(withRecords(a, b))
        const joined = { ...b, customer: a.id }
        const move = { record: b.id, home: b.home }
        await write({ ...NO_WRITES, records: [joined], moves: [{ ...move, from: b.id, to: a.id }] })
        expect((await store.recordsOf([a.id])).map((r) => r.id)).toEqual([a.id, b.id])
        expect(await store.recordsOf([b.id])).toEqual([])
        await write({ ...NO_WRITES, records: [b], moves: [{ ...move, from: a.id, to: b.id }] })
        expect((await store.recordsOf([a.id, b.id])).map((r) => r.customer)).toEqual([a.id, b.id])
      })

      test('links are rows that are never changed, in the order they were written', async () => {
        const [a, b] = [id(), id()]
        const first = linkOf(a, b, { reason: POISON[4] ?? '', author: POISON[2] ?? '' })
        const second = linkOf(a, b, { retracts: first.id, at: T0 + 1 })
        await write({ ...NO_WRITES, links: [first, second] })
        await write({ ...NO_WRITES, links: [{ ...first, reason: 'changed' }] })
        expect(await store.linksOf([b])).toEqual([first, second])
        expect(await store.write((tx) => tx.link(first.id))).toEqual(first)
        expect(await store.write((tx) => tx.links([a, b]))).toHaveLength(2)
        expect(await store.write((tx) => tx.link(id()))).toBeUndefined()
      })

      test('what a dry run wrote is gone', async () => {
        const record = recordOf()
        await store.write(async (tx) => {
          await tx.write(withRecords(record))
          tx.undo()
        })
        expect(await store.recordsOf([record.id])).toEqual([])
      })
    })

    describe('state', () => {
      test('is written over, and read back as the same text', async () => {
        const record = recordOf()
        const key = { home: record.home, record: record.id, owner: '0'.repeat(32) }
        const text = (v: string) => JSON.stringify({ t: [{ v }] })
        for (const poison of POISON) {
          const row = { ...key, state: text(poison) }
          await write({ ...NO_WRITES, traits: [row], computed: [row] })
          const [traits, computed] = await store.write(async (tx) => [
            await tx.traitStates([record]),
            await tx.computedStates([key]),
          ])
          expect(traits?.[0]?.state).toBe(row.state)
          expect(computed?.[0]?.state).toBe(row.state)
        }
      })

      test('an object lives in one place, and moves with its owner', async () => {
        const [a, b] = [recordOf({ home: '1' }), recordOf({ home: '2' })]
        await write(withRecords(a, b))
        const object = objectOf(a)
        await write({ ...NO_WRITES, objects: [object] })
        const moved = { ...object, home: b.home, record: b.id }
        await write({
          ...NO_WRITES,
          objects: [moved],
          movedObjects: [{ object: object.object, home: a.home }],
        })
        expect(await store.objectOf(object.object)).toEqual(moved)
        expect((await store.snapshot(a.id, LIMITS))?.objects).toEqual([])
        expect((await store.snapshot(b.id, LIMITS))?.objects).toHaveLength(1)
        expect(await query('select 1 from object where object = $1', [object.object])).toHaveLength(
          1,
        )
      })

      test('open objects come first, then the newest', async () => {
        const record = recordOf()
        const objects = [1, 2, 3, 4].map((n) =>
          objectOf(record, { changedAt: T0 + n, open: n === 1, id: `A-${n}` }),
        )
        await write({ ...NO_WRITES, objects })
        const found = await store.objectsOfRecords([record], 3)
        expect(found.map((object) => object.id)).toEqual(['A-1', 'A-4', 'A-3'])
        expect(await store.objectsOfRecords([], 3)).toEqual([])
      })

      test('the earliest membership stands, whatever came first', async () => {
        const record = recordOf()
        const account = recordOf({ entity: 'account' })
        await write(withRecords(record, account))
        const member = {
          home: record.home,
          record: record.id,
          accountRecord: account.id,
          accountHome: account.home,
          evidence: id(),
        }
        for (const firstAt of [T0, T0 - 9, T0 + 9]) {
          await write({ ...NO_WRITES, memberships: [{ ...member, firstAt }] })
        }
        expect((await store.snapshot(record.id, LIMITS))?.memberships[0]?.firstAt).toBe(T0 - 9)
        expect((await store.membersOfAccount([account.id], 5)).map((r) => r.id)).toEqual([
          record.id,
        ])
      })
    })

    describe('a snapshot', () => {
      test('of nobody is undefined', async () => {
        expect(await store.snapshot(id(), LIMITS)).toBeUndefined()
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
        const rows = await store.snapshot(records[2]?.id ?? '', LIMITS)
        expect(rows?.customer).toBe(first.id)
        expect(rows?.candidates).toBe(1)
        expect(rows?.records.map((r) => r.id)).toEqual(records.map((r) => r.id))
        expect(rows?.events).toHaveLength(8)
        expect(rows?.events[0]).toMatchObject({ occurredAt: T0 + 1, properties: { a: 1 } })
      })

      test('counts the customers that one value could mean', async () => {
        const value = id()
        const records = [recordOf(), recordOf()]
        await write(withRecords(...records))
        const shown = (record: RecordRow, via: string) =>
          pairOf(record, { identifier: value, namespace: 'email', value: 'both@x.io', via })
        await write({ ...NO_WRITES, identifiers: records.map((r) => shown(r, 'trait')) })
        expect((await store.snapshot(value, LIMITS))?.candidates).toBe(2)
        await write({ ...NO_WRITES, identifiers: [shown(records[1] as RecordRow, 'key')] })
        const rows = await store.snapshot(value, LIMITS)
        expect([rows?.candidates, rows?.customer]).toEqual([1, records[1]?.id])
      })

      test('keeps notable events in sight behind a flood of others', async () => {
        const record = recordOf()
        await write(withRecords(record))
        const flood = Array.from({ length: 200 }, (_, i) => eventOf(record, { occurredAt: T0 + i }))
        const notable = eventOf(record, {
          occurredAt: T0 - 1,
          notable: true,
          name: POISON[1] ?? '',
        })
        await put([...flood, notable])
        const rows = await store.snapshot(record.id, LIMITS)
        expect(rows?.events).toHaveLength(LIMITS.newestEvents + 1)
        expect(rows?.events.at(-1)?.name).toBe(POISON[1])
      })
    })

    describe('the timeline', () => {
      const ask = (record: RecordRow, more: object = {}) =>
        store.timeline({
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
          (await store.write((tx) => tx.windows([device]))).map(({ fromAt }) => fromAt - T0),
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
          store.write((tx) => tx.hasEventsSince(record, at, besides))
        expect(await since(T0 + 10, [])).toBe(true)
        expect(await since(T0 + 11, [])).toBe(false)
        expect(await since(T0 + 10, [events[1]?.id ?? ''])).toBe(false)
        const pages = await store.write(async (tx) => [
          await tx.eventsOfRecord(record, undefined, 1),
          await tx.eventsOfRecord(record, { occurredAt: T0, id: events[0]?.id ?? '' }, 5),
        ])
        expect(pages.map((page) => page.map((event) => event.id))).toEqual(
          events.map((event) => [event.id]),
        )
      })
    })

    describe('search', () => {
      const entryOf = (record: RecordRow, value: string, more: object = {}) => ({
        home: record.home,
        record: record.id,
        field: 'name',
        item: '',
        value,
        folded: value.toLowerCase(),
        ...more,
      })
      const named = async (value: string): Promise<RecordRow> => {
        const record = recordOf()
        await write(withRecords(record))
        await write({
          ...NO_WRITES,
          search: [entryOf(record, value)],
          searchOf: [{ home: record.home, record: record.id, item: '' }],
        })
        return record
      }

      test('finds with a typo, and the exact one first', async () => {
        const [exact, near] = [await named('Katarina Lindqvist'), await named('Katarina Lindkvist')]
        const found = await store.search('katarina lindqvist', 5)
        expect(found.map(({ record }) => record)).toEqual([exact.id, near.id])
        expect((await store.search('katarna lindqvst', 5)).map(({ record }) => record)).toContain(
          exact.id,
        )
      })

      test.each(['%', '_', '\\', '%%%', "'; drop table search_entry; --", '\\%_', POISON[2] ?? ''])(
        '%j is text like any other',
        async (text) => {
          await named('Somebody Else')
          const record = await named(`Q${text}Q`)
          const found = await store.search(`q${text}q`.toLowerCase(), 50)
          expect(found[0]?.record).toBe(record.id)
          expect(found.map(({ value }) => value)).not.toContain('Somebody Else')
        },
      )

      test('forgets what is no longer said', async () => {
        const record = await named('Old Unusualname')
        const of = [{ home: record.home, record: record.id, item: '' }]
        await write({ ...NO_WRITES, search: [entryOf(record, 'New Unusualname')], searchOf: of })
        expect((await store.searchEntriesOf([record])).map(({ value }) => value)).toEqual([
          'New Unusualname',
        ])
        await write({ ...NO_WRITES, searchOf: of })
        expect(await store.searchEntriesOf([record])).toEqual([])
      })
    })

    describe('the books', () => {
      const aside = (n: number, more: Partial<SetAsideRow> = {}): SetAsideRow => ({
        id: id(),
        receivedAt: T0 + n,
        code: 'ID_MISSING',
        reason: POISON[3] ?? '',
        source: 'web',
        messageId: `m${n}`,
        library: undefined,
        raw: POISON[4] ?? '',
        trusted: false,
        state: 'open',
        ...more,
      })

      test('set-aside items page in order, are kept once and leave the list when handled', async () => {
        const rows = [0, 0, 1, 2].map((n) => aside(n))
        await store.keepSetAside(rows)
        await store.keepSetAside([...rows, { ...(rows[0] as SetAsideRow), reason: 'again' }])
        const page = (after?: { receivedAt: number; id: string }) =>
          store.setAsides({ after, limit: 2, state: 'open', code: 'ID_MISSING' })
        const first = await page()
        const last = first.at(-1) as SetAsideRow
        const second = await page({ receivedAt: last.receivedAt, id: last.id })
        expect([...first, ...second]).toEqual(rows)
        expect(await store.markSetAside([rows[0]?.id ?? '', id()], 'replayed', T0)).toBe(1)
        expect(await store.markSetAside([rows[0]?.id ?? ''], 'discarded', T0)).toBe(0)
        expect((await store.setAsidesById([rows[0]?.id ?? ''])).map(({ state }) => state)).toEqual([
          'replayed',
        ])
        expect((await store.setAsidesByMessage('m2')).map((row) => row.id)).toEqual([rows[3]?.id])
      })

      test('the audit log pages newest first, by subject', async () => {
        const subject = id()
        const access = (n: number, more: Partial<AccessRow> = {}): AccessRow => ({
          at: T0 + n,
          id: id(),
          actor: POISON[2] ?? '',
          keyId: 'k',
          role: 'agent',
          purpose: POISON[3] ?? '',
          lens: 'l',
          channel: 'c',
          subject,
          outcome: 'shown',
          shown: 2,
          withheld: { CONSENT_MISSING: 1 },
          fieldSet: undefined,
          requestId: 'r',
          ...more,
        })
        const rows = [access(1), access(1), access(2), access(3, { subject: undefined })]
        await store.recordAccess(rows)
        const expected = [rows[2], rows[1], rows[0]]
        const page = await store.accesses({ subjects: [subject], before: undefined, limit: 2 })
        const last = page.at(-1) as AccessRow
        const rest = await store.accesses({
          subjects: [subject],
          before: { at: last.at, id: last.id },
          limit: 5,
        })
        expect([...page, ...rest]).toEqual(expected)
        expect(await store.accesses({ subjects: [], before: undefined, limit: 5 })).toEqual([])
      })

      test('keys are found by their secret until they are revoked, once', async () => {
        const key = {
          id: id(),
          secretHash: id(),
          name: POISON[1] ?? '',
          kind: 'read' as const,
          role: 'agent',
          source: undefined,
          scopes: ['view'],
          purposes: undefined,
          subjects: ['email:a@x.io'],
          createdAt: T0,
          expiresAt: T0 + 1,
          revokedAt: undefined,
        }
        await store.addKey(key)
        expect(await store.keyBySecret(key.secretHash)).toEqual(key)
        expect([await store.revokeKey(key.id, T0), await store.revokeKey(key.id, T0 + 1)]).toEqual([
          true,
          false,
        ])
        expect((await store.keyBySecret(key.secretHash))?.revokedAt).toBe(T0)
        expect(await store.keyBySecret('no such')).toBeUndefined()
      })

      test('definitions are versions, settings keep their first value', async () => {
        expect(await store.definitions()).toBeUndefined()
        const versions = [
          await store.addDefinitions({ at: T0, author: 'a', body: { n: 1 } }),
          await store.addDefinitions({ at: T0, author: 'b', body: { text: POISON[5] } }),
        ]
        expect(versions).toEqual([1, 2])
        expect(await store.definitions()).toEqual({ version: 2, body: { text: POISON[5] } })
        const [one, two] = await Promise.all([
          store.putSetting('pepper', 'x'),
          store.putSetting('pepper', 'y'),
        ])
        expect(one).toBe(two)
        expect(await store.setting('pepper')).toBe(one)
        await store.addSources(['b', 'a', 'b'], T0)
        expect(await store.sources()).toEqual(expect.arrayContaining(['a', 'b']))
      })
    })

    describe('one writer at a time', () => {
      test('on one database, over several stores', async () => {
        const other = open()
        let inside = 0
        let most = 0
        const work = async () => {
          most = Math.max(most, ++inside)
          await new Promise((resolve) => setTimeout(resolve, 3))
          inside--
        }
        await Promise.all([store, other, store, other, store, other].map((one) => one.write(work)))
        expect(most).toBe(1)
        await other.close()
      })

      test('a store hears that another one wrote in between', async () => {
        const other = open()
        const isAfterOthers = (one: OpenStore) => one.write(async (tx) => tx.isAfterOthers)
        await isAfterOthers(store)
        expect(await isAfterOthers(store)).toBe(false)
        expect(await isAfterOthers(other)).toBe(true)
        expect(await isAfterOthers(store)).toBe(true)
        await other.close()
      })
    })

    describe('faults', () => {
      const rivals = () => new pg.Client({ connectionString: database.url })

      test('a connection killed in the middle of a batch: the batch is stored exactly once', async () => {
        const record = recordOf()
        const event = eventOf(record)
        const killer = rivals()
        await killer.connect()
        await store.preparePartitions([T0])
        let attempts = 0
        await store.write(async (tx) => {
          attempts++
          const { fresh } = await tx.claim([
            { id: event.id, fingerprint: id(), record: record.id, occurredAt: T0 },
          ])
          if (fresh.size > 0) await tx.write({ ...withRecords(record), events: [event] })
          if (attempts === 1) {
            await killer.query(
              `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
                 and database = (select oid from pg_database where datname = current_database())`,
            )
          }
        })
        await killer.end()
        expect(attempts).toBe(2)
        expect(await query('select 1 from event where id = $1', [event.id])).toHaveLength(1)
        expect(await query('select 1 from receipt where id = $1', [event.id])).toHaveLength(1)
      })

      test('a statement that takes too long is unavailable, not a bug', async () => {
        const slow = withClient(store.pool, async (client) => {
          await client.query('set statement_timeout = 50')
          await client.query('select pg_sleep(5)')
        })
        await expect(slow).rejects.toMatchObject({ name: 'StoreFault', kind: 'unavailable' })
        expect(await query('show statement_timeout')).toEqual([{ statement_timeout: '1min' }])
      })

      test('a database that cannot be reached is unavailable', async () => {
        const nowhere = openStore({
          connection: { connectionString: 'postgresql://alidade@127.0.0.1:1/nothing' },
          onIdleFault: () => undefined,
        })
        const fault = await nowhere.ping().catch((error: unknown) => error)
        expect(fault).toBeInstanceOf(StoreFault)
        expect(fault).toMatchObject({ kind: 'unavailable' })
        await nowhere.close()
      })

      test('a value the database cannot take is named as data, and the next batch goes through', async () => {
        const record = recordOf()
        const bad = write({
          ...withRecords(record),
          traits: [{ home: '1', record: record.id, owner: '', state: '{"a":' }],
        })
        await expect(bad).rejects.toMatchObject({ kind: 'data' })
        expect(await store.recordsOf([record.id])).toEqual([])
        await write(withRecords(record))
        expect(await store.recordsOf([record.id])).toHaveLength(1)
      })

      test('a mistake of ours stays one and is not tried again', async () => {
        let attempts = 0
        const work = store.write(async () => {
          attempts++
          throw new TypeError('a bug')
        })
        await expect(work).rejects.toMatchObject({ kind: 'bug' })
        expect(attempts).toBe(1)
      })
    })
  })
}
