// Finds Alidade for a command: the server that was named, the one that runs on the data directory, or none, and then
// the database is opened here.
import type { Call } from './command.ts'
import type { Database } from './database.ts'
import { keyFromRing } from './key-ring.ts'
import type { Opened } from './open.ts'
import { type Place, placeOf, remoteOf } from './options.ts'
import { findRunning, type Running } from './running.ts'
import { createNewId } from './secrets.ts'
import type { Service } from './service.ts'
import { httpService } from './service-http.ts'
import { type Beginning, withDatabase } from './with-database.ts'

export async function withService<Result>(
  call: Call,
  work: (service: Service) => Promise<Result>,
  beginning: Beginning = {},
): Promise<Result> {
  const remote = remoteOf(call)
  if (remote) return work(httpService(remote))
  const place = placeOf(call)
  const running = await findRunning(place.dataDir)
  if (running) return work(localService(place, running))
  const direct = async ({ engine }: Opened): Promise<Result> => {
    const { directService } = await import('./service-direct.ts')
    const where = place.databaseUrl === undefined ? place.dataDir : 'the database'
    return work(directService(engine, { where, newRequestId: createNewId(() => Date.now()) }))
  }
  return withEngine(call, direct, beginning)
}

/**
 * Opens the engine in this process, beside a server that may be running: the database lets one of them write at a
 * time. For work that has no route.
 */
export async function withEngine<Result>(
  call: Call,
  work: (opened: Opened) => Promise<Result>,
  beginning: Beginning = {},
): Promise<Result> {
  const place = placeOf(call)
  const log = call.io.err
  const open = async (database: Database): Promise<Result> => {
    // Loaded only here: a command that talks to a running server needs no engine, and starts in half the time.
    const { openEngine } = await import('./open.ts')
    const opened = await openEngine(place, { log, database })
    try {
      return await work(opened)
    } finally {
      await opened.close()
    }
  }
  return withDatabase(place, { log, work: open, ...beginning })
}

/** The operator's key may make keys, so views can be asked under the role that a purpose needs. */
function localService({ dataDir }: Place, { url, key }: Running): Service {
  const service: Service = httpService({
    url,
    key,
    keyForRole: (role) =>
      keyFromRing(dataDir, {
        name: `operator as ${role}`,
        input: { name: `command line as ${role}`, kind: 'read', role },
        maker: { createKey: (input) => service.createKey(input), isValid: isValidAt(url) },
      }),
  })
  return service
}

/** Every role may do something; a key that counts gets any answer but 401. */
function isValidAt(url: string): (key: string) => Promise<boolean> {
  return async (key) => {
    const response = await fetch(`${url}/v1/purposes`, {
      headers: { authorization: `Bearer ${key}` },
    })
    return response.status !== 401
  }
}
