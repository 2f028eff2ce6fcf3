// The lock of a data directory: held by the system, named by owner.json.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDataDirectory } from './lock.ts'
import { processStart } from './process-table.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'alidade-lock-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

function writeOwner(pid: number, startedAt: string): void {
  writeFileSync(join(dataDir, 'owner.json'), JSON.stringify({ pid, startedAt, host: 'here' }))
}

test('is refused while held and free after release, any number of times', () => {
  for (let round = 0; round < 3; round += 1) {
    const lock = lockDataDirectory(dataDir)
    expect(() => lockDataDirectory(dataDir)).toThrow(`process ${process.pid}`)
    expect(() => lockDataDirectory(dataDir)).toThrow(`process ${process.pid}`)
    lock.release()
    lock.release()
    expect(existsSync(join(dataDir, 'owner.json'))).toBe(false)
  }
})

test('an owner that is gone, or whose id went to another process, holds nothing', () => {
  writeOwner(2 ** 22 + 1, '1')
  lockDataDirectory(dataDir).release()
  writeOwner(process.ppid, 'another time')
  lockDataDirectory(dataDir).release()
})

test('a running owner holds it even where the file system does not lock', () => {
  writeOwner(process.ppid, processStart(process.ppid) ?? '')
  expect(() => lockDataDirectory(dataDir)).toThrow(`process ${process.ppid}`)
})

test('an owner file cut short is no obstacle', () => {
  writeFileSync(join(dataDir, 'owner.json'), '{"pid":')
  lockDataDirectory(dataDir).release()
})
