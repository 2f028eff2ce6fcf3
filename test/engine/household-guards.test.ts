// Guards against the merge that must not be: families, twins, father and son, shared mailboxes and telephones, role
// mailboxes, kiosks. Through the engine, under the default rules, with a model.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReviewReason } from '../../src/contract/api.ts'
import { exampleChance } from '../../src/core/identity/match/example.ts'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'
import { identifyItem, learn, openRules } from '../support/people.ts'

const TIMEOUT = 60_000
const steward = callerOf('steward')
const PURPOSE = 'stewardship'
let running: TestEngine

const GIVEN = 'anna erik maria johan karin lars eva nils sara peter lena olof'.split(' ')
const FAMILY = 'andersson berg lindqvist ekstrom holm sandberg nyman wallin hedlund sjoberg'.split(
  ' ',
)
const STREETS = 'storgatan kungsgatan parkvagen skolgatan lillgatan'.split(' ')

interface Person {
  readonly first_name: string
  readonly last_name: string
  readonly birth_date: string
  readonly address: { readonly street: string; readonly postalCode: string }
  readonly phone?: string
  readonly email?: string
}

/** A town of families; each person is known to two sources, without a common identifier. */
function town(families: number): readonly (readonly [string, Person])[] {
  const chance = exampleChance(3)
  const pick = <Item>(list: readonly Item[]): Item =>
    list[Math.floor(chance() * list.length)] as Item
  const people: [string, Person][] = []
  for (let family = 0; family < families; family++) {
    const last_name = `${pick(FAMILY)}${family % 7}`
    const street = `${pick(STREETS)} ${1 + Math.floor(chance() * 80)}`
    const address = { street, postalCode: String(20_000 + Math.floor(chance() * 300)) }
    for (const member of [0, 1, 2]) {
      const year =
        member === 2 ? 1990 + Math.floor(chance() * 20) : 1940 + Math.floor(chance() * 45)
      const day = String(1 + Math.floor(chance() * 28)).padStart(2, '0')
      const month = String(1 + Math.floor(chance() * 12)).padStart(2, '0')
      const birth_date = `${year}-${month}-${day}`
      people.push([
        `f${family}-${member}`,
        { first_name: pick(GIVEN), last_name, birth_date, address },
      ])
    }
  }
  return people
}

const idOf = async (ref: string): Promise<string> =>
  (await running.engine.identity(`user_id:${ref}`, { purpose: PURPOSE }, steward)).id

const tell = (source: string, people: Record<string, object>) =>
  collectFrom(
    running.engine,
    source,
    Object.entries(people).map(([id, traits]) => identifyItem(id, { ...traits })),
  )

beforeAll(async () => {
  running = await startTestEngine({ definitions: { identity: await openRules() } })
  for (const source of ['crm', 'web']) {
    const people = town(80).map(([id, traits]) => [`${source}-${id}`, traits] as const)
    await tell(source, Object.fromEntries(people))
  }
  await learn(running)
}, TIMEOUT)
afterAll(() => running.stop())

const HOME = { street: 'bergsgatan 14', postalCode: '20999' }

describe('people of one home', () => {
  test('are known again in another source, each as herself', { timeout: TIMEOUT }, async () => {
    let found = 0
    const owners = new Map<string, string>()
    for (const [id, { first_name, birth_date }] of town(80)) {
      const [a, b] = [await idOf(`crm-${id}`), await idOf(`web-${id}`)]
      if (a === b) found++
      for (const customer of [a, b]) {
        const said = `${first_name} ${birth_date}`
        expect(owners.get(customer) ?? said).toBe(said)
        owners.set(customer, said)
      }
    }
    expect(found).toBeGreaterThan(200)
  })

  test('twins, father and son of one name stay two, and show as a household', async () => {
    const born = '2001-05-06'
    const twin = { last_name: 'Fjellman', birth_date: born, address: HOME }
    const man = { first_name: 'Gustaf', last_name: 'Fjellman', address: HOME }
    await tell('crm', {
      ida: { ...twin, first_name: 'Ida' },
      moa: { ...twin, first_name: 'Moa' },
      senior: { ...man, birth_date: '1951-03-04' },
      junior: { ...man, birth_date: '1979-10-11' },
    })
    await running.engine.settleIdentity(1_000)
    const ids = await Promise.all(['ida', 'moa', 'senior', 'junior'].map(idOf))
    expect(new Set(ids).size).toBe(4)
    const { household } = await running.engine.identity(
      'user_id:ida',
      { purpose: PURPOSE },
      steward,
    )
    expect(household.map(({ customer }) => customer).sort()).toEqual(ids.slice(1).sort())
    expect(household[0]?.because.join()).toMatch(/street/)
    const stranger = await running.engine.identity(
      'user_id:crm-f0-0',
      { purpose: PURPOSE },
      steward,
    )
    for (const { customer } of stranger.household) expect(ids).not.toContain(customer)
  })
})

