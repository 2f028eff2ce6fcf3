// Promise 5: no read without a purpose, fewer grants never show more, a withdrawal acts on the next read,
// and the audit log knows every look, also the refused ones.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ProblemError } from '../../src/contract/problem.ts'
import type { SituationUpdate } from '../../src/contract/situation.ts'
import type { View } from '../../src/contract/view.ts'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

const RUNS = Number(process.env['ALIDADE_HISTORIES'] ?? 25)

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ understands: true })
})
afterAll(async () => {
  await running.stop()
})

const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString()
let people = 0

/** Somebody with a little of everything; nothing in her data but her key tells her from another. */
async function somebody(statements: readonly Statement[] = []): Promise<string> {
  const key = `person-${people++}`
  const said = statements.map((one, i) => ({
    type: 'track',
    event: one.isGiven ? 'Consent Given' : 'Consent Withdrawn',
    messageId: `${key}-s${i}`,
    userId: key,
    timestamp: ago(one.at),
    properties: { purpose: one.purpose, ...(one.channel === '*' ? {} : { channel: one.channel }) },
  }))
  const track = (event: string, properties: object, at: number) => ({
    type: 'track',
    event,
    messageId: `${key}-${event}`,
    userId: key,
    timestamp: ago(at),
    properties,
  })
  await collectFrom(running.engine, 'web', [
    {
      type: 'identify',
      messageId: `${key}-i`,
      userId: key,
      timestamp: ago(90_000),
      traits: {
        name: 'Eve',
        language: 'sv',
        email: `${key}@x.io`,
        health_note: 'asthma',
        city: 'Oslo',
        tier: 'gold',
        vulnerable: 'deaf',
      },
    },
    track('Order Completed', { order_id: `O-${key}`, total: 40 }, 80_000),
    track('Ticket Created', { ticket_id: `T-${key}`, subject: 'broken' }, 70_000),
    track('Product Viewed', { name: 'Lamp' }, 60_000),
    track('Opportunity Opened', { title: 'Big deal' }, 50_000),
    track('Chat Message Received', { text: 'my internet is down again, I am so angry' }, 30),
    track('Payment Failed', { invoice_id: `F-${key}`, amount: 40 }, 20),
    ...said,
  ])
  await running.engine.putObjects([
    owned(key, 'ticket', { status: 'open', ticket_number: `T-${key}`, subject: 'Line is down' }),
    owned(key, 'order', { status: 'delayed', order_number: `O-${key}` }),
  ])
  await running.engine.putSituation(newsFor(key), callerOf('admin'))
  return key
}

const owned = (key: string, type: string, body: object) => ({
  type,
  id: `${type}-${key}`,
  customer: `user_id:${key}`,
  source: 'desk',
  mode: 'full' as const,
  changedAt: ago(600),
  body: { ...body },
})

/** Something broken that touches her by a trait that is not for every purpose, and a promise. */
function newsFor(key: string): readonly SituationUpdate[] {
  return [
    {
      kind: 'incident',
      incident: {
        id: 'inc-oslo',
        title: 'Cable cut',
        capabilities: [],
        status: 'identified',
        startedAt: ago(90),
        touches: 'customer.traits.city == "Oslo" && !("gone" in customer.traits)',
        at: ago(80),
      },
    },
    {
      kind: 'commitment',
      commitment: {
        id: `pr-${key}`,
        subject: `user_id:${key}`,
        kind: 'promise',
        title: 'Call back',
        dueAt: ago(10),
        state: 'open',
        at: ago(70),
        evidence: [],
      },
    },
  ]
}

const READS = [
  { role: 'marketer', purpose: 'marketing', channel: 'email' },
  { role: 'ai_agent', purpose: 'marketing', channel: 'sms' },
  { role: 'account_manager', purpose: 'sales', channel: 'phone' },
  { role: 'agent', purpose: 'service', channel: 'phone' },
  { role: 'privacy_officer', purpose: 'privacy', channel: 'api' },
] as const
type Read = (typeof READS)[number]

