// Clients that hold connections: headers that never end, bodies that drip, answers that nobody reads. Others are
// served as quickly as before, and each slow connection is closed in bounded time.
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, get } from './ask.ts'
import { type Campaign, type CampaignOptions, type Outcome, timingOf, tooLong } from './campaign.ts'
import { type ServerUnderTest, startServer } from './server.ts'

const HEALTH_P99_MS_MAX = 200
/** Request time-out (12 s), idle time-out (13 s), and a second between two looks at them. */
const CLOSED_MS_MAX = 15_000
const DRIP_MS = 500
const WATCH_MS_MAX = 45_000
const LOOK_MS = 25

export const slowClients: Campaign = {
  about: 'connections that send headers or bodies drop by drop, or never read their answer',
  unit: 'connections',
  runs: 800,
  runsInTests: 60,
  run,
}

async function run({ runs, seed, patience }: CampaignOptions): Promise<Outcome> {
  const server = await startServer()
  try {
    const began = performance.now()
    const slow = Array.from({ length: runs }, (_, n) => openSlow(server, n + seed))
    const closed = Promise.all(slow)
    const healthMs = await watchHealth(server, closed)
    const closedMs = (await closed).map((at) => at - began)
    const health = timingOf(healthMs)
    const closing = timingOf(closedMs)
    return {
      faults: [
        ...tooLong('GET /health beside them (p99)', health.p99Ms, HEALTH_P99_MS_MAX * patience),
        ...tooLong('closing a slow connection', closing.maxMs, CLOSED_MS_MAX * patience),
      ],
      figures: { connections: runs, health, closing },
    }
  } finally {
    await server.close()
  }
}

type Manner = (socket: Socket, server: ServerUnderTest) => NodeJS.Timeout

const MANNERS: readonly Manner[] = [
  // Headers, one more every half second, without an end.
  (socket) => {
    socket.write('GET /health HTTP/1.1\r\nhost: x\r\n')
    return setInterval(() => socket.write('x-more: 1\r\n'), DRIP_MS)
  },
  // A body that is announced and comes byte by byte.
  (socket, { keys }) => {
    socket.write(`POST /v1/batch HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${keys().write}\r\n`)
    socket.write('content-length: 100000\r\n\r\n{"batch":[')
    return setInterval(() => socket.write(' '), DRIP_MS)
  },
  // Many answers asked for, none read.
  (socket) => {
    socket.pause()
    socket.write('GET /v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(200))
    // Who does not read learns of the end only by writing; the server has long stopped reading these.
    return setInterval(() => socket.write('\r\n'), DRIP_MS)
  },
]

/** Opens one connection of a kind; resolves with the time it was closed, or given up. */
function openSlow(server: ServerUnderTest, n: number): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: server.port })
    const manner = MANNERS[n % MANNERS.length] as Manner
    let drip: NodeJS.Timeout | undefined
    socket.on('connect', () => {
      drip = manner(socket, server)
    })
    const end = (): void => {
      clearInterval(drip)
      clearTimeout(giveUp)
      socket.destroy()
      resolve(performance.now())
    }
    const giveUp = setTimeout(end, WATCH_MS_MAX)
    // What comes is thrown away, except by the one that does not read; it sees the end as an error of its writes.
    socket.on('data', () => {})
    if (n % MANNERS.length === 2) socket.pause()
    socket.on('error', end)
    socket.on('close', end)
    socket.on('end', end)
  })
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
