// Whoever stops an evaluation finds no database running and no folder left.
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

const MAIN = join(import.meta.dirname, '..', 'main.ts')
const FOLDER = mkdtempSync(join(tmpdir(), 'alidade-stopped-'))
// Run by root, PostgreSQL is another user.
chmodSync(FOLDER, 0o755)
const RUN_MS_MAX = 120_000
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

/** More rows than are resolved before they are stopped. */
const ROWS = Array.from({ length: 60_000 }, (_, n) => `Ann${n},Berg${n % 997},1980-01-02,p${n}`)

const isUp = (temporary: string): boolean =>
  readdirSync(temporary).some((name) =>
    existsSync(join(temporary, name, 'data', 'pgdata', 'postmaster.pid')),
  )

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends it with %i', { timeout: RUN_MS_MAX }, async (signal, expected) => {
  const temporary = join(FOLDER, signal)
  mkdirSync(temporary)
  const rows = join(FOLDER, 'rows.csv')
  writeFileSync(rows, ['first_name,last_name,birth_date,truth', ...ROWS].join('\n'))
  const options = ['identity', 'evaluate', '--input', rows, '--truth', 'truth']
  const env = { ...process.env, TMPDIR: temporary }
  const child = spawn(process.execPath, [MAIN, ...options], { env, stdio: 'ignore' })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  while (!isUp(temporary) && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  child.kill(signal)
  expect(await ended).toBe(expected)
  expect(readdirSync(temporary)).toEqual([])
})