const look = (key: string, { role, ...rest }: Read) =>
  running.engine.view({ customer: `user_id:${key}`, ...rest, explain: false }, callerOf(role))

/** Everything shown, in words that do not name whose it is. */
function shown(view: View, key: string): ReadonlySet<string> {
  const subject = view.customer
  const parts = [
    ...view.facts.map((fact) => `fact ${fact.what} ${fact.text}`),
    ...Object.entries(subject?.traits ?? {}).map(
      ([name, trait]) => `trait ${name} ${String(trait.value)}`,
    ),
    ...(subject?.identifiers ?? []).map(
      ({ namespace, value }) => `identifier ${namespace} ${value}`,
    ),
    ...(subject?.name === undefined ? [] : [`name ${subject.name}`]),
    ...bearingShown(view),
    ...(subject?.lastSeen === undefined ? [] : ['seen']),
  ]
  return new Set(
    parts
      .map((part) => part.replaceAll(key, 'KEY'))
      // A withdrawal is an event too, and shows that she wants to decide about her data.
      .filter((part) => !/consent|last.seen|control-data/i.test(part)),
  )
}

/** What a view tells of where she stands, what she wants, how she feels, and of our situation as far as it is hers. */
function bearingShown({ position, objective, situation }: View): readonly string[] {
  const stages = position ? [position, ...(position.others ?? [])] : []
  return [
    ...stages.map(({ journey, stage, passage }) => `stage ${journey}/${stage} ${passage}`),
    ...(objective ? [`wants ${objective.job}`, `mood ${objective.mood?.label}`] : []),
    ...(objective?.because ?? []).map(({ text }) => `because ${text}`),
    ...(situation?.incidents ?? []).map(({ what }) => `incident ${what}`),
    ...(situation?.promises ?? []).map(({ what }) => `promise ${what}`),
    ...(situation?.ability ?? []).map(({ what }) => `ability ${what}`),
  ]
}

interface Statement {
  readonly purpose: string
  readonly channel: string
  readonly isGiven: boolean
  readonly at: number
}
const statement: fc.Arbitrary<Statement> = fc.record({
  purpose: fc.constantFrom('marketing', 'sales', 'service', 'sharing'),
  channel: fc.constantFrom('*', 'email', 'sms', 'phone'),
  isGiven: fc.boolean(),
  at: fc.integer({ min: 10, max: 40_000 }),
})

const isSubset = (few: ReadonlySet<string>, many: ReadonlySet<string>) =>
  [...few].filter((part) => !many.has(part))

