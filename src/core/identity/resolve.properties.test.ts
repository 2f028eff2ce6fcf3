// What holds for every cluster: random records with few values, so that they collide in every way.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Link, RecordFacts } from '../../contract/link.ts'
import { exampleDecision, exampleIdentity, exampleRecord, exampleRetraction } from './example.ts'
import type { ClusterFacts, Resolution } from './resolution.ts'
import { resolve } from './resolve.ts'

const KEYS = ['user_id:1', 'user_id:2', 'user_id:3', 'crm_id:1', 'crm_id:2']
const DEVICES = ['anonymous_id:d1', 'anonymous_id:d2', 'anonymous_id:d3']
const TRAITS = [
  'email:a@x',
  'email:b@x',
  'email:c@x',
  'email:d@x',
  'phone:1',
  'phone:2',
  'phone:000',
]
const SOURCES = ['web', 'app', 'server']
const time = fc.integer({ min: 1, max: 12 })
const SAYINGS = [
  { name: 'Anna Berg', birthday: '1970-05-06' },
  { name: 'Anna Berg' },
  { name: 'A. Berg' },
  { name: 'Anna Berg', birthday: '1999-08-17' },
  { firstName: 'Torgny', lastName: 'Berg' },
  { name: 'Torgny Lund', birthday: '1988-12-02' },
]

const identifier = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...TRAITS) },
      { weight: 2, arbitrary: fc.constantFrom(...TRAITS).map((value) => `external ${value}`) },
      { weight: 3, arbitrary: fc.constantFrom(...DEVICES).map((value) => `sighting ${value}`) },
      { weight: 1, arbitrary: fc.constantFrom(...KEYS, ...DEVICES).map((key) => `alias ${key}`) },
    ),
    time,
  )
  .map(([text, at]) => `${text} @${at}`)

const record = fc
  .tuple(
    fc.constantFrom(...KEYS, ...DEVICES),
    fc.constantFrom(...SOURCES),
    fc.array(identifier, { maxLength: 4 }),
    time,
    fc.option(fc.constantFrom(...SAYINGS), { nil: undefined }),
  )
  .map(([key, source, identifiers, firstAt, says]) =>
    exampleRecord(
      key,
      key.startsWith('anonymous') ? identifiers.filter(isNoSighting) : identifiers,
      {
        source,
        firstAt,
        ...(says && { says }),
      },
    ),
  )

function isNoSighting(text: string): boolean {
  return !text.startsWith('sighting')
}

const records = fc.uniqueArray(record, { maxLength: 10, selector: ({ id }) => id })

const cluster: fc.Arbitrary<ClusterFacts> = records.chain((list) =>
  fc.record({
    records: fc.constant(list),
    assertions: decisionsOn(list),
    generic: fc.constantFrom(new Set<string>(), new Set(['email:a@x', 'anonymous_id:d3'])),
  }),
)

function decisionsOn(list: readonly RecordFacts[]): fc.Arbitrary<Link[]> {
  if (list.length < 2) return fc.constant([])
  const ids = fc.uniqueArray(fc.constantFrom(...list.map(({ id }) => id)), {
    minLength: 2,
    maxLength: 2,
  })
  const verdict = fc.constantFrom('same' as const, 'different' as const)
  const rows = fc.array(fc.tuple(ids, verdict, fc.boolean()), { maxLength: 5 })
  return rows.map((list) =>
    list.flatMap(([[a = '', b = ''], word, isRetracted], i) => {
      const link = exampleDecision(word, a, b, 100 + i)
      return isRetracted ? [link, exampleRetraction(link, 200 + i)] : [link]
    }),
  )
}

