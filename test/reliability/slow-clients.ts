// Clients that hold connections: headers that never end, bodies that drip, answers that nobody reads. Others are
// served as quickly as before, and each slow connection is closed in bounded time.
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, get } from './ask.ts'
import {
  type Campaign,
  type CampaignOptions,
  type Outcome,
  type Timing,
  timingOf,
  tooLong,
} from './campaign.ts'
import { residentMb, type ServerUnderTest, startServer } from './server.ts'

const HEALTH_P99_MS_MAX = 200
/** Request time-out (10 s), unread answers (8 s), half a second between two looks, and a machine that is busy. */
const CLOSED_MS_MAX = 15_000
const DRIP_MS = 500
const WATCH_MS_MAX = 20_000
const LOOK_MS = 25
/** With each drop; soon more than the kernel takes for a client that does not read. */
const UNREAD_ANSWERS = 8
/** Far more than a connection may ask for at once. */
const PIPELINED = 100

export const slowClients: Campaign = {
  about: 'connections that send headers or bodies drop by drop, or never read their answers',
  unit: 'connections',
  runs: 800,
  runsInTests: 60,
  run,
}

async function run({ runs, patience }: CampaignOptions): Promise<Outcome> {
  const server = await startServer()
  const slow: Slow[] = []
  try {
    for (let n = 0; n < runs; n++)
      slow.push(openSlow(server, MANNERS[n % MANNERS.length] as Manner))
    const closed = Promise.all(slow.map((one) => one.closed))
    const healthMs = await watchHealth(server, closed)
    const closingMs = await closed
    const closing = timingOf(closingMs)
    const health = timingOf(healthMs)
    return {
      faults: [
        ...tooLong('GET /health beside them (p99)', health.p99Ms, HEALTH_P99_MS_MAX * patience),
        ...tooLong('closing a slow connection', closing.maxMs, CLOSED_MS_MAX * patience),
      ],
      figures: {
        connections: runs,
        health,
        closing,
        closingByManner: byManner(closingMs),
        peakMb: residentMb(server, 'VmHWM'),
      },
    }
  } finally {
    for (const { socket } of slow) socket.destroy()
    await server.close()
  }
}

function byManner(closingMs: readonly number[]): Readonly<Record<string, Timing>> {
  const timings = MANNERS.map(({ name }, at) => {
    const own = closingMs.filter((_, n) => n % MANNERS.length === at)
    return [name, timingOf(own)] as const
  })
  return Object.fromEntries(timings)
}

interface Manner {
  readonly name: string
  readonly readsAnswers: boolean
  /** Starts it, and goes on with it. */
  readonly play: (socket: Socket, server: ServerUnderTest) => NodeJS.Timeout
}

const DOCUMENT = 'GET /v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n'

const MANNERS: readonly Manner[] = [
  {
    // One more every half second, without an end.
    name: 'headers',
    readsAnswers: true,
    play: (socket) => {
      socket.write('GET /health HTTP/1.1\r\nhost: x\r\n')
      return setInterval(() => socket.write('x-more: 1\r\n'), DRIP_MS)
    },
  },
  {
    // Announced, and comes byte by byte.
    name: 'body',
    readsAnswers: true,
    play: (socket, { keys }) => {
      const authorization = `authorization: Bearer ${keys().write}`
      socket.write(`POST /v1/batch HTTP/1.1\r\nhost: x\r\n${authorization}\r\n`)
      socket.write('content-length: 100000\r\n\r\n{"batch":[')
      return setInterval(() => socket.write(' '), DRIP_MS)
    },
  },
  {
    // One after the other is asked for, none is read.
    name: 'answers',
    readsAnswers: false,
    play: (socket) => {
      socket.pause()
      return setInterval(() => socket.write(DOCUMENT.repeat(UNREAD_ANSWERS)), DRIP_MS)
    },
  },
  {
    // Asked for without waiting for any, in one packet.
    name: 'pipeline',
    readsAnswers: false,
    play: (socket) => {
      socket.pause()
      socket.write(DOCUMENT.repeat(PIPELINED))
      return setInterval(() => socket.write('\r\n'), DRIP_MS)
    },
  },
]

interface Slow {
  readonly manner: Manner
  readonly socket: Socket
  /** ms from its first byte until the server closed it, or it was given up */
  readonly closed: Promise<number>
}

function openSlow(server: ServerUnderTest, manner: Manner): Slow {
  const socket = connect({ host: '127.0.0.1', port: server.port })
  const closed = new Promise<number>((resolve) => {
    let drip: NodeJS.Timeout | undefined
    let began = performance.now()
    const end = (): void => {
      clearInterval(drip)
      clearTimeout(giveUp)
      socket.destroy()
      resolve(performance.now() - began)
    }
    const giveUp = setTimeout(end, WATCH_MS_MAX)
    socket.on('connect', () => {
      began = performance.now()
      drip = manner.play(socket, server)
    })
    if (manner.readsAnswers) socket.on('data', () => {})
    for (const event of ['error', 'close', 'end'] as const) socket.on(event, end)
  })
  return { manner, socket, closed }
}

/** Ms of each look at /health until all slow connections are gone. */
async function watchHealth(server: ServerUnderTest, gone: Promise<unknown>): Promise<number[]> {
  const state = { isOver: false }
  void gone.then(() => {
    state.isOver = true
  })
  const times: number[] = []
  while (!state.isOver) {
    const { status, tookMs } = await get(server.port, '/health', server.keys().admin)
    times.push(status === 200 ? tookMs : WATCH_MS_MAX)
    await sleep(LOOK_MS)
  }
  await ask({ port: server.port, path: '/version' })
  return times
}
