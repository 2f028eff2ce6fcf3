// Closes connections that only hold memory: whose client does not take its answers, asks without end, or keeps
// an idle connection open with empty lines. Node itself watches requests that come in slowly, not these.
//
//   receiving (Node: requestTimeout) -> at work (ours to bound) -> answering (here) -> idle (here and Node)
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import type { HttpLimits } from './limits.ts'

interface Connection {
  /** requests that are not answered yet */
  open: number
  /** bytes that the client's side has taken, as of `since` */
  taken: number
  /** ms: when something last went forward */
  since: number
}

/**
 * A server that watches its connections: `new Server` with these options and the handler of its requests.
 * @param clock ms since any fixed point
 */
export function createWatchedServer(
  options: ServerOptions,
  handler: RequestListener,
  { limits, clock }: { readonly limits: HttpLimits; readonly clock: () => number },
): Server {
  const connections = new Map<Socket, Connection>()
  const server = createServer(options, (request, response) => {
    const connection = connections.get(request.socket)
    if (connection && !enter(connection, request, response)) return
    handler(request, response)
  })
  server.on('connection', (socket) => {
    connections.set(socket, { open: 0, taken: 0, since: clock() })
    socket.once('close', () => connections.delete(socket))
  })
  closeStuck(
    server,
    () => {
      for (const [socket, connection] of connections) {
        if (isStuck(socket, connection, { limits, now: clock() })) socket.resetAndDestroy()
      }
    },
    limits.checkEveryMs,
  )
  return server

  /** False when the connection asks for too much at once: it is closed, and what it still sends is not looked at. */
  function enter(
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
  ): boolean {
    connection.open += 1
    if (connection.open > limits.pipelinedMax) {
      if (connection.open === limits.pipelinedMax + 1) request.socket.resetAndDestroy()
      return false
    }
    response.once('close', () => {
      connection.open -= 1
      connection.since = clock()
    })
    return true
  }
}

function closeStuck(server: Server, look: () => void, everyMs: number): void {
  server.once('listening', () => {
    const timer = setInterval(look, everyMs)
    timer.unref()
    server.once('close', () => clearInterval(timer))
  })
}

/** Waiting for our work is not being stuck, however long it takes: an answer is owed. */
function isStuck(
  socket: Socket,
  connection: Connection,
  { limits, now }: { readonly limits: HttpLimits; readonly now: number },
): boolean {
  const waiting = socket.writableLength
  const taken = socket.bytesWritten - waiting
  if (taken !== connection.taken) {
    connection.taken = taken
    connection.since = now
  }
  const stillMs = now - connection.since
  if (waiting > 0) return stillMs > limits.answerTimeoutMs
  // Node ends idle connections itself, a little later than the time it tells, unless empty lines come in.
  return connection.open === 0 && stillMs > limits.keepAliveTimeoutMs + limits.idleGraceMs
}
