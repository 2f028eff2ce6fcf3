// Where she stands through the real engine: the stage her events brought her to, and the clocks that run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ago, look, person } from '../support/ann.ts'
import { startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ understands: true })
})
afterAll(() => running.stop())

describe('where she stands', () => {
  const ticket = (id: string, status: string, minutesAgo: number, who = 'user_id:pos-ann') =>
    running.engine.putObjects([
      {
        type: 'ticket',
        id,
        customer: who,
        source: 'desk',
        mode: 'full',
        changedAt: ago(running, minutesAgo),
        body: { status, subject: 'Line drops', ticket_number: id },
      },
    ])

  test('is the stage that her events brought her to, and whose move it is', async () => {
    const ref = await person(running, 'pos-ann')
    await ticket('T-900', 'open', 3_000)
    expect((await look(running, ref)).position).toMatchObject({
      journey: 'support-request',
      stage: 'reported',
      waitingOn: 'us',
      passage: 'T-900',
    })
    await ticket('T-900', 'waiting_for_customer', 100)
    const view = await look(running, ref)
    expect(view.position).toMatchObject({ stage: 'asked-back', waitingOn: 'customer' })
  })

  test('is told since the moment that the desk names, when a case of last week is handed over', async () => {
    const ref = await person(running, 'pos-cleo')
    const openedAt = ago(running, 9_000)
    await running.engine.putObjects([
      {
        type: 'ticket',
        id: 'T-903',
        customer: ref,
        source: 'desk',
        mode: 'full',
        changedAt: ago(running, 10),
        body: { status: 'open', subject: 'No tone', ticket_number: 'T-903', openedAt },
      },
    ])
    const { position } = await look(running, ref)
    expect(position).toMatchObject({ stage: 'reported', since: openedAt, overdue: true })
  })

  test('of the past is derived from what had happened; how we stood then is not known', async () => {
    const desk = (status: string, minutesAgo: number) =>
      ticket(`T-902`, status, minutesAgo, 'user_id:pos-bo')
    await desk('open', 3_000)
    await desk('solved', 100)
    const then = await look(running, 'user_id:pos-bo', { asOf: ago(running, 1_000) })
    expect(then.position).toMatchObject({ stage: 'reported', passage: 'T-902' })
    expect(then.situation).toBeNull()
    expect((await look(running, 'user_id:pos-bo')).position).toMatchObject({ state: 'arrived' })
  })

  test('is no longer told of a thing that has gone to somebody else, and what it was before is', async () => {
    const [eva, finn] = [await person(running, 'pos-eva'), await person(running, 'pos-finn')]
    await ticket('T-904', 'open', 6_000, eva)
    await ticket('T-905', 'open', 400, eva)
    expect((await look(running, eva)).position).toMatchObject({ passage: 'T-904', state: 'stuck' })
    await ticket('T-904', 'in_progress', 300, finn)
    const { position, facts } = await look(running, eva)
    expect(position).toMatchObject({ passage: 'T-905', state: 'on-course' })
    expect(position?.others).toBeUndefined()
    expect(facts.map(({ text }) => text).join()).not.toContain('T-904 is')
    const his = (await look(running, finn)).position
    expect(his).toMatchObject({ passage: 'T-904', stage: 'in-work' })
    const then = await look(running, eva, { asOf: ago(running, 500) })
    expect(then.position).toMatchObject({ passage: 'T-904', stage: 'reported' })
  })

  test('is withheld with what it is made of', async () => {
    const view = await look(
      running,
      'user_id:pos-ann',
      { purpose: 'marketing', channel: 'email' },
      'marketer',
    )
    expect(view.position).toBeNull()
  })

  test('starts the clock of the service level when the ticket was opened', async () => {
    await ticket('T-901', 'open', 3_000)
    const { situation } = await look(running, 'user_id:pos-ann')
    const clock = situation?.promises.find(({ kind }) => kind === 'service-level')
    expect(clock).toMatchObject({ what: 'Answer within one working day' })
  })

  test('the clock stands while it is her turn, also when the news of it comes late', async () => {
    await ticket('T-902', 'open', 2_000)
    await ticket('T-902', 'in_progress', 60)
    const clock = async () =>
      (await look(running, 'user_id:pos-ann')).situation?.promises.find(({ because }) =>
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
