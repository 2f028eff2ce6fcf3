// Malformed requests over real connections: every answer documented, no 5xx, no hang, no stack, and the server stays.
import fc from 'fast-check'
import {
  faultOfAnswer,
  type MalformedRequest,
  malformedRequests,
  OPERATIONS,
} from '../http/malformed-requests.ts'
import { type Answer, ask, get } from './ask.ts'
import { type Campaign, type CampaignOptions, type Outcome, timingOf } from './campaign.ts'
import { type ServerUnderTest, startServer } from './server.ts'

/** Slower twice in a row is a hang; once may be a busy machine. */
const SLOW_MS = 1_000
const CHUNK = 500
const AT_ONCE = 4
const FAULTS_KEPT = 20

export const malformed: Campaign = {
  about: 'malformed requests over every route of the OpenAPI document, with the poison corpus',
  unit: 'requests',
  runs: 100_000,
  runsInTests: 3_000,
  run,
}

interface Tally {
  readonly faults: string[]
  readonly times: number[]
  readonly statuses: Record<string, number>
  /** method and route of what was answered 200: were all refused for their key, the rest would prove nothing */
  readonly served: Set<string>
  slow: number
}

async function run({ runs, seed }: CampaignOptions): Promise<Outcome> {
  const server = await startServer()
  const tally: Tally = { faults: [], times: [], statuses: {}, served: new Set(), slow: 0 }
  try {
    const requests = malformedRequests(server.keys())
    for (let from = 0; from < runs; from += CHUNK) {
      const numRuns = Math.min(CHUNK, runs - from)
      const chunk = fc.sample(requests, { numRuns, seed: seed + from })
      await sendAll(server, chunk, tally)
    }
    const { status } = await get(server.port, '/health', server.keys().admin)
    if (status !== 200) tally.faults.push(`the server answers ${status} to /health afterwards`)
    if (runs > OPERATIONS * 20 && tally.served.size < OPERATIONS / 2) {
      tally.faults.push(`only ${tally.served.size} of ${OPERATIONS} routes were ever served`)
    }
    return outcomeOf(tally, runs)
  } finally {
    await server.close()
  }
}

function outcomeOf({ faults, times, statuses, served, slow }: Tally, runs: number): Outcome {
  return {
    faults,
    figures: {
      ...{ requests: runs, routes: OPERATIONS, routesServed: served.size },
      ...{ answers: timingOf(times), slowOnce: slow, statuses },
    },
  }
}

async function sendAll(
  server: ServerUnderTest,
  requests: readonly MalformedRequest[],
  tally: Tally,
): Promise<void> {
  const left = requests.values()
  const worker = async (): Promise<void> => {
    for (const request of left) await sendOne(server, request, tally)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

async function sendOne(
  server: ServerUnderTest,
  request: MalformedRequest,
  tally: Tally,
): Promise<void> {
  try {
    const answer = await send(server, request)
    count(request, answer, tally)
    if (answer.tookMs > SLOW_MS) await sendAgain(server, request, tally)
  } catch (error) {
    fault(tally, `${request.method} ${request.route} got no answer: ${error}`)
  }
}

/** Also for an answer of 204, which has no body that could be checked. */
function count(request: MalformedRequest, answer: Answer, tally: Tally): void {
  tally.times.push(answer.tookMs)
  tally.statuses[answer.status] = (tally.statuses[answer.status] ?? 0) + 1
  if (answer.status < 300) tally.served.add(`${request.method} ${request.route}`)
  const wrong = faultOfAnswer(request, answer)
  if (wrong !== undefined) fault(tally, `${wrong} (${request.url.slice(0, 200)})`)
}

async function sendAgain(
  server: ServerUnderTest,
  request: MalformedRequest,
  tally: Tally,
): Promise<void> {
  tally.slow += 1
  const { tookMs } = await send(server, request)
  const { method, route, url, body } = request
  if (tookMs <= SLOW_MS) return
  fault(
    tally,
    `${method} ${route} took ${Math.round(tookMs)} ms twice: ${url.slice(0, 200)} ${body?.slice(0, 200)}`,
  )
}

function send(server: ServerUnderTest, request: MalformedRequest): Promise<Answer> {
  const { method, url, headers, body } = request
  const length = body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` }
  return ask({ port: server.port, method, path: url, headers: { ...headers, ...length }, body })
}

function fault(tally: Tally, words: string): void {
  if (tally.faults.length < FAULTS_KEPT) tally.faults.push(words)
}
