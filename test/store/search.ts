// Search: names and numbers, with a typo.
import { describe, expect, test } from 'vitest'
import { foldText } from '../../src/core/profile/search-terms.ts'
import { NO_WRITES } from '../../src/engine/collect/writes.ts'
import type { RecordRow } from '../../src/engine/ports/records.ts'
import { readMigrations } from '../../src/store/migrate.ts'
import { POISON, recordOf, withRecords } from './rows.ts'
import { MIGRATIONS, type StoreUnderTest } from './store-under-test.ts'

export function searchContract(under: StoreUnderTest): void {
  const { write } = under
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
      const found = await under.store.search('katarina lindqvist', 5)
      expect(found.map(({ record }) => record)).toEqual([exact.id, near.id])
      expect(
        (await under.store.search('katarna lindqvst', 5)).map(({ record }) => record),
      ).toContain(exact.id)
    })

    test('finds what is like one of the patterns, the most alike first', async () => {
      const [near, far] = [await named('Xenia Okaforr'), await named('Xenia Okafu Extralongname')]
      await named('Xenia Okonkwo')
      const found = await under.store.searchLike(['okaf_%', '% okaf_%'], 'okafor', 50)
      expect(found.map(({ record }) => record)).toEqual([near.id, far.id])
      expect(await under.store.searchLike([], 'okafor', 50)).toEqual([])
    })

    test.each(['%', '_', '\\', '%%%', "'; drop table search_entry; --", '\\%_', POISON[2] ?? ''])(
      '%j is text like any other',
      async (text) => {
        await named('Somebody Else')
        const record = await named(`Q${text}Q`)
        const found = await under.store.search(`q${text}q`.toLowerCase(), 50)
        expect(found[0]?.record).toBe(record.id)
        expect(found.map(({ value }) => value)).not.toContain('Somebody Else')
      },
    )

    test('what was stored before plain letters were compared follows, as it is folded now', async () => {
      const before: readonly (readonly [field: string, value: string])[] = [
        ['name', 'Þóra Østergård-Groß Łukasz Æœđðıħŧ'],
        ['phone', '(070) 123-45.67 / 8'],
        ['phone', '+46 (0)70-123 45 67'],
        ['order', 'A-1 / 2'],
      ]
      const records = before.map(() => recordOf())
      await write(withRecords(...records))
      const entries = before.map(([field, value], at) => {
        const folded = value.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
        return entryOf(records[at] as RecordRow, value, { field, folded })
      })
      await write({ ...NO_WRITES, search: entries, searchOf: [] })
      const migrations = await readMigrations(MIGRATIONS)
      await under.query(migrations.find(({ name }) => name.includes('plain_letters'))?.sql ?? '')
      const found = await under.store.searchEntriesOf(records)
      const now = new Map(found.map(({ value, folded }) => [value, folded]))
      expect(before.map(([, value]) => now.get(value))).toEqual([
        foldText(before[0]?.[1] ?? ''),
        '07012345678',
        '+46701234567',
        'a-1 / 2',
      ])
    })

    test('forgets what is no longer said', async () => {
      const record = await named('Old Unusualname')
      const of = [{ home: record.home, record: record.id, item: '' }]
      await write({ ...NO_WRITES, search: [entryOf(record, 'New Unusualname')], searchOf: of })
      expect((await under.store.searchEntriesOf([record])).map(({ value }) => value)).toEqual([
        'New Unusualname',
      ])
      const others = ['#2', '#3'].map((item) => ({ ...entryOf(record, `Other ${item}`), item }))
      await write({ ...NO_WRITES, search: others, searchOf: of })
      await write({ ...NO_WRITES, search: others.slice(0, 1), searchOf: of })
      expect((await under.store.searchEntriesOf([record])).map(({ item }) => item)).toEqual(['#2'])
      await write({ ...NO_WRITES, searchOf: of })
      expect(await under.store.searchEntriesOf([record])).toEqual([])
    })
  })
}
