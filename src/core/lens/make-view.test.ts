// What a view promises: the part that matters for this purpose and moment, within the gates, each fact with its evidence.
import { describe, expect, test } from 'vitest'
import { View } from '../../contract/view.ts'
import { EXTERNAL, HERSELF, ids, look, lookOrRefuse, texts } from '../../testing/look.ts'
import {
  annBerg,
  exampleConsent,
  exampleEvent,
  exampleObject,
  exampleTrait,
  hex,
  NOON,
} from './example.ts'

describe('the call about the fault', () => {
  test('puts the open ticket first, then what is open, then what she said', () => {
    expect(texts(look()).slice(0, 5)).toEqual([
      'Ticket T-9 is in progress: Line drops every evening, promised by 20 Nov 2026, overdue',
      'Invoice I-5 is overdue, 399 SEK, due 9 Nov 2026',
      'Home router R7 (serial SN123) is faulty',
      'Order O-17 is shipped, 249 SEK: Mesh point, expected 24 Nov 2026',
      'Call: Asked to be called back by Friday about the router',
    ])
  })
  test('is a view of the contract, with name, lens and basis', () => {
    const { view } = look()
    expect(View.omit({ audit: true }).parse(view)).toEqual(view)
    expect(view).toMatchObject({
      lens: 'support-call@3',
      basis: 'contract',
      customer: { name: 'Ann Berg', known: true, certainty: 0.98 },
      position: null,
      actions: [],
    })
  })
  test('follows what she just said', () => {
    const plain = ids(look())
    const said = ids(look({ utterance: 'my router is dead again' }))
    expect(said.indexOf('installed_product:R-1')).toBeLessThan(
      plain.indexOf('installed_product:R-1'),
    )
    expect(ids(look({ utterance: 'the mesh point has not come' }))[1]).toBe('order:O-17')
  })
  test('tells the story of an object once, with all its evidence', () => {
    const order = look().view.facts.find((one) => one.id === 'order:O-17')
    expect(order?.evidence).toHaveLength(2)
    expect(texts(look()).filter((one) => one.includes('O-17'))).toHaveLength(1)
  })
  test('shows what was shown before with half the weight', () => {
    const before = look({ explain: true }).view.facts.find((one) => one.id === 'invoice:I-5')
    const after = look({ explain: true, shown: ['invoice:I-5'] })
    expect(after.view.facts.find((one) => one.id === 'invoice:I-5')?.relevance).toBeCloseTo(
      (before?.relevance ?? 0) / 2,
      2,
    )
  })
  test('counts what is withheld, for the reader and in full for the audit log', () => {
    const made = look()
    expect(made.withheld).toMatchObject({ PURPOSE_INCOMPATIBLE: expect.any(Number) })
    expect(Object.fromEntries(made.view.withheld.map((one) => [one.reason, one.count]))).toEqual(
      made.withheld,
    )
  })
})

