// What objectives promise: any order of events gives the same, what she declared comes first, what is settled or refused
// is gone, everything shows its evidence and lapses; a mood is hers alone and lapses within hours.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event, JsonObject } from '../../contract/event.ts'
import { Job } from '../../contract/objective.ts'
import { OFFICE_PROBLEMS, PROBLEMS } from '../../testing/company/words.ts'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { type CompiledCatalogue, compileCatalogue } from './catalogue.ts'
import { herWords } from './her-words.ts'
import { readMessage } from './language/model.ts'
import { trainLanguage } from './language/train.ts'
import { MOOD_LASTS_MS, moodOf, moodReader, trainMoodModel } from './mood.ts'
import { type Objectives, type OpenRequest, objectivesOf } from './objective.ts'
import { SMALL_TALK } from './small-talk.ts'
import { combineObjectives, foldObjectives, NO_OBJECTIVES, type ObjectiveState } from './state.ts'
import { jobReader, taughtBy, trainCatalogue } from './teach.ts'

const DEFINITIONS = defaultDefinitions()
const JOBS = DEFINITIONS.objectives ?? []
const CATALOGUE = compiled(JOBS)
const READ = jobReader(trainCatalogue(JOBS))
const READ_MOOD = moodReader(trainMoodModel())
const DAY = 86_400_000
const NOW = Date.UTC(2026, 5, 1)

function compiled(jobs: readonly Job[]): CompiledCatalogue {
  const result = compileCatalogue(jobs, DEFINITIONS.kinds)
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.catalogue
}

let made = 0
function event(name: string, kind: string, properties: JsonObject, at = NOW - 1_000): Event {
  made++
  return {
    id: made.toString(16).padStart(32, '0'),
    type: 'track',
    name,
    kind,
    channel: 'chat',
    occurredAt: at,
    properties,
  } as unknown as Event
}
const said = (text: string, at?: number): Event =>
  event('Chat Message Received', 'chat', { text }, at)

function fold(events: readonly Event[], catalogue = CATALOGUE): ObjectiveState {
  return events.reduce((state, one) => foldObjectives(state, one, catalogue), NO_OBJECTIVES)
}

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

