// People and the matcher: questions and their answers, explanations, moves with a preview, exact undo.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { derivedOf, stateOf } from '../promises/state.ts'
import { callerOf, collectFrom, startTestEngine, type TestEngine } from '../support/engine.ts'
import { identifyAll, identifyItem, learn, openRules, register } from '../support/people.ts'

const steward = callerOf('steward')
const PURPOSE = 'stewardship'
const TIMEOUT = 60_000

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ definitions: { identity: await openRules() } })
})
afterAll(() => running.stop())

const idOf = async (ref: string): Promise<string> =>
  (await running.engine.identity(ref, { purpose: PURPOSE }, steward)).id

const explain = (a: string, b: string) =>
  running.engine.explainIdentity({ a, b, purpose: PURPOSE }, steward)

const recordOf = async (user: string): Promise<string> => {
  const { records } = await running.engine.identity(
    `user_id:${user}`,
    { purpose: PURPOSE },
    steward,
  )
  return records.find(({ key }) => key === user)?.id ?? ''
}

const queue = async () => {
  const items = []
  let cursor: string | undefined
  do {
    const query = { purpose: PURPOSE, limit: 10, ...(cursor === undefined ? {} : { cursor }) }
    const page = await running.engine.reviews(query, steward)
    items.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return items
}

test('before there is a model, an explanation says so and shows what rules say', async () => {
  await collectFrom(running.engine, 'shop', [
    identifyItem('x1', { email: 'pat@x.io', first_name: 'Pat' }),
    identifyItem('x2', { email: 'pat@x.io', first_name: 'Pat' }),
    identifyItem('x3', { email: 'sam@x.io', first_name: 'Sam' }),
  ])
  const joined = await explain('user_id:x1', 'user_id:x2')
  expect(joined).toMatchObject({ together: true, matching: null })
  expect(joined.path[0]).toMatchObject({ basis: 'rule', rule: 'shared:email' })
  expect(joined.matchingAbsent).toMatch(/no model yet/)
  const apart = await explain('user_id:x1', 'user_id:x3')
  expect(apart).toMatchObject({ together: false, path: [] })
  expect(apart.because).toEqual(['No rule joins them and nobody linked them'])
})

describe('with a model', () => {
  beforeAll(async () => {
    await identifyAll(running, register(200))
    await learn(running)
  }, TIMEOUT)

  test('a match is explained by the evidence of then and of now, and by what would change it', async () => {
    const { rows } = await running.store.pool.query<{ a: string; b: string }>(
      `select a.key as a, b.key as b from link l join record a on a.id = l.record_a join record b on b.id = l.record_b
       where l.basis = 'match' and l.retracts is null and a.customer = b.customer order by 1 limit 1`,
    )
    const [pair] = rows
    const found = await explain(`user_id:${pair?.a}`, `user_id:${pair?.b}`)
    expect(found.together).toBe(true)
    const step = found.path.find(({ basis }) => basis === 'match')
    expect(step?.bits).toBeGreaterThan(0)
    expect(step?.evidence?.map(({ attribute }) => attribute)).toContain('prior')
    const { matching } = found
    expect(matching?.verdict).toBe('link')
    const sum = matching?.evidence.reduce((all, { bits }) => all + bits, 0) ?? 0
    expect(sum).toBeCloseTo(matching?.bits ?? Number.NaN, 0)
    expect(matching?.thresholds.link).toBeGreaterThan(matching?.thresholds.review ?? 0)
    expect(found.history.length).toBeGreaterThan(0)
  })

  test('two strangers are explained by what speaks against them', async () => {
    const found = await explain('user_id:r1-0', 'user_id:r2-0')
    expect(found.together).toBe(false)
    expect(found.matching?.verdict).toBe('separate')
    expect(found.matching?.bits).toBeLessThan(0)
  })

  test('the queue goes from the likeliest down, and every page goes on where the last one ended', async () => {
    const items = await queue()
    expect(items.length).toBeGreaterThan(1)
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
    const bands = items.map(({ band }) => band)
    expect(bands).toEqual([...bands].sort((a, b) => b - a))
    const [first] = items
    expect(first?.impact.records).toBeGreaterThanOrEqual(2)
    expect(first?.impact.events).toBeGreaterThanOrEqual(2)
    expect(first?.evidence.length).toBeGreaterThan(1)
    expect(first?.a.said['first_name'] ?? first?.b.said['first_name']).toBeTypeOf('string')
    const none = await running.engine.reviews(
      { purpose: PURPOSE, entity: 'account', limit: 10 },
      steward,
    )
    expect(none.items).toEqual([])
  })

  test('an answer lasts, whatever is trained and settled later', { timeout: TIMEOUT }, async () => {
    const [first, second] = (await queue()).filter(
      ({ a, b }, at, all) =>
        all.findIndex((other) =>
          [other.a, other.b].some(
            ({ customer }) => customer === a.customer || customer === b.customer,
          ),
        ) === at,
    )
    if (!first || !second) throw new Error('The register gives too few questions')
    const said = { reason: 'she called', dryRun: false }
    const same = await running.engine.decideReview(first.id, { ...said, verdict: 'same' }, steward)
    expect(same.customers).toHaveLength(1)
    const different = await running.engine.decideReview(
      second.id,
      { ...said, verdict: 'different' },
      steward,
    )
    expect(different.links).toMatchObject([{ verdict: 'different', basis: 'person' }])
    const holds = async () => {
      expect(await idOf(first.a.record)).toBe(await idOf(first.b.record))
      expect(await idOf(second.a.record)).not.toBe(await idOf(second.b.record))
      const asked = new Set((await queue()).map(({ id }) => id))
      expect(asked.has(first.id)).toBe(false)
      expect(asked.has(second.id)).toBe(false)
    }
    await holds()
    await running.engine.trainIdentity({ entity: 'customer', seed: 2, author: 'tests' })
    await running.engine.settleIdentity(Number.POSITIVE_INFINITY)
    await holds()
    const why = await explain(second.a.record, second.b.record)
    expect(why.matching?.obstacle).toBe('decided_different')
    expect(why.together).toBe(false)
  })

  test('a role that may not keep records right sees no question', async () => {
    const agent = callerOf('agent')
    await expect(
      running.engine.reviews({ purpose: PURPOSE, limit: 5 }, agent),
    ).rejects.toMatchObject({ code: 'PURPOSE_NOT_ALLOWED' })
  })
})

describe('moving a record', () => {
  const REASON = 'ordered for her sister'

  test('shows who would hold what and which consents end, moves it, and takes it back exactly', async () => {
    const { engine, store } = running
    await collectFrom(engine, 'shop', [
      identifyItem('m1', { email: 'may@x.io', first_name: 'May' }),
      identifyItem('m2', { email: 'may@x.io' }),
      identifyItem('j1', { email: 'jo@x.io', first_name: 'Jo' }),
      { type: 'track', event: 'Order Completed', userId: 'm2', messageId: 'o1' },
    ])
    const consent = { purpose: 'marketing', channel: '*' }
    for (const [user, state] of [
      ['m1', 'given'],
      ['m2', 'given'],
      ['j1', 'withdrawn'],
    ] as const) {
      const customer = await recordOf(user)
      await engine.recordConsent({ ...consent, customer, state }, steward)
    }
    const before = derivedOf(await stateOf(store.pool))
    const input = { record: 'user_id:m2', to: 'user_id:j1', reason: REASON }

    const asked = await engine.move({ ...input, dryRun: true }, steward)
    expect(derivedOf(await stateOf(store.pool))).toEqual(before)
    expect(asked.customers).toHaveLength(2)
    const jo = asked.customers.find(({ traits }) => traits['first_name'] === 'Jo')
    expect(jo?.records).toHaveLength(2)
    expect(jo?.was).toHaveLength(2)
    expect(jo?.events).toBeGreaterThanOrEqual(4)
    expect(asked.consents).toContainEqual(
      expect.objectContaining({ purpose: 'marketing', before: 'given', after: 'withdrawn' }),
    )

    const done = await engine.move({ ...input, dryRun: false }, steward)
    expect(done.customers).toEqual(asked.customers)
    expect(await idOf('user_id:m2')).toBe(await idOf('user_id:j1'))
    expect(await idOf('user_id:m1')).not.toBe(await idOf('user_id:m2'))
    await expect(engine.move({ ...input, dryRun: false }, steward)).rejects.toMatchObject({
      code: 'IDENTITY_CONSTRAINT',
    })

    await engine.unlink({ links: done.undo, reason: 'was wrong', dryRun: false }, steward)
    expect(derivedOf(await stateOf(store.pool))).toEqual(before)
  })
})

test('likely the same, but kept apart by a limit: asked about, and the explanation names the limit', {
  timeout: TIMEOUT,
}, async () => {
  const { engine } = running
  const eve = {
    first_name: 'Evelina',
    last_name: 'Tjader',
    birth_date: '1969-09-09',
    city: 'gavle',
  }
  const items = ['A-1', 'B-2'].map((crm) => ({
    type: 'identify',
    messageId: crm,
    traits: { ...eve, crm_id: crm },
    userId: `eve-${crm}`,
  }))
  await collectFrom(engine, 'crm', items)
  const found = await explain('user_id:eve-A-1', 'user_id:eve-B-2')
  expect(found).toMatchObject({ together: false, matching: { verdict: 'link' } })
  expect(found.because.join()).toMatch(/too many values of crm_id/)
  const asked = (await queue()).filter(({ because }) => because === 'limit')
  expect(asked.map(({ a, b }) => [a.key, b.key].sort())).toContainEqual(['eve-A-1', 'eve-B-2'])
})

test('what the matcher did in the light of a decision is decided again when that is taken back', {
  timeout: TIMEOUT,
}, async () => {
  const { engine } = running
  const ann = { first_name: 'Annelie', last_name: 'Brodin', birth_date: '1951-03-12', city: 'lund' }
  const per = { first_name: 'Torkel', last_name: 'Ahlin', birth_date: '1977-10-02', city: 'umea' }
  await collectFrom(engine, 'crm', [identifyItem('ann', ann), identifyItem('per', per)])
  const linked = await engine.link(
    { a: 'user_id:ann', b: 'user_id:per', reason: 'a mistake', dryRun: false },
    steward,
  )
  running.clock.now += 1_000
  await collectFrom(engine, 'web', [identifyItem('per-web', per), identifyItem('ann-web', ann)])
  // The first of the two joins the wrong customer; the other then finds that she cannot be that one.
  expect(await idOf('user_id:per-web')).toBe(await idOf('user_id:ann'))
  expect(await idOf('user_id:ann-web')).not.toBe(await idOf('user_id:ann'))
  await engine.unlink({ links: linked.undo, reason: 'was wrong', dryRun: false }, steward)
  await engine.settleIdentity(1_000)
  expect(await idOf('user_id:per-web')).toBe(await idOf('user_id:per'))
  expect(await idOf('user_id:ann-web')).toBe(await idOf('user_id:ann'))
  expect(await idOf('user_id:ann')).not.toBe(await idOf('user_id:per'))
})

test('a link that was taken back is taken back once', { timeout: TIMEOUT }, async () => {
  const { engine } = running
  await collectFrom(engine, 'crm', [
    identifyItem('once-a', { first_name: 'Vilgot', last_name: 'Sandell' }),
    identifyItem('once-b', { first_name: 'Petra', last_name: 'Engdahl' }),
  ])
  const said = { reason: 'was wrong', dryRun: false }
  const linked = await engine.link({ a: 'user_id:once-a', b: 'user_id:once-b', ...said }, steward)
  const [link = ''] = linked.undo
  expect((await engine.unlink({ link, ...said }, steward)).undo).toHaveLength(1)
  running.clock.now += 1_000
  const again = await engine.unlink({ link, ...said }, steward)
  expect(again).toMatchObject({ links: [], undo: [] })
  expect((await engine.unlink({ links: linked.undo, ...said }, steward)).undo).toEqual([])
  const { history } = await engine.identity('user_id:once-a', { purpose: PURPOSE }, steward)
  expect(history.filter(({ retracts }) => retracts === link)).toHaveLength(1)
})
