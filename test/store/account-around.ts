// What stands around an account, in one statement: its people, the accounts above and below it, and what they own.
import { beforeAll, describe, expect, test } from 'vitest'
import { NO_WRITES } from '../../src/engine/collect/writes.ts'
import type { AccountAround, AccountQuestion } from '../../src/engine/ports/account-around.ts'
import type { RecordRow } from '../../src/engine/ports/records.ts'
import { eventOf, id, objectOf, pairOf, recordOf, T0, withRecords } from './rows.ts'
import type { StoreUnderTest } from './store-under-test.ts'

const LONG = 'ü'.repeat(500)

export function accountAroundContract(under: StoreUnderTest): void {
  const { write } = under
  const account = (home: string) => recordOf({ home, entity: 'account', namespace: 'group_id' })
  const [top, mid, low, head] = [account('1'), account('2'), account('3'), account('4')]
  const [ann, bo] = [recordOf({ home: '5' }), recordOf({ home: '6' })]
  const belongs = (person: RecordRow, to: RecordRow) => ({
    home: person.home,
    record: person.id,
    accountRecord: to.id,
    accountHome: to.home,
    firstAt: T0,
    evidence: id(),
  })
  const named = (record: RecordRow, namespace: string, value: string) =>
    pairOf(record, { identifier: id(), namespace, value })
  const parent = named(head, 'group_id', 'head')
  const asked: AccountQuestion = {
    account: top.id,
    records: [top.id],
    parents: [parent.identifier],
    limits: { objects: 10, events: 10 },
    isNow: true,
  }
  const around = (more: Partial<AccountQuestion> = {}): Promise<AccountAround> =>
    under.store.accountAround({ ...asked, ...more })

  describe('around an account', () => {
    beforeAll(async () => {
      await write(withRecords(top, mid, low, head, ann, bo))
      await write({
        ...NO_WRITES,
        identifiers: [
          parent,
          named(top, 'group_id', LONG),
          named(mid, 'parent_group_id', LONG),
          named(mid, 'group_id', 'mid'),
          named(low, 'parent_group_id', 'mid'),
          // A circle.
          named(low, 'group_id', 'low'),
          named(top, 'parent_group_id', 'low'),
        ],
        memberships: [belongs(ann, top), belongs(bo, low)],
        traits: [{ home: mid.home, record: mid.id, owner: mid.id, state: '{"name":[]}' }],
        bearing: [{ home: ann.home, record: ann.id, owner: ann.id, state: '{"j":{}}' }],
        objects: [
          objectOf(ann, { id: 'A-1', open: false }),
          objectOf(ann, { id: 'A-2', open: true }),
          objectOf(bo, { id: 'B-1' }),
          objectOf(low, { id: 'L-1' }),
        ],
        events: [
          eventOf(ann, { name: 'Seen', notable: true }),
          eventOf(ann, { name: 'Not seen', notable: false }),
        ],
      })
    })

    test('its people come with their bearing, their things and what they did', async () => {
      const found = await around()
      expect(found.people).toEqual([{ ...ann, accountRecord: top.id }])
      expect(found.bearing).toEqual([{ record: ann.id, customer: ann.customer, state: { j: {} } }])
      expect(found.objects.map((one) => [one.id, one.open])).toEqual([
        ['A-2', true],
        ['A-1', false],
      ])
      expect(found.events.map(({ name }) => name)).toEqual(['Seen'])
    })

    test('accounts above and below it are found level by level, and a circle ends', async () => {
      const found = await around()
      expect(found.parent).toBe(head.customer)
      expect(found.below).toEqual([
        { account: mid.customer, level: 1 },
        { account: low.customer, level: 2 },
      ])
      expect(found.peopleBelow).toEqual([{ ...bo, accountRecord: low.id }])
      expect(found.objectsBelow.map((one) => one.id).toSorted()).toEqual(['B-1', 'L-1'])
      const records = [mid, low, head, ann, bo].map((one) => one.id)
      expect(found.records.map((one) => one.id).toSorted()).toEqual(records.toSorted())
      expect(found.traits).toEqual([
        { home: mid.home, record: mid.id, owner: mid.id, state: '{"name":[]}' },
      ])
      expect(found.identifiers.map(({ value }) => value)).toContain('mid')
    })

    test('of the past only its people and its own children are looked for', async () => {
      const found = await around({ isNow: false })
      expect(found.people).toHaveLength(1)
      expect(found.below).toEqual([{ account: mid.customer, level: 1 }])
      expect([found.bearing, found.peopleBelow, found.objects, found.objectsBelow]).toEqual([
        [],
        [],
        [],
        [],
      ])
    })

    test('an account that nobody belongs to has nothing around it', async () => {
      const found = await around({ account: id(), records: [id()], parents: [] })
      expect(Object.values(found).filter((own) => own?.length > 0)).toEqual([])
    })
  })
}
