// The people of the demo company, through the real engine: the question that the banner offers for each of them
// shows what her story promises.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writerOf } from '../../src/cli/service-direct.ts'
import type { Fact, View } from '../../src/contract/view.ts'
import { ViewRequest } from '../../src/contract/view.ts'
import type { CompanyItem } from '../../src/testing/company/item.ts'
import { companyNews } from '../../src/testing/company/news.ts'
import { DEMO_PEOPLE, type DemoPerson } from '../../src/testing/company/people.ts'
import { generateCompany } from '../../src/testing/company.ts'
import { callerOf, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

let started: TestEngine

beforeAll(async () => {
  started = await startTestEngine({ understands: true })
  await loadPeople(started.engine, [...generateCompany({ seed: 7, now: NOW, scale: 0 })])
})
afterAll(() => started.stop())

/** As the demo does: each system delivers its events and objects, consents come when people are known. */
async function loadPeople(
  engine: TestEngine['engine'],
  items: readonly CompanyItem[],
): Promise<void> {
  const results = []
  for (const [source, own] of Map.groupBy(items, (item) => item.source)) {
    const writer = writerOf(engine, source, () => callerOf('admin'))
    const events = own.flatMap((item) => (item.via === 'event' ? [item.body] : []))
    const objects = own.flatMap((item) => (item.via === 'object' ? [objectOf(item)] : []))
    results.push(...(await writer.collect(events)), ...(await writer.putObjects(objects)))
  }
  expect(results.filter(({ status }) => status !== 'stored')).toEqual([])
  for (const item of items) {
    if (item.via === 'consent') await engine.recordConsent(item.body, callerOf('admin'))
  }
  await engine.putSituation(companyNews(NOW), callerOf('admin'))
}

function objectOf({ via: _via, source: _source, ...object }: CompanyItem & { via: 'object' }) {
  return { ...object, mode: 'full' as const, body: { ...object.body } }
}

/** Who asks, for each purpose that a person of the demo is tried with. */
const ROLE_OF: Readonly<Record<string, string>> = {
  service: 'agent',
  billing: 'agent',
  sales: 'account_manager',
  'executive-briefing': 'executive',
  marketing: 'marketer',
  'self-service': 'customer',
  'account-management': 'account_manager',
}

function look(
  { entity, ref, tryIt }: Pick<DemoPerson, 'entity' | 'ref' | 'tryIt'>,
  more: { readonly form?: 'json' | 'markdown' | 'speech' } = {},
): Promise<View> {
  const role = ROLE_OF[tryIt.purpose] ?? 'agent'
  const request = ViewRequest.parse({ [entity]: ref, ...tryIt, ...more })
  return started.engine.view(request, callerOf(role, { subjects: [ref] }))
}

const textsOf = (view: View) => view.facts.map((one: Fact) => one.text)
const all = (view: View) => textsOf(view).join('\n')
const withheldOf = (view: View) =>
  Object.fromEntries(view.withheld.map(({ reason, count }) => [reason, count]))

/** What each story promises. */
const PROMISES: Readonly<Record<string, (view: View) => void>> = {
  'Ann Berg': (view) => {
    const [promise, drop, menu] = textsOf(view)
    expect(promise).toMatch(/^Call Back Missed: Promised call-back of Friday was not made/)
    expect(drop).toMatch(/Line drop number 3 in 10 days/)
    expect(menu).toContain('my router is dead again, I was promised a call')
    expect(all(view)).toContain('promised by 20 Nov 2026, overdue')
    expect(view.facts).toHaveLength(7)
    expect(view.size.words).toBeLessThanOrEqual(120)
  },
  'Fjellheim Hospital Group': (view) => {
    expect(view.account?.name).toBe('Fjellheim Hospital Group')
    expect(view.account?.children?.map((one) => one.name).sort()).toEqual([
      'Fjellheim Laboratories',
      'Fjellheim North Clinic',
    ])
    expect(view.account?.members?.map((one) => one.name)).toContain('Ingrid Solheim')
    expect(textsOf(view)[0]).toContain('T-fjellheim-31 is escalated')
    expect(textsOf(view)[1]).toContain('Competitor Telbrisk')
    for (const part of [
      'Opportunity Second 10G link',
      'Opportunity Bedside tablets',
      'Initiative Paperless wards',
      'Initiative Remote heart clinic',
      'I-fjellheim-6 is overdue',
      'Halo Office B5, main hospital',
      '70 Skiff Tablets for bedside use',
      'Note of Kabelhuset Norr',
      'Note of Vårdtek',
      'Wants one name who answers for everything',
    ]) {
      expect(all(view)).toContain(part)
    }
  },
  'Marcus Okafor': (view) => {
    expect(textsOf(view)[0]).toBe(
      'Payment P-marcus-okafor-4 failed, 1047 SEK: card expired, for invoice I-marcus-okafor-4',
    )
    expect(textsOf(view)[1]).toMatch(/^Invoice I-marcus-okafor-4 is overdue, 1047 SEK/)
    expect(all(view)).toContain('my new card does not go through')
    expect(all(view)).not.toMatch(/Fibre 1000|first three months/)
  },
  'Henrik Dahl': (view) => {
    expect(textsOf(view)[0]).toContain('Backup line and card terminals for the second shop')
    expect(textsOf(view)[1]).toContain('Competitor Bredlink')
    expect(all(view)).toContain('Opens a second shop in spring. Lost a Saturday')
    expect(all(view)).toContain('Saturdays it has to work')
  },
  'Elif Demir': (view) => {
    expect(view.customer).toMatchObject({ name: 'Elif Demir', known: true })
    expect(textsOf(view)[0]).toContain('Do two mesh points work with a router')
    expect(all(view)).toContain('Checkout Started, 1580 SEK')
    expect(all(view)).toContain('Product Added: 2 x Halo Mesh Point')
    expect(all(view)).toContain('Looked at Wifi in every room')
  },
  'A visitor nobody knows': (view) => {
    expect(view.customer).toMatchObject({ known: false, identifiers: [] })
    expect(view.customer?.name).toBeUndefined()
    expect(all(view)).toContain('Product Added: 2 x Halo Mesh Point')
    expect(all(view)).toContain('Searched for mesh point without subscription')
  },
  'Oskar Lindqvist': (view) => {
    expect(all(view)).toContain('Porch Camera')
    expect(JSON.stringify(view)).not.toMatch(/Karin|karin|Payment plan|I-karin/)
  },
  'Sofia Garcia': (view) => {
    expect(view.facts).toEqual([])
    expect(view.customer?.name).toBeUndefined()
    expect(withheldOf(view)['CONSENT_WITHDRAWN']).toBeGreaterThan(0)
    expect(JSON.stringify(view)).not.toMatch(/Sofia|Skiff/)
  },
  'Wei Chen': (view) => {
    expect(textsOf(view)[0]).toContain('Order O-77120 delayed, needed by Saturday')
    expect(textsOf(view)[1]).toMatch(/^Order O-77120 is delayed, 3280 SEK/)
    const channels = new Set(view.facts.map((one) => one.channel))
    for (const channel of ['chat', 'phone', 'email']) expect(channels).toContain(channel)
    expect(all(view)).toContain('I would rather have a different colour')
  },
  'Olena Shevchenko': (view) => {
    expect(view.customer?.traits['address']).toMatchObject({
      value: { street: 'Kungsgatan 118', city: 'Västerås' },
      source: 'web',
      provenance: 'given',
    })
    expect(all(view)).toContain('Your case is open: Invoice address after the move')
    expect(view.withheld).toEqual([])
  },
  'Lars Haugen': (view) => {
    expect(all(view)).toContain('Idea Submitted: Lend me a router while mine is in repair')
    expect(all(view)).toContain('is on trial, supported by 4 others: Lent out in two stores')
  },
  'Grace Campbell': (view) => {
    expect(textsOf(view)[0]).toContain('Tell her three days before any work on her line')
    expect(withheldOf(view)).toEqual({ SPECIAL_CATEGORY_NEEDS_EXPLICIT: 1 })
    expect(JSON.stringify(view)).not.toMatch(/hearing|vulnerab/i)
  },
}

test('every person of the demo has a promise to keep', () => {
  expect(Object.keys(PROMISES).sort()).toEqual(DEMO_PEOPLE.map(({ name }) => name).sort())
})

describe.each(DEMO_PEOPLE)('$name', (person) => {
  test(person.story, async () => PROMISES[person.name]?.(await look(person)))

  test('reads well: plain Markdown, speech without signs, nobody is told twice', async () => {
    const { text: markdown = '' } = await look(person, { form: 'markdown' })
    expect(markdown).not.toMatch(/\\\d|undefined|null|NaN|\{|\[object/)
    const { text: speech = '', facts } = await look(person, { form: 'speech' })
    expect(speech).toMatch(/^[\p{L}\p{N}\s.,:;!?'’-]+$/u)
    expect(speech).not.toMatch(/evt_|undefined|\bnull\b/)
    expect(new Set(facts.map((one) => one.text)).size).toBe(facts.length)
  })
})

describe('the bearing of the people in the demo', () => {
  const seen = (name: string, purpose = 'service', lens = 'support-call') => {
    const person = DEMO_PEOPLE.find((one) => one.name === name)
    if (!person) throw new Error(`There is no ${name}`)
    return look({ ...person, tryIt: { purpose, channel: 'phone', lens } })
  }

  test('Ann: her case, what she wants, how she feels, the fault in her town, the call we owe her', async () => {
    const { position, objective, situation } = await seen('Ann Berg')
    expect(position).toMatchObject({ journey: 'support-request', waitingOn: 'us' })
    const days = (Date.now() - Date.parse(position?.since ?? '')) / 86_400_000
    expect(days, 'since her first call, not since the last change of her ticket').toBeGreaterThan(8)
    expect(objective).toMatchObject({ job: 'restore-service' })
    expect(situation?.incidents.map(({ what }) => what)).toEqual([
      'Fibre node KSD-7 in Karlstad drops connections',
    ])
    expect(situation?.promises).toContainEqual(
      expect.objectContaining({ kind: 'promise', state: 'broken' }),
    )
  })
  test('Wei: a delayed order, no news from the warehouse, and no outage of others', async () => {
    const { position, objective, situation } = await seen('Wei Chen')
    const journeys = [position, ...(position?.others ?? [])].map((one) => one?.stage)
    expect(journeys).toContain('delayed')
    expect(objective).toMatchObject({ job: 'find-order' })
    expect(situation?.incidents).toEqual([])
    expect(situation?.promises.map(({ state }) => state)).toContain('broken')
  })
  test('Fjellheim: its opportunity is under way', async () => {
    const view = await look({
      entity: 'account',
      ref: DEMO_PEOPLE.find(({ name }) => name === 'Fjellheim Hospital Group')?.ref ?? '',
      tryIt: { purpose: 'account-management', channel: 'web', lens: 'account-page' },
    })
    expect(view.position).toMatchObject({ journey: 'opportunity-to-contract' })
  })
  test('Sofia, who withdrew: nothing of it', async () => {
    const { position, objective, situation } = await seen(
      'Sofia Garcia',
      'marketing',
      'marketing-profile',
    )
    expect([position, objective, situation]).toEqual([null, null, null])
  })
})

describe('one customer at other desks', () => {
  const MARCUS = { entity: 'customer', ref: 'email:marcus.okafor@example.com' } as const
  test('support sees the slow line, sales the man who wants more speed', async () => {
    const support = await look({
      ...MARCUS,
      tryIt: { purpose: 'service', channel: 'phone', lens: 'support-call' },
    })
    expect(textsOf(support)[0]).toContain('Gets 12 of 100 Mbit/s')
    const sales = await look({
      ...MARCUS,
      tryIt: { purpose: 'sales', channel: 'phone', lens: 'sales-meeting' },
    })
    expect(all(sales)).toContain('Quote Sent: Fibre 1000')
    expect(all(sales)).not.toMatch(/card expired|overdue/)
  })
  test('his mother sees her own bill, and nothing of his', async () => {
    const view = await look({
      entity: 'customer',
      ref: 'email:karin.lindqvist@example.com',
      tryIt: { purpose: 'billing', channel: 'phone', lens: 'billing-question' },
    })
    expect(all(view)).toContain('I-karin-lindqvist-4 is open, 1347 SEK')
    expect(all(view)).toContain('Please write to me only')
    expect(JSON.stringify(view)).not.toMatch(/Oskar|Porch Camera/)
  })
})