describe('the catalogue that comes with Alidade', () => {
  test('fits its schema, with enough examples in several languages', () => {
    expect(JOBS.length).toBeGreaterThanOrEqual(10)
    for (const job of JOBS) {
      expect(Job.parse(job)).toEqual(job)
      expect(job.examples['en']?.length, job.job).toBeGreaterThanOrEqual(8)
      expect(Object.keys(job.examples).length).toBeGreaterThanOrEqual(4)
    }
  })
  test('names only kinds and objects that there are', () => {
    const kinds = new Set(DEFINITIONS.kinds.map(({ kind }) => kind))
    const objects = new Set(DEFINITIONS.objects.map(({ type }) => type))
    const purposes = new Set(DEFINITIONS.purposes.map(({ purpose }) => purpose))
    for (const job of JOBS) {
      expect(job.kinds.filter((kind) => !kinds.has(kind))).toEqual([])
      expect(
        [...job.objects, ...job.open.map(({ type }) => type)].filter((one) => !objects.has(one)),
      ).toEqual([])
      expect(job.purposes.filter((one) => !purposes.has(one))).toEqual([])
    }
  })
  test('is learned alike whatever is held out of what by chance', () => {
    const own = JOBS.flatMap(({ job, examples }) =>
      Object.values(examples)
        .flat()
        .map((text) => ({ text, labels: [job] })),
    )
    const nothing = SMALL_TALK.map((text) => ({ text, labels: [], isPlain: true as const }))
    const rules = [1, 3].map((seed) => trainLanguage([...own, ...nothing], { seed }).known)
    // How much words without a meaning of their own in the catalogue speak against a message.
    const content = rules.map((rule) => rule?.weights.at(-1) ?? Number.NaN)
    expect(Math.max(...content) - Math.min(...content)).toBeLessThan(0.4)
    const bars = rules.map((rule) => rule?.bar ?? Number.NaN)
    expect(Math.max(...bars) - Math.min(...bars)).toBeLessThan(0.05)
  })
  test('costs most events no more than two look-ups', () => expect(CATALOGUE.rest).toEqual([]))
  test('understands what customers of the demo company say', () => {
    const jobs = [...PROBLEMS, ...OFFICE_PROBLEMS].map((one) => READ(one.said).labels[0]?.label)
    expect(jobs).toEqual([
      'improve-speed',
      'understand-bill',
      'find-order',
      'move-home',
      'restore-service',
      'restore-service',
      'regain-access',
      'restore-service',
      'restore-service',
      'change-details',
      'improve-speed',
    ])
  })
  test('refuses messages about something else though nothing but its examples was learned', () => {
    const beside = [
      'a show on broadway',
      'what is the name of the 13th president',
      'can i mix antifreeze with water',
      'who painted the sistine chapel',
      'is it going to rain in Lisbon on Sunday',
      'how many calories are in an egg',
      'translate good night into Finnish',
      'roll two dice',
      'the third planet from the sun',
      'play some jazz by Coltrane',
    ]
    const own = JOBS.flatMap(({ job, examples }) =>
      Object.values(examples)
        .flat()
        .map((text) => ({ text, labels: [job] })),
    )
    const model = trainLanguage(own)
    const refused = (texts: readonly string[]) =>
      texts.filter((text) => !readMessage(model, text).isKnown).length
    expect(refused(beside)).toBeGreaterThanOrEqual(6)
    expect(refused(own.map(({ text }) => text))).toBe(0)
  })
  test('a fault in a condition is named', () => {
    const broken = Job.parse({
      job: 'x',
      label: 'x',
      examples: {},
      signs: [{ when: 'event.x ==', weight: 0.5 }],
    })
    expect(compileCatalogue([broken, broken], [])).toMatchObject({
      ok: false,
      faults: [
        { path: 'objectives.x.signs.0.when' },
        { path: 'objectives.x.signs.0.when' },
        { path: 'objectives.x' },
      ],
    })
  })
})

