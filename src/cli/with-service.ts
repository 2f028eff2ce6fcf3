// Finds Alidade for a command: the server that was named, the one that runs on the data directory, or none, and then
// the database is opened here.
import type { Call } from './command.ts'
import { type Database, databaseAt } from './database.ts'
import { CommandError, EXIT } from './exit.ts'
import { keyFromRing } from './key-ring.ts'
import { onStop } from './on-stop.ts'
import type { Opened } from './open.ts'
import { type Place, placeOf, remoteOf } from './options.ts'
import { findRunning, type Running } from './running.ts'
import { createNewId } from './secrets.ts'
import type { Service } from './service.ts'
import { httpService } from './service-http.ts'

export async function withService<Result>(
  call: Call,
  work: (service: Service) => Promise<Result>,
): Promise<Result> {
  const remote = remoteOf(call)
  if (remote) return work(httpService(remote))
  const place = placeOf(call)
  const running = await findRunning(place.dataDir)
  if (running) return work(localService(place, running))
  return withEngine(call, async (opened) => {
    const { directService } = await import('./service-direct.ts')
    const where = place.databaseUrl === undefined ? place.dataDir : 'the database'
    return work(
      directService(opened.engine, { where, newRequestId: createNewId(() => Date.now()) }),
    )
  })
}

/**
 * Opens the engine in this process, beside a server that may be running: the database lets one of them write at a
 * time. For work that has no route.
 */
export async function withEngine<Result>(
  call: Call,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const place = placeOf(call)
  const database = await databaseOfRunning(place)
  // Loaded only here: a command that talks to a running server needs no engine, and starts in half the time.
  const { openEngine } = await import('./open.ts')
  const opening = openEngine(place, { log: call.io.err, ...(database && { database }) })
  // A database that was started for this command ends with it, also when the user stops it.
  const forget = onStop(async () => (await opening).database.stop())
  try {
    const opened = await opening
    try {
      return await work(opened)
    } finally {
      await opened.close()
    }
  } finally {
    forget()
  }
}

/** The database of a place, for questions about the database itself: that of a running server, else opened here. */
export async function databaseOfRunning(place: Place): Promise<Database | undefined> {
  const running = await findRunning(place.dataDir)
  if (running?.databaseUrl !== undefined) return databaseAt(running.databaseUrl, 'embedded')
  if (!running || place.databaseUrl !== undefined) return undefined
  throw new CommandError(
    `The server ${running.url} uses a database of its own; name it with --database-url or DATABASE_URL.`,
    { exitCode: EXIT.refused },
  )
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
