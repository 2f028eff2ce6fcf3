// What somebody's decision to link or unlink writes, and that it does exactly what was meant.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Link, RecordFacts } from '../../contract/link.ts'
import { type Decision, type Impossible, type Plan, planLink, planUnlink } from './assert.ts'
import { exampleDecision, exampleIdentity, exampleRecord } from './example.ts'
import type { ClusterFacts } from './resolution.ts'
import { resolve } from './resolve.ts'

function by(at: number): Decision {
  let n = 0
  return { at, author: 'key:desk', reason: 'she called', newId: () => `p${at}-${n++}` }
}

function planned(plan: Plan | Impossible): Plan {
  if (plan.kind === 'impossible') throw new Error(plan.text)
  return plan
}

function decided(facts: ClusterFacts, rows: readonly Link[]): ClusterFacts {
  return { ...facts, assertions: [...facts.assertions, ...rows] }
}

function customersOf(facts: ClusterFacts): string[][] {
  return resolve(facts, exampleIdentity).customers.map((own) => own.records.map((r) => r.record))
}

const ann = exampleRecord('user_id:ann', ['email:a@x', 'phone:1'], { firstAt: 1 })
const app = exampleRecord('user_id:ann', [], { source: 'app', firstAt: 2 })
const crm = exampleRecord('crm_id:1', ['email:a@x', 'phone:1'], { firstAt: 3 })
const bob = exampleRecord('user_id:bob', [], { firstAt: 4 })
const facts: ClusterFacts = { records: [ann, app, crm, bob], assertions: [] }

describe('linking', () => {
  test('joins all that either was and shows the customer it makes', () => {
    const pair = { recordA: 'bob/web', recordB: '1/web' }
    const { rows, preview } = planned(planLink(facts, exampleIdentity, { ...pair, ...by(50) }))
    // Without the second row the user ids would conflict, and the CRM record would leave ann for bob.
    expect(rows).toMatchObject([
      { recordA: '1/web', recordB: 'bob/web', verdict: 'same', basis: 'person', at: 50 },
      { recordA: '1/web', recordB: 'ann/web', verdict: 'same', basis: 'person', at: 50 },
    ])
    expect(preview.map((own) => own.records.length)).toEqual([4])
    const again = planLink(decided(facts, rows), exampleIdentity, { ...pair, ...by(60) })
    expect(planned(again).rows).toEqual([])
  })

  test('may confirm what a rule joined, so that it outlasts the rule', () => {
    const pair = { recordA: 'ann/web', recordB: '1/web' }
    expect(planned(planLink(facts, exampleIdentity, { ...pair, ...by(50) })).rows).toHaveLength(1)
  })

  test.each([
    ['same_record', 'ann/web', 'ann/web'],
    ['record_unknown', 'ann/web', 'nobody'],
    ['different_entity', 'ann/web', 'org'],
    ['too_many_records', 'ann/web', 's0/s0'],
  ])('is impossible: %s', (why, recordA, recordB) => {
    const org: RecordFacts = { ...exampleRecord('domain:x'), id: 'org', entity: 'account' }
    const many = Array.from({ length: 6 }, (_, n) =>
      exampleRecord('crm_id:s0', [], { source: `s${n}` }),
    )
    const all = { ...facts, records: [...facts.records, org, ...many] }
    const plan = planLink(all, exampleIdentity, { recordA, recordB, ...by(50) })
    expect(plan).toMatchObject({ kind: 'impossible', why })
  })
})

