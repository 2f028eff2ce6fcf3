// Can we, how well, how soon; what touches her; what we owe her. Told to staff and to her.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Commitment, SituationUpdate } from '../../contract/situation.ts'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { type AbilityAsk, ability } from './ability.ts'
import { compileSituation, situationFaults } from './compile.ts'
import {
  asking,
  commitment,
  constraint,
  FRIDAY_TEN,
  IN_LUND,
  incident,
  minutesAgo,
  signal,
} from './example.ts'
import { type ClockedObject, promisesTo } from './promises.ts'
import { type SituationAsk, situationFor } from './situation.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const can = (
  capability: string,
  updates: readonly SituationUpdate[] = [],
  over: Partial<AbilityAsk> = {},
) => ability({ capability, units: 1 }, asking(updates, over))
const reasons = (found: ReturnType<typeof can>) => found.because.map((one) => one.text)
const QUEUE = [signal('phone', 'agents', 3), signal('phone', 'backlog', 2)]

describe('can we', () => {
  test('a team at work with a short queue can, with the wait and its evidence', () => {
    const phone = can('phone', QUEUE)
    expect(phone).toMatchObject({ capability: 'phone', feasible: true })
    expect(phone.eta?.p50).toBeGreaterThan(1)
    expect(phone.quality).toBeGreaterThan(0.5)
    expect(phone.because[0]?.evidence).toHaveLength(2)
  })

  test('a queue that nobody reports on is no promise', () => {
    expect(can('phone')).not.toHaveProperty('eta')
    expect(reasons(can('phone'))).toEqual(['The wait for Phone is not known'])
  })

  test('closed says when it opens', () => {
    const saturday = can('phone', QUEUE, { now: FRIDAY_TEN + DAY_MS })
    expect(saturday).toMatchObject({
      feasible: false,
      quality: 0,
      opensAt: '2026-11-23T07:00:00.000Z',
    })
  })

  test('what is not possible says why, and nothing of a wait that nobody has', () => {
    expect(reasons(can('phone', [], { now: FRIDAY_TEN + DAY_MS }))).toEqual(['Phone is closed'])
    const blocked = can('phone', [constraint({ capability: 'phone', reason: 'All are ill' })])
    expect(reasons(blocked)).toEqual(['All are ill'])
    expect(blocked).not.toHaveProperty('eta')
  })

  test('nobody at work is not possible', () => {
    expect(reasons(can('phone', [signal('phone', 'agents', 0)]))).toEqual([
      'Nobody is at work at Phone',
    ])
  })

  test('what takes a lead can be had at night, in its working time', () => {
    const night = Date.UTC(2026, 10, 20, 20)
    const technician = can('technician', [], { now: night })
    // One working day: Monday evening.
    expect(technician.feasible).toBe(true)
    expect((technician.eta?.p50 ?? 0) / 60).toBeCloseTo(68, 5)
  })

  test.each([
    [[], false, 'How much there is of Store is not known: promise none'],
    [[signal('store', 'stock', 0)], false, 'Of Store there are 0, needed 1'],
    [[signal('store', 'stock', 3)], true, 'Of Store there are 3'],
    [
      [signal('store', 'stock', 3, { at: minutesAgo(90) })],
      false,
      'How much there is of Store is not known: promise none',
    ],
  ])('stock %#: %s', (updates, feasible, reason) => {
    const store = can('store', updates)
    expect(store.feasible).toBe(feasible)
    expect(reasons(store)).toEqual([reason])
  })

  test('stock is asked for the article', () => {
    const updates = [signal('store', 'stock', 5), signal('store', 'stock', 0, { item: 'R7' })]
    expect(ability({ capability: 'store', item: 'R7', units: 1 }, asking(updates)).feasible).toBe(
      false,
    )
  })

  test('health lowers the quality, and none of it stops it', () => {
    expect(can('network', [signal('network', 'health', 0.4)])).toMatchObject({
      feasible: true,
      quality: 0.4,
    })
    expect(can('network', [signal('network', 'health', 0)])).toMatchObject({ feasible: false })
    expect(can('network')).toMatchObject({ feasible: true, quality: 1 })
  })

  test('an old report of its health is no health', () => {
    const old = can('network', [signal('network', 'health', 1, { at: minutesAgo(60) })])
    expect(old).not.toHaveProperty('eta')
    expect(reasons(old)[0]).toContain('not known')
  })

  test('constraints block, slow and cost, until they end or are lifted', () => {
    expect(can('chat', [constraint()]).feasible).toBe(false)
    expect(can('chat', [constraint({ until: minutesAgo(1) })]).feasible).toBe(true)
    expect(can('chat', [constraint({ when: 'customer.traits.city == "Oslo"' })]).feasible).toBe(
      true,
    )
    expect(
      can('chat', [constraint(), constraint({ effect: 'none', at: minutesAgo(5) })]).feasible,
    ).toBe(true)
    expect(can('chat', [constraint({ effect: 'delay', amount: 30 })]).eta).toEqual({
      p50: 30,
      p90: 30,
    })
    expect(can('chat', [constraint({ effect: 'cost', amount: 7 })]).cost).toBe(7)
    expect(can('chat', [constraint({ effect: 'degrade', amount: 0.5 })]).quality).toBe(0.4)
  })

  test('some things are for some customers only', () => {
    expect(can('desk').feasible).toBe(false)
    expect(can('desk', [], { customer: { ...IN_LUND, accounts: ['acc_1'] } }).feasible).toBe(true)
  })

  test('a skill is met by the best that has it now', () => {
    const talk = (updates: readonly SituationUpdate[]) =>
      ability({ skill: 'talk', units: 1 }, asking(updates)).capability
    expect(talk(QUEUE)).toBe('phone')
    expect(talk([signal('phone', 'agents', 0)])).toBe('chat')
  })

  test('what we do not have is said so', () => {
    expect(can('teleport')).toMatchObject({
      feasible: false,
      because: [{ text: expect.any(String) }],
    })
  })
})