describe('shared things', () => {
  const people = (shared: object) => ({
    one: { first_name: 'Ulla', last_name: 'Kvist', birth_date: '1948-01-02', ...shared },
    two: { first_name: 'Bosse', last_name: 'Kvist', birth_date: '1946-07-09', ...shared },
  })

  const asked = async (because: ReviewReason) =>
    (await running.engine.reviews({ purpose: PURPOSE, because, limit: 50 }, steward)).items
  const shown = (ref: string) =>
    running.engine.identity(`user_id:${ref}`, { purpose: PURPOSE }, steward)

  test('a family mailbox keeps man and wife two, shows them as a household, and people are asked', async () => {
    const { one, two } = people({ email: 'familjen.kvist@example.se' })
    const torgny = { ...two, first_name: 'Torgny' }
    await tell('crm', { 'family-1': one, 'family-2': torgny })
    await tell('web', { 'family-3': { ...one, birth_date: undefined } })
    expect(await idOf('family-1')).not.toBe(await idOf('family-2'))
    expect(await idOf('family-1')).toBe(await idOf('family-3'))
    const { household, notJoined } = await shown('family-1')
    expect(household).toMatchObject([
      { customer: await idOf('family-2'), because: expect.arrayContaining(['family_name']) },
    ])
    expect(notJoined.map(({ because }) => because)).toContain(
      'different_people (given_name+birth_date)',
    )
    const [question, ...others] = await asked('apart')
    expect(question?.contradicts).toContain('given_name')
    expect(others).toEqual([])
    expect(await asked('conflict')).toEqual([])
    const why = await running.engine.explainIdentity(
      { a: 'user_id:family-1', b: 'user_id:family-2', purpose: PURPOSE },
      steward,
    )
    expect(why).toMatchObject({ together: false })
    expect(why.because[0]).toMatch(/but by given name and birth date they are two people$/)
  })

  test('who says that they are one joins them, and taken back it is as before', async () => {
    const [question] = await asked('apart')
    const answer = { verdict: 'same', reason: 'he calls himself Ulla', dryRun: false } as const
    const before = [await idOf('family-1'), await idOf('family-2')]
    const { undo } = await running.engine.decideReview(question?.id ?? '', answer, steward)
    expect(await idOf('family-1')).toBe(await idOf('family-2'))
    await running.engine.unlink({ links: undo, reason: 'a mistake', dryRun: false }, steward)
    expect([await idOf('family-1'), await idOf('family-2')]).toEqual(before)
  })

  test('a visit that only leaves the mailbox goes to neither, and nobody is guessed by it', async () => {
    const visit = { type: 'track', event: 'Newsletter Opened', messageId: 'visit-1' }
    const context = { externalIds: [{ type: 'email', id: 'familjen.kvist@example.se' }] }
    await collectFrom(running.engine, 'letters', [{ ...visit, context }])
    for (const ref of ['family-1', 'family-2']) {
      expect((await shown(ref)).records.map(({ source }) => source)).not.toContain('letters')
    }
    await expect(
      running.engine.identity('email:familjen.kvist@example.se', { purpose: PURPOSE }, steward),
    ).rejects.toMatchObject({ code: 'REFERENCE_AMBIGUOUS' })
  })

  test('answered for one record, nobody asks about the same two again', async () => {
    const [question] = await asked('apart')
    const answer = { verdict: 'different', reason: 'man and wife', dryRun: false } as const
    await running.engine.decideReview(question?.id ?? '', answer, steward)
    await tell('shop', { 'family-4': { ...people({}).one, email: 'familjen.kvist@example.se' } })
    expect(await idOf('family-4')).toBe(await idOf('family-1'))
    expect(await asked('apart')).toEqual([])
  })

  test('a birth date put right joins at once, and the question is gone', async () => {
    const gunnel = { first_name: 'Gunnel', last_name: 'Falk', email: 'gunnel.falk@example.se' }
    await tell('crm', {
      'born-1': { ...gunnel, birth_date: '1944-03-05' },
      'born-2': { ...gunnel, birth_date: '1999-12-24' },
    })
    expect(await idOf('born-1')).not.toBe(await idOf('born-2'))
    const isAsked = async () =>
      (await asked('apart')).some(({ a }) => a.said['last_name'] === 'Falk')
    expect(await isAsked()).toBe(true)
    running.clock.now += 60_000
    await tell('crm', { 'born-2': { ...gunnel, birth_date: '1944-03-05' } })
    expect(await idOf('born-1')).toBe(await idOf('born-2'))
    expect(await isAsked()).toBe(false)
  })

  test('two of one customer number who contradict each other are asked about before all else', async () => {
    const { one, two } = people({ customer_number: 'K-1' })
    await tell('crm', { 'strong-1': one, 'strong-2': { ...two, first_name: 'Torgny' } })
    expect(await idOf('strong-1')).toBe(await idOf('strong-2'))
    const query = { purpose: PURPOSE, limit: 1 } as const
    for (const sort of ['likely', 'impact'] as const) {
      const { items, next } = await running.engine.reviews({ ...query, sort }, steward)
      expect(items[0]).toMatchObject({
        because: 'conflict',
        contradicts: ['given_name', 'birth_date'],
      })
      const rest = await running.engine.reviews(
        { purpose: PURPOSE, limit: 50, sort, cursor: next ?? '' },
        steward,
      )
      const ids = [...items, ...rest.items].map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
    }
    const [question] = await asked('conflict')
    const answer = { verdict: 'different', reason: 'man and wife', dryRun: false } as const
    await running.engine.decideReview(question?.id ?? '', answer, steward)
    expect(await idOf('strong-1')).not.toBe(await idOf('strong-2'))
    expect(await asked('conflict')).toEqual([])
  })

  test('a rebuild keeps apart whom the mailbox could not join', async () => {
    const { tables, linksOff } = await running.engine.rebuild({ verify: true })
    expect(tables.filter(({ missing, extra }) => missing + extra > 0)).toEqual([])
    expect(linksOff).toBe(0)
  })

  test('a role mailbox joins nobody', async () => {
    const { one, two } = people({ email: 'info@kvist.se' })
    await tell('crm', { 'role-1': one, 'role-2': two })
    expect(await idOf('role-1')).not.toBe(await idOf('role-2'))
  })

  test('a telephone that very many have joins nobody, and those joined before are parted', async () => {
    const shared = Object.fromEntries(
      Array.from({ length: 14 }, (_, i) => [
        `desk-${i}`,
        {
          first_name: `Anna${'bcdefghijklmnop'[i]}`,
          last_name: `Reception${'bcdefghijklmnop'[i]}`,
          phone: '+46812345678',
        },
      ]),
    )
    await tell('crm', shared)
    await running.engine.settleIdentity(1_000)
    const ids = await Promise.all(Object.keys(shared).map(idOf))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('a kiosk makes nobody the same', async () => {
    const items = ['k1', 'k2', 'k3'].map((userId, i) => ({
      type: 'identify',
      userId,
      anonymousId: 'kiosk',
      messageId: `kiosk-${userId}`,
      timestamp: new Date(NOW - (9 - i) * 3_600_000).toISOString(),
      traits: { first_name: `Kim${i}`, last_name: `Skog${i}` },
    }))
    await collectFrom(running.engine, 'kiosk', items)
    expect(new Set(await Promise.all(['k1', 'k2', 'k3'].map(idOf))).size).toBe(3)
  })
})
