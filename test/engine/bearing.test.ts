// The bearing through the real engine: the situation, what she wants and where she stands, in her next view.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ObjectiveInput } from '../../src/contract/objective.ts'
import type { SituationUpdate } from '../../src/contract/situation.ts'
import { type View, ViewRequest } from '../../src/contract/view.ts'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ understands: true })
})
afterAll(() => running.stop())

const ago = (minutes: number) => new Date(running.clock.now - minutes * 60_000).toISOString()
const agent = callerOf('agent')

async function person(key: string): Promise<string> {
  await collectFrom(running.engine, 'web', [
    {
      type: 'identify',
      messageId: `${key}-i`,
      userId: key,
      timestamp: ago(9_000),
      traits: { name: 'Ann Berg', email: `${key}@x.io`, city: 'Malmö' },
    },
  ])
  return `user_id:${key}`
}

async function said(key: string, text: string, minutesAgo = 5): Promise<void> {
  const { results } = await collectFrom(running.engine, 'chat', [
    {
      type: 'track',
      event: 'Chat Message Received',
      messageId: `${key}-${text}`,
      userId: key,
      channel: 'chat',
      timestamp: ago(minutesAgo),
      properties: { text },
    },
  ])
  expect(results.map(({ status }) => status)).toEqual(['stored'])
}

function look(customer: string, more: object = {}, role = 'agent'): Promise<View> {
  const request = { customer, purpose: 'service', channel: 'phone', ...more }
  return running.engine.view(ViewRequest.parse(request), callerOf(role))
}

describe('the situation', () => {
  const incident = (id: string, touches?: string): SituationUpdate => ({
    kind: 'incident',
    incident: {
      id,
      title: 'Cable cut in Malmö',
      capabilities: ['fibre-network'],
      status: 'identified',
      startedAt: ago(60),
      customerText: 'A cable is cut; we are on it',
      at: ago(1),
      ...(touches && { touches }),
    },
  })

  test('news counts once and is in the next view of those it touches', async () => {
    const ann = await person('sit-ann')
    const news = incident('inc-1', 'customer.traits.city == "Malmö"')
    expect(await running.engine.putSituation([news], agent)).toEqual({ stored: 1, known: 0 })
    expect(await running.engine.putSituation([news], agent)).toEqual({ stored: 0, known: 1 })
    const view = await look(ann)
    expect(view.situation?.incidents.map(({ what }) => what)).toEqual(['Cable cut in Malmö'])
    await collectFrom(running.engine, 'web', [
      { type: 'identify', messageId: 'olle', userId: 'sit-olle', traits: { city: 'Oslo' } },
    ])
    expect((await look('user_id:sit-olle')).situation?.incidents).toEqual([])
  })

  test('what was promised to her is shown to those who serve her, broken once it is late', async () => {
    const bo = await person('sit-bo')
    const promise = (id: string, dueAt: string): SituationUpdate => ({
      kind: 'commitment',
      commitment: {
        id,
        subject: bo,
        kind: 'promise',
        title: 'Call back',
        dueAt,
        state: 'open',
        at: ago(100),
        evidence: [],
      },
    })
    await running.engine.putSituation([promise('p-1', ago(10)), promise('p-2', ago(-60))], agent)
    expect((await look(bo)).situation?.promises.map(({ state }) => state)).toEqual([
      'broken',
      'due',
    ])
    expect((await look('user_id:sit-ann')).situation?.promises).toEqual([])
    const marketing = { purpose: 'marketing', channel: 'email' }
    expect((await look(bo, marketing, 'marketer')).situation?.promises ?? []).toEqual([])
  })

  test('staff see figures, and what is past its time is unknown', async () => {
    const signal = (metric: 'backlog' | 'agents' | 'wait', value: number): SituationUpdate => ({
      kind: 'signal',
      signal: { id: metric, capability: 'business-desk', metric, value, at: ago(0), source: 'acd' },
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
      timestamp: ago(minutesAgo),
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
    const eva = await person('sit-eva')
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
        timestamp: ago(2),
        properties: fault,
      },
      {
        type: 'track',
        event: 'Network Fault Reported',
        messageId: 'f-2',
        userId: 'net',
        timestamp: ago(1),
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
        timestamp: ago(9),
        properties: { promise: 'P-eva', about: 'her line', due: ago(-60) },
      },
    ])
    const { situation } = await look(eva)
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
      signal: { id: 's', capability: 'moon', metric: 'wait', value: 1, at: ago(0), source: 'x' },
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
    const signal = { id: 's', capability: 'support-phone', at: ago(0), source: 'x', ...part }
    await expect(
      running.engine.putSituation([{ kind: 'signal', signal }], agent),
    ).rejects.toMatchObject({ errors: [{ path: `updates.0.signal.${field}` }] })
  })

  test('an incident that ends before it starts is refused', async () => {
    const { incident: right } = incident('inc-back') as Extract<
      SituationUpdate,
      { kind: 'incident' }
    >
    const backwards = { ...right, startedAt: ago(10), expectedEndAt: ago(20) }
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
        startedAt: ago(10),
        at: ago(-120),
      },
    }
    await expect(running.engine.putSituation([tomorrow], agent)).rejects.toMatchObject({
      errors: [{ path: 'updates.0.incident.at' }],
    })
  })
})

