// How words are understood: two language models, one for the company's jobs and one for moods. Both are trained beside
// the server, kept in the store and shared by processes. Until they are there, nothing is understood, and so said.
import type { Job } from '../../contract/objective.ts'
import { OBJECTIVE_EVENTS } from '../../contract/objective.ts'
import type { Reading } from '../../core/objective/language/model.ts'
import { decodeModel } from '../../core/objective/language/model-bytes.ts'
import { moodReader, type ReadMood } from '../../core/objective/mood.ts'
import type { ReadWords } from '../../core/objective/objective.ts'
import { jobReader, TAUGHT_MAX, type Taught, taughtBy } from '../../core/objective/teach.ts'
import type { Compiled } from '../compiled.ts'
import type { LearnedRow } from '../ports/situation.ts'
import type { Store } from '../ports/store.ts'

/** What is to be learned: the jobs of a catalogue, or moods, whose examples come with Alidade. */
export type LanguageTask =
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[]; readonly taught: readonly Taught[] }
  | { readonly kind: 'mood' }

/** Trains and answers the model's bytes; undefined when there is too little to learn from. Where is for the caller. */
export type Linguist = (task: LanguageTask, signal: AbortSignal) => Promise<Uint8Array | undefined>

export interface Understanding {
  readonly read: ReadWords
  readonly readMood: ReadMood
  /** Takes what is stored, trains what is missing or stale, and resolves when words are understood. */
  learn(): Promise<void>
  /** Somebody confirmed or corrected something: learn from it before long. */
  taught(): void
  /** Takes what other processes have learned. */
  refresh(stored: readonly Omit<LearnedRow, 'body'>[]): Promise<void>
  stop(): Promise<void>
}

export interface UnderstandingDeps {
  readonly store: Store
  readonly clock: () => number
  readonly hash: (text: string) => string
  readonly compiled: () => Compiled
  /** absent: only what is stored is used */
  readonly linguist: Linguist | undefined
  readonly log: (line: string) => void
}

/** Raised whenever the way of learning changes. */
const LEARNING_VERSION = 6
/** Several lessons in a row are learned together. */
const LESSON_REST_MS = 5_000
const TEXTS_REMEMBERED = 4_000
const NAMES = { jobs: 'language:jobs', mood: 'language:mood' } as const
type Name = keyof typeof NAMES

const UNREAD: Reading = { labels: [], isKnown: false, known: 0, chances: new Float64Array(0) }

export function createUnderstanding(deps: UnderstandingDeps): Understanding {
  const { store, clock, compiled, linguist, log } = deps
  const stopping = new AbortController()
  const models = { jobs: remembered(undefined), mood: remembered(undefined) }
  const loadedAt: Partial<Record<Name, number>> = {}
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined

  function use(name: Name, at: number, body: Uint8Array): void {
    const model = decodeModel(body)
    const jobs = compiled().definitions.objectives
    models[name] = remembered(name === 'jobs' ? jobReader(model, jobs) : moodReader(model))
    loadedAt[name] = at
  }

  async function learnOne(name: Name): Promise<void> {
    const task = name === 'jobs' ? await jobsTask(compiled(), store) : MOOD_TASK
    const fingerprint = deps.hash(`${LEARNING_VERSION}\0${JSON.stringify(task)}`)
    const stored = await store.learned(NAMES[name])
    if (stored?.fingerprint === fingerprint) {
      if (loadedAt[name] !== stored.at) use(name, stored.at, stored.body)
      return
    }
    if (!linguist) return
    const body = await linguist(task, stopping.signal)
    if (!body || stopping.signal.aborted) return
    const at = clock()
    await store.putLearned({ name: NAMES[name], at, fingerprint, body })
    use(name, at, body)
  }

  async function learnAll(): Promise<void> {
    try {
      await learnOne('jobs')
      await learnOne('mood')
    } catch (error) {
      if (!stopping.signal.aborted) log(`language: ${(error as Error).message}`)
    }
  }

  function learn(): Promise<void> {
    // Who asks while it runs may know more than it does, so a run begins after it.
    running = (running ?? Promise.resolve()).then(learnAll)
    return running
  }

  return {
    read: (text) => models.jobs(text),
    readMood: (text) => models.mood(text),
    learn,
    taught() {
      if (!linguist || timer) return
      timer = setTimeout(() => {
        timer = undefined
        void learn()
      }, LESSON_REST_MS)
      timer.unref()
    },
    async refresh(stored) {
      for (const own of ['jobs', 'mood'] as const) {
        const found = stored.find(({ name }) => name === NAMES[own])
        if (!found || loadedAt[own] === found.at) continue
        const row = await store.learned(found.name)
        if (row) use(own, row.at, row.body)
      }
    },
    async stop() {
      clearTimeout(timer)
      stopping.abort()
      await running
    },
  }
}

const MOOD_TASK: LanguageTask = { kind: 'mood' }

/** Only what is learned from: another title or weight is no reason to learn again. */
async function jobsTask({ definitions }: Compiled, store: Store): Promise<LanguageTask> {
  const jobs = (definitions.objectives ?? []).map(({ job, label, examples }): Job => {
    return { ...NO_JOB, job, label, examples }
  })
  const lessons = await store.lessons(TAUGHT_MAX)
  return { kind: 'jobs', jobs, taught: lessons.flatMap((one) => taughtBy(one) ?? []) }
}

const NO_JOB = {
  purposes: [],
  signs: [],
  open: [],
  resolvedBy: [],
  expiresAfterDays: 7,
  kinds: [],
  objects: [],
}

const LESSONS: ReadonlySet<string> = new Set([
  OBJECTIVE_EVENTS.confirmed,
  OBJECTIVE_EVENTS.corrected,
])

export const isLesson = ({ name }: { readonly name: string }): boolean => LESSONS.has(name)

/** Views are asked far more often than she speaks: what was read is remembered by its text. */
function remembered(read: ((text: string) => Reading) | undefined): (text: string) => Reading {
  if (!read) return () => UNREAD
  let known = new Map<string, Reading>()
  let older = new Map<string, Reading>()
  return (text) => {
    const before = known.get(text)
    if (before) return before
    const reading = older.get(text) ?? read(text)
    if (known.size >= TEXTS_REMEMBERED) {
      older = known
      known = new Map()
    }
    known.set(text, reading)
    return reading
  }
}