describe('what stands where', () => {
  const promise = exampleEvent(61, {
    name: 'Call Back Missed',
    kind: 'broken-promise',
    hoursAgo: 20,
    channel: 'phone',
    properties: { summary: 'Queue was full' },
  })
  const drop = (number: number, hoursAgo: number) =>
    exampleEvent(70 + number, {
      name: 'Fault Detected',
      kind: 'fault',
      hoursAgo,
      channel: 'server',
      properties: { subject: `Line drop number ${number}, some minutes without internet` },
    })
  test('pins come in the order of the lens: a broken promise, a fresh fault, the open ticket', () => {
    const events = [...annBerg().events, drop(1, 200), drop(2, 90), drop(3, 2), promise]
    const pinned = look({}, annBerg({ events })).view.facts.slice(0, 3)
    expect(pinned.map((one) => one.what)).toEqual(['broken-promise', 'fault', 'object:ticket'])
    expect(pinned[1]?.text).toContain('Line drop number 3')
  })
  test('what says mostly the same as another fact waits behind news', () => {
    const events = [...annBerg().events, drop(1, 200), drop(2, 90), drop(3, 2)]
    const shown = texts(look(HERSELF, annBerg({ events })))
    const place = (part: string) => shown.findIndex((one) => one.includes(part))
    expect(place('Line drop number 3')).toBeLessThan(place('Asked to be called back'))
    expect(place('Line drop number 2')).toBeGreaterThan(place('Asked to be called back'))
    const { facts } = look({ ...HERSELF, explain: true }, annBerg({ events })).view
    const diversity = (number: number) =>
      facts.find(({ text }) => text.includes(`Line drop number ${number}`))?.score?.['diversity']
    expect(diversity(3)).toBeUndefined()
    expect(diversity(2)).toBeLessThan(0.5)
  })
  test('a write of an object is told by the object, with the write as its evidence', () => {
    const write = exampleEvent(80, {
      name: 'Ticket Updated',
      kind: 'support',
      hoursAgo: 60,
      properties: { subject: 'Line drops every evening', status: 'new' },
    })
    const other = exampleEvent(81, {
      name: 'Ticket Updated',
      kind: 'support',
      hoursAgo: 61,
      properties: { subject: 'Another matter' },
    })
    const made = look({ budget: { items: 7 } }, annBerg({ events: [write, other] }))
    expect(texts(made).filter((one) => one.startsWith('Ticket Updated'))).toEqual([
      'Ticket Updated: Another matter',
    ])
    expect(made.view.facts.find((one) => one.id === 'ticket:T-9')?.evidence).toHaveLength(2)
  })
  test('a steady subscription waits for nobody, one past due does', () => {
    const subscription = (status: string) => ({
      objects: [exampleObject(90, { type: 'subscription', id: 'S-1', status, daysAgo: 2 })],
    })
    const urgency = (status: string) =>
      look({ explain: true }, annBerg(subscription(status))).view.facts.find(
        (one) => one.what === 'object:subscription',
      )?.score?.['urgency']
    expect(urgency('active')).toBe(0)
    expect(urgency('past_due')).toBeGreaterThan(0)
  })
})

describe('what is counted as withheld', () => {
  test('what a gate holds back, not what the lens leaves out nor what is only derived', () => {
    const quote = annBerg().events.filter((one) => one.kind === 'sales')
    const consent = exampleEvent(95, { name: 'Consent Given', kind: 'consent', hoursAgo: 9 })
    const snapshot = annBerg({
      traits: { name: exampleTrait('Ann Berg'), timezone: exampleTrait('CET') },
      computed: { emails_opened_30d: { value: 9, at: NOON, evidence: hex(12) } },
      events: [...quote, consent],
      objects: [],
    })
    expect(look({}, snapshot).withheld).toEqual({ PURPOSE_INCOMPATIBLE: 1 })
  })
})

describe('another purpose gives another view', () => {
  test('billing leads with the bill', () => {
    expect(ids(look({ purpose: 'billing' }))[0]).toBe('invoice:I-5')
    expect(ids(look({ purpose: 'billing' }))).not.toEqual(ids(look()))
  })
  test('marketing shows nothing, not even the name, until she agrees', () => {
    const ask = { purpose: 'marketing', role: 'marketer', channel: 'email' }
    const none = look(ask)
    expect(none.shownCount).toBe(0)
    expect(none.view.customer).toEqual({
      id: none.view.customer?.id,
      known: true,
      certainty: 0.98,
      identifiers: [],
      traits: {},
      because: [],
    })
    const given = exampleConsent(950, { purpose: 'marketing', state: 'given', channel: 'email' })
    expect(look(ask, annBerg({ consents: [given] })).view.facts.length).toBeGreaterThan(0)
    const stop = exampleConsent(951, { purpose: 'marketing', state: 'withdrawn', daysAgo: 1 })
    expect(look(ask, annBerg({ consents: [given, stop] })).shownCount).toBe(0)
  })
  test('she herself sees her own things, also what we would not say', () => {
    const made = look(HERSELF)
    expect(texts(made)).toContain('Quote Sent: Fibre 1000 upgrade')
    expect(made.view.customer?.traits['religion']?.value).toBe('canary-belief')
    expect(made.withheld).toEqual({})
  })
  test('a partner is refused without a relationship and sees no guesses or notes with one', () => {
    expect(lookOrRefuse({ ...EXTERNAL, relationship: 'none' }, annBerg())).toEqual({
      kind: 'refused',
      reason: 'NO_RELATIONSHIP',
    })
    expect(JSON.stringify(look(EXTERNAL))).not.toMatch(/Quote|I-5|high|birthday/)
  })
  test('"could I show this to her?" leaves out what may not be said', () => {
    const shown = look({ audience: 'customer', utterance: 'technician' })
    expect(shown.view.facts.every((one) => one.maySay)).toBe(true)
    expect(shown.withheld.UNEXPECTED_USE).toBeGreaterThan(0)
    expect(look({ utterance: 'technician' }).view.facts.some((one) => !one.maySay)).toBe(true)
  })
})

