// Whoever stops a command finds no database running that it started, and of an evaluation no folder either.
import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const MAIN = join(import.meta.dirname, 'main.ts')
const FOLDER = mkdtempSync(join(tmpdir(), 'alidade-stopped-'))
// Run by root, PostgreSQL is another user.
chmodSync(FOLDER, 0o755)
const RUN_MS_MAX = 120_000
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

/** More rows than are resolved before they are stopped. */
const ROWS = Array.from({ length: 60_000 }, (_, n) => `Ann${n},Berg${n % 997},1980-01-02,p${n}`)

const clusterIn = (folder: string): string => join(folder, 'pgdata', 'postmaster.pid')
const isUp = (temporary: string): boolean =>
  readdirSync(temporary).some((name) => existsSync(clusterIn(join(temporary, name, 'data'))))

interface Stop {
  readonly signal: NodeJS.Signals
  readonly temporary: string
  readonly up: () => boolean
  readonly main?: string
  /** filled with what it says to people */
  readonly said?: string[]
}

/** Starts a command, stops it as soon as its database is up, and answers its exit code. */
async function stopped(
  options: readonly string[],
  { signal, temporary, up, main = MAIN, said = [] }: Stop,
): Promise<number | null> {
  const env = { ...process.env, TMPDIR: temporary }
  const child = spawn(process.execPath, [main, ...options], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.stderr.on('data', (text) => said.push(String(text)))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  while (!up() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 50))
  child.kill(signal)
  // npm passes on what the terminal has sent already.
  setTimeout(() => child.kill(signal), 20)
  return ended
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends an evaluation with %i', { timeout: RUN_MS_MAX }, async (signal, expected) => {
  const temporary = join(FOLDER, signal)
  mkdirSync(temporary)
  const rows = join(FOLDER, 'rows.csv')
  writeFileSync(rows, ['first_name,last_name,birth_date,truth', ...ROWS].join('\n'))
  const options = ['identity', 'evaluate', '--input', rows, '--truth', 'truth']
  expect(await stopped(options, { signal, temporary, up: () => isUp(temporary) })).toBe(expected)
  expect(readdirSync(temporary)).toEqual([])
})

test('a benchmark ends with nothing left behind', { timeout: RUN_MS_MAX }, async () => {
  const temporary = join(FOLDER, 'bench')
  mkdirSync(temporary)
  const main = join(import.meta.dirname, '../../bench/main.ts')
  const options = { signal: 'SIGINT', temporary, up: () => isUp(temporary), main } as const
  expect(await stopped(['unmerge', '--quick'], options)).toBe(130)
  expect(readdirSync(temporary)).toEqual([])
})

test('an import says how far it came, and that it goes on from there', {
  timeout: RUN_MS_MAX,
}, async () => {
  const [temporary, dataDir] = [join(FOLDER, 'import'), join(FOLDER, 'import-data')]
  mkdirSync(temporary)
  const [rows, mapping] = [join(temporary, 'rows.csv'), join(temporary, 'rows.yaml')]
  writeFileSync(rows, ['name,last,born,person', ...ROWS].join('\n'))
  writeFileSync(
    mapping,
    'source: s\ninputs: [{ files: "*", outputs: [{ event: { type: identify, userId: "{name}", traits: { a: "{last}" } } }] }]',
  )
  const words = ['import', rows, '--mapping', mapping, '--data-dir', dataDir]
  const up = () => existsSync(join(dataDir, 'imports'))
  const said: string[] = []
  expect(await stopped(words, { signal: 'SIGINT', temporary, up, said })).toBe(130)
  expect(said.join('')).toMatch(/[\d,]+ records are stored; the same command goes on from there/)
  expect(existsSync(clusterIn(dataDir))).toBe(false)
})

test.each(['migrate', 'rebuild', 'doctor', 'keys list', 'events tail'])(
  '%s stops the database that it started',
  { timeout: RUN_MS_MAX },
  async (words) => {
    const [temporary, dataDir] = [join(FOLDER, 'sockets'), join(FOLDER, 'data')]
    mkdirSync(temporary, { recursive: true })
    const up = () => existsSync(clusterIn(dataDir))
    const options = [...words.split(' '), '--data-dir', dataDir]
    const code = await stopped(options, { signal: 'SIGTERM', temporary, up })
    // Zero where it was quicker than the signal, or ends by itself; null would be killed, cleaning nothing.
    expect([0, 143]).toContain(code)
    expect(up()).toBe(false)
  },
)
