// What objectives promise: what she declared comes first, what is settled or refused is gone, everything shows its
// evidence and lapses.
import { describe, expect, test } from 'vitest'
import type { Event } from '../../contract/event.ts'
import { CATALOGUE, DAY, event, fold, JOBS, NOW, said } from '../../testing/objectives.ts'
import { type Objectives, type OpenRequest, objectivesOf } from './objective.ts'
import { jobReader, taughtBy, trainCatalogue } from './teach.ts'

const READ = jobReader(trainCatalogue(JOBS))

function ask(
  events: readonly Event[],
  {
    open = [],
    now = NOW,
    ...more
  }: { open?: OpenRequest[]; now?: number; utterance?: string; purpose?: string } = {},
): Objectives {
  const { utterance, purpose } = more
  return objectivesOf(
    { state: fold(events), open, ...(utterance !== undefined && { utterance }) },
    CATALOGUE,
    { now, read: READ, ...(purpose !== undefined && { purpose }) },
  )
}

describe('an objective', () => {
  test('is read from her words, with the words and the event', () => {
    const words = said('my internet is down since this morning')
    const { first } = ask([words])
    expect(first).toMatchObject({ job: 'restore-service', basis: 'inferred', evidence: [words.id] })
    expect(first?.phrase).toContain('internet')
    expect(first?.confidence).toBeGreaterThan(0.6)
  })
  test('that no job covers is told to be unknown, with her words, for two days', () => {
    const words = said('werde ich im Sommer Tomaten auf dem Balkon haben?', NOW - DAY)
    const { first, others, unread } = ask([words])
    expect({ first, others }).toEqual({ first: undefined, others: [] })
    expect(unread).toEqual({ text: `Said “${words.properties['text']}”`, evidence: [words.id] })
    expect(ask([words], { now: NOW + 1.5 * DAY }).unread).toBeUndefined()
    expect(ask([words, said('my internet is down since this morning')]).unread).toBeUndefined()
    // A word of thanks after it is no other request.
    expect(ask([words, said('Thanks a lot, that was quick!')]).unread?.evidence).toEqual([words.id])
    expect(ask([], { utterance: words.properties['text'] as string }).unread).toEqual({
      text: unread?.text,
    })
  })
  test('that she says in the words of an example is as sure as the example', () => {
    const read = jobReader(trainCatalogue(JOBS), JOBS)
    for (const { job, examples } of JOBS) {
      for (const text of Object.values(examples).flat()) {
        const reading = read(`${text.toUpperCase()}!`)
        if (reading.labels[0]?.label !== job) continue
        expect(reading.labels[0].chance).toBeGreaterThanOrEqual(0.95)
        expect(reading.isKnown).toBe(true)
        expect(reading.chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1)
      }
    }
    const [one, other] = JOBS
    const words = Object.values(one?.examples ?? {}).flat()[0] ?? ''
    const twice = [...JOBS, { job: other?.job ?? '', examples: { en: [words] } }]
    expect(jobReader(trainCatalogue(JOBS), twice)(words)).toEqual(READ(words))
  })
  test('that she declared comes before what we think', () => {
    const events = [
      said('my internet is down since this morning'),
      event('Objective Declared', 'other', { job: 'move-home' }, NOW - DAY),
    ]
    expect(ask(events).first).toMatchObject({ job: 'move-home', basis: 'given', confidence: 1 })
    expect(ask(events).others[0]?.job).toBe('restore-service')
  })
  test('that was corrected gives way to the right one, and teaches', () => {
    const words = said('my internet is down', NOW - 2_000)
    const correction = event('Objective Corrected', 'other', {
      job: 'restore-service',
      instead: 'cancel-or-pause',
      by: 'agent Tomasz',
      evidence: words.id,
    })
    expect(ask([words, correction]).first).toMatchObject({
      job: 'cancel-or-pause',
      basis: 'given',
      confidence: 0.9,
    })
    expect(ask([words, correction]).past).toMatchObject([
      { job: 'restore-service', end: 'refused' },
    ])
    expect(taughtBy(correction, () => 'my internet is down')).toEqual({
      text: 'my internet is down',
      job: 'cancel-or-pause',
    })
    expect(taughtBy(words)).toBeUndefined()
  })
  test('is followed from what she did, and gone when it is settled', () => {
    const failed = event('Payment Failed', 'payment', { amount: 10 }, NOW - DAY)
    expect(ask([failed]).first).toMatchObject({
      job: 'pay-bill',
      basis: 'observed',
      evidence: [failed.id],
    })
    const paid = event('Payment Succeeded', 'payment', { amount: 10 })
    expect(ask([failed, paid]).first).toBeUndefined()
    expect(ask([paid, failed]).past).toEqual([
      {
        job: 'pay-bill',
        label: JOBS.find(({ job }) => job === 'pay-bill')?.label,
        end: 'settled',
        at: new Date(paid.occurredAt).toISOString(),
        since: new Date(failed.occurredAt).toISOString(),
        evidence: [paid.id, failed.id],
      },
    ])
  })
  test('that she spoke of is told as past once it is settled, also when she wants it again', () => {
    const words = said('my internet is down since this morning', NOW - 3 * DAY)
    const settled = event('Objective Resolved', 'objective', { job: 'restore-service' }, NOW - DAY)
    const past = { job: 'restore-service', end: 'settled', evidence: [settled.id, words.id] }
    expect(ask([words, settled]).past).toMatchObject([past])
    const again = said('my internet is down since this morning')
    expect(ask([words, settled, again])).toMatchObject({
      first: { job: 'restore-service', evidence: [again.id] },
      past: [past],
    })
  })
  test('that nothing more was heard of has lapsed; jobs of other purposes are not told', () => {
    const words = said('my internet is down since this morning', NOW - 60 * DAY)
    expect(ask([words]).past).toMatchObject([{ job: 'restore-service', end: 'lapsed' }])
    expect(ask([words], { purpose: 'marketing' }).past).toEqual([])
  })
  test('is followed from open requests as long as they are open', () => {
    const open = [
      {
        type: 'ticket',
        id: 'T-1',
        status: 'open',
        at: NOW - 60 * DAY,
        body: { subject: 'No internet' },
      },
    ]
    expect(ask([], { open }).first).toMatchObject({
      job: 'restore-service',
      evidence: ['ticket:T-1'],
    })
    expect(ask([]).first).toBeUndefined()
  })
  test('is surer when words and deeds agree', () => {
    const words = said('my card was declined', NOW - DAY)
    const failed = event('Payment Failed', 'payment', {}, NOW - DAY)
    const alone = ask([words]).first?.confidence ?? 0
    expect(ask([words, failed]).first?.confidence).toBeGreaterThan(alone)
  })
  test('lapses by itself', () => {
    const words = said('my internet is down')
    expect(ask([words], { now: NOW + 6 * DAY }).first).toBeUndefined()
    const { expires = '' } = ask([words]).first ?? {}
    expect(Date.parse(expires)).toBeGreaterThan(NOW)
  })
  test('of the current sentence needs no event', () => {
    const { first } = ask([], { utterance: 'where is my order' })
    expect(first).toMatchObject({ job: 'find-order', evidence: [] })
  })
  test('is left out where the purpose has nothing to do with it', () => {
    expect(ask([said('where is my order')], { purpose: 'marketing' }).first).toBeUndefined()
  })
  test('is not guessed from words about something else', () => {
    for (const text of ['who won the match', 'hello', 'what is the weather tomorrow', '??']) {
      expect(ask([], { utterance: text }).first, text).toBeUndefined()
    }
  })
})

