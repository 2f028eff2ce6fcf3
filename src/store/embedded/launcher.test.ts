// The embedded PostgreSQL as its callers meet it: started, refused, killed, brought back.
// Everything here runs the real programs and real signals.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedPostgres, startCluster, startEmbedded } from './launcher.ts'
import { clusterProcesses, isRunning } from './process-table.ts'
import type { ServerEvent } from './supervisor.ts'

const HOLDER = new URL('../../../test/support/hold-database.ts', import.meta.url).pathname
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

const cleanups: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

function freshDirectory(parent = tmpdir()): string {
  const directory = mkdtempSync(join(parent, 'alidade-launcher-'))
  chmodSync(directory, 0o755)
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A copy of a database made once: what most tests need, at a fraction of the time. */
function madeDirectory(parent = tmpdir()): string {
  const directory = freshDirectory(parent)
  execFileSync('cp', ['-a', `${made}/pgdata`, directory])
  return directory
}

let made = ''
beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'alidade-made-'))
  const database = await startEmbedded({ dataDir: made })
  await database.stop()
})
afterAll(() => rmSync(made, { recursive: true, force: true }))

async function start(dataDir: string, log?: (line: string) => void): Promise<EmbeddedPostgres> {
  const database = await startEmbedded({ dataDir, ...(log === undefined ? {} : { log }) })
  cleanups.push(() => database.stop())
  return database
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now()
  const result = await work()
  const tookMs = performance.now() - began
  process.stdout.write(`    ${what}: ${tookMs.toFixed(0)} ms\n`)
  return [result, tookMs]
}

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client(url)
  await client.connect()
  return await client.query<T>(sql).then(
    ({ rows }) => client.end().then(() => rows),
    async (error: unknown) => {
      await client.end()
      throw error
    },
  )
}

type Said = { readonly pid: number; readonly url: string; readonly code: string; message: string }