describe('what we owe her', () => {
  const promised = (updates: readonly SituationUpdate[], objects: readonly ClockedObject[] = []) =>
    promisesTo(new Set(['cus_1', 'acc_1']), objects, asking(updates))

  test('broken first, then due, then kept; of others nothing', () => {
    const found = promised([
      commitment({ id: 'kept', state: 'kept' }),
      commitment({ id: 'due' }),
      commitment({ id: 'late', dueAt: minutesAgo(10), subject: 'acc_1' }),
      commitment({ id: 'gone', state: 'withdrawn' }),
      commitment({ id: 'hers', subject: 'cus_2' }),
    ])
    expect(found.map((one) => [one.id, one.state])).toEqual([
      ['late', 'broken'],
      ['due', 'due'],
      ['kept', 'kept'],
    ])
  })

  test('an entitlement that has run out is no broken word', () => {
    const visits = { kind: 'entitlement', granted: 4, used: 3 } as const
    expect(promised([commitment(visits)])).toMatchObject([{ state: 'due', used: 0.75 }])
    expect(promised([commitment({ ...visits, dueAt: minutesAgo(1) })])).toEqual([])
  })

  const ticket = (over: Partial<ClockedObject>): ClockedObject => ({
    type: 'ticket',
    id: 'T-1',
    status: 'open',
    body: {},
    isOpen: true,
    openSince: FRIDAY_TEN - 18 * HOUR_MS,
    ...over,
  })

  test('the clock of a service level runs in opening hours only', () => {
    // Open since Thursday 16:00: one hour then, two on Friday; due at eleven.
    expect(promised([], [ticket({})])).toMatchObject([
      { state: 'due', used: 0.75, dueAt: Date.UTC(2026, 10, 20, 10) },
    ])
    const later = promisesTo(new Set(), [ticket({})], asking([], { now: FRIDAY_TEN + 2 * HOUR_MS }))
    expect(later[0]?.state).toBe('broken')
  })

  test('it stands while it is her turn, and ends with the thing', () => {
    expect(promised([], [ticket({ status: 'waiting_for_customer' })])).toEqual([])
    expect(promised([], [ticket({ isOpen: false })])).toEqual([])
  })

  // Thursday 16:00 in Stockholm; the phone is open until 17:00, and from 8:00 on Friday.
  const OPENED = FRIDAY_TEN - 18 * HOUR_MS
  const waited = (from: number, to: number) =>
    [
      [OPENED, 'open'],
      [OPENED + from * HOUR_MS, 'Waiting_for_customer'],
      [OPENED + to * HOUR_MS, 'open'],
    ] as const

  test('time in which we waited for her does not count, and only opening hours of it were lost', () => {
    // From 16:30 until Friday 9:00: half an hour on Thursday and one on Friday.
    expect(promised([], [ticket({ statuses: waited(0.5, 17) })])).toMatchObject([
      {
        state: 'due',
        used: 0.375,
        pausedMs: 1.5 * HOUR_MS,
        dueAt: FRIDAY_TEN + 2.5 * HOUR_MS,
      },
    ])
    const [line] =
      situationFor({
        ...asking([]),
        subjects: new Set<string>(),
        objects: [ticket({ statuses: waited(0.5, 17) })],
        toCustomer: false,
      })?.promises ?? []
    expect(line).toMatchObject({ kind: 'service-level', pausedMs: 1.5 * HOUR_MS })
    expect(promised([], [ticket({})])[0]?.pausedMs).toBe(0)
  })

  test('what was late before we waited for her stays late, and was due before', () => {
    const now = OPENED + 30 * 24 * HOUR_MS
    const statuses = [[OPENED + 24 * HOUR_MS, 'waiting_for_customer']] as const
    const late = ticket({ status: 'waiting_for_customer', statuses })
    expect(promisesTo(new Set(), [late], asking([], { now }))).toMatchObject([
      { state: 'broken', dueAt: Date.UTC(2026, 10, 20, 10) },
    ])
  })

  test('the more she is waited for, the less is used, and all of it adds up', () => {
    const hour = fc.integer({ min: 0, max: 18 })
    fc.assert(
      fc.property(hour, hour, fc.integer({ min: 0, max: 4 }), (a, b, more) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const [one] = promised([], [ticket({ statuses: waited(from, to) })])
        const [other] = promised([], [ticket({ statuses: waited(from, Math.min(18, to + more)) })])
        expect(other?.used ?? 0).toBeLessThanOrEqual(one?.used ?? 1)
        expect((one?.used ?? 0) * 4 * HOUR_MS + (one?.pausedMs ?? 0)).toBeCloseTo(3 * HOUR_MS)
      }),
    )
  })
})

