// `npm run start` as a supervisor or a script ends it: the signal goes to npm alone, and nothing may stay behind.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { databasePid, isAlive, newDirectory, ROOT } from './command-line.ts'

const directory = newDirectory()
afterAll(() => directory.remove())

const WAIT_MS = 20_000

async function until(holds: () => boolean): Promise<boolean> {
  for (const end = Date.now() + WAIT_MS; Date.now() < end; await sleep(100))
    if (holds()) return true
  return false
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s to npm stops the server and its database',
  async (signal) => {
    const running = join(directory.dataDir, 'running.json')
    const script = ['run', 'start', '--', '--data-dir', directory.dataDir, '--port', '0']
    const npm = spawn('npm', script, { cwd: ROOT, stdio: 'ignore' })
    const ended = once(npm, 'close')
    expect(await until(() => existsSync(running))).toBe(true)
    const { pid } = JSON.parse(readFileSync(running, 'utf8')) as { pid: number }
    const database = databasePid(directory.dataDir)
    try {
      npm.kill(signal)
      await ended
      expect(await until(() => !isAlive(pid))).toBe(true)
      expect(database !== undefined && isAlive(database)).toBe(false)
    } finally {
      if (isAlive(pid)) process.kill(pid, 'SIGTERM')
      await until(() => !isAlive(pid))
      npm.kill('SIGKILL')
    }
  },
  4 * WAIT_MS,
)
