// A company's own definition of matching: used by training, tried beforehand, and for organisations as for people.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MatchDefinition, Matching } from '../../src/contract/match.ts'
import { exampleChance } from '../../src/core/identity/match/example.ts'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'
import { identifyAll, learn, openRules, register } from '../support/people.ts'

const TIMEOUT = 60_000
const steward = callerOf('steward')
let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ definitions: { identity: await openRules() } })
})
afterAll(() => running.stop())

const definitions = (matching: unknown) => ({ matching: Matching.parse(matching) })
const AUTHOR = { author: 'tests', dryRun: false }

describe('a definition of matching', () => {
  test('whose thresholds stand in the wrong order is refused', async () => {
    const bad = definitions({ customer: { thresholds: { review: 5, link: 2 } } })
    await expect(running.engine.applyDefinitions(bad, AUTHOR)).rejects.toMatchObject({
      code: 'DEFINITION_INVALID',
      errors: [{ path: 'matching.customer.thresholds.review' }],
    })
  })

  test('is tried before it is applied, says whom it would part, and the same seed says the same', {
    timeout: TIMEOUT,
  }, async () => {
    const { engine, store } = running
    await identifyAll(running, register(120))
    await learn(running)
    const strict = MatchDefinition.parse({ thresholds: { link: 50, review: 40, merge: 55 } })
    const ask = () => engine.tryIdentity({ entity: 'customer', seed: 3, definition: strict })
    const report = await ask()
    expect(report).toMatchObject({ records: 360, replayed: 360, customersThen: 360, merges: 0 })
    expect(report?.splits).toBeGreaterThan(80)
    expect(report?.changes[0]?.kind).toBe('split')
    expect(report?.changes[0]?.records.length).toBeGreaterThan(1)
    expect(await ask()).toEqual(report)
    expect(await store.matchModels()).toHaveLength(1)

    await engine.applyDefinitions(definitions({ customer: strict }), AUTHOR)
    await learn(running)
    const { rows } = await store.pool.query('select count(distinct customer)::int as n from record')
    expect(rows[0]).toEqual({ n: 360 })
  })
})

describe('what is tried', () => {
  test('keeps to the limits of the rules, and to who is one through a record that says nothing', {
    timeout: TIMEOUT,
  }, async () => {
    const other = await startTestEngine()
    const known = (type: string, id: string) => ({ externalIds: [{ type, id }] })
    const more = (...types: { externalIds: object[] }[]) => ({
      context: { externalIds: types.flatMap(({ externalIds }) => externalIds) },
    })
    const [card, phone] = [known('loyalty_card', '77123'), known('phone', '+46701112233')]
    const says = (given: string, born: string) => ({
      traits: { first_name: given, last_name: 'Silfver', birth_date: born },
    })
    try {
      await identifyAll(other, register(120))
      await collectFrom(other.engine, 'crm', [
        { type: 'identify', ...says('Ann', '1950-01-02'), ...more(known('crm_id', 'C1'), card) },
        { type: 'track', event: 'Seen', userId: 'silent', ...more(card, phone) },
        {
          type: 'identify',
          ...says('Bo', '1988-07-09'),
          ...more(known('customer_number', 'K1'), phone),
        },
      ])
      await learn(other)
      const { rows } = await other.store.pool.query(
        'select count(distinct customer)::int as n from record join match_record m on m.record = record.id',
      )
      const report = await other.engine.tryIdentity({
        entity: 'customer',
        seed: 1,
        definition: MatchDefinition.parse({}),
      })
      expect(report).toMatchObject({ customersNow: rows[0].n, merges: 0, splits: 0 })
    } finally {
      await other.stop()
    }
  })
})

const WORDS = 'nord syd berg sten glas metall kraft data bygg trafik frukt papper kemi tekno'.split(
  ' ',
)
const TOWNS = 'lund malmo kalmar umea falun'.split(' ')

/** Made-up companies as two systems know them: with other legal forms, case and spelling. */
function companies(count: number): readonly (readonly [object, object])[] {
  const chance = exampleChance(5)
  const pick = <Item>(list: readonly Item[]): Item =>
    list[Math.floor(chance() * list.length)] as Item
  return Array.from({ length: count }, (_, i) => {
    const name = `${pick(WORDS)}${pick(WORDS)} ${pick(WORDS)} ${String.fromCharCode(97 + (i % 26))}${i}`
    const street = `${pick(WORDS)}gatan ${1 + Math.floor(chance() * 90)}`
    const address = { street, city: pick(TOWNS), postalCode: String(10_000 + i * 37) }
    return [
      { name: `${name} AB`, address },
      { name: name.toUpperCase(), address: { ...address, street: street.replace('gatan', 'g.') } },
    ]
  })
}

test('organisations are matched by what is said of them, with a model of their own', {
  timeout: TIMEOUT,
}, async () => {
  const { engine } = running
  const pairs = companies(150)
  for (const [side, source] of ['crm', 'billing'].entries()) {
    const items = pairs.map((pair, i) => ({
      type: 'group',
      messageId: `${source}-${i}`,
      userId: `${source}-buyer-${i}`,
      groupId: `${source}-${i}`,
      traits: pair[side],
    }))
    await collectFrom(engine, source, items)
  }
  await engine.applyDefinitions(
    {
      identity: {
        ...engine.definitions().identity,
        namespaces: engine.definitions().identity.namespaces.map((rule) => {
          const { valuesPerCustomerMax: _, ...rest } = rule
          return rule.namespace === 'group_id' ? rest : rule
        }),
      },
    },
    AUTHOR,
  )
  const report = await engine.trainIdentity({ entity: 'account', seed: 1, author: 'tests' })
  expect(report).toMatchObject({ entity: 'account', records: 300 })
  expect(report?.attributes.map(({ attribute }) => attribute).join()).toMatch(/organisation|name/)
  await engine.settleIdentity(Number.POSITIVE_INFINITY)
  const accountOf = async (ref: string): Promise<string> =>
    (await engine.identity(`group_id:${ref}`, { purpose: 'stewardship' }, steward)).id
  let found = 0
  const accounts = new Map<string, number>()
  for (const i of pairs.keys()) {
    const [a, b] = [await accountOf(`crm-${i}`), await accountOf(`billing-${i}`)]
    if (a === b) found++
    for (const id of new Set([a, b])) accounts.set(id, (accounts.get(id) ?? 0) + 1)
  }
  expect(found).toBeGreaterThan(120)
  expect(Math.max(...accounts.values())).toBe(1)
  const why = await engine.explainIdentity(
    { a: 'group_id:crm-0', b: 'group_id:billing-0', purpose: 'stewardship' },
    steward,
  )
  expect(why).toMatchObject({ entity: 'account', together: true })
})
