// The demo company is read as a story by newcomers and as data by tests: it must hang together.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ConsentInput } from '../contract/consent.ts'
import type { JsonObject } from '../contract/event.ts'
import { parseIdentifier } from '../contract/identifier.ts'
import { WINDOW_DAYS } from './company/calendar.ts'
import { COMPANY_SOURCES, type CompanyItem, type ObjectItem } from './company/item.ts'
import { DEMO_PEOPLE, peopleItems } from './company/people.ts'
import { createWorld } from './company/world.ts'
import { generateCompany } from './company.ts'

const NOW = Date.UTC(2026, 10, 21, 9, 30)
const DAY_MS = 86_400_000
const OPTIONS = { seed: 1, now: NOW, scale: 1 }

/** Definitions as the demo loads them: a name that is not in them would be dead in the demo. */
function definition(file: string): Record<string, Record<string, string>[]> {
  const url = new URL(`../../definitions/${file}.yaml`, import.meta.url)
  return parse(readFileSync(url, 'utf8'))
}

let items: readonly CompanyItem[] = []
let objects: readonly ObjectItem[] = []
beforeAll(() => {
  items = [...generateCompany(OPTIONS)]
  objects = items.filter((item) => item.via === 'object')
})

const bodyTexts = (list: readonly CompanyItem[]) => list.map((item) => JSON.stringify(item))
const timeOf = (item: CompanyItem) =>
  Date.parse(
    item.via === 'event'
      ? String(item.body['timestamp'])
      : item.via === 'object'
        ? item.changedAt
        : String(item.body.effectiveAt),
  )
const keyOf = (item: CompanyItem) =>
  item.via === 'event'
    ? String(item.body['messageId'])
    : item.via === 'object'
      ? item.messageId
      : String(item.body.idempotencyKey)
/** Every namespace:value that an item shows for its person or account. */
function namedBy(item: CompanyItem): readonly string[] {
  if (item.via === 'consent') return [item.body.customer]
  if (item.via === 'object') return [item.customer, item.account].filter((ref) => ref !== undefined)
  const { userId, anonymousId, groupId } = item.body
  const { context, traits } = item.body as Record<string, JsonObject | undefined>
  const external = (context?.['externalIds'] ?? []) as readonly JsonObject[]
  const pairs = [
    ['user_id', userId],
    ['anonymous_id', anonymousId],
    ['group_id', groupId],
    ['email', traits?.['email']],
    ['phone', traits?.['phone']],
    ...external.map((one) => [one['type'], one['id']]),
  ]
  return pairs.flatMap(([name, value]) => (value === undefined ? [] : [`${name}:${value}`]))
}
/** Ann, Marcus, Henrik, Elif, Karin, Oskar, Sofia, Wei, Olena, Lars, Grace, and three of Fjellheim. */
const HAND_MADE = 14
const ofType = (type: string) => objects.filter((item) => item.type === type)
const events = (name: string) =>
  items.flatMap((item) => (item.via === 'event' && item.body['event'] === name ? [item.body] : []))
const at = (body: JsonObject, key: string) => Date.parse(String(body[key]))

describe('the same seed and moment', () => {
  test('give the same bytes', () => {
    const small = { ...OPTIONS, scale: 0.05 }
    expect(bodyTexts([...generateCompany(small)])).toEqual(bodyTexts([...generateCompany(small)]))
  })

  test('another seed gives other customers but the same hand-made people', () => {
    const other = bodyTexts([...generateCompany({ ...OPTIONS, seed: 2, scale: 0.05 })])
    const people = bodyTexts([...peopleItems(NOW)])
    expect(other.slice(0, people.length)).toEqual(people)
    const ours = new Set(bodyTexts(items.slice(people.length)))
    expect(other.slice(people.length).filter((text) => ours.has(text)).length).toBeLessThan(5)
  })
})

