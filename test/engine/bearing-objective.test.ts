// What she wants through the real engine: read from her words, declared, corrected, learned.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ObjectiveInput } from '../../src/contract/objective.ts'
import { look, person, said } from '../support/ann.ts'
import { callerOf, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine({ understands: true })
})
afterAll(() => running.stop())

describe('what she wants', () => {
  const say = (ref: string, input: object, role = 'agent') =>
    running.engine.sayObjective(
      ref,
      ObjectiveInput.parse(input),
      callerOf(role, { subjects: [ref] }),
    )

  test('is read from her words, with the words and a mood that lapses', async () => {
    const ref = await person(running, 'obj-ann')
    await said(
      running,
      'obj-ann',
      'my internet is down again and nobody helps me, this is ridiculous',
    )
    const { objective } = await look(running, ref)
    expect(objective).toMatchObject({ job: 'restore-service', basis: 'inferred' })
    expect(objective?.because[0]?.text).toMatch(/internet is down/)
    expect(['frustrated', 'angry']).toContain(objective?.mood?.label)
    running.clock.now += 5 * 3_600_000
    expect((await look(running, ref)).objective?.mood).toBeUndefined()
    running.clock.now = NOW
  })

  test('is unknown, with her words, where no job covers them', async () => {
    const ref = await person(running, 'obj-ilona')
    expect((await look(running, ref)).objective).toBeNull()
    await said(running, 'obj-ilona', 'holnap kinyílik végre a paradicsom az erkélyen')
    const { objective } = await look(running, ref)
    expect(objective).toMatchObject({ job: 'unknown', confidence: 0 })
    expect(objective?.because).toEqual([
      {
        text: 'Said “holnap kinyílik végre a paradicsom az erkélyen”',
        evidence: [expect.stringMatching(/^evt_/)],
      },
    ])
  })

  test('is not shown to a purpose that may not read her words', async () => {
    await person(running, 'obj-bo')
    await said(running, 'obj-bo', 'my internet is down and nothing works')
    const view = await look(
      running,
      'user_id:obj-bo',
      { purpose: 'partner', channel: 'api' },
      'partner',
    ).catch(() => undefined)
    expect(view?.objective ?? null).toBeNull()
    const brief = await look(
      running,
      'user_id:obj-bo',
      { purpose: 'marketing', channel: 'email' },
      'marketer',
    )
    expect(brief.objective).toBeNull()
  })

  test('declared goes first, confirmed teaches, resolved ends it', async () => {
    const ref = await person(running, 'obj-cia')
    await said(running, 'obj-cia', 'my internet is down and nothing works')
    await say(ref, { job: 'pay-bill', verdict: 'declare' }, 'customer')
    expect((await look(running, ref)).objective).toMatchObject({
      job: 'pay-bill',
      basis: 'declared',
      confidence: 1,
    })
    running.clock.now += 1_000
    await say(ref, { job: 'pay-bill', verdict: 'resolve' })
    await say(ref, { job: 'restore-service', verdict: 'confirm' })
    const { objective } = await look(running, ref)
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
      const ref = await person(running, `obj-t${n}`)
      const text = `${words} ${['today', 'again', 'now', 'here', 'twice', 'help', 'why', 'so'][n]}`
      await say(ref, { job: 'pay-bill', verdict: 'correct', instead: 'improve-speed', text })
    }
    await running.engine.learnLanguage()
    const ref = await person(running, 'obj-t')
    await said(running, 'obj-t', `${words} please`)
    expect((await look(running, ref)).objective).toMatchObject({
      job: 'improve-speed',
      basis: 'inferred',
    })
  })

  test('what is said of two who are one for a while goes with the words, or with whom it was said of', async () => {
    const eve = await person(running, 'obj-eve')
    const fay = await person(running, 'obj-fay')
    await said(running, 'obj-eve', 'my internet is down and nothing works', 30)
    await said(running, 'obj-fay', 'I want to cancel my contract', 20)
    const steward = callerOf('steward')
    const { undo } = await running.engine.link(
      { a: eve, b: fay, reason: 'one person', dryRun: false },
      steward,
    )
    await say(eve, { job: 'cancel-or-pause', verdict: 'correct', instead: 'pay-bill' })
    await say(eve, { job: 'restore-service', verdict: 'confirm' })
    await say(fay, { job: 'upgrade', verdict: 'declare' })
    await running.engine.unlink({ links: undo, reason: 'they are two', dryRun: false }, steward)
    const eves = (await look(running, eve)).objective
    expect(eves).toMatchObject({ job: 'restore-service', basis: 'declared' })
    expect(eves?.past).toBeUndefined()
    const fays = (await look(running, fay)).objective
    expect(fays).toMatchObject({ basis: 'declared' })
    expect(fays?.past).toMatchObject([{ job: 'cancel-or-pause', end: 'refused' }])
    expect([fays?.job, ...(fays?.others ?? []).map(({ job }) => job)]).toContain('upgrade')
  })

  test('only a correction says what it is instead', async () => {
    const ref = await person(running, 'obj-gil')
    const both = { job: 'upgrade', verdict: 'confirm', instead: 'pay-bill' }
    await expect(say(ref, both)).rejects.toMatchObject({
      code: 'BODY_INVALID',
      message: 'instead goes with correct; with confirm leave it out',
    })
  })

  test('refuses jobs that are not in the catalogue, and nobody speaks for strangers', async () => {
    const ref = await person(running, 'obj-dan')
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
