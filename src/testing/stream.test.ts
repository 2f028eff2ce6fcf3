// The generated stream is the yardstick of other tests, so it is measured itself: same seed same bytes, shares
// as asked, and a truth that agrees with what is on the wire.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../contract/event.ts'
import { MALFORMED_CASES } from './stream/malformed.ts'
import { phoneOf } from './stream/person.ts'
import { type GeneratedItem, generateEvents, itemText, type StreamOptions } from './stream.ts'

const ENDS_AT = Date.UTC(2026, 10, 21)
const DAY_MS = 86_400_000
const OPTIONS: StreamOptions = { customers: 500, events: 20_000, seed: 1, endsAt: ENDS_AT }
const TROUBLED: StreamOptions = {
  ...OPTIONS,
  late: 0.05,
  shuffled: 0.2,
  duplicated: 0.1,
  conflicting: 0.02,
  malformed: 0.03,
  sharedDevices: 0.2,
}

const list = (options: StreamOptions) => [...generateEvents(options)]
const count = (items: readonly GeneratedItem[], ...cases: readonly string[]) =>
  items.filter((item) => cases.includes(item.truth.case)).length
const bodies = (items: readonly GeneratedItem[]) =>
  items.flatMap((item) => (item.kind === 'event' ? [item.body] : []))

describe('the same seed', () => {
  test('gives the same bytes, each time the stream is read', () => {
    const stream = generateEvents({ ...TROUBLED, events: 3_000 })
    const first = [...stream].map(itemText)
    expect([...stream].map(itemText)).toEqual(first)
    expect(list({ ...TROUBLED, events: 3_000 }).map(itemText)).toEqual(first)
  })

  test('gives other bytes when it is another seed', () => {
    const ids = (seed: number) =>
      new Set(list({ ...OPTIONS, events: 500, seed }).map((i) => i.truth.messageId))
    const second = ids(2)
    expect([...ids(1)].filter((id) => second.has(id))).toEqual([])
  })
})

describe('shares', () => {
  const items = list(TROUBLED)

  test('the number of items is exactly what was asked', () => {
    expect(items).toHaveLength(TROUBLED.events)
    expect(list({ ...OPTIONS, events: 0 })).toEqual([])
  })

  test('each trouble has about its share', () => {
    expect(count(items, 'duplicate', 'retry') / items.length).toBeCloseTo(0.1, 1)
    expect(count(items, 'retry') / count(items, 'duplicate')).toBeCloseTo(1, 0)
    expect(Math.abs(count(items, 'malformed') / items.length - 0.03)).toBeLessThan(0.006)
    expect(Math.abs(count(items, 'conflict') / items.length - 0.02)).toBeLessThan(0.006)
    expect(Math.abs(count(items, 'late') / items.length - 0.0425)).toBeLessThan(0.006)
    expect(count(items, 'shared-device')).toBeGreaterThan(items.length * 0.02)
  })

  test('without any share asked for, every item is normal and in order of time', () => {
    const calm = list({ ...OPTIONS, events: 2_000 })
    expect(count(calm, 'normal')).toBe(2_000)
    const times = bodies(calm).map((body) => String(body['timestamp']))
    expect(times).toEqual(times.toSorted())
    expect(new Set(calm.map((item) => item.truth.messageId)).size).toBe(2_000)
  })

  test('shuffling moves items but neither loses nor adds one', () => {
    const moved = list({ ...OPTIONS, events: 5_000, shuffled: 0.3 }).map(itemText)
    const calm = list({ ...OPTIONS, events: 5_000 }).map(itemText)
    expect(moved).not.toEqual(calm)
    expect(moved.toSorted()).toEqual(calm.toSorted())
  })
})