describe('items', () => {
  test('are as many as the demo can load in seconds, and lean', () => {
    expect(items.length).toBeGreaterThan(60_000)
    expect(items.length).toBeLessThan(90_000)
    const bytes = items.reduce((sum, item) => sum + JSON.stringify(item).length, 0)
    expect(bytes / items.length).toBeLessThan(450)
  })

  test('are made one by one: the first of a hundred-fold company comes at once', () => {
    const startedAt = performance.now()
    const first = generateCompany({ ...OPTIONS, scale: 100 }).next()
    expect(first.done).toBe(false)
    expect(performance.now() - startedAt).toBeLessThan(500)
  })

  test('have ids of their own, so loading twice changes nothing', () => {
    expect(new Set(items.map((item) => `${item.via} ${keyOf(item)}`)).size).toBe(items.length)
    for (const item of items) expect(keyOf(item).length).toBeLessThanOrEqual(255)
  })

  test('lie in the 18 months before now', () => {
    for (const item of items) {
      expect(timeOf(item)).toBeLessThanOrEqual(NOW)
      expect(timeOf(item)).toBeGreaterThanOrEqual(NOW - WINDOW_DAYS * DAY_MS)
    }
  })

  test('come from every source, and name somebody by a reference that can be read', () => {
    expect(new Set(items.map((item) => item.source))).toEqual(new Set(COMPANY_SOURCES))
    for (const item of items) {
      const refs = namedBy(item)
      expect(refs.length).toBeGreaterThan(0)
      for (const ref of refs) expect(parseIdentifier(ref)).toBeDefined()
      if (item.via === 'consent') expect(ConsentInput.safeParse(item.body).success).toBe(true)
    }
  })

  test('use object types, namespaces and purposes that the definitions know', () => {
    const types = new Set(definition('objects')['objects']?.map((one) => one['type']))
    for (const item of objects) expect(types).toContain(item.type)
    const purposes = new Set(definition('purposes')['purposes']?.map((one) => one['purpose']))
    for (const item of items)
      if (item.via === 'consent') expect(purposes).toContain(item.body.purpose)
    const identity = parse(
      readFileSync(new URL('../../definitions/identity.yaml', import.meta.url), 'utf8'),
    ).identity
    const namespaces = new Set(
      identity.namespaces.map((one: { namespace: string }) => one.namespace),
    )
    for (const item of objects) {
      const ref = parseIdentifier(item.account ?? item.customer ?? '')
      expect(namespaces).toContain(ref?.namespace)
    }
  })
})

describe('references', () => {
  test('whatever key a system uses, it leads to the one person: as many bundles of keys as people', () => {
    const leader = new Map<string, string>()
    const find = (ref: string): string => {
      const next = leader.get(ref) ?? ref
      return next === ref ? ref : find(next)
    }
    // Devices are left out: one of them is shared, and some visitors are never known.
    for (const item of items) {
      const [first, ...others] = namedBy(item).filter(
        (ref) => !/^(anonymous_id|group_id):/.test(ref),
      )
      if (first === undefined) continue
      leader.set(find(first), find(first))
      for (const other of others) leader.set(find(other), find(first))
    }
    const bundles = new Set([...leader.keys()].map(find))
    expect(bundles.size).toBe(3_000 + HAND_MADE)
  })

  test('every account an object belongs to has told its name', () => {
    const named = new Set(
      items.flatMap((item) => (item.via === 'event' ? [`group_id:${item.body['groupId']}`] : [])),
    )
    for (const item of objects)
      if (item.account !== undefined) expect(named).toContain(item.account)
  })

  test('payments refer to invoices, invoices to subscriptions, parents to accounts', () => {
    const invoices = new Map(ofType('invoice').map((item) => [item.id, item]))
    for (const payment of ofType('payment')) {
      const invoice = invoices.get(String(payment.body['invoice']))
      expect(invoice?.body['status']).toBe('paid')
      expect(payment.body['amount']).toBe(invoice?.body['total'])
      expect(payment.customer).toBe(invoice?.customer)
    }
    const subscriptions = new Set(ofType('subscription').map((item) => item.id))
    for (const invoice of invoices.values()) {
      const id = invoice.body['subscription']
      if (id !== undefined) expect(subscriptions).toContain(id)
    }
    const groups = items.flatMap((item) =>
      item.via === 'event' && item.body['type'] === 'group' ? [item.body] : [],
    )
    const ids = new Set(groups.map((body) => body['groupId']))
    const parents = groups.flatMap((body) => (body['traits'] as JsonObject)['parent_id'] ?? [])
    expect(ids.size).toBeGreaterThan(290)
    expect(parents.length).toBeGreaterThan(150)
    for (const parent of parents) expect(ids).toContain(parent)
  })
})

