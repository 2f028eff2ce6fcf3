// Vitest's global setup: keeps one PostgreSQL server per engine for the whole run.
// A server starts when the first test asks for a database on it, so runs that need none pay
// nothing. Test files run in processes of their own and ask over HTTP; see postgres.ts.

import { randomBytes } from 'node:crypto'
import { globSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startCluster, startEmbedded, stopLeftovers } from '../../src/store/embedded/launcher.ts'
import { APP_ROLE, connectionUrl } from '../../src/store/embedded/provision.ts'
import type { DatabaseEngine } from './postgres.ts'
import { serverBinaries } from './server-binaries.ts'

type TestServer = {
  readonly admin: pg.Pool
  /** A new database with pg_trgm, owned by the user of its URL. */
  readonly create: (database: string) => Promise<void>
  readonly urlOf: (database: string) => string
  /** of a role that may create databases of its own */
  readonly creatorUrl: () => Promise<string>
  readonly stop: () => Promise<void>
}

let door: Server | undefined
const servers = new Map<DatabaseEngine, Promise<TestServer>>()

/** Called by vitest once, before all test files. */
export async function setup(project: TestProject): Promise<void> {
  await sweepEarlierRuns()
  door = createServer((request, response) => {
    answer(request.url ?? '').then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((listening) => door?.listen(0, '127.0.0.1', listening))
  const { port } = door.address() as AddressInfo
  project.provide('databaseDoor', `http://127.0.0.1:${port}`)
}

/** Called by vitest once, after all test files. */
export async function teardown(): Promise<void> {
  door?.closeAllConnections()
  door?.close()
  for (const server of await Promise.allSettled(servers.values())) {
    if (server.status === 'fulfilled') await server.value.stop()
  }
}

/** `/embedded/create` -> name and URL of a fresh database; `/embedded/drop/<name>` -> empty. */
async function answer(path: string): Promise<string> {
  const [, engine, verb, name = ''] = path.split('/')
  if (engine !== 'embedded' && engine !== 'server') throw new Error(`no engine ${engine}`)
  const { admin, create, urlOf, creatorUrl } = await serverFor(engine)
  if (verb === 'creator') return creatorUrl()
  if (verb === 'create') {
    const fresh = `test_${randomBytes(6).toString('hex')}`
    await create(fresh)
    return JSON.stringify({ name: fresh, url: urlOf(fresh) })
  }
  if (!/^test_[0-9a-f]{12}$/.test(name)) throw new Error(`no database ${name}`)
  await admin.query(`drop database if exists ${name} with (force)`)
  return ''
}

function serverFor(engine: DatabaseEngine): Promise<TestServer> {
  const running = servers.get(engine) ?? START[engine]()
  servers.set(engine, running)
  return running
}

const START: Readonly<Record<DatabaseEngine, () => Promise<TestServer>>> = {
  embedded: () => ownServer((dataDir) => startEmbedded({ dataDir })),
  server: () => {
    const given = process.env['ALIDADE_TEST_SERVER_URL']
    if (given !== undefined && given !== '') return givenServer(given)
    return ownServer((dataDir) => startCluster({ dataDir, binaries: serverBinaries() }))
  },
}

async function ownServer(
  start: (dataDir: string) => ReturnType<typeof startEmbedded>,
): Promise<TestServer> {
  const dataDir = join(tmpdir(), `${PREFIX}${randomBytes(4).toString('hex')}`)
  const database = await start(dataDir)
  const admin = oneByOne(connectionUrl({ ...database.admin, database: 'postgres' }))
  return {
    admin,
    // template1 already holds the extension; see provision.ts.
    create: async (name) => {
      await admin.query(`create database ${name} owner ${APP_ROLE}`)
    },
    urlOf: (name) => connectionUrl({ ...database.connection, database: name }),
    creatorUrl: async () => {
      const user = `creator_${randomBytes(4).toString('hex')}`
      const password = randomBytes(16).toString('hex')
      await admin.query(`create role ${user} login createdb password '${password}'`)
      return connectionUrl({ ...database.connection, user, password, database: 'postgres' })
    },
    stop: async () => {
      await admin.end()
      await database.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function givenServer(url: string): Promise<TestServer> {
  const admin = oneByOne(url)
  const urlOf = (name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href
  const create = async (name: string): Promise<void> => {
    await admin.query(`create database ${name}`)
    const own = oneByOne(urlOf(name))
    await own.query('create extension if not exists pg_trgm').finally(() => own.end())
  }
  // Whoever names a server for tests lets its role create databases.
  return { admin, create, urlOf, creatorUrl: async () => url, stop: () => admin.end() }
}

/** Test files ask for databases at the same time; a pool of one lets the second wait, a client must not be asked. */
function oneByOne(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on('error', () => {})
  return pool
}

const PREFIX = 'alidade-test-'

/** A killed run leaves its server running: stop it, unless that run still goes on. */
async function sweepEarlierRuns(): Promise<void> {
  for (const dataDir of globSync(join(tmpdir(), `${PREFIX}????????`))) {
    try {
      await stopLeftovers({ dataDir })
      await rm(dataDir, { recursive: true, force: true })
    } catch {
      // In use by another run, or another user's.
    }
  }
}