describe('a visitor known by her device only', () => {
  const visitor = annBerg({
    subject: {
      id: hex(1),
      entity: 'customer',
      records: [
        {
          id: hex(2),
          source: 'web',
          namespace: 'anonymous_id',
          key: 'a',
          joinedAt: 0,
          firstAt: NOON - 9e6,
        },
      ],
      identifiers: [{ namespace: 'anonymous_id', value: 'a', firstAt: 0 }],
    },
    traits: {},
    computed: { page_views_7d: { value: 4, at: NOON, evidence: hex(12) } },
    objects: [],
    events: [
      ...annBerg().events.filter((one) => one.kind === 'browse'),
      exampleEvent(60, {
        name: 'Product Added',
        kind: 'cart',
        hoursAgo: 1,
        properties: { name: 'Mesh point', price: 249, currency: 'SEK' },
      }),
    ],
  })
  test('has a view of pages and cart', () => {
    const { view } = look({ channel: 'web' }, visitor)
    expect(view).toMatchObject({ lens: 'visitor@3', customer: { known: false } })
    expect(view.facts.map((one) => one.text)).toEqual([
      'Product Added: Mesh point, 249 SEK',
      'Looked at 3 pages: Book a technician, Line status, Router will not connect',
      'Pages seen in 7 days: 4',
    ])
  })
  test('what she looked at may be mentioned on the web, not on the phone', () => {
    const may = (channel: string) =>
      look(
        { channel, lens: channel === 'web' ? 'visitor' : 'support-call' },
        visitor,
      ).view.facts.find((one) => one.what === 'browse')?.maySay
    expect(may('web')).toBe(true)
    expect(may('phone')).toBe(false)
  })
  test('a voice marks what is not to be said to her, as Markdown does', () => {
    const { view } = look({ form: 'speech', lens: 'support-call', channel: 'phone' }, visitor)
    const internal = view.facts.filter((one) => !one.maySay)
    expect(internal.length).toBeGreaterThan(0)
    expect(view.text?.match(/Internal: /g)).toHaveLength(internal.length)
  })
})

test('an account has a briefing with its own name and people', () => {
  const account = annBerg({
    subject: { ...annBerg().subject, entity: 'account' },
    traits: {
      name: exampleTrait('Fjellheim Hospital Group'),
      industry: exampleTrait('health care'),
    },
    members: [{ id: hex(77), name: 'Ann Berg' }],
    objects: [
      exampleObject(50, {
        type: 'opportunity',
        id: 'P-1',
        status: 'negotiation',
        daysAgo: 3,
        body: { name: 'Paperless wards', amount: 900_000, currency: 'SEK' },
      }),
      exampleObject(51, {
        type: 'competitive_situation',
        id: 'K-1',
        status: 'active',
        daysAgo: 9,
        body: { competitor: 'Nordtel' },
      }),
    ],
  })
  const { view } = look({ purpose: 'executive-briefing', role: 'executive' }, account)
  expect(view.account).toMatchObject({
    name: 'Fjellheim Hospital Group',
    members: [{ name: 'Ann Berg' }],
  })
  expect(view.text).toContain(
    'Opportunity “Paperless wards” is in negotiation, 900,000 SEK (on record, 3 days ago, internal)',
  )
})

test('nothing known is a view too', () => {
  const empty = annBerg({ traits: {}, computed: {}, events: [], objects: [] })
  expect(look({ form: 'speech' }, empty).view.text).toBe(
    'Name not known. Nothing that matters here is known.',
  )
})