describe('causes come before effects', () => {
  test('an invoice is issued before it is due and paid, a reminder comes after the due day', () => {
    const invoices = new Map(ofType('invoice').map((item) => [item.id, item.body]))
    for (const payment of ofType('payment')) {
      const invoice = invoices.get(String(payment.body['invoice'])) ?? {}
      expect(Date.parse(payment.changedAt)).toBeGreaterThan(at(invoice, 'issuedAt'))
    }
    const reminders = events('Invoice Reminder Sent')
    expect(reminders.length).toBeGreaterThan(300)
    for (const reminder of reminders) {
      const { invoice_id: id } = reminder['properties'] as JsonObject
      const invoice = invoices.get(String(id)) ?? {}
      expect(at(reminder, 'timestamp')).toBeGreaterThan(at(invoice, 'dueAt'))
    }
  })

  test('an order is placed before it moves on', () => {
    const placed = new Map(
      events('Order Completed').map((body) => [
        (body['properties'] as JsonObject)['order_id'],
        at(body, 'timestamp'),
      ]),
    )
    for (const order of ofType('order')) {
      const placedAt = placed.get(order.id) ?? at(order.body, 'placedAt')
      expect(Date.parse(order.changedAt)).toBeGreaterThanOrEqual(placedAt)
    }
  })

  test('an outage makes tickets in its area while it lasts', () => {
    const { outages } = createWorld(OPTIONS.seed, NOW)
    for (const { id, startsAt } of outages) {
      const tickets = ofType('ticket').filter((item) => item.body['incident'] === id)
      expect(tickets.length, id).toBeGreaterThan(20)
      for (const ticket of tickets) expect(at(ticket.body, 'openedAt')).toBeGreaterThan(startsAt)
    }
  })

  test('a consent is withdrawn only after it was given, and no letter is sent outside it', () => {
    const said = items.filter((item) => item.via === 'consent')
    const keyed = (state: string) =>
      new Map(
        said
          .filter((item) => item.body.state === state)
          .map(({ body, ...item }) => [
            `${body.customer} ${body.purpose} ${body.channel}`,
            timeOf({ ...item, body }),
          ]),
      )
    const [given, withdrawn] = [keyed('given'), keyed('withdrawn')]
    expect(withdrawn.size).toBeGreaterThan(200)
    for (const [key, time] of withdrawn) expect(time).toBeGreaterThan(given.get(key) ?? Infinity)
    const letters = items.filter((item) => keyOf(item).endsWith('-letter'))
    expect(letters.length).toBeGreaterThan(1_000)
    for (const letter of letters) {
      const key = `${namedBy(letter)[0]} marketing email`
      expect(timeOf(letter)).toBeGreaterThanOrEqual(given.get(key) ?? Infinity)
      expect(timeOf(letter)).toBeLessThan(withdrawn.get(key) ?? Infinity)
    }
  })

  test('there are more orders in the busy months than in the quiet ones', () => {
    const perMonth = new Array<number>(12).fill(0)
    // One whole year, so that every month is counted once.
    for (const body of events('Order Completed')) {
      const time = at(body, 'timestamp')
      const month = new Date(time).getUTCMonth()
      if (time > NOW - 365 * DAY_MS) perMonth[month] = (perMonth[month] ?? 0) + 1
    }
    expect(perMonth[11] ?? 0).toBeGreaterThan(1.3 * (perMonth[6] ?? 0))
  })
})

