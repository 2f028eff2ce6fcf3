// Ten times the load that it can take: what is accepted is answered in bounded time and kept, the rest is told with
// 429 or 503 when to come back, memory stays bounded, and soon after the rush everything is as before.
import { setTimeout as sleep } from 'node:timers/promises'
import { get, post } from './ask.ts'
import { type Campaign, type CampaignOptions, type Outcome, timingOf, tooLong } from './campaign.ts'
import { type Book, type Clients, startClients } from './clients.ts'
import { faultsOf, inspectLedger } from './ledger.ts'
import { residentMb, type ServerUnderTest, startServer } from './server.ts'

/** So many callers at once keep it busy; ten times as many are too many. */
const CALLERS = 8
const TIMES = 10
/** Together the callers of the rush want twice the writer's queue. */
const BATCH = 500
/** The queue of the writer holds 20,000 events: some seconds of work on a busy machine. */
const ACCEPTED_P99_MS_MAX = 10_000
const RECOVERY_MS_MAX = 5_000
/** Waiting bodies (64 MB), waiting events (64 MB) and what both are parsed into, above the resting size. */
const GROWTH_MB_MAX = 700

export const overload: Campaign = {
  about:
    'ten times the load it can take: bounded answers, bounded memory, nothing accepted is lost',
  unit: 'seconds',
  runs: 60,
  runsInTests: 4,
  run,
}

async function run({ runs, seed, patience }: CampaignOptions): Promise<Outcome> {
  const server = await startServer()
  try {
    const calm = await rush(server, { callers: CALLERS, seconds: Math.max(2, runs / 10), seed })
    const restingMb = residentMb(server, 'VmRSS')
    const crowd = await rush(server, { callers: CALLERS * TIMES, seconds: runs, seed: seed + 1 })
    const recoveryMs = await untilQuick(server)
    const peakMb = residentMb(server, 'VmHWM')
    const books = [calm.book, crowd.book]
    const ledger = await inspectLedger(server, together(books))
    const accepted = timingOf(crowd.book.acceptedMs)
    return {
      faults: [
        ...books.flatMap((book) => book.wrong),
        ...faultsOf(ledger),
        ...tooLong('an accepted call (p99)', accepted.p99Ms, ACCEPTED_P99_MS_MAX * patience),
        ...tooLong('recovery', recoveryMs, RECOVERY_MS_MAX * patience),
        ...(peakMb - restingMb > GROWTH_MB_MAX ? [`memory grew by ${peakMb - restingMb} MB`] : []),
        ...books.flatMap(brokenOff),
      ],
      figures: {
        seconds: runs,
        ...ledger,
        calm: { ...timingOf(calm.book.acceptedMs), statuses: calm.book.statuses },
        crowd: { ...accepted, statuses: crowd.book.statuses, breaks: crowd.book.breaks },
        ...{ restingMb, peakMb, recoveryMs: Math.round(recoveryMs) },
      },
    }
  } finally {
    await server.close()
  }
}

/** A caller whose connection breaks does not know when to come back, and whether it was stored. */
function brokenOff({ breaks }: Book): readonly string[] {
  return Object.entries(breaks).map(([code, count]) => `${count} connections broken off: ${code}`)
}

interface Rush {
  readonly callers: number
  readonly seconds: number
  readonly seed: number
}

/** Callers that do not wait after a refusal longer than they must to let this process live. */
async function rush(server: ServerUnderTest, { callers, seconds, seed }: Rush): Promise<Clients> {
  const clients = startClients(server, {
    ...{ clients: callers, batchMin: BATCH, batchMax: BATCH },
    ...{ seed, pauseMs: 20, prepared: callers * 2 },
  })
  await sleep(seconds * 1_000)
  await clients.stop()
  return clients
}

/** Ms until a write and a read are both answered at once again. */
async function untilQuick(server: ServerUnderTest): Promise<number> {
  const began = performance.now()
  for (let n = 0; performance.now() - began < RECOVERY_MS_MAX * 2; n++) {
    const event = { messageId: `after-${n}`, userId: 'probe', event: 'Probe Sent' }
    const [write, health] = await Promise.all([
      post(server.port, '/v1/track', server.keys().write, event),
      get(server.port, '/health', server.keys().admin),
    ])
    const isGood = write.status === 200 && health.status === 200
    if (isGood && Math.max(write.tookMs, health.tookMs) < 250) break
    await sleep(50)
  }
  return performance.now() - began
}

function together(books: readonly Book[]): Pick<Book, 'acknowledged'> {
  return { acknowledged: new Set(books.flatMap((book) => [...book.acknowledged])) }
}