describe('fewer grants', () => {
  test('show a subset, and a withdrawal more never adds anything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(statement, { maxLength: 6 }),
        fc.array(statement, { maxLength: 2 }),
        async (said, more) => {
          // Taking away the latest grants, or adding withdrawals after all else: never an earlier word of hers alone,
          // since that may have been what a later withdrawal took back.
          const withdrawals = more.map((one, i) => ({ ...one, isGiven: false, at: 5 - i }))
          const full = await somebody(said)
          const fewer = await somebody([...said, ...withdrawals])
          const ungranted = await somebody(said.filter(({ isGiven }) => !isGiven))
          for (const read of READS) {
            const everything = shown(await look(full, read), full)
            expect(isSubset(shown(await look(fewer, read), fewer), everything)).toEqual([])
            expect(isSubset(shown(await look(ungranted, read), ungranted), everything)).toEqual([])
          }
        },
      ),
      { numRuns: RUNS },
    )
  }, 60_000)

  test('a withdrawal acts on the very next view, whoever records it', async () => {
    const agent = callerOf('agent')
    const read = READS[0]
    const key = await somebody([{ purpose: 'marketing', channel: '*', isGiven: true, at: 100 }])
    expect((await look(key, read)).facts).not.toEqual([])
    running.clock.now += 1_000
    await running.engine.recordConsent(
      { customer: `user_id:${key}`, purpose: 'marketing', channel: 'email', state: 'withdrawn' },
      agent,
    )
    const after = await look(key, read)
    expect(after.facts).toEqual([])
    expect(after.customer?.name).toBeUndefined()
    expect(after.withheld.map(({ reason }) => reason)).toContain('CONSENT_WITHDRAWN')
    expect((await look(key, READS[1])).facts).not.toEqual([])
  })

  test('asking for the day before does not bring back what was withdrawn since', async () => {
    const key = await somebody([{ purpose: 'marketing', channel: '*', isGiven: true, at: 100 }])
    const before = new Date(running.clock.now).toISOString()
    const then = { customer: `user_id:${key}`, ...READS[0], explain: false, asOf: before }
    const { role, ...request } = then
    expect((await running.engine.view(request, callerOf(role))).facts).not.toEqual([])
    running.clock.now += 60_000
    await running.engine.recordConsent(
      { customer: `user_id:${key}`, purpose: 'marketing', channel: '*', state: 'withdrawn' },
      callerOf('agent'),
    )
    const after = await running.engine.view(request, callerOf(role))
    expect(after.facts).toEqual([])
    expect(after.customer?.name).toBeUndefined()
    expect(after.withheld.map(({ reason }) => reason)).toContain('CONSENT_WITHDRAWN')
  })

  test('a view of the future is refused: nobody knows it', async () => {
    const key = await somebody()
    const asOf = new Date(running.clock.now + 86_400_000).toISOString()
    const { role, ...read } = READS[3]
    await expect(
      running.engine.view(
        { customer: `user_id:${key}`, ...read, explain: false, asOf },
        callerOf(role),
      ),
    ).rejects.toMatchObject({ code: 'BODY_INVALID' })
  })

  test.each([
    ['in the future', { effectiveAt: '2099-01-01T00:00:00Z' }],
    ['before computers', { effectiveAt: '1900-01-01T00:00:00Z' }],
    ['never: it ends before', { effectiveAt: ago(100), expiresAt: ago(200) }],
  ])('a grant that begins %s is refused, not given now', async (_when, times) => {
    const key = await somebody()
    const grant = { customer: `user_id:${key}`, purpose: 'marketing', channel: '*', ...times }
    const agent = callerOf('agent')
    await expect(
      running.engine.recordConsent({ ...grant, state: 'given' }, agent),
    ).rejects.toMatchObject({ code: 'BODY_INVALID' })
    expect((await look(key, READS[0])).facts).toEqual([])
  })

  test('a withdrawal with an impossible time holds at once', async () => {
    const key = await somebody([{ purpose: 'marketing', channel: '*', isGiven: true, at: 100 }])
    const effectiveAt = '2099-01-01T00:00:00Z'
    await running.engine.recordConsent(
      {
        customer: `user_id:${key}`,
        purpose: 'marketing',
        channel: '*',
        state: 'withdrawn',
        effectiveAt,
      },
      callerOf('agent'),
    )
    expect((await look(key, READS[0])).facts).toEqual([])
  })

  test('merging takes the most restrictive, unmerging gives each back what she said', async () => {
    const given = await somebody([{ purpose: 'marketing', channel: '*', isGiven: true, at: 100 }])
    const withdrawn = await somebody([
      { purpose: 'marketing', channel: '*', isGiven: false, at: 30_000 },
    ])
    const steward = callerOf('steward')
    const names = { a: `user_id:${given}`, b: `user_id:${withdrawn}` }
    expect((await look(given, READS[0])).facts).not.toEqual([])
    const { links } = await running.engine.link(
      { ...names, reason: 'same', dryRun: false },
      steward,
    )
    for (const key of [given, withdrawn]) expect((await look(key, READS[0])).facts).toEqual([])
    await running.engine.unlink(
      { link: links[0]?.id ?? '', reason: 'not same', dryRun: false },
      steward,
    )
    expect((await look(given, READS[0])).facts).not.toEqual([])
    expect((await look(withdrawn, READS[0])).facts).toEqual([])
  })
})

