// The load generator: sends prepared requests over several connections and notes how long each answer took.
import { setTimeout as sleep } from 'node:timers/promises'
import { type PreparedRequest, stamp } from './requests.ts'
import { type Answer, type Connection, openConnection } from './wire.ts'

export interface Load {
  readonly port: number
  readonly connections: number
  readonly requests: Iterable<PreparedRequest>
  readonly onAnswer?: (answer: Answer) => void
}

export interface Measured {
  /** one per answer, ms */
  readonly latencies: readonly number[]
  readonly seconds: number
}

/** Each connection sends its next request when it has its answer. Throws at the first answer that is not 200. */
export async function runLoad(load: Load): Promise<Measured> {
  const connections = await openConnections(load)
  const requests = load.requests[Symbol.iterator]()
  const latencies: number[] = []
  const work = async (connection: Connection): Promise<void> => {
    for (let next = requests.next(); !next.done; next = requests.next()) {
      const sentAt = performance.now()
      const answer = await sendPatiently(connection, next.value)
      latencies.push(performance.now() - sentAt)
      requireOk(answer)
      load.onAnswer?.(answer)
    }
  }
  const startedAt = performance.now()
  try {
    await Promise.all(connections.map(work))
    return { latencies, seconds: (performance.now() - startedAt) / 1000 }
  } finally {
    for (const connection of connections) connection.close()
  }
}

const TOO_MANY = 429
const RETRY_MS = 500
const RETRIES_MAX = 60

/** A server on a slow machine asks to come back; the wait counts as latency. */
async function sendPatiently(connection: Connection, request: PreparedRequest): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const answer = await connection.send(stamp(request))
    if (answer.status !== TOO_MANY || attempt >= RETRIES_MAX) return answer
    await sleep(RETRY_MS)
  }
}

export interface PacedLoad extends Load {
  /** requests per second, evenly spread; one that finds no free connection waits, and that counts as latency */
  readonly perSecond: number
}

export interface RunningLoad {
  /** ends the sending and waits for open answers */
  readonly stop: () => Promise<Measured>
}

const TICK_MS = 5

/** Sends at a steady pace until it is stopped, however long answers take. */
export async function startPacedLoad(load: PacedLoad): Promise<RunningLoad> {
  const free = [...(await openConnections(load))]
  const all = [...free]
  const requests = load.requests[Symbol.iterator]()
  const due: number[] = []
  const latencies: number[] = []
  const open = new Set<Promise<void>>()
  let failure: unknown
  let asked = 0
  const startedAt = performance.now()

  async function sendOne(connection: Connection, dueAt: number): Promise<void> {
    const next = requests.next()
    if (next.done) throw new Error('The paced load ran out of requests')
    const answer = await sendPatiently(connection, next.value)
    latencies.push(performance.now() - dueAt)
    requireOk(answer)
    load.onAnswer?.(answer)
    free.push(connection)
    sendDue()
  }
  function sendDue(): void {
    while (due.length > 0 && free.length > 0) {
      const connection = free.pop()
      const dueAt = due.shift()
      if (!connection || dueAt === undefined) return
      const sending = sendOne(connection, dueAt).catch((error: unknown) => {
        failure ??= error
      })
      open.add(sending)
      void sending.finally(() => open.delete(sending))
    }
  }
  const timer = setInterval(() => {
    const target = ((performance.now() - startedAt) / 1000) * load.perSecond
    for (; asked < target; asked++) due.push(performance.now())
    sendDue()
  }, TICK_MS)
  return {
    async stop() {
      clearInterval(timer)
      due.length = 0
      const seconds = (performance.now() - startedAt) / 1000
      await Promise.all(open)
      for (const connection of all) connection.close()
      if (failure !== undefined) throw failure
      return { latencies, seconds }
    },
  }
}

function openConnections({ port, connections }: Load): Promise<readonly Connection[]> {
  return Promise.all(Array.from({ length: connections }, () => openConnection(port)))
}

const TEXT_SHOWN = 500

export function requireOk({ status, body }: Answer): void {
  if (status === 200) return
  throw new Error(`The server answered ${status}: ${body.toString('utf8', 0, TEXT_SHOWN)}`)
}
