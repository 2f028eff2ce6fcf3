// A server database instead of the embedded one: the same commands, and its password is written down nowhere.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbedded } from '../../src/store/embedded/launcher.ts'
import { provideCreator } from '../support/postgres.ts'
import { alidade, answerOf, databasePid, newDirectory, startServer } from './command-line.ts'

const directory = newDirectory()
let postgres: EmbeddedPostgres

beforeAll(async () => {
  // Any server does; this one is at hand wherever the tests run.
  postgres = await startEmbedded({ dataDir: directory.path('server') })
})
afterAll(async () => {
  await postgres.stop()
  directory.remove()
})

test('it is migrated, checked, served, and left running', async () => {
  const at = ['--database-url', postgres.url, '--data-dir', directory.dataDir]
  const before = await alidade('doctor', ...at)
  expect(before.code).toBe(1)
  expect(before.out).toContain('Run alidade migrate')
  const { applied } = await answerOf<{ applied: string[] }>('migrate', ...at)
  expect(applied.length).toBeGreaterThan(0)
  expect((await alidade('doctor', ...at)).code).toBe(0)

  const server = await startServer<{ readonly url: string }>('start', '--port', '0', ...at)
  const running = readFileSync(join(directory.dataDir, 'running.json'), 'utf8')
  expect(running).toContain(server.ready.url)
  expect(running).not.toContain('postgres://')
  const second = await alidade('start', '--port', '0', ...at)
  expect(second.code).toBe(4)
  expect(second.err).toContain('in use')
  await answerOf('keys', 'create', '--source', 'web', ...at)
  const { code, out, err } = await server.stop('SIGTERM')
  expect(code).toBe(0)
  expect(out + err).not.toContain('postgres://')

  expect(databasePid(directory.dataDir)).toBeUndefined()
  const { items } = await answerOf<{ items: { source?: string }[] }>('keys', 'list', ...at)
  expect(items.some(({ source }) => source === 'web')).toBe(true)
}, 60_000)

test('a database that cannot hold every letter is refused before anything is made in it', async () => {
  const url = new URL(await provideCreator())
  const name = `letters_${process.pid}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await client.query(`create database ${name} encoding latin1 locale 'C' template template0`)
  try {
    url.pathname = `/${name}`
    const at = ['--database-url', url.href, '--data-dir', directory.path('letters')]
    const refused = await alidade('start', '--port', '0', ...at)
    expect(refused.code).toBe(4)
    expect(refused.err).toContain('encoded in LATIN1; Alidade needs UTF8')
  } finally {
    await client.query(`drop database ${name}`)
    await client.end()
  }
}, 60_000)
