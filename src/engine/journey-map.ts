// The map of a journey, mined from what is stored: customers are looked at one after the other, beside the requests,
// each behind her own gates, and only numbers over many of them come out. Whoever asks waits some seconds at most; what
// takes longer is asked for again.
import type { JourneyMap, JourneyMapRequest } from '../contract/journey-map.ts'
import { ProblemError } from '../contract/problem.ts'
import { nameFindings } from '../core/condition/shape.ts'
import { createMiner, type Mined } from '../core/journey/mined/segments.ts'
import { segmentShapes } from '../core/lens/check-names.ts'
import { SEGMENT_VARIABLES } from '../core/lens/stories.ts'
import type { Caller } from './api.ts'
import type { Compiled } from './compiled.ts'
import { type MinedFrom, mineInto } from './mine.ts'
import { checkPurpose, type Look, note, refuse } from './reading.ts'
import { seesEveryone } from './relationship.ts'
import type { Runtime } from './runtime.ts'

export interface JourneyMaps {
  ask(request: JourneyMapRequest, caller: Caller): Promise<JourneyMap>
  stop(): Promise<void>
}

/** What customers do without a design. */
export const DISCOVERED = 'discovered'
/** How long an answer is given again, unless somebody in it has said something of consent since ... */
const REMEMBERED_MS_MAX = 10 * 60_000
/** ... and what was quickly drawn is drawn anew: so many times as long as that took. */
const REMEMBERED_TIMES = 100
const REMEMBERED_MAX = 50
/** Maps that wait for their turn; each takes seconds. */
const WAITING_MAX = 5
const RETRY_AFTER_SECONDS = 10
/** Who asks is answered after so long, with the map or without. */
const WAIT_MS = 5_000
/** What came in so shortly before a map was begun may have been stored after it. */
const STORED_LATE_MS = 10_000
/** Statements since a map was begun that are looked through; beyond, it is drawn anew. */
const STATEMENTS_MAX = 2_000