describe('the situation of a view', () => {
  const view = (updates: readonly SituationUpdate[], over: Partial<SituationAsk> = {}) =>
    situationFor({
      ...asking(updates),
      subjects: new Set(['cus_1']),
      objects: [],
      toCustomer: false,
      ...over,
    })
  const told = 'A cable is cut in Lund, we are on it'

  test('an incident is shown to those whom it touches', () => {
    expect(view([incident()])?.incidents).toMatchObject([{ what: 'Cut cable in Lund' }])
    const elsewhere = { ...IN_LUND, traits: { city: 'Umea' } }
    expect(view([incident()], { customer: elsewhere })?.incidents).toEqual([])
    expect(view([incident({ status: 'resolved' })])?.incidents).toEqual([])
    expect(view([incident({ touches: 'this is no condition' })])?.incidents).toEqual([])
  })

  test('whom it touches may turn on what she has', () => {
    const touches = 'customer.objects.exists(o, o.type == "line" && o.body.node == "LD-4")'
    const line = { type: 'line', id: 'L-1', status: 'active', body: { node: 'LD-4' } }
    const on = (objects: readonly (typeof line)[]) =>
      view([incident({ touches })], { customer: { ...IN_LUND, objects } })?.incidents.length
    expect([on([line]), on([{ ...line, body: { node: 'LD-5' } }]), on([])]).toEqual([1, 0, 0])
  })

  test('she reads only words that are meant for her', () => {
    expect(view([incident()], { toCustomer: true })?.incidents).toEqual([])
    const spoken = view([incident({ customerText: told })], { toCustomer: true })
    expect(spoken?.incidents[0]?.what).toBe(told)
    expect(JSON.stringify(spoken)).not.toContain('Cut cable')
  })

  test('she reads a bracket, staff the figure', () => {
    const line = (toCustomer: boolean) =>
      view(QUEUE, { toCustomer })?.ability.find((one) => one.what === 'phone')
    expect(line(false)).toMatchObject({
      eta: expect.stringMatching(/^PT\d+M$/),
      quality: expect.any(Number),
    })
    expect(line(true)?.wait).toMatch(/^\d+ to \d+ minutes$/)
    expect(line(true)).not.toHaveProperty('eta')
    expect(line(true)).not.toHaveProperty('cost')
    expect(line(true)?.because).toEqual([])
  })

  test('she reads why something is not to be had in the words meant for her', () => {
    const customerText = 'Chat is closed while we move it'
    const line = (over: Parameters<typeof constraint>[0]) =>
      view([constraint(over)], { toCustomer: true })?.ability.find((one) => one.what === 'chat')
    expect(line({ customerText })?.because).toEqual([{ text: customerText, evidence: ['c-1'] }])
    expect(line({ customerText, until: minutesAgo(1) })?.because).toEqual([])
    expect(line({ customerText, when: 'customer.traits.city == "Oslo"' })?.because).toEqual([])
    expect(line({})?.because).toEqual([])
  })

  test('what she is entitled to stands there also without an end', () => {
    const { dueAt: _, ...entitled } = (
      commitment({ kind: 'entitlement', title: 'Visits a year', granted: 4, used: 3 }) as {
        commitment: Commitment
      }
    ).commitment
    const found = view([{ kind: 'commitment', commitment: entitled }])?.promises
    expect(found).toMatchObject([{ what: 'Visits a year', kind: 'entitlement', used: 0.75 }])
    expect(found?.[0]).not.toHaveProperty('due')
  })

  test('promises stand there with their state', () => {
    expect(view([commitment({ dueAt: minutesAgo(5) })])?.promises).toMatchObject([
      { what: 'Call back about the router', kept: false, state: 'broken' },
    ])
  })

  test('is null for a company that defined nothing', () => {
    const nothing = compileSituation({ capabilities: [], calendars: [], serviceLevels: [] })
    expect(view([], { compiled: nothing })).toBeNull()
  })
})

