// Maps of journeys being drawn and remembered: one at a time, each given again for a while and until somebody whose
// story is in it says something else of consent.
import type { JourneyMapRequest } from '../../contract/journey-map.ts'
import { ProblemError } from '../../contract/problem.ts'
import { createMiner, type Mined, type Miner } from '../../core/journey/mined/segments.ts'
import { SEGMENT_VARIABLES } from '../../core/lens/stories.ts'
import type { Compiled } from '../compiled.ts'
import type { Runtime } from '../runtime.ts'
import { type MinedFrom, mineInto } from './mine.ts'

export interface MapJobs {
  /**
   * The map that is remembered or being drawn; begun where there is none.
   * @throws ProblemError OVERLOADED when too many wait, BODY_INVALID for a segment that cannot be told
   */
  jobFor(question: MapQuestion): MapJob
  /** Somebody whose story is in the map has said something of consent since she was read. */
  isOutdated(job: MapJob): Promise<boolean>
  /** Lets go of the map, so that the next to ask has a new one. */
  forget(question: MapQuestion, job: MapJob): void
  stop(): Promise<void>
}

export interface MapQuestion {
  readonly request: JourneyMapRequest
  readonly role: string
}

export interface MapJob {
  /** ms; what the map shows is as of then */
  startedAt: number
  /** ms until when it is given again; undefined while it is being drawn */
  freshUntil: number | undefined
  readonly compiled: Compiled
  customersRead: number
  /** statements of consent that were there before any customer was read */
  known: ReadonlySet<string>
  from: MinedFrom | undefined
  mined: Mined | undefined
  readonly done: Promise<void>
}

/** How long an answer is given again, unless somebody in it has said something of consent since ... */
const REMEMBERED_MS_MAX = 10 * 60_000
/** ... and what was quickly drawn is drawn anew: so many times as long as that took. */
const REMEMBERED_TIMES = 100
const REMEMBERED_MAX = 50
/** Maps that wait for their turn; each takes seconds. */
const WAITING_MAX = 5
const RETRY_AFTER_SECONDS = 10
/** What came in so shortly before a map was begun may have been stored after it. */
const STORED_LATE_MS = 10_000
/** Statements since a map was begun that are looked through; beyond, it is drawn anew. */
const STATEMENTS_MAX = 2_000

export function createMapJobs(runtime: Runtime): MapJobs {
  const stopping = new AbortController()
  const jobs = new Map<string, MapJob>()
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0

  function start(question: MapQuestion): MapJob {
    refuseCrowd(waiting)
    const key = keyOf(question)
    const miner = minerFor(question.request)
    waiting++
    // One map at a time: each reads thousands of customers, and requests want the database too.
    const done = last.then(async () => {
      try {
        await draw(job, { ...question, miner, signal: stopping.signal }, runtime)
      } catch (error) {
        jobs.delete(key)
        throw error
      } finally {
        waiting--
      }
    })
    const job = newJob(done, runtime)
    last = done.catch(() => undefined)
    const oldest = jobs.size >= REMEMBERED_MAX ? jobs.keys().next().value : undefined
    if (oldest !== undefined) jobs.delete(oldest)
    jobs.set(key, job)
    return job
  }

  return {
    jobFor(question) {
      const key = keyOf(question)
      const known = jobs.get(key)
      if (known && isFresh(known, runtime)) return known
      jobs.delete(key)
      return start(question)
    },

    async isOutdated({ startedAt, known, from }) {
      const since = await statementsSince(startedAt, runtime)
      if (since.length >= STATEMENTS_MAX) return true
      const records = since.filter(({ id }) => !known.has(id)).map(({ record }) => record)
      if (records.length === 0) return false
      const customers = await runtime.store.customersOfRecords(records)
      return customers.some((customer) => from?.customers.has(customer))
    },

    forget(question, job) {
      const key = keyOf(question)
      if (jobs.get(key) === job) jobs.delete(key)
    },

    async stop() {
      stopping.abort()
      await last
    },
  }
}

const keyOf = ({ request, role }: MapQuestion): string => JSON.stringify([role, request])

function refuseCrowd(waiting: number): void {
  if (waiting < WAITING_MAX) return
  const text = `Too many maps are being drawn; try again in ${RETRY_AFTER_SECONDS} s`
  throw new ProblemError('OVERLOADED', text, { retryAfterSeconds: RETRY_AFTER_SECONDS })
}

function minerFor(request: JourneyMapRequest): Miner {
  const made = createMiner(request, SEGMENT_VARIABLES)
  if (!made.ok) throw new ProblemError('BODY_INVALID', made.error)
  return made.miner
}

function newJob(done: Promise<void>, { clock, compiled }: Runtime): MapJob {
  return {
    startedAt: clock(),
    freshUntil: undefined,
    compiled: compiled(),
    customersRead: 0,
    known: new Set(),
    from: undefined,
    mined: undefined,
    done,
  }
}

async function draw(
  job: MapJob,
  question: MapQuestion & { readonly miner: Miner; readonly signal: AbortSignal },
  runtime: Runtime,
): Promise<void> {
  const { request, role, miner, signal } = question
  job.startedAt = runtime.clock()
  job.known = new Set((await statementsSince(job.startedAt, runtime)).map(({ id }) => id))
  const asOfStart = { ...runtime, compiled: () => job.compiled }
  job.from = await mineInto({ ...request, role, miner, signal }, asOfStart, (n) => {
    job.customersRead = n
  })
  job.mined = miner.mined()
  job.freshUntil = freshUntil(job.startedAt, runtime.clock(), job.from)
}

function freshUntil(startedAt: number, now: number, { consentsUntil }: MinedFrom): number {
  const remembered = Math.min(REMEMBERED_MS_MAX, REMEMBERED_TIMES * (now - startedAt))
  return Math.min(now + remembered, consentsUntil)
}

function isFresh({ compiled, freshUntil }: MapJob, runtime: Runtime): boolean {
  const until = freshUntil ?? Number.POSITIVE_INFINITY
  return compiled === runtime.compiled() && runtime.clock() <= until
}

const statementsSince = (startedAt: number, { store }: Runtime) =>
  store.consentsSince(startedAt - STORED_LATE_MS, STATEMENTS_MAX)
