// A server for one test, with what it logged; listening on a free port where a test needs a socket.
import type { FastifyInstance } from 'fastify'
import type { Engine } from '../../src/engine/api.ts'
import { createServer, type ServerOptions } from '../../src/http/server.ts'
import { createFakeEngine, type FakeEngine } from './fake-engine.ts'

export interface TestDoor extends FakeEngine {
  readonly server: FastifyInstance
  readonly logged: object[]
}

const open: FastifyInstance[] = []

export function createDoor(options: Partial<ServerOptions> = {}, real?: Engine): TestDoor {
  const fake = createFakeEngine(real)
  const logged: object[] = []
  const keep = (fields: object): void => {
    logged.push(fields)
  }
  const logger = { error: keep, warn: keep }
  const server = createServer(fake.engine, { logger, version: '0.0.0-test', ...options })
  open.push(server)
  return { ...fake, server, logged }
}

/** The address it listens on, without a slash at the end. */
export async function listen(server: FastifyInstance): Promise<string> {
  return server.listen({ host: '127.0.0.1', port: 0 })
}

/** Call it after each test: a server left open keeps the run from ending. */
export async function closeDoors(): Promise<void> {
  for (const server of open.splice(0)) {
    server.server.closeAllConnections()
    await server.close()
  }
}

/** Waits until a condition holds, for clients that deliver in their own time. */
export async function until(holds: () => boolean, what: string, ms = 10_000): Promise<void> {
  const deadline = Date.now() + ms
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
