// The catalogue of jobs that comes with Alidade fits all else that comes with it, and is understood.
import { describe, expect, test } from 'vitest'
import { Job } from '../../contract/objective.ts'
import { OFFICE_PROBLEMS, PROBLEMS } from '../../testing/company/words.ts'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { CATALOGUE, JOBS } from '../../testing/objectives.ts'
import { compileCatalogue } from './catalogue.ts'
import { readMessage } from './language/model.ts'
import { trainLanguage } from './language/train.ts'
import { SMALL_TALK } from './small-talk.ts'
import { jobReader, trainCatalogue } from './teach.ts'

const DEFINITIONS = defaultDefinitions()
const READ = jobReader(trainCatalogue(JOBS))

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