describe('what she wants', () => {
  const say = (ref: string, input: object, role = 'agent') =>
    running.engine.sayObjective(
      ref,
      ObjectiveInput.parse(input),
      callerOf(role, { subjects: [ref] }),
    )

  test('is read from her words, with the words and a mood that lapses', async () => {
    const ref = await person('obj-ann')
    await said('obj-ann', 'my internet is down again and nobody helps me, this is ridiculous')
    const { objective } = await look(ref)
    expect(objective).toMatchObject({ job: 'restore-service', basis: 'inferred' })
    expect(objective?.because[0]?.text).toMatch(/internet is down/)
    expect(['frustrated', 'angry']).toContain(objective?.mood?.label)
    running.clock.now += 5 * 3_600_000
    expect((await look(ref)).objective?.mood).toBeUndefined()
    running.clock.now = NOW
  })

  test('is not shown to a purpose that may not read her words', async () => {
    await person('obj-bo')
    await said('obj-bo', 'my internet is down and nothing works')
    const view = await look(
      'user_id:obj-bo',
      { purpose: 'partner', channel: 'api' },
      'partner',
    ).catch(() => undefined)
    expect(view?.objective ?? null).toBeNull()
    const brief = await look(
      'user_id:obj-bo',
      { purpose: 'marketing', channel: 'email' },
      'marketer',
    )
    expect(brief.objective).toBeNull()
  })

  test('declared goes first, confirmed teaches, resolved ends it', async () => {
    const ref = await person('obj-cia')
    await said('obj-cia', 'my internet is down and nothing works')
    await say(ref, { job: 'pay-bill', verdict: 'declare' }, 'customer')
    expect((await look(ref)).objective).toMatchObject({
      job: 'pay-bill',
      basis: 'declared',
      confidence: 1,
    })
    running.clock.now += 1_000
    await say(ref, { job: 'pay-bill', verdict: 'resolve' })
    await say(ref, { job: 'restore-service', verdict: 'confirm' })
    const { objective } = await look(ref)
    expect(objective).toMatchObject({ job: 'restore-service', basis: 'declared' })
    expect(objective?.past).toMatchObject([{ job: 'pay-bill', end: 'settled' }])
    expect(objective?.past?.[0]?.evidence[0]).toMatch(/^evt_/)
    const lessons = await running.store.lessons(10)
    expect(lessons.at(-1)?.properties).toMatchObject({
      job: 'restore-service',
      text: 'my internet is down and nothing works',
      by: 'agent',
    })
  })

  test('learns the words that people corrected', async () => {
    const words = 'the flux gizmo goes bleep'
    for (let n = 0; n < 8; n++) {
      const ref = await person(`obj-t${n}`)
      const text = `${words} ${['today', 'again', 'now', 'here', 'twice', 'help', 'why', 'so'][n]}`
      await say(ref, { job: 'pay-bill', verdict: 'correct', instead: 'improve-speed', text })
    }
    await running.engine.learnLanguage()
    const ref = await person('obj-t')
    await said('obj-t', `${words} please`)
    expect((await look(ref)).objective).toMatchObject({ job: 'improve-speed', basis: 'inferred' })
  })

  test('refuses jobs that are not in the catalogue, and nobody speaks for strangers', async () => {
    const ref = await person('obj-dan')
    await expect(say(ref, { job: 'fly', verdict: 'declare' })).rejects.toMatchObject({
      code: 'BODY_INVALID',
    })
    const same = { job: 'pay-bill', verdict: 'correct', instead: 'pay-bill' }
    await expect(say(ref, same)).rejects.toMatchObject({ code: 'BODY_INVALID' })
    const stranger = callerOf('customer', { subjects: ['user_id:obj-ann'] })
    const input = ObjectiveInput.parse({ job: 'pay-bill', verdict: 'declare' })
    await expect(running.engine.sayObjective(ref, input, stranger)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('where she stands', () => {
  const ticket = (id: string, status: string, minutesAgo: number, who = 'user_id:pos-ann') =>
    running.engine.putObjects([
      {
        type: 'ticket',
        id,
        customer: who,
        source: 'desk',
        mode: 'full',
        changedAt: ago(minutesAgo),
        body: { status, subject: 'Line drops', ticket_number: id },
      },
    ])

  test('is the stage that her events brought her to, and whose move it is', async () => {
    const ref = await person('pos-ann')
    await ticket('T-900', 'open', 3_000)
    expect((await look(ref)).position).toMatchObject({
      journey: 'support-request',
      stage: 'reported',
      waitingOn: 'us',
      passage: 'T-900',
    })
    await ticket('T-900', 'waiting_for_customer', 100)
    const view = await look(ref)
    expect(view.position).toMatchObject({ stage: 'asked-back', waitingOn: 'customer' })
  })

  test('is told since the moment that the desk names, when a case of last week is handed over', async () => {
    const ref = await person('pos-cleo')
    const openedAt = ago(9_000)
    await running.engine.putObjects([
      {
        type: 'ticket',
        id: 'T-903',
        customer: ref,
        source: 'desk',
        mode: 'full',
        changedAt: ago(10),
        body: { status: 'open', subject: 'No tone', ticket_number: 'T-903', openedAt },
      },
    ])
    const { position } = await look(ref)
    expect(position).toMatchObject({ stage: 'reported', since: openedAt, overdue: true })
  })

  test('of the past is derived from what had happened; how we stood then is not known', async () => {
    const desk = (status: string, minutesAgo: number) =>
      ticket(`T-902`, status, minutesAgo, 'user_id:pos-bo')
    await desk('open', 3_000)
    await desk('solved', 100)
    const then = await look('user_id:pos-bo', { asOf: ago(1_000) })
    expect(then.position).toMatchObject({ stage: 'reported', passage: 'T-902' })
    expect(then.situation).toBeNull()
    expect((await look('user_id:pos-bo')).position).toMatchObject({ state: 'arrived' })
  })

  test('is withheld with what it is made of', async () => {
    const view = await look(
      'user_id:pos-ann',
      { purpose: 'marketing', channel: 'email' },
      'marketer',
    )
    expect(view.position).toBeNull()
  })

  test('starts the clock of the service level when the ticket was opened', async () => {
    await ticket('T-901', 'open', 3_000)
    const { situation } = await look('user_id:pos-ann')
    const clock = situation?.promises.find(({ kind }) => kind === 'service-level')
    expect(clock).toMatchObject({ what: 'Answer within one working day' })
  })

  test('the clock stands while it is her turn, also when the news of it comes late', async () => {
    await ticket('T-902', 'open', 2_000)
    await ticket('T-902', 'in_progress', 60)
    const clock = async () =>
      (await look('user_id:pos-ann')).situation?.promises.find(({ because }) =>
        because.some(({ evidence = [] }) => evidence.includes('ticket:T-902')),
      )
    expect((await clock())?.pausedMs).toBeUndefined()
    const before = (await clock())?.used ?? 0
    await ticket('T-902', 'waiting_for_customer', 1_900)
    const after = await clock()
    expect(after?.pausedMs).toBeGreaterThan(3_600_000)
    expect(after?.used ?? 1).toBeLessThan(before)
    expect((await running.engine.rebuild({ verify: true })).equal).toBe(true)
  })
})

describe('what is usual', () => {
  const DAY = 86_400_000
  let started: TestEngine
  beforeAll(async () => {
    started = await startTestEngine()
  })
  afterAll(() => started.stop())

  async function order(n: number, steps: readonly (readonly [string, number])[]): Promise<void> {
    const { engine } = started
    for (const [status, daysAgo] of steps) {
      const at = new Date(NOW - daysAgo * DAY).toISOString()
      await engine.putObjects([
        {
          type: 'order',
          id: `O-${n}`,
          customer: `user_id:buyer-${n}`,
          source: 'shop',
          mode: 'full',
          changedAt: at,
          messageId: `o-${n}-${status}`,
          body: { status, order_number: `O-${n}` },
        },
      ])
    }
  }

  const view = (n: number) =>
    started.engine.view(
      ViewRequest.parse({ customer: `user_id:buyer-${n}`, purpose: 'service', channel: 'phone' }),
      agent,
    )

  test('is learned from the passages that ended, as they end', async () => {
    for (let n = 0; n < 24; n++) {
      await order(n, [
        ['placed', 30],
        ['shipped', 28],
        n % 8 === 0 ? ['cancelled', 27] : ['delivered', 26],
      ])
    }
    await order(99, [
      ['placed', 3],
      ['shipped', 0.5],
    ])
    const { position } = await view(99)
    expect(position).toMatchObject({ journey: 'order-to-delivery', stage: 'shipped' })
    expect(position?.next[0]).toMatchObject({ step: 'delivered' })
    expect(position?.next[0]?.p).toBeGreaterThan(0.6)
    expect(position?.destination?.[0]).toMatchObject({ goal: 'delivered' })
    expect(position?.norm?.n).toBeGreaterThan(10)
  })

  test('learned again from the ledger it is much the same, and stored', async () => {
    const learned = await started.engine.learnJourneys()
    expect(learned.journeys['order-to-delivery']).toBe(24)
    expect((await view(99)).position?.next[0]).toMatchObject({ step: 'delivered' })
    const names = (await started.store.learnedNames()).map(({ name }) => name)
    expect(names).toContain('journeys')
  })

  test('a changed journey is derived again for what had happened before', async () => {
    const { definitions } = { definitions: started.engine.definitions() }
    const journeys = (definitions.journeys ?? []).map((one) =>
      one.journey === 'order-to-delivery'
        ? {
            ...one,
            stages: one.stages
              .map((stage) =>
                stage.stage === 'shipped'
                  ? { ...stage, stage: 'under-way', title: 'Under way' }
                  : stage,
              )
              .map((stage) => ({
                ...stage,
                ...(stage.next && {
                  next: stage.next.map((name) => (name === 'shipped' ? 'under-way' : name)),
                }),
              })),
          }
        : one,
    )
    await started.engine.applyDefinitions({ journeys }, { author: 'test', dryRun: false })
    expect((await view(99)).position).toMatchObject({ stage: 'placed' })
    await started.engine.learnJourneys()
    expect((await view(99)).position).toMatchObject({ stage: 'under-way' })
    const report = await started.engine.rebuild({ verify: true })
    expect(report.tables.filter(({ missing, extra }) => missing + extra > 0)).toEqual([])
  })
})