/** Rows of the audit log so far. */
async function logged(): Promise<readonly { outcome: string; purpose: string; lens: string }[]> {
  const { rows } = await running.store.pool.query(
    'select outcome, purpose, lens from access order by at, id',
  )
  return rows
}

type Verb = (purpose: string, ref: string, role: string) => Promise<unknown>
const VERBS: Readonly<Record<string, Verb>> = {
  view: (purpose, customer, role) =>
    running.engine.view({ customer, purpose, channel: 'api', explain: false }, callerOf(role)),
  timeline: (purpose, ref, role) =>
    running.engine.timeline(ref, { purpose, limit: 5 }, callerOf(role)),
  identity: (purpose, ref, role) => running.engine.identity(ref, { purpose }, callerOf(role)),
  consents: (purpose, ref, role) => running.engine.consents(ref, { purpose }, callerOf(role)),
  search: (purpose, _, role) => running.engine.search('Eve', { purpose, limit: 5 }, callerOf(role)),
  object: (purpose, ref, role) =>
    running.engine.getObject('order', ref.replace('user_id:', 'O-'), purpose, callerOf(role)),
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'shown'
  } catch (error) {
    if (error instanceof ProblemError) return error.code
    throw error
  }
}

describe('search', () => {
  const find = async (role: string, purpose: string, q: string) =>
    (await running.engine.search(q, { purpose, limit: 200 }, callerOf(role))).map((hit) =>
      JSON.stringify(hit),
    )

  test('finds whom the purpose may know, and nobody else', async () => {
    const given = await somebody([{ purpose: 'marketing', channel: '*', isGiven: true, at: 100 }])
    const silent = await somebody()
    const found = (await find('marketer', 'marketing', `${given}@x.io`)).join()
    expect(found).toContain(`${given}@x.io`)
    expect((await find('marketer', 'marketing', `${silent}@x.io`)).join()).not.toContain(silent)
    expect((await find('agent', 'service', `${silent}@x.io`)).join()).toContain(`${silent}@x.io`)
  })

  test('shows no name, address or number that the purpose may not use', async () => {
    const key = await somebody()
    expect(await find('engineer', 'product', 'Eve')).toEqual([])
    expect(await find('engineer', 'product', `${key}@x.io`)).toEqual([])
    expect(await find('engineer', 'product', `O-${key}`)).toEqual([])
    expect((await find('steward', 'stewardship', `T-${key}`)).join()).not.toContain(`T-${key}`)
  })
})

