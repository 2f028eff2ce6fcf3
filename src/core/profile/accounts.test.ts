// Memberships and the tree of organisations.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event, RecordKey } from '../../contract/event.ts'
import { earlierMembership, hierarchy, membershipOf, parentGroupId } from './accounts.ts'

const record = (id: string, entity: RecordKey['entity']): RecordKey => {
  return { id, entity, source: 'crm', namespace: 'n', key: id }
}
const account = { record: record('a1', 'account'), identifiers: [], traits: {} }
const group = { id: 'e1', occurredAt: 5, record: record('p1', 'customer'), account }

describe('membership', () => {
  test('is a fact of a person and an organisation, with its event', () => {
    expect(membershipOf(group as unknown as Event)).toEqual({
      person: 'p1',
      account: 'a1',
      since: 5,
      evidence: 'e1',
    })
    const ofAccount = { ...group, record: record('a1', 'account') }
    expect(membershipOf(ofAccount as unknown as Event)).toBeUndefined()
    expect(membershipOf({ record: record('p1', 'customer') } as Event)).toBeUndefined()
  })

  test('dates from the earliest event, whichever came first', () => {
    const late = { person: 'p', account: 'a', since: 9, evidence: 'b' }
    const early = { ...late, since: 3 }
    const tie = { ...early, evidence: 'a' }
    expect(earlierMembership(late, early)).toBe(early)
    expect(earlierMembership(early, late)).toBe(early)
    expect(earlierMembership(early, tie)).toBe(tie)
  })
})

const place = (id: string, parent?: string) => {
  return { account: id, groupIds: [`g-${id}`], parentGroupId: parent && `g-${parent}` }
}

describe('hierarchy', () => {
  test('gives parents and sorted children; unknown parents and oneself are none', () => {
    const tree = hierarchy([place('c', 'a'), place('b', 'a'), place('a', 'x'), place('d', 'd')])
    expect(tree.get('a')).toEqual({ parent: undefined, children: ['b', 'c'] })
    expect(tree.get('b')).toEqual({ parent: 'a', children: [] })
    expect(tree.get('d')).toEqual({ parent: undefined, children: [] })
  })

  test('opens a ring above its smallest id and keeps what hangs on it', () => {
    const tree = hierarchy([place('d', 'c'), place('c', 'b'), place('b', 'e'), place('e', 'c')])
    expect(['b', 'c', 'd', 'e'].map((id) => tree.get(id)?.parent)).toEqual([
      undefined,
      'b',
      'c',
      'c',
    ])
  })

  test('is a forest, the same in any order', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    const parents = fc.tuple(
      ...ids.map(() => fc.option(fc.constantFrom(...ids), { nil: undefined })),
    )
    const places = parents.map((list) => ids.map((id, i) => place(id, list[i])))
    const both = places.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(both, ([all, shuffled]) => {
        const tree = hierarchy(all)
        expect([...hierarchy(shuffled)]).toEqual([...tree])
        for (const id of ids) {
          let steps = 0
          for (let at: string | undefined = id; at; at = tree.get(at)?.parent) steps++
          expect(steps).toBeLessThanOrEqual(ids.length)
        }
      }),
    )
  })

  test('reads the parent from either spelling, as text or number', () => {
    expect(parentGroupId({ parent_id: { value: 42 } })).toBe('42')
    expect(parentGroupId({ parentId: { value: ' acme ' } })).toBe('acme')
    expect(parentGroupId({ parent_id: { value: {} } })).toBeUndefined()
  })
})
