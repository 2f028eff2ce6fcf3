// The door to the map of a journey: who may ask, what is asked for, and an answer of numbers over many customers only.
// Whoever asks waits some seconds at most; what takes longer is asked for again.
import type { JourneyMap, JourneyMapRequest } from '../../contract/journey-map.ts'
import { ProblemError } from '../../contract/problem.ts'
import { nameFindings } from '../../core/condition/shape.ts'
import type { Mined } from '../../core/journey/mined/segments.ts'
import { segmentShapes } from '../../core/lens/check-names.ts'
import type { Caller } from '../api.ts'
import { checkPurpose, type Look, note, refuse } from '../read/reading.ts'
import { seesEveryone } from '../read/relationship.ts'
import type { Runtime } from '../runtime.ts'
import { createMapJobs, type MapJob, type MapJobs, type MapQuestion } from './map-jobs.ts'

export interface JourneyMaps {
  ask(request: JourneyMapRequest, caller: Caller): Promise<JourneyMap>
  stop(): Promise<void>
}

/** What customers do without a design. */
export const DISCOVERED = 'discovered'
/** Who asks is answered after so long, with the map or without. */
const WAIT_MS = 5_000
export function createJourneyMaps(runtime: Runtime): JourneyMaps {
  const jobs = createMapJobs(runtime)

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
      const job = await drawn({ request, role: caller.role }, jobs)
      const { mined } = job
      const shown = mined ? numbersIn(mined) : 0
      const audit = await note(
        look,
        { outcome: 'shown', shown, withheld: {}, subject: undefined },
        runtime,
      )
      return { ...answerOf(request, job), warnings, audit }
    },
    stop: jobs.stop,
  }
}

/** The map as all may know it who are in it now; being drawn where somebody just said otherwise. */
async function drawn(question: MapQuestion, jobs: MapJobs): Promise<MapJob> {
  const job = jobs.jobFor(question)
  await Promise.race([job.done, after(WAIT_MS)])
  if (job.mined === undefined || !(await jobs.isOutdated(job))) return job
  jobs.forget(question, job)
  const anew = jobs.jobFor(question)
  await Promise.race([anew.done, after(WAIT_MS)])
  const isToldNow = anew.mined !== undefined && !(await jobs.isOutdated(anew))
  return isToldNow ? anew : { ...anew, mined: undefined }
}

function answerOf(
  { journey, purpose }: JourneyMapRequest,
  job: MapJob,
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
