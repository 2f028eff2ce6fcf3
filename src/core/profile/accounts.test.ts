// Memberships and the tree of organisations.
import { describe, expect, test } from 'vitest'
import type { Event, RecordKey } from '../../contract/event.ts'
import { earlierMembership, membershipOf, parentGroupId } from './accounts.ts'

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

test('reads the parent from either spelling, as text or number', () => {
  expect(parentGroupId({ parent_id: { value: 42 } })).toBe('42')
  expect(parentGroupId({ parentId: { value: ' acme ' } })).toBe('acme')
  expect(parentGroupId({ parent_id: { value: {} } })).toBeUndefined()
})