describe('troubles', () => {
  const items = list({ ...TROUBLED, shuffled: 0 })
  const firsts = new Map<string | undefined, JsonObject>()
  for (const item of items) {
    if (item.kind === 'event' && !firsts.has(item.truth.messageId)) {
      firsts.set(item.truth.messageId, item.body)
    }
  }

  test('a duplicate is byte-equal, a retry differs in sentAt and _metadata only, a conflict in content', () => {
    for (const item of items) {
      if (item.kind !== 'event') continue
      const first = firsts.get(item.truth.messageId)
      if (item.truth.case === 'duplicate') expect(item.body).toEqual(first)
      if (item.truth.case === 'retry') {
        const { sentAt, _metadata, ...rest } = item.body
        expect(sentAt).toBe(new Date(ENDS_AT).toISOString())
        expect(rest).toEqual(first)
      }
      if (item.truth.case === 'conflict') {
        expect(item.body['messageId']).toBe(first?.['messageId'])
        expect(item.body).not.toEqual(first)
      }
    }
  })

  test('a late item happened at most 30 days before it is delivered', () => {
    const lags = items.flatMap((item) =>
      item.kind === 'event' && item.truth.case === 'late'
        ? [item.truth.deliveredAt - Date.parse(String(item.body['timestamp']))]
        : [],
    )
    expect(Math.max(...lags)).toBeLessThanOrEqual(30 * DAY_MS)
    expect(Math.max(...lags)).toBeGreaterThan(20 * DAY_MS)
    expect(Math.min(...lags)).toBeGreaterThanOrEqual(0)
  })

  test('a shared device is used by two customers who log in on it', () => {
    const users = new Map<string, Set<unknown>>()
    for (const body of bodies(items)) {
      const device = body['anonymousId']
      if (typeof device !== 'string' || body['userId'] === undefined) continue
      users.set(device, (users.get(device) ?? new Set()).add(body['userId']))
    }
    const counts = [...users.values()].map((ids) => ids.size)
    expect(counts.filter((size) => size === 2).length).toBeGreaterThan(10)
    expect(Math.max(...counts)).toBe(2)
  })

  test('malformed items are JSON that can stand in a batch, and name their fault', () => {
    const texts = items.filter((item) => item.kind === 'text')
    for (const item of texts) expect(() => JSON.parse(item.text)).not.toThrow()
    const names = new Set(texts.map((item) => item.truth.fault?.name))
    expect(names.size).toBeGreaterThan(50)
  })
})

describe('customers', () => {
  const items = list(OPTIONS)

  test('browse under an anonymous id before the same device shows who they are', () => {
    const known = new Set<unknown>()
    let anonymousFirst = 0
    for (const item of items) {
      if (item.kind !== 'event' || item.truth.device === undefined) continue
      if (item.body['userId'] !== undefined) known.add(item.truth.customer)
      else if (!known.has(item.truth.customer)) anonymousFirst++
    }
    expect(known.size).toBeGreaterThan(300)
    expect(known.size).toBeLessThan(490)
    expect(anonymousFirst).toBeGreaterThan(1_000)
  })

  test('are served under their user id only after they were known', () => {
    const known = new Set<unknown>()
    for (const body of bodies(items)) {
      if (body['type'] === 'identify') known.add(body['userId'])
      if (body['channel'] === 'server') expect(known).toContain(body['userId'])
    }
  })

  test('use several devices, and some are far busier than others', () => {
    const perCustomer = new Map<unknown, number>()
    const devices = new Map<unknown, Set<unknown>>()
    for (const { truth } of items) {
      perCustomer.set(truth.customer, (perCustomer.get(truth.customer) ?? 0) + 1)
      if (truth.device === undefined) continue
      devices.set(truth.customer, (devices.get(truth.customer) ?? new Set()).add(truth.device))
    }
    const sizes = [...perCustomer.values()].toSorted((a, b) => b - a)
    expect((sizes[0] ?? 0) / (sizes[Math.floor(sizes.length / 2)] ?? 1)).toBeGreaterThan(4)
    expect(Math.max(...[...devices.values()].map((set) => set.size))).toBe(4)
  })

  test('send every type of call, of the size that SDKs send', () => {
    const types = new Set(bodies(items).map((body) => body['type']))
    expect(types).toEqual(new Set(['track', 'page', 'screen', 'identify', 'group', 'alias']))
    const mean = items.reduce((sum, item) => sum + itemText(item).length, 0) / items.length
    expect(mean).toBeGreaterThan(450)
    expect(mean).toBeLessThan(700)
  })

  test('have phones of their own', () => {
    const phones = Array.from({ length: 20_000 }, (_, n) => phoneOf(n))
    expect(new Set(phones).size).toBe(20_000)
    for (const phone of phones.slice(0, 100)) expect(phone).toMatch(/^\+467[0236]\d{7}$/)
  })
})

test('two million events are as good as endless: only what is asked for is made', () => {
  const stream = generateEvents({ ...TROUBLED, customers: 100_000, events: 2_000_000 })
  let seen = 0
  for (const _ of stream) if (++seen === 1_000) break
  expect(seen).toBe(1_000)
})

test('options that make no sense are refused', () => {
  for (const bad of [
    { customers: 0 },
    { events: -1 },
    { late: 2 },
    { malformed: 0.6, duplicated: 0.6 },
  ]) {
    expect(() => generateEvents({ ...OPTIONS, ...bad })).toThrow(RangeError)
  }
})

test('each malformed case is JSON or not, as it claims', () => {
  const unique = { messageId: 'm-1', timestamp: '2026-01-01T00:00:00Z', userId: 'poison-1' }
  for (const one of MALFORMED_CASES) {
    const parse = () => JSON.parse(one.text(unique))
    if (one.expected === 'unreadable') expect(parse, one.name).toThrow()
    else expect(parse, one.name).not.toThrow()
  }
  const names = MALFORMED_CASES.map((one) => one.name)
  expect(new Set(names).size).toBe(names.length)
})