/** Runs hold-database.ts and resolves with its line. */
async function hold(
  dataDir: string,
  options: { uid?: number; ending?: string } = {},
): Promise<{ readonly child: ChildProcess; readonly said: Said }> {
  const { uid, ending } = options
  const child = spawn(process.execPath, [HOLDER, dataDir, ...(ending ? [ending] : [])], {
    ...(uid === undefined ? {} : { uid, gid: uid }),
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanups.push(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, said: JSON.parse(line) as Said }
}

async function killHard(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  if (child.signalCode === null) await once(child, 'exit')
}

/** The tag as the running server tells it, so the tests need no inner knowledge. */
async function tagOf(url: string): Promise<string> {
  return (await query<{ cluster_name: string }>(url, 'show cluster_name'))[0]?.cluster_name ?? ''
}

function nextEvent(database: EmbeddedPostgres, kind: ServerEvent['kind']): Promise<ServerEvent> {
  return new Promise((heard) =>
    database.onExit((event) => {
      if (event.kind === kind) heard(event)
    }),
  )
}

describe('starting', () => {
  test('a first start makes a durable database for a role without power', async () => {
    const dataDir = join(freshDirectory(), 'data')
    const [database, tookMs] = await timed('first start', () => start(dataDir))
    expect(tookMs).toBeLessThan(10_000)
    const [facts] = await query(
      database.url,
      `select r.rolsuper, r.rolbypassrls, r.rolcreatedb, r.rolcreaterole,
              pg_get_userbyid(d.datdba) as owner, d.datcollate, d.datlocprovider::text as provider,
              pg_encoding_to_char(d.encoding) as encoding,
              exists (select from pg_extension where extname = 'pg_trgm') as trigrams
         from pg_roles r, pg_database d
        where r.rolname = current_user and d.datname = current_database()`,
    )
    expect(facts).toEqual({
      rolsuper: false,
      rolbypassrls: false,
      rolcreatedb: false,
      rolcreaterole: false,
      owner: 'alidade',
      datcollate: 'C',
      provider: 'b',
      encoding: 'UTF8',
      trigrams: true,
    })
    const settings = await query<{ name: string; setting: string }>(
      database.url,
      `select name, setting from pg_settings where name in
       ('fsync', 'synchronous_commit', 'data_checksums', 'listen_addresses', 'jit',
        'max_connections', 'idle_in_transaction_session_timeout') order by name`,
    )
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      data_checksums: 'on',
      fsync: 'on',
      idle_in_transaction_session_timeout: '60000',
      jit: 'off',
      listen_addresses: '',
      max_connections: '60',
      synchronous_commit: 'on',
    })
  })

  test('letters beyond a-z count in trigrams and change their case', async () => {
    const database = await start(madeDirectory())
    const [found] = await query(
      database.url,
      `select similarity('Žofie Müller', 'žofie müller') as same, lower('ÉЁ') as low,
              cardinality(show_trgm('Ёж')) as trigrams`,
    )
    expect(found).toEqual({ same: 1, low: 'éё', trigrams: 3 })
  })

  test('a warm start is quick and finds the data', async () => {
    const dataDir = madeDirectory()
    const first = await start(dataDir)
    await query(first.url, 'create table kept as select 42 as answer')
    await timed('stop', () => first.stop())
    const [second, tookMs] = await timed('warm start', () => start(dataDir))
    expect(tookMs).toBeLessThan(3_000)
    expect(second.url).toBe(first.url)
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  test('a wrong password is refused', async () => {
    const database = await start(madeDirectory())
    const client = new pg.Client({ ...database.connection, password: 'guess' })
    await expect(client.connect()).rejects.toThrow(/password authentication failed/)
  })

  test('a long path gets a short socket directory, which goes away with the server', async () => {
    const dataDir = join(freshDirectory(), 'a'.repeat(60), 'b'.repeat(60))
    const database = await start(dataDir)
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(database.connection.host.startsWith(dataDir)).toBe(false)
    await database.stop()
    expect(existsSync(database.connection.host)).toBe(false)
  })

  test('quotes, commas and spaces in the path do no harm', async () => {
    const database = await start(join(freshDirectory(), `it's, "my" data`))
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('the server is in a session of its own, so Ctrl-C does not reach it', async () => {
    const database = await start(madeDirectory())
    const stat = readFileSync(`/proc/${database.pid}/stat`, 'utf8')
    const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    expect([group, session]).toEqual([String(database.pid), String(database.pid)])
  })
})

describe('one Alidade per directory', () => {
  test('a second start is refused and names the holder, from here and from elsewhere', async () => {
    const dataDir = madeDirectory()
    const database = await start(dataDir)
    const refusal = {
      code: 'DATA_DIRECTORY_IN_USE',
      message: expect.stringContaining(`process ${process.pid}`),
    }
    await expect(startEmbedded({ dataDir })).rejects.toMatchObject(refusal)
    expect((await hold(dataDir)).said).toMatchObject(refusal)
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await database.stop()
    await (await start(dataDir)).stop()
  })

  test('a holder killed with -9 leaves no lock, and its server makes way', async () => {
    const dataDir = madeDirectory()
    const { child, said } = await hold(dataDir)
    await query(said.url, 'create table kept as select 42 as answer')
    await killHard(child)
    expect(isRunning(said.pid)).toBe(true)
    const [database, tookMs] = await timed('start after kill -9 of Node', () => start(dataDir))
    expect(tookMs).toBeLessThan(5_000)
    expect(isRunning(said.pid)).toBe(false)
    expect(await query(database.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  test('everything killed with -9, Node too: the next start recovers', async () => {
    const dataDir = madeDirectory()
    const { child, said } = await hold(dataDir)
    await query(said.url, 'create table kept as select generate_series(1, 200000) as n')
    const tag = await tagOf(said.url)
    await killHard(child)
    for (const { pid } of clusterProcesses(tag)) process.kill(pid, 'SIGKILL')
    const [database] = await timed('start after kill -9 of everything', () => start(dataDir))
    expect(await query(database.url, 'select count(*)::int as n from kept')).toEqual([
      { n: 200_000 },
    ])
  })

  test('a stale postmaster.pid whose id went to another process is no obstacle', async () => {
    const dataDir = madeDirectory()
    await (await start(dataDir)).stop()
    // The same user as PostgreSQL: for a process of that user postgres itself would refuse.
    const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
    const other = spawn('sleep', ['60'], { ...user, stdio: 'ignore' })
    cleanups.push(() => other.kill())
    writeFileSync(join(dataDir, 'pgdata', 'postmaster.pid'), `${other.pid}\n/somewhere\n`)
    await start(dataDir)
    expect(isRunning(other.pid ?? 0)).toBe(true)
  })
})

describe('dying and coming back', () => {
  test('the whole tree killed with -9 comes back by itself, acknowledged rows and all', async () => {
    const database = await start(madeDirectory())
    const pool = new pg.Pool({ ...database.connection, max: 5 })
    pool.on('error', () => {})
    cleanups.push(() => pool.end())
    await pool.query('create table kept (n int)')
    for (let n = 0; n < 50; n += 1) await pool.query('insert into kept values ($1)', [n])
    const before = database.pid
    const recovered = nextEvent(database, 'recovered')
    const tag = await tagOf(database.url)
    const [, tookMs] = await timed('pool works again after kill -9 of the tree', async () => {
      for (const { pid } of clusterProcesses(tag)) process.kill(pid, 'SIGKILL')
      await untilItWorks(pool)
    })
    expect(tookMs).toBeLessThan(5_000)
    await recovered
    expect(database.pid).not.toBe(before)
    expect((await pool.query('select count(*)::int as n from kept')).rows).toEqual([{ n: 50 }])
  })

  test('orphaned busy backends of a killed postmaster are ended, then it comes back', async () => {
    const database = await start(madeDirectory())
    const busy = new pg.Client(database.connection)
    busy.on('error', () => {})
    await busy.connect()
    // Never waits for anything, so it does not notice that its postmaster is gone.
    const forever = busy.query('select count(*) from generate_series(1, 100000000000)')
    const ended = expect(forever).rejects.toThrow()
    await wait(200)
    const recovered = nextEvent(database, 'recovered')
    await timed('ready again after kill -9 of the postmaster', async () => {
      process.kill(database.pid, 'SIGKILL')
      await recovered
    })
    await ended
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('stop() leaves nothing running, also with open sessions and asked twice', async () => {
    const database = await start(madeDirectory())
    const client = new pg.Client(database.connection)
    client.on('error', () => {})
    await client.connect()
    const tag = await tagOf(database.url)
    expect(clusterProcesses(tag).length).toBeGreaterThan(3)
    await Promise.all([database.stop(), database.stop()])
    expect(clusterProcesses(tag)).toEqual([])
  })

  test('stop() during a restart ends that one too', async () => {
    const database = await start(madeDirectory())
    const tag = await tagOf(database.url)
    const died = nextEvent(database, 'died')
    process.kill(database.pid, 'SIGKILL')
    await died
    await database.stop()
    await wait(300)
    expect(clusterProcesses(tag)).toEqual([])
  })

  test('a process that exits without stop() takes its server with it', async () => {
    const { child, said } = await hold(madeDirectory(), { ending: 'exit' })
    if (child.exitCode === null) await once(child, 'exit')
    expect(isRunning(said.pid)).toBe(false)
  })
})

describe('half-made and damaged directories', () => {
  test('a holder killed while it makes the database: the next start makes it anew', async () => {
    const dataDir = freshDirectory()
    const child = spawn(process.execPath, [HOLDER, dataDir], { stdio: 'ignore' })
    while (!readdirSync(dataDir).some((name) => name.startsWith('making-'))) await wait(5)
    await wait(150)
    await killHard(child)
    expect(existsSync(join(dataDir, 'pgdata'))).toBe(false)
    const database = await start(dataDir)
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('a killed start between cluster and database is completed', async () => {
    const dataDir = madeDirectory()
    const database = await start(dataDir)
    const admin = new pg.Client({ ...database.admin, database: 'postgres' })
    await admin.connect()
    await admin.query('drop database alidade with (force)')
    await admin.end()
    await database.stop()
    const again = await start(dataDir)
    expect(await query(again.url, "select similarity('a', 'a')")).toHaveLength(1)
  })

  test.each([
    ['PG_VERSION', 'DATA_DIRECTORY_UNUSABLE'],
    ['alidade.json', 'DATA_DIRECTORY_UNUSABLE'],
  ])('data without %s is neither used nor thrown away', async (name, code) => {
    const dataDir = madeDirectory()
    await (await start(dataDir)).stop()
    rmSync(join(dataDir, 'pgdata', name))
    await expect(startEmbedded({ dataDir })).rejects.toMatchObject({
      code,
      message: expect.stringContaining('DATABASE_URL'),
    })
    expect(existsSync(join(dataDir, 'pgdata', 'base'))).toBe(true)
  })

  test('data of another PostgreSQL version is refused', async () => {
    const dataDir = madeDirectory()
    await (await start(dataDir)).stop()
    writeFileSync(join(dataDir, 'pgdata', 'PG_VERSION'), '16\n')
    await expect(startEmbedded({ dataDir })).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_OTHER_VERSION',
    })
  })

  test.each([
    ['No space left on device', 'DISK_FULL'],
    ['Cannot allocate memory', 'OUT_OF_MEMORY'],
    ['libz.so.1: error while loading shared libraries', 'PLATFORM_UNSUPPORTED'],
    ['spawn /x/initdb EPERM', 'ACCOUNT_UNUSABLE'],
    ['something new', 'INIT_FAILED'],
  ])('initdb that fails with "%s" is a %s', async (words, code) => {
    const binDir = freshDirectory()
    writeFileSync(join(binDir, 'initdb'), `#!/bin/sh\necho "${words}" >&2\nexit 1\n`, {
      mode: 0o755,
    })
    const dataDir = freshDirectory()
    const started = startCluster({ dataDir, binaries: { binDir, major: 18 } })
    await expect(started).rejects.toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`DATABASE_URL.*${words}`, 's')),
    })
    expect(readdirSync(dataDir).filter((name) => name.startsWith('making-'))).toEqual([])
  })
})

// Skipped for ordinary users: only root can become somebody else.
describe.skipIf(!isRoot)('users', () => {
  test('as root the server runs as nobody, whose files it are', async () => {
    const database = await start(madeDirectory())
    const status = readFileSync(`/proc/${database.pid}/status`, 'utf8')
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).toBe(String(NOBODY))
  })

  test("under root's closed home it works all the same", async () => {
    const closed = freshDirectory(homedir())
    chmodSync(closed, 0o700)
    const dataDir = join(closed, 'data')
    const database = await start(dataDir)
    await query(database.url, 'create table kept as select 42 as answer')
    await database.stop()
    const again = await start(dataDir)
    expect(await query(again.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  test('an ordinary user runs it as themselves; root then goes on as that user', async () => {
    const dataDir = freshDirectory()
    chownSync(dataDir, NOBODY, NOBODY)
    const { child, said } = await hold(dataDir, { uid: NOBODY })
    expect(await query(said.url, 'select current_user')).toEqual([{ current_user: 'alidade' }])
    child.kill('SIGTERM')
    await once(child, 'exit')
    expect(isRunning(said.pid)).toBe(false)
    const database = await start(dataDir)
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('a user id without a name cannot make a database, and is told so', async () => {
    const dataDir = freshDirectory()
    chownSync(dataDir, 54_321, 54_321)
    const { said } = await hold(dataDir, { uid: 54_321 })
    expect(said.code).toBe('ACCOUNT_UNUSABLE')
    expect(said.message).toMatch(/54321.*DATABASE_URL/s)
  })

  test('data of another user is refused with the way to take it over', async () => {
    const dataDir = freshDirectory()
    mkdirSync(join(dataDir, 'pgdata'))
    chownSync(dataDir, NOBODY, NOBODY)
    const { said } = await hold(dataDir, { uid: NOBODY })
    expect(said.code).toBe('DATA_DIRECTORY_NOT_OURS')
    expect(said.message).toContain('chown')
  })
})

async function untilItWorks(pool: pg.Pool): Promise<void> {
  const until = Date.now() + 20_000
  for (;;) {
    const isBack = await pool.query('select 1').then(
      () => true,
      () => false,
    )
    if (isBack) return
    if (Date.now() > until) throw new Error('the pool did not come back')
    await wait(20)
  }
}