describe('an objective', () => {
  test('is read from her words, with the words and the event', () => {
    const words = said('my internet is down since this morning')
    const { first } = ask([words])
    expect(first).toMatchObject({ job: 'restore-service', basis: 'inferred', evidence: [words.id] })
    expect(first?.phrase).toContain('internet')
    expect(first?.confidence).toBeGreaterThan(0.6)
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

const POOL: readonly Event[] = [
  ...[
    'my internet is down',
    'where is my order',
    'thank you',
    'I want to cancel',
    'the bill is wrong',
    'ok',
  ].map((text, n) => said(text, NOW - n * DAY)),
  said('my internet is down', NOW - DAY),
  ...[1, 2, 3, 4, 5].map((n) => event('Payment Failed', 'payment', {}, NOW - n * DAY)),
  event('Payment Succeeded', 'payment', {}, NOW - 3 * DAY),
  event('Objective Declared', 'other', { job: 'upgrade' }, NOW - 2 * DAY),
  event('Objective Corrected', 'other', { job: 'upgrade', instead: 'set-up' }, NOW - DAY),
  event('Objective Resolved', 'other', { job: 'set-up' }, NOW - 1),
  event('Mood Declared', 'other', { mood: 'worried' }, NOW - 5),
  event('Mood Declared', 'other', { mood: 'angry' }, NOW - 4),
  event('Page Viewed', 'browse', {}, NOW),
]

describe('folding', () => {
  test('ends in the same bytes in any order, with repeats, and over any split into records', () => {
    const whole = JSON.stringify(fold(POOL))
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...POOL, ...POOL.slice(0, 8)], { minLength: POOL.length + 8 }),
        fc.nat({ max: POOL.length }),
        (events, cut) => {
          expect(JSON.stringify(fold(events))).toBe(whole)
          const parts = [fold(events.slice(0, cut)), fold(events.slice(cut))]
          expect(JSON.stringify(combineObjectives(parts))).toBe(whole)
          expect(JSON.stringify(combineObjectives(parts.toReversed()))).toBe(whole)
        },
      ),
    )
  })
  test('returns the state itself when an event says nothing of the sort', () => {
    const state = fold(POOL)
    expect(foldObjectives(state, event('Page Viewed', 'browse', {}), CATALOGUE)).toBe(state)
  })
  test('stays small however much is said and done', () => {
    const many = Array.from({ length: 500 }, (_, n) => [
      said(`message ${n} `.repeat(500), NOW - n),
      event('Payment Failed', 'payment', {}, NOW - n),
    ]).flat()
    expect(JSON.stringify(fold(many)).length).toBeLessThan(10_000)
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

describe('her words', () => {
  test.each<[string, string, JsonObject]>([
    ['Chat Message Sent', 'chat', { text: 'I am angry', sender: 'agent' }],
    ['Chat Message Received', 'chat', { text: 'I am angry', direction: 'outbound' }],
    ['Message Received', 'message', { text: 'I am angry', from: 'bot' }],
    ['Chat', 'chat', { text: 'I am angry', author: { type: 'admin', name: 'Tom' } }],
    ['Chat', 'chat', { text: 'I am angry', sender: { role: 'Agent' } }],
    ['Chat', 'chat', { text: 'I am angry', sender_role: 'employee' }],
    ['Chat', 'chat', { text: 'I am angry', authorRole: 'teammate' }],
    ['Chat', 'chat', { text: 'I am angry', is_agent: true }],
    ['Chat', 'chat', { text: 'I am angry', author: { is_staff: true } }],
    ['Chat Ended', 'reply', { summary: 'She is angry', text: 'I am angry' }],
    ['Call Ended', 'call', { summary: 'Angry caller', text: 'I am angry' }],
  ])('are not those of staff or machines: %s', (name, kind, properties) => {
    expect(herWords(event(name, kind, properties), CATALOGUE.words)).toBeUndefined()
  })
  test.each<[JsonObject]>([
    [{ from: 'ann@example.com' }],
    [{ author: { type: 'user', name: 'Agent Smith' } }],
    [{ sender: { role: 'end-user' }, is_agent: false }],
    [{ sender_role: 'customer' }],
  ])('are hers when they say so: %j', (more) => {
    const written = event('Chat', 'chat', { text: 'I am angry', ...more })
    expect(herWords(written, CATALOGUE.words)?.text).toBe('I am angry')
  })
  test('are what she wrote, said or searched', () => {
    expect(
      herWords(
        event('Email Received', 'message', { subject: 'Help', text: 'It broke' }),
        CATALOGUE.words,
      ),
    ).toEqual({
      text: 'Help. It broke',
      isSearch: false,
    })
    expect(
      herWords(event('Products Searched', 'search', { query: 'mesh' }), CATALOGUE.words)?.isSearch,
    ).toBe(true)
  })
})

describe('a mood', () => {
  const mood = (events: readonly Event[], now = NOW, utterance?: string) =>
    moodOf(fold(events), { now, read: READ_MOOD, ...(utterance !== undefined && { utterance }) })

  test.each([
    'Which form is needed for a refund?',
    'Do you ship on Sundays?',
    'how can i see my data volume',
    'Can two people use one card?',
    'Wo gebe ich meinen Gutschein ein?',
    'Kan jag hämta paketet själv?',
    'Peut-on changer la date de livraison ?',
  ])('is not shown by an ordinary question: %s', (text) => {
    expect(mood([said(text)])).toBeUndefined()
  })
  test.each([
    'my camera is offline',
    'the package is late',
    'the sensor shows an error',
    'the invoice is wrong',
    'meine Kamera ist offline',
    'min kamera är offline',
    'la mia stampante non funziona',
  ])('is not shown by a fault that is told plainly: %s', (text) => {
    expect(mood([said(text)])).toBeUndefined()
  })
  test('is shown by a fault that is not told plainly', () => {
    for (const text of [
      'my camera is offline again and nobody helps me',
      'this printer breaks all the time, I am so tired of it',
    ]) {
      expect(mood([said(text)])?.label).toBe('frustrated')
    }
  })
  test('that is said to be confusion is told as such', () => {
    for (const text of [
      'I am totally confused by this letter',
      'I do not understand any of this',
    ]) {
      expect(mood([said(text)])?.label).toBe('confused')
    }
  })
  test.each([
    ['I am furious, this is a disgrace and you are thieves', 'angry'],
    ['I have called three times and still nothing happens', 'frustrated'],
    ['I am afraid somebody got into my account', 'worried'],
    ['I do not understand what this line means', 'confused'],
    ['Everything works perfectly now, great service', 'satisfied'],
    ['Thank you so much for your kind help', 'grateful'],
    ['Ich bin stinksauer, so eine Frechheit', 'angry'],
    ['tack så mycket för hjälpen', 'grateful'],
  ])('is read from her words: %s', (text, label) => {
    const words = said(text)
    const found = mood([words])
    expect(found).toMatchObject({ label, basis: 'inferred', evidence: [words.id] })
    expect(text).toContain(found?.phrase)
    expect(Math.sign(found?.valence ?? 0)).toBe(['satisfied', 'grateful'].includes(label) ? 1 : -1)
  })
  test.each([
    'Oh great, another week without internet. Fantastic service, thank you SO much!!!',
    'Wow, well done, you lost my parcel again. Brilliant.',
    'Great, my card is blocked again',
    'Thanks for nothing, guys',
    'Bravo, the wrong shoes for the second time',
    'Na super, schon wieder ist der Zug ausgefallen',
    'Merci pour rien, encore une erreur',
  ])('of bitter praise is no thanks: %s', (text) => {
    expect(['satisfied', 'grateful']).not.toContain(mood([said(text)])?.label)
  })
  test.each([
    ['Great service, the new line works perfectly', 1],
    ['Well done, the technician was on time and friendly', 1],
    ['Thanks a lot, brilliant help', 1],
    ['Super, jetzt geht alles, vielen Dank', 1],
    ['Merci beaucoup, tout marche bien', 1],
  ])('of real praise is a good one: %s', (text, sign) => {
    expect(Math.sign(mood([said(text)])?.valence ?? 0)).toBe(sign)
  })
  test('is none where words show none', () => {
    for (const text of ['My order number is 48213', 'please send the invoice to our new office']) {
      expect(mood([said(text)])).toBeUndefined()
    }
  })
  test('is never read from what staff wrote', () => {
    const staff = event('Chat Message Sent', 'chat', { text: 'I am furious', sender: 'agent' })
    expect(mood([staff])).toBeUndefined()
  })
  test('lapses after four hours', () => {
    const words = [said('I am furious, you are thieves', NOW)]
    expect(mood(words, NOW + MOOD_LASTS_MS - 1)).toBeDefined()
    expect(mood(words, NOW + MOOD_LASTS_MS)).toBeUndefined()
  })
  test('that she names herself goes before what we read, until she writes again', () => {
    const named = event('Mood Declared', 'other', { mood: 'worried' }, NOW - 500)
    expect(mood([said('You are thieves, I am furious', NOW - 900), named])).toMatchObject({
      label: 'worried',
      basis: 'given',
      confidence: 1,
    })
    expect(mood([named, said('Thank you so much for your help', NOW - 100)])?.label).toBe(
      'grateful',
    )
  })
  test('of the current sentence needs no event', () => {
    expect(mood([], NOW, 'thank you so much')).toMatchObject({ label: 'grateful', evidence: [] })
  })
})