function shuffled(facts: ClusterFacts): fc.Arbitrary<ClusterFacts> {
  const mix = <T>(list: readonly T[]): fc.Arbitrary<T[]> =>
    fc.shuffledSubarray([...list], { minLength: list.length })
  return fc
    .tuple(mix(facts.records), mix(facts.assertions), fc.func(fc.integer()))
    .map(([list, assertions, dice]) => ({
      ...facts,
      assertions,
      records: list.map((item) => ({
        ...item,
        identifiers: item.identifiers
          .map((value, i) => ({ value, key: dice(item.id, i) }))
          .sort((a, b) => a.key - b.key)
          .map(({ value }) => value),
      })),
    }))
}

function customerOf({ customers }: Resolution): ReadonlyMap<string, string> {
  return new Map(
    customers.flatMap(({ id, records: list }) => list.map(({ record: own }) => [own, id] as const)),
  )
}

const resolveExample = (facts: ClusterFacts): Resolution => resolve(facts, exampleIdentity)

describe('for every cluster', () => {
  test('the order of records, identifiers and decisions does not matter', () => {
    fc.assert(
      fc.property(
        cluster.chain((facts) => fc.tuple(fc.constant(facts), shuffled(facts))),
        ([facts, mixed]) => {
          expect(JSON.stringify(resolveExample(mixed))).toBe(JSON.stringify(resolveExample(facts)))
        },
      ),
      { numRuns: 500 },
    )
  })

  test('every record is in one customer, named after its earliest record, and links span it', () => {
    fc.assert(
      fc.property(cluster, (facts) => {
        const { customers, links, decided } = resolveExample(facts)
        const members = customers.flatMap(({ records: list }) => list.map((own) => own.record))
        expect(members.sort()).toEqual(facts.records.map(({ id }) => id).sort())
        expect(links.length + decided.length).toBe(facts.records.length - customers.length)
        const firstAt = new Map(facts.records.map((own) => [own.id, own.firstAt]))
        for (const { id, records: list } of customers) {
          const times = list.map((own) => firstAt.get(own.record) ?? 0)
          expect(firstAt.get(id)).toBe(Math.min(...times))
        }
      }),
    )
  })

  test('links join what is one customer, rejections part what is not, by rule', () => {
    fc.assert(
      fc.property(cluster, (facts) => {
        const result = resolveExample(facts)
        const of = customerOf(result)
        for (const link of [...result.links, ...result.decided]) {
          expect(of.get(link.recordA)).toBe(of.get(link.recordB))
        }
        for (const { constraint, recordA, recordB } of result.rejected) {
          const isFinal = constraint === 'different_by_person' || constraint === 'shared_device'
          if (isFinal) expect(of.get(recordA)).not.toBe(of.get(recordB))
        }
      }),
    )
  })

  test('without trusted aliases and decisions no customer has two user ids', () => {
    fc.assert(
      fc.property(records, (list) => {
        const untrusted = list.filter(({ source }) => source !== 'server')
        const { customers } = resolveExample({ records: untrusted, assertions: [] })
        const byId = new Map(untrusted.map((own) => [own.id, own]))
        for (const { records: members } of customers) {
          const owned = members.flatMap((member) => byId.get(member.record) ?? [])
          const users = owned.filter((own) => own.namespace === 'user_id').map(({ key }) => key)
          expect(new Set(users).size).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('devices never make two known customers one', () => {
    fc.assert(
      fc.property(cluster, (facts) => {
        const isDevice = (id: string): boolean =>
          facts.records.some((own) => own.id === id && own.namespace === 'anonymous_id')
        const people = facts.records.filter((own) => own.namespace !== 'anonymous_id')
        // Decisions about devices are taken out on both sides: people may join anybody through anything.
        const assertions = facts.assertions.filter(
          ({ recordA, recordB }) => !isDevice(recordA) && !isDevice(recordB),
        )
        const count = (id: string): number =>
          facts.records.filter(({ identifiers }) => identifiers.some((own) => own.id === id)).length
        const generic = new Set(
          [...TRAITS, ...(facts.generic ?? [])].filter(
            (id) => facts.generic?.has(id) || count(id) > (id.startsWith('email') ? 6 : 4),
          ),
        )
        const all = customerOf(resolveExample({ ...facts, assertions, generic }))
        const alone = customerOf(resolveExample({ records: people, assertions, generic }))
        for (const a of people) {
          for (const b of people) {
            const isOne = alone.get(a.id) === alone.get(b.id)
            expect(all.get(a.id) === all.get(b.id)).toBe(isOne)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('limits hold for what rules join', () => {
    fc.assert(
      fc.property(records, (list) => {
        const { customers } = resolveExample({ records: list, assertions: [] })
        const byId = new Map(list.map((own) => [own.id, own]))
        for (const { records: members } of customers) {
          expect(members.length).toBeLessThanOrEqual(8)
          const values = members.map(({ record: id }) => emailsOf(byId.get(id)))
          const together = new Set(values.flat()).size
          const most = Math.max(...values.map((own) => own.length))
          expect(together).toBeLessThanOrEqual(Math.max(3, most))
        }
      }),
    )
  })

  test('a decision and its retraction leave no trace', () => {
    fc.assert(
      fc.property(
        cluster,
        fc.constantFrom('same' as const, 'different' as const),
        (facts, verdict) => {
          const [a, b] = facts.records
          if (!a || !b) return
          const link = exampleDecision(verdict, a.id, b.id, 300)
          const rows = [...facts.assertions, link]
          const of = customerOf(resolveExample({ ...facts, assertions: rows }))
          expect(of.get(a.id) === of.get(b.id)).toBe(verdict === 'same')
          rows.push(exampleRetraction(link, 400))
          expect(resolveExample({ ...facts, assertions: rows })).toEqual(resolveExample(facts))
        },
      ),
    )
  })

  test('decisions of one kind all hold', () => {
    fc.assert(
      fc.property(
        cluster,
        fc.constantFrom('same' as const, 'different' as const),
        (facts, verdict) => {
          const assertions = facts.assertions.map((row) => ({
            ...row,
            verdict,
            retracts: undefined,
          }))
          const of = customerOf(resolveExample({ ...facts, assertions }))
          for (const { recordA, recordB } of assertions) {
            expect(of.get(recordA) === of.get(recordB)).toBe(verdict === 'same')
          }
        },
      ),
    )
  })

  test('clusters that share nothing do not touch each other', () => {
    fc.assert(
      fc.property(cluster, cluster, (one, two) => {
        const apart = elsewhere(two)
        const both = resolveExample({
          records: [...apart.records, ...one.records],
          assertions: [...one.assertions, ...apart.assertions],
          generic: new Set([...(one.generic ?? []), ...(apart.generic ?? [])]),
        })
        const first = resolveExample(one)
        const second = resolveExample(apart)
        for (const part of ['customers', 'links', 'decided', 'rejected', 'devices'] as const) {
          expect(sorted(both[part])).toEqual(sorted([...first[part], ...second[part]]))
        }
      }),
    )
  })
})

function sorted(list: readonly unknown[]): readonly string[] {
  return list.map((item) => JSON.stringify(item)).sort()
}

function emailsOf(own: RecordFacts | undefined): readonly string[] {
  const emails = own?.identifiers.filter(({ namespace }) => namespace === 'email') ?? []
  return [...new Set(emails.map(({ id }) => id))]
}

/** The same cluster with other people and values. */
function elsewhere({ records: list, assertions, generic }: ClusterFacts): ClusterFacts {
  return {
    records: list.map((own) => ({
      ...own,
      id: `z${own.id}`,
      identifiers: own.identifiers.map((value) => ({ ...value, id: `z${value.id}` })),
    })),
    assertions: assertions.map((row) => ({
      ...row,
      id: `z${row.id}`,
      recordA: `z${row.recordA}`,
      recordB: `z${row.recordB}`,
      retracts: row.retracts === undefined ? undefined : `z${row.retracts}`,
    })),
    generic: new Set([...(generic ?? [])].map((id) => `z${id}`)),
  }
}