describe('unlinking', () => {
  test('writes no more than it needs and shows both customers', () => {
    const { rows, preview } = planned(
      planUnlink(facts, exampleIdentity, { records: ['1/web'], ...by(50) }),
    )
    expect(rows).toMatchObject([{ recordA: '1/web', recordB: 'ann/web', verdict: 'different' }])
    expect(preview.map((own) => own.records.map((r) => r.record))).toEqual([
      ['1/web'],
      ['ann/web', 'ann/app'],
    ])
  })

  test('linking again takes the unlinking back: as if nothing had happened', () => {
    const out = planned(planUnlink(facts, exampleIdentity, { records: ['1/web'], ...by(50) }))
    const apart = decided(facts, out.rows)
    const pair = { recordA: '1/web', recordB: 'ann/app' }
    const back = planned(planLink(apart, exampleIdentity, { ...pair, ...by(60) }))
    expect(back.rows).toMatchObject([{ retracts: out.rows[0]?.id, verdict: 'different' }])
    expect(resolve(decided(apart, back.rows), exampleIdentity)).toEqual(
      resolve(facts, exampleIdentity),
    )
  })

  test('beats an earlier link even when that was written by a clock ahead of ours', () => {
    const ahead = { ...facts, assertions: [exampleDecision('same', 'ann/web', 'bob/web', 900)] }
    const { rows } = planned(
      planUnlink(ahead, exampleIdentity, { records: ['bob/web'], ...by(50) }),
    )
    expect(customersOf(decided(ahead, rows))).toContainEqual(['bob/web'])
  })

  test.each([
    ['record_unknown', ['nobody']],
    ['not_one_customer', ['ann/web', 'bob/web']],
    ['nothing_left', ['bob/web']],
  ])('is impossible: %s', (why, records) => {
    const plan = planUnlink(facts, exampleIdentity, { records, ...by(50) })
    expect(plan).toMatchObject({ kind: 'impossible', why })
  })

  const values = fc.subarray(['email:a@x', 'email:b@x', 'phone:1', 'phone:2', 'alias user_id:0'])
  const record = fc
    .tuple(
      fc.constantFrom('user_id', 'crm_id', 'anonymous_id'),
      fc.nat(3),
      values,
      fc.nat(9),
      fc.option(fc.constantFrom('Anna Berg', 'A. Berg', 'Torgny Berg'), { nil: undefined }),
    )
    .map(([namespace, key, held, firstAt, name]) =>
      exampleRecord(`${namespace}:${key}`, held, {
        source: `server${namespace}${firstAt}`,
        firstAt,
        ...(name !== undefined && { says: { name } }),
      }),
    )
  const cluster = fc.uniqueArray(record, { minLength: 2, maxLength: 7, selector: ({ id }) => id })

  test('always ends with none of the records with any of the others, and is exact to take back', () => {
    fc.assert(
      fc.property(cluster, fc.nat(), fc.boolean(), (records, pick, isLinked) => {
        const [first, second] = records
        const assertions =
          isLinked && first && second ? [exampleDecision('same', first.id, second.id, 20)] : []
        const start = { records, assertions }
        const customer = customersOf(start).find((own) => own.length > 1)
        if (!customer) return
        const out = customer.slice(0, 1 + (pick % (customer.length - 1)))
        const plan = planned(planUnlink(start, exampleIdentity, { records: out, ...by(50) }))
        expect(plan.rows.length).toBeLessThanOrEqual(out.length * (customer.length - out.length))
        const apart = decided(start, plan.rows)
        for (const own of customersOf(apart)) {
          const isMixed = own.some((id) => out.includes(id)) && own.some((id) => isRest(id, out))
          expect(isMixed).toBe(false)
        }
        function isRest(id: string, taken: readonly string[]): boolean {
          return customer?.includes(id) === true && !taken.includes(id)
        }
        const taken = plan.rows.map((row) => ({
          ...row,
          id: `t${row.id}`,
          at: 70,
          retracts: row.id,
        }))
        expect(resolve(decided(apart, taken), exampleIdentity)).toEqual(
          resolve(start, exampleIdentity),
        )
      }),
      { numRuns: 300 },
    )
  })

  test('linking brings all records of both customers together', () => {
    fc.assert(
      fc.property(cluster, (records) => {
        const [first, second] = records
        if (!first || !second) return
        const start = { records, assertions: [] }
        const both = customersOf(start).filter(
          (own) => own.includes(first.id) || own.includes(second.id),
        )
        const pair = { recordA: first.id, recordB: second.id }
        const plan = planned(planLink(start, exampleIdentity, { ...pair, ...by(50) }))
        const one = customersOf(decided(start, plan.rows)).find((own) => own.includes(first.id))
        expect(one).toEqual(expect.arrayContaining(both.flat()))
      }),
      { numRuns: 300 },
    )
  })
})