test('a customer speaks for herself alone', async () => {
  const [ann, bob] = [await somebody(), await somebody()]
  const key = callerOf('customer', { subjects: [`user_id:${ann}`] })
  const say = (customer: string) =>
    running.engine.recordConsent(
      { customer, purpose: 'marketing', channel: '*', state: 'given', method: 'portal' },
      key,
    )
  const before = (await logged()).length
  for (const ref of [`user_id:${bob}`, `email:${bob}@x.io`, 'user_id:nobody-yet']) {
    await expect(say(ref)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
  expect((await look(bob, READS[0])).facts).toEqual([])
  const refused = (await logged()).slice(before).filter(({ outcome }) => outcome === 'refused')
  expect(refused.map(({ lens }) => lens)).toEqual(['consents', 'consents', 'consents'])
  await say(`email:${ann}@x.io`)
  expect((await look(ann, READS[0])).facts).not.toEqual([])
  // A key may be older than what is known of its customer.
  const newcomer = callerOf('customer', { subjects: ['user_id:new'] })
  const first = {
    customer: 'user_id:new',
    purpose: 'marketing',
    channel: '*',
    state: 'given',
  } as const
  expect(await running.engine.recordConsent({ ...first, method: 'portal' }, newcomer)).toBeTruthy()
})

test('who was found finds the search in her log; of others it counts why they were not', async () => {
  const [found, silent] = [await somebody(), await somebody()]
  const officer = callerOf('privacy_officer')
  await running.engine.search(`${found}@x.io`, { purpose: 'service', limit: 5 }, callerOf('agent'))
  await running.engine.search(
    `${silent}@x.io`,
    { purpose: 'marketing', limit: 5 },
    callerOf('marketer'),
  )
  const looks = async (subject?: string) => {
    const query = { purpose: 'privacy', limit: 50, ...(subject && { subject }) }
    const { items } = await running.engine.audit(query, officer)
    return items.filter(({ lens }) => lens === 'search')
  }
  expect(await looks(`user_id:${found}`)).toMatchObject([{ role: 'agent', shown: 1 }])
  expect(await looks(`user_id:${silent}`)).toEqual([])
  const [search] = (await looks()).filter(
    ({ role, subject }) => role === 'marketer' && subject === null,
  )
  expect(search?.withheld['CONSENT_MISSING']).toBeGreaterThan(0)
})

describe('no read without a purpose', () => {
  test.each(Object.keys(VERBS))(
    '%s refuses purposes that are unknown or not for the role, and says so in the log',
    async (name) => {
      const verb = VERBS[name] as Verb
      const ref = `user_id:${await somebody()}`
      const tries = [
        ['nonsense', 'agent', 'PURPOSE_UNKNOWN'],
        ['', 'agent', 'PURPOSE_UNKNOWN'],
        ['__proto__', 'agent', 'PURPOSE_UNKNOWN'],
        ['marketing', 'agent', 'PURPOSE_NOT_ALLOWED'],
        ['service', 'nobody', 'PURPOSE_NOT_ALLOWED'],
        ['service', 'agent', 'shown'],
      ] as const
      const before = (await logged()).length
      const codes: string[] = []
      for (const [purpose, role] of tries) codes.push(await codeOf(verb(purpose, ref, role)))
      expect(codes).toEqual(tries.map(([, , code]) => code))
      const rows = (await logged()).slice(before)
      // A search stands there once more for everybody it found.
      expect(new Set(rows.map(({ outcome, purpose }) => `${purpose} ${outcome}`))).toEqual(
        new Set(tries.map(([to, , code]) => `${to} ${code === 'shown' ? 'shown' : 'refused'}`)),
      )
    },
  )

  test.each([
    'user_id:not-there',
    'cus_00000000000000000000000000',
    'email:shared@x.io',
    'no reference',
    '',
  ])(
    'a look at %j that finds nobody, several or nothing meant is in the log as well',
    async (ref) => {
      for (const i of [1, 2]) {
        const item = {
          type: 'identify',
          messageId: `shared-${i}`,
          userId: `shared-${i}`,
          traits: { email: 'shared@x.io' },
        }
        await collectFrom(running.engine, 'web', [item])
      }
      for (const name of ['view', 'timeline', 'identity', 'consents']) {
        const before = (await logged()).length
        const code = await codeOf((VERBS[name] as Verb)('service', ref, 'agent'))
        expect([name, code]).not.toEqual([name, 'shown'])
        expect((await logged()).slice(before).map(({ outcome }) => outcome)).toEqual(['refused'])
      }
    },
  )

  test('the log has exactly one row for each look, however many at once', async () => {
    const key = await somebody()
    const before = (await logged()).length
    const looks = Array.from({ length: 200 }, (_, i) =>
      codeOf(look(key, READS[i % READS.length] ?? READS[0])),
    )
    const bad = Array.from({ length: 50 }, () =>
      codeOf((VERBS['view'] as Verb)('nonsense', `user_id:${key}`, 'agent')),
    )
    const codes = await Promise.all([...looks, ...bad])
    const rows = (await logged()).slice(before)
    expect(rows.length).toBe(codes.length)
    expect(rows.filter(({ outcome }) => outcome === 'refused').length).toBe(
      codes.filter((c) => c !== 'shown').length,
    )
  })
})
