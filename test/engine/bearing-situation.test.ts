// The situation through the real engine: news of it is in the next view of those it touches.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SituationUpdate } from '../../src/contract/situation.ts'
import { ago, look, person } from '../support/ann.ts'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ understands: true })
})
afterAll(() => running.stop())

const agent = callerOf('agent')

describe('the situation', () => {
  const incident = (id: string, touches?: string): SituationUpdate => ({
    kind: 'incident',
    incident: {
      id,
      title: 'Cable cut in Malmö',
      capabilities: ['fibre-network'],
      status: 'identified',
      startedAt: ago(running, 60),
      customerText: 'A cable is cut; we are on it',
      at: ago(running, 1),
      ...(touches && { touches }),
    },
  })

  test('news counts once and is in the next view of those it touches', async () => {
    const ann = await person(running, 'sit-ann')
    const news = incident('inc-1', 'customer.traits.city == "Malmö"')
    expect(await running.engine.putSituation([news], agent)).toEqual({ stored: 1, known: 0 })
    expect(await running.engine.putSituation([news], agent)).toEqual({ stored: 0, known: 1 })
    const view = await look(running, ann)
    expect(view.situation?.incidents.map(({ what }) => what)).toEqual(['Cable cut in Malmö'])
    await collectFrom(running.engine, 'web', [
      { type: 'identify', messageId: 'olle', userId: 'sit-olle', traits: { city: 'Oslo' } },
    ])
    expect((await look(running, 'user_id:sit-olle')).situation?.incidents).toEqual([])
  })

  test('an incident that is told again began when it was first told, and anew once it was over', async () => {
    const tell = async (minutesAgo: number, status: 'identified' | 'monitoring' | 'resolved') => {
      const at = ago(running, minutesAgo)
      const told = { id: 'inc-again', title: 'Mast down', capabilities: [], status, at }
      await running.engine.putSituation([{ kind: 'incident', incident: told }], agent)
      const { incidents } = running.engine.situation()
      return incidents.find(({ id }) => id === 'inc-again')?.startedAt
    }
    expect(await tell(50, 'identified')).toBe(ago(running, 50))
    expect(await tell(40, 'monitoring')).toBe(ago(running, 50))
    await tell(30, 'resolved')
    expect(await tell(20, 'identified')).toBe(ago(running, 20))
    await tell(10, 'resolved')
  })

  test.each([
    ['customer.traits.city', 'compare it'],
    ['customer.trait.city == "Oslo"', 'traits'],
    ['customer.objects.exists(o, o.typ == "order")', 'type'],
  ])('an incident that could touch nobody is refused: %s', async (touches, word) => {
    const put = running.engine.putSituation([incident('inc-silent', touches)], agent)
    await expect(put).rejects.toMatchObject({
      code: 'BODY_INVALID',
      errors: [
        { path: 'updates.0.incident.touches', message: expect.stringContaining(word) as string },
      ],
    })
  })

  test('what was promised to her is shown to those who serve her, broken once it is late', async () => {
    const bo = await person(running, 'sit-bo')
    const promise = (id: string, dueAt: string): SituationUpdate => ({
      kind: 'commitment',
      commitment: {
        id,
        subject: bo,
        kind: 'promise',
        title: 'Call back',
        dueAt,
        state: 'open',
        at: ago(running, 100),
        evidence: [],
      },
    })
    await running.engine.putSituation(
      [promise('p-1', ago(running, 10)), promise('p-2', ago(running, -60))],
      agent,
    )
    expect((await look(running, bo)).situation?.promises.map(({ state }) => state)).toEqual([
      'broken',
      'due',
    ])
    expect((await look(running, 'user_id:sit-ann')).situation?.promises).toEqual([])
    const marketing = { purpose: 'marketing', channel: 'email' }
    expect((await look(running, bo, marketing, 'marketer')).situation?.promises ?? []).toEqual([])
  })

  test('staff see figures, and what is past its time is unknown', async () => {
    const signal = (metric: 'backlog' | 'agents' | 'wait', value: number): SituationUpdate => ({
      kind: 'signal',
      signal: {
        id: metric,
        capability: 'business-desk',
        metric,
        value,
        at: ago(running, 0),
        source: 'acd',
      },
    })
    await running.engine.putSituation([signal('wait', 4), signal('agents', 3)], agent)
    const now = running.engine.situation()
    expect(now.signals.map(({ metric }) => metric).sort()).toEqual(['agents', 'wait'])
    running.clock.now += 3_600_000
    expect(running.engine.situation().signals).toEqual([])
    running.clock.now = NOW
  })

  test('events of our own systems bring news, once and in order; others bring none', async () => {
    const measured = (id: string, waiting: number, minutesAgo: number) => ({
      type: 'track',
      event: 'Queue Measured',
      messageId: id,
      userId: 'telephony',
      timestamp: ago(running, minutesAgo),
      properties: { queue: 'support', waiting },
    })
    const backlog = () =>
      running.engine.situation().signals.find(({ metric }) => metric === 'backlog')?.value
    await collectFrom(running.engine, 'telephony', [measured('q-2', 9, 1), measured('q-1', 30, 3)])
    expect(backlog()).toBe(9)
    await collectFrom(running.engine, 'telephony', [measured('q-1', 30, 3), measured('q-0', 2, 4)])
    await collectFrom(running.engine, 'web', [measured('q-forged', 0, 0)])
    expect(backlog()).toBe(9)
    const rows = await running.store.pool.query(
      "select 1 from situation_update where id like 'phone-queue:%'",
    )
    expect(rows.rowCount).toBe(3)
    running.clock.now += 600_000
    expect(backlog()).toBeUndefined()
    running.clock.now = NOW
  })

  test('a fault and a promise that events told of are in her next view; broken ones are stored only', async () => {
    const eva = await person(running, 'sit-eva')
    const fault = { fault: 'F-1', node: 'N1', city: 'Malmö', status: 'identified' }
    const { results } = await collectFrom(running.engine, 'monitoring', [
      {
        type: 'identify',
        messageId: 'eva-a',
        userId: 'sit-eva',
        traits: { address: { city: 'Malmö' } },
      },
      {
        type: 'track',
        event: 'Network Fault Reported',
        messageId: 'f-1',
        userId: 'net',
        timestamp: ago(running, 2),
        properties: fault,
      },
      {
        type: 'track',
        event: 'Network Fault Reported',
        messageId: 'f-2',
        userId: 'net',
        timestamp: ago(running, 1),
        properties: { fault: 'F-2', status: 'odd' },
      },
    ])
    expect(results.map(({ status }) => status)).toEqual(['stored', 'stored', 'stored'])
    expect(running.engine.metrics()).toContain(
      'situation_feed_unusable_total{feed="network-fault"} 1',
    )
    await collectFrom(running.engine, 'crm', [
      {
        type: 'track',
        event: 'Call Back Promised',
        messageId: 'p-eva',
        userId: 'sit-eva',
        timestamp: ago(running, 9),
        properties: { promise: 'P-eva', about: 'her line', due: ago(running, -60) },
      },
    ])
    const { situation } = await look(running, eva)
    expect(situation?.incidents.map(({ what }) => what)).toContain(
      'Fibre node N1 in Malmö is disturbed',
    )
    expect(situation?.promises).toContainEqual(
      expect.objectContaining({ what: 'Call back about her line', state: 'due' }),
    )
    const report = await running.engine.rebuild({ verify: true })
    expect(report.equal).toBe(true)
  })

  test('what cannot be read is refused as a whole', async () => {
    const broken = [incident('inc-2', 'customer.traits.city ==')]
    await expect(running.engine.putSituation(broken, agent)).rejects.toMatchObject({
      code: 'BODY_INVALID',
    })
    const nobody: SituationUpdate = {
      kind: 'signal',
      signal: {
        id: 's',
        capability: 'moon',
        metric: 'wait',
        value: 1,
        at: ago(running, 0),
        source: 'x',
      },
    }
    await expect(
      running.engine.putSituation([incident('inc-3'), nobody], agent),
    ).rejects.toMatchObject({ code: 'BODY_INVALID' })
    expect(running.engine.situation().incidents.map(({ id }) => id)).not.toContain('inc-3')
  })

  test.each([
    ['fewer than none waiting', { metric: 'backlog', value: -5 }, 'value'],
    ['busier than all of them', { metric: 'load', value: 7 }, 'value'],
    ['more than alive', { metric: 'health', value: 2 }, 'value'],
    ['a wait of ages', { metric: 'wait', value: 1e300 }, 'value'],
    ['a measurement of tomorrow', { metric: 'wait', value: 5, at: '2099-01-01T00:00:00Z' }, 'at'],
  ] as const)('%s is refused with the field', async (_what, part, field) => {
    const signal = {
      id: 's',
      capability: 'support-phone',
      at: ago(running, 0),
      source: 'x',
      ...part,
    }
    await expect(
      running.engine.putSituation([{ kind: 'signal', signal }], agent),
    ).rejects.toMatchObject({ errors: [{ path: `updates.0.signal.${field}` }] })
  })

  test('an incident that ends before it starts is refused', async () => {
    const { incident: right } = incident('inc-back') as Extract<
      SituationUpdate,
      { kind: 'incident' }
    >
    const backwards = { ...right, startedAt: ago(running, 10), expectedEndAt: ago(running, 20) }
    await expect(
      running.engine.putSituation([{ kind: 'incident', incident: backwards }], agent),
    ).rejects.toMatchObject({ errors: [{ path: 'updates.0.incident.expectedEndAt' }] })
  })

  test('an incident of tomorrow is refused: nothing could end it today', async () => {
    const tomorrow: SituationUpdate = {
      kind: 'incident',
      incident: {
        id: 'inc-tomorrow',
        title: 'Clock of the sender is wrong',
        capabilities: [],
        status: 'identified',
        startedAt: ago(running, 10),
        at: ago(running, -120),
      },
    }
    await expect(running.engine.putSituation([tomorrow], agent)).rejects.toMatchObject({
      errors: [{ path: 'updates.0.incident.at' }],
    })
  })
})