describe('the definitions that come with Alidade', () => {
  test('have no fault and open at the hours they say', () => {
    const definitions = defaultDefinitions()
    expect(situationFaults(definitions)).toEqual([])
    const compiled = compileSituation(definitions)
    const hours = compiled.capabilities.get('support-phone')?.hours
    expect(hours?.isOpen(FRIDAY_TEN)).toBe(true)
    expect(hours?.isOpen(Date.UTC(2026, 11, 25, 10))).toBe(false)
  })

  test('a zone, calendar or condition that does not exist is a fault', () => {
    const [one] = defaultDefinitions().capabilities ?? []
    if (!one?.hours) throw new Error('the first capability has hours')
    const hours = { ...one.hours, timeZone: 'Mars/Olympus', calendars: ['martian'] }
    const faults = situationFaults({
      capabilities: [{ ...one, hours, when: 'customer.' }],
      calendars: [],
      serviceLevels: [
        {
          serviceLevel: 's',
          title: 's',
          object: 'ticket',
          targetMinutes: 1,
          hoursOf: 'x',
          pausedIn: [],
        },
      ],
    })
    expect(faults.map((fault) => fault.path)).toEqual([
      `capabilities.${one.capability}.hours.timeZone`,
      `capabilities.${one.capability}.hours.calendars`,
      `capabilities.${one.capability}.when`,
      'serviceLevels.s.hoursOf',
    ])
  })
})
