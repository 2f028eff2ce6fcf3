// What the language model of the catalogue learns from: the catalogue's own examples, and every time somebody
// confirmed or corrected what she wanted.
import type { Event } from '../../contract/event.ts'
import { type Job, OBJECTIVE_EVENTS } from '../../contract/objective.ts'
import { type LanguageModel, type Reading, readWithPhrase } from './language/model.ts'
import { tokensOf } from './language/tokens.ts'
import { type Example, trainLanguage } from './language/train.ts'
import { SMALL_TALK } from './small-talk.ts'

/** Words of which somebody said what they are about. */
export interface Taught {
  readonly text: string
  /** absent: about none of the jobs */
  readonly job: string | undefined
}

/** The newest so many lessons are learned; older ones have been learned into the catalogue's examples by then. */
export const TAUGHT_MAX = 20_000

/**
 * The lesson in a confirmation or correction. Its words stand in properties.text; where they are missing,
 * `wordsOf` may find them by the ids in properties.evidence.
 */
export function taughtBy(
  event: Pick<Event, 'name' | 'properties'>,
  wordsOf: (evidence: string) => string | undefined = () => undefined,
): Taught | undefined {
  const { name, properties } = event
  const isConfirmed = name === OBJECTIVE_EVENTS.confirmed
  const isCorrected = name === OBJECTIVE_EVENTS.corrected
  if (!isConfirmed && !isCorrected) return undefined
  const text = textIn(properties['text']) ?? wordsByEvidence(properties['evidence'], wordsOf)
  if (text === undefined) return undefined
  const job = textIn(properties[isConfirmed ? 'job' : 'instead'])
  return { text, job }
}

/** Undefined when the catalogue is too small to tell jobs apart. Seeded by nothing but the examples. */
export function trainCatalogue(
  jobs: readonly Job[],
  taught: readonly Taught[] = [],
): LanguageModel | undefined {
  const known = new Set(jobs.map(({ job }) => job))
  const own = jobs.flatMap(({ job, examples }) =>
    Object.values(examples)
      .flat()
      .map((text): Example => ({ text, labels: [job] })),
  )
  const lessons = taught
    .slice(-TAUGHT_MAX)
    .filter(({ job }) => job === undefined || known.has(job))
    .map(({ text, job }): Example => ({ text, labels: job === undefined ? [] : [job] }))
  const nothing = SMALL_TALK.map((text): Example => ({ text, labels: [], isPlain: true }))
  const examples = [...own, ...nothing, ...lessons]
  const labels = new Set(examples.flatMap((one) => one.labels))
  return labels.size < 2 ? undefined : trainLanguage(examples)
}

/**
 * How the catalogue's model reads words. Without a model nothing is known of any.
 * @param jobs whose examples are sure: chances are learned from examples that were held out, and those that a company
 * chose to differ tell less of each other than of themselves
 */
export function jobReader(
  model: LanguageModel | undefined,
  jobs: readonly Pick<Job, 'job' | 'examples'>[] = [],
): (text: string) => Reading {
  if (!model) return () => NOTHING
  const jobOf = examplesOf(jobs)
  return (text) => {
    const reading = readWithPhrase(model, text)
    const job = jobOf.get(wordsIn(text))
    const isItself = job !== undefined && reading.labels[0]?.label === job
    return isItself ? surer(reading, model.labels.indexOf(job)) : reading
  }
}

/** What words are an example of; undefined where they are one of several jobs. */
function examplesOf(
  jobs: readonly Pick<Job, 'job' | 'examples'>[],
): ReadonlyMap<string, string | undefined> {
  const jobOf = new Map<string, string | undefined>()
  for (const { job, examples } of jobs) {
    for (const text of Object.values(examples).flat()) {
      const words = wordsIn(text)
      jobOf.set(words, jobOf.has(words) && jobOf.get(words) !== job ? undefined : job)
    }
  }
  return jobOf
}

const wordsIn = (text: string): string =>
  tokensOf(text)
    .filter(({ kind }) => kind !== 'mark')
    .map((token) => token.text)
    .join(' ')

/** Of an example's own words, so many mean what the example means. */
const ITSELF = 0.95

/** The same reading with the best label as sure as its own example is. */
function surer(reading: Reading, best: number): Reading {
  const before = reading.chances[best] ?? 1
  if (before >= ITSELF) return { ...reading, isKnown: true }
  const scale = (1 - ITSELF) / (1 - before)
  const chanceAt = (chance: number, isBest: boolean): number => (isBest ? ITSELF : chance * scale)
  return {
    ...reading,
    labels: reading.labels.map(({ label, chance }, n) => {
      return { label, chance: chanceAt(chance, n === 0) }
    }),
    isKnown: true,
    chances: reading.chances.map((chance, n) => chanceAt(chance, n === best)),
  }
}
const NOTHING: Reading = { labels: [], isKnown: false, known: 0, chances: new Float64Array(0) }

function wordsByEvidence(
  evidence: unknown,
  wordsOf: (evidence: string) => string | undefined,
): string | undefined {
  const ids: readonly unknown[] = Array.isArray(evidence) ? evidence : [evidence]
  for (const id of ids) {
    const words = typeof id === 'string' ? wordsOf(id) : undefined
    if (words !== undefined) return words
  }
  return undefined
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