test('what she says now, clearly, goes before what words and open things of before add up to', () => {
  const before = [
    said('my internet is down', NOW - 60_000),
    event('Fault Detected', 'fault', {}, NOW - 90_000),
  ]
  const open = [
    {
      type: 'ticket',
      id: 'T-1',
      status: 'open',
      at: NOW - DAY,
      body: { subject: 'Internet drops' },
    },
  ]
  const utterance = 'why is my bill so high, I do not understand this invoice'
  const { first, others } = ask(before, { open, utterance })
  expect(first?.job).toBe('understand-bill')
  expect(others[0]?.job).toBe('restore-service')
  expect(others[0]?.confidence).toBeGreaterThan(first?.confidence ?? 1)
  expect(ask(before, { open, utterance: 'hello, me again' }).first?.job).toBe('restore-service')
})

describe('small talk', () => {
  test.each([
    'thank you so much, you have been very kind',
    '👍',
    'hello, good afternoon',
    'ok thanks, bye bye',
    'merci bien, bonne soirée',
    'Wow, well done, you lost my mind. Brilliant.',
  ])('is no objective: %s', (text) => {
    expect(ask([said(text)]).first).toBeUndefined()
  })
  test.each([
    ['hello, where is my order? thanks', 'find-order'],
    ['Guten Tag, meine Rechnung ist falsch, danke', 'understand-bill'],
    ['Hi, I forgot my password, thank you', 'regain-access'],
  ])('around a wish hides it from nobody: %s', (text, job) => {
    expect(ask([said(text)]).first?.job).toBe(job)
  })
})