interface Job {
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

export function createJourneyMaps(runtime: Runtime): JourneyMaps {
  const stopping = new AbortController()
  const jobs = new Map<string, Job>()
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0

  function start(key: string, request: JourneyMapRequest, role: string): Job {
    if (waiting >= WAITING_MAX) {
      const text = `Too many maps are being drawn; try again in ${RETRY_AFTER_SECONDS} s`
      throw new ProblemError('OVERLOADED', text, { retryAfterSeconds: RETRY_AFTER_SECONDS })
    }
    const compiled = runtime.compiled()
    const made = createMiner(request, SEGMENT_VARIABLES)
    if (!made.ok) throw new ProblemError('BODY_INVALID', made.error)
    waiting++
    // One map at a time: each reads thousands of customers, and requests want the database too.
    const done = last.then(async () => {
      try {
        job.startedAt = runtime.clock()
        job.known = new Set((await statementsSince(job.startedAt)).map(({ id }) => id))
        const asked = { ...request, role, miner: made.miner, signal: stopping.signal }
        job.from = await mineInto(asked, { ...runtime, compiled: () => compiled }, (n) => {
          job.customersRead = n
        })
        job.mined = made.miner.mined()
        job.freshUntil = freshUntil(job.startedAt, runtime.clock(), job.from)
      } catch (error) {
        jobs.delete(key)
        throw error
      } finally {
        waiting--
      }
    })
    const job: Job = {
      startedAt: runtime.clock(),
      freshUntil: undefined,
      compiled,
      customersRead: 0,
      known: new Set(),
      from: undefined,
      mined: undefined,
      done,
    }
    last = done.catch(() => undefined)
    const oldest = jobs.size >= REMEMBERED_MAX ? jobs.keys().next().value : undefined
    if (oldest !== undefined) jobs.delete(oldest)
    jobs.set(key, job)
    return job
  }

  function jobFor(request: JourneyMapRequest, role: string): Job {
    const key = keyOf(request, role)
    const known = jobs.get(key)
    const { freshUntil = Number.POSITIVE_INFINITY } = known ?? {}
    const isFresh = known?.compiled === runtime.compiled() && runtime.clock() <= freshUntil
    if (known && isFresh) return known
    jobs.delete(key)
    return start(key, request, role)
  }

  const statementsSince = (startedAt: number) =>
    runtime.store.consentsSince(startedAt - STORED_LATE_MS, STATEMENTS_MAX)

  /** Somebody whose story is in the map has said something of consent since she was read. */
  async function isOutdated({ startedAt, known, from }: Job): Promise<boolean> {
    const since = await statementsSince(startedAt)
    if (since.length >= STATEMENTS_MAX) return true
    const records = since.filter(({ id }) => !known.has(id)).map(({ record }) => record)
    if (records.length === 0) return false
    const customers = await runtime.store.customersOfRecords(records)
    return customers.some((customer) => from?.customers.has(customer))
  }

  /** The map as all may know it who are in it now; being drawn where somebody just said otherwise. */
  async function drawn(request: JourneyMapRequest, role: string): Promise<Job> {
    const job = jobFor(request, role)
    await Promise.race([job.done, after(WAIT_MS)])
    if (job.mined === undefined || !(await isOutdated(job))) return job
    const key = keyOf(request, role)
    if (jobs.get(key) === job) jobs.delete(key)
    const anew = jobFor(request, role)
    await Promise.race([anew.done, after(WAIT_MS)])
    const isToldNow = anew.mined !== undefined && !(await isOutdated(anew))
    return isToldNow ? anew : { ...anew, mined: undefined }
  }

  return {
    async ask(request, caller) {
      const { purpose, journey } = request
      const look: Look = { caller, purpose, channel: 'api', through: 'journey-map' }
      await checkPurpose(look, runtime)
      if (!seesEveryone(caller, runtime.compiled())) {
        // Who may see only some customers would learn of all the others.
        return refuse(look, 'PURPOSE_NOT_ALLOWED', `Role ${caller.role} sees no maps`, runtime)
      }
      refuseUnknownJourney(journey, runtime)
      const warnings = doubtsOf(request, runtime)
      const job = await drawn(request, caller.role)
      const { mined } = job
      const shown = mined ? numbersIn(mined) : 0
      const audit = await note(
        look,
        { outcome: 'shown', shown, withheld: {}, subject: undefined },
        runtime,
      )
      return { ...answerOf(request, job), warnings, audit }
    },
    async stop() {
      stopping.abort()
      await last
    },
  }
}

const keyOf = (request: JourneyMapRequest, role: string): string => JSON.stringify([role, request])

function freshUntil(startedAt: number, now: number, { consentsUntil }: MinedFrom): number {
  const remembered = Math.min(REMEMBERED_MS_MAX, REMEMBERED_TIMES * (now - startedAt))
  return Math.min(now + remembered, consentsUntil)
}

function answerOf(
  { journey, purpose }: JourneyMapRequest,
  job: Job,
): Omit<JourneyMap, 'warnings' | 'audit'> {
  const { mined, startedAt, customersRead, from } = job
  return {
    state: mined ? 'ready' : 'computing',
    journey,
    purpose,
    asOf: new Date(startedAt).toISOString(),
    customersRead,
    isSample: from?.isSample ?? false,
    ...(mined && (structuredClone(mined) as Pick<JourneyMap, 'map' | 'segments' | 'differences'>)),
  }
}

const numbersIn = ({ map, segments = [] }: Mined): number =>
  [map, ...segments].reduce((sum, { arrows }) => sum + arrows.length, 0)

function refuseUnknownJourney(journey: string, { compiled }: Runtime): void {
  const { byJourney } = compiled().journeys
  if (journey === DISCOVERED || byJourney.has(journey)) return
  const known = [DISCOVERED, ...byJourney.keys()].join(', ')
  throw new ProblemError('BODY_INVALID', `There is no journey ${journey}; there are ${known}`)
}

/** What is probably misspelt in the question; refuses what can never hold. */
function doubtsOf({ segments = [], by }: JourneyMapRequest, { compiled }: Runtime): string[] {
  const shapes = segmentShapes(compiled().definitions)
  const value = { name: by ?? '', where: `traits[${JSON.stringify(by)}] != ""` }
  const asked = by === undefined ? segments : [value]
  const found = asked.flatMap(({ name, where }) =>
    nameFindings(where, shapes).map(({ isCertain, message }) => {
      return { isCertain, message: `Segment ${name}: ${message}` }
    }),
  )
  const fault = found.find(({ isCertain }) => isCertain)
  if (fault) throw new ProblemError('BODY_INVALID', fault.message)
  return found.map(({ message }) => message)
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
