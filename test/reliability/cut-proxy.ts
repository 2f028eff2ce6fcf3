// A TCP proxy before PostgreSQL that can lose the answer to a commit: it passes the commit on, waits until PostgreSQL
// has answered, and cuts the connection instead of passing the answer back. The commit holds and nobody knows it.
import { connect, createServer, type Server, type Socket } from 'node:net'

export interface CutProxy {
  readonly port: number
  /** the next commit that passes loses its answer */
  readonly loseNextCommit: () => void
  /** how many answers were lost so far */
  readonly lost: () => number
  readonly close: () => Promise<void>
}

/** A simple query message that commits: type, length, text, NUL. */
const COMMIT = Buffer.from('Q\0\0\0\u000bcommit\0', 'latin1')

/** @param target path of PostgreSQL's unix socket */
export async function openCutProxy(target: string): Promise<CutProxy> {
  const state = { isArmed: false, lost: 0, sockets: new Set<Socket>() }
  const server = createServer((client) => join(client, connect({ path: target }), state))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    port: portOf(server),
    loseNextCommit: () => {
      state.isArmed = true
    },
    lost: () => state.lost,
    close: async () => {
      for (const socket of state.sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}

interface State {
  isArmed: boolean
  lost: number
  readonly sockets: Set<Socket>
}

function join(client: Socket, database: Socket, state: State): void {
  let isLosing = false
  for (const [socket, other] of [
    [client, database],
    [database, client],
  ] as const) {
    state.sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      state.sockets.delete(socket)
      other.destroy()
    })
  }
  client.on('data', (bytes) => {
    if (state.isArmed && bytes.includes(COMMIT)) {
      state.isArmed = false
      isLosing = true
    }
    database.write(bytes)
  })
  database.on('data', (bytes) => {
    if (!isLosing) client.write(bytes)
    else if (!client.destroyed) {
      state.lost += 1
      client.destroy()
    }
  })
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