describe('hand-made people', () => {
  const people = [...peopleItems(NOW)]
  const textOf = (slug: string) =>
    bodyTexts(people)
      .filter((text) => text.includes(slug))
      .join('\n')

  test('are there without anybody else at scale 0', () => {
    expect(bodyTexts([...generateCompany({ ...OPTIONS, scale: 0 })])).toEqual(bodyTexts(people))
  })

  test.each(DEMO_PEOPLE.map((one) => [one.name, one] as const))(
    '%s can be found and asked about',
    (_, one) => {
      const ref = parseIdentifier(one.ref)
      expect(bodyTexts(people).some((text) => text.includes(ref?.value ?? '?'))).toBe(true)
      const lenses = definition('lenses')['lenses'] ?? []
      const lens = lenses.find((lens) => lens['lens'] === one.tryIt.lens)
      expect(lens?.['purpose']).toBe(one.tryIt.purpose)
      expect(lens?.['entity'] ?? 'customer').toBe(one.entity)
      const channels: unknown = lens?.['channels'] ?? ['*']
      expect([one.tryIt.channel, '*'].some((c) => (channels as string[]).includes(c))).toBe(true)
    },
  )

  test('Ann Berg told the phone menu two minutes ago, after three drops and a broken promise', () => {
    const ann = people.filter((item) => JSON.stringify(item).includes('+46701234567'))
    const last = ann.toSorted((a, b) => timeOf(b) - timeOf(a))[0]
    expect(last && timeOf(last)).toBe(NOW - 120_000)
    expect(JSON.stringify(last)).toContain('my router is dead again')
    const story = textOf('ann-berg')
    expect(story.match(/Fault Detected/g)).toHaveLength(3)
    expect(story).toContain('Call Back Missed')
    expect(story).toContain('"promisedAt"')
  })

  test('Fjellheim has all that an executive is briefed about', () => {
    const about = people.filter(
      (item) => item.via === 'object' && item.account?.includes('fjellheim'),
    )
    const types = new Set(about.map((item) => (item.via === 'object' ? item.type : '')))
    expect(types).toEqual(
      new Set([
        'subscription',
        'installed_product',
        'order',
        'invoice',
        'ticket',
        'opportunity',
        'competitive_situation',
        'initiative',
        'note',
      ]),
    )
    const ofPartners = people.filter(
      (item) => item.source === 'partner' && item.via === 'object' && item.type === 'note',
    )
    expect(ofPartners.length).toBeGreaterThan(1)
  })

  test('the tablet shows one device and two users', () => {
    const users = people.flatMap((item) =>
      item.via === 'event' && item.body['anonymousId'] === '9b0c7a54-1d2e-4f60-a8b1-6c3d5e7f9021'
        ? [item.body['userId']]
        : [],
    )
    expect(new Set(users)).toEqual(new Set(['karin-lindqvist', 'oskar-lindqvist']))
  })

  test('Sofia withdrew yesterday what she had given', () => {
    const said = people.flatMap((item) =>
      item.via === 'consent' && item.body.customer.includes('sofia.garcia') ? [item] : [],
    )
    expect(said.map((item) => item.body.state)).toEqual(['given', 'withdrawn'])
    expect(said.map(timeOf)[1]).toBe(NOW - DAY_MS)
  })

  test('Wei Chen asks about one order on three channels, and Olena has three addresses', () => {
    const channels = people.flatMap((item) =>
      item.via === 'event' && JSON.stringify(item).includes('O-77120')
        ? [item.body['channel']]
        : [],
    )
    for (const channel of ['chat', 'phone', 'email']) expect(channels).toContain(channel)
    const addresses = people.flatMap((item) => {
      const traits =
        item.via === 'event' ? (item.body['traits'] as JsonObject | undefined) : undefined
      const isHers = keyOf(item).includes('olena')
      return isHers && traits?.['address'] ? [JSON.stringify(traits['address'])] : []
    })
    expect(new Set(addresses).size).toBe(3)
  })

  test('Elif is a stranger with a cart before she is known, and Lars has four friends', () => {
    const elif = people.filter((item) => keyOf(item).includes('elif-demir') && item.via === 'event')
    const known = elif.findIndex(
      (item) => item.via === 'event' && item.body['userId'] !== undefined,
    )
    expect(known).toBeGreaterThan(3)
    expect(textOf('idea-lars').match(/Idea Supported/g)).toHaveLength(4)
  })
})

test('mails reach nobody: every address is in a domain reserved for examples', () => {
  for (const text of bodyTexts(items)) {
    for (const [, domain] of text.matchAll(/[\w.]@([\w.-]+)/g)) {
      expect(['example.com', 'example.org', 'example.net']).toContain(domain)
    }
  }
})
