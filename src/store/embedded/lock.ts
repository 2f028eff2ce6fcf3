// One data directory, one Alidade: the lock that refuses a second start.
// The lock is held by the operating system (a file lock, taken through SQLite because Node has no
// call of its own for it), so it ends with the process, however that dies, and holds between
// containers that share a volume, where process ids mean nothing. `owner.json` beside it only
// names the holder, and is the second net where a file system does not really lock.

import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EmbeddedPostgresError } from './problem.ts'
import { processStart } from './process-table.ts'

export type DataDirectoryLock = { readonly release: () => void }

type Owner = { readonly pid: number; readonly startedAt: string; readonly host: string }

/** Takes the lock or throws DATA_DIRECTORY_IN_USE with the id of the process that holds it. */
export function lockDataDirectory(dataDir: string): DataDirectoryLock {
  const ownerFile = join(dataDir, 'owner.json')
  const file = lockFile(join(dataDir, 'lock'), () => inUse(dataDir, readOwner(ownerFile)))
  const owner = readOwner(ownerFile)
  if (owner !== undefined && isAnotherRunningProcess(owner)) {
    file.close()
    throw inUse(dataDir, owner)
  }
  try {
    const self = { pid: process.pid, startedAt: processStart(process.pid) ?? '', host: hostname() }
    writeFileSync(ownerFile, `${JSON.stringify(self)}\n`)
  } catch (error) {
    file.close() // a full disk: without this the lock would outlive the failed start
    throw error
  }
  let isHeld = true
  const release = (): void => {
    if (!isHeld) return
    isHeld = false
    rmSync(ownerFile, { force: true })
    file.close()
  }
  return { release }
}

const SQLITE_BUSY = 5

function lockFile(path: string, busy: () => Error): DatabaseSync {
  let file: DatabaseSync | undefined
  try {
    file = new DatabaseSync(path)
    // An open exclusive transaction that writes nothing: the file stays empty, only locked.
    chmodSync(path, 0o600) // whoever may read it could lock it too
    file.exec('pragma journal_mode = memory; begin exclusive')
    return file
  } catch (cause) {
    file?.close()
    const isBusy = cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY
    if (isBusy) throw busy()
    throw new EmbeddedPostgresError(
      'DATA_DIRECTORY_UNUSABLE',
      `Cannot lock ${path}. Choose a data directory on a local disk that this user may write to.`,
      { cause },
    )
  }
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner
  } catch {
    return undefined // absent, or cut short by a kill: then the file lock alone decides
  }
}

/** Same id and same start time: a reused id, or id 1 of another container, is somebody else. */
function isAnotherRunningProcess(owner: Owner): boolean {
  return owner.pid !== process.pid && processStart(owner.pid) === owner.startedAt
}

function inUse(dataDir: string, owner: Owner | undefined): EmbeddedPostgresError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`
  return new EmbeddedPostgresError(
    'DATA_DIRECTORY_IN_USE',
    `The data directory ${dataDir} is in use by ${who}. ` +
      'Stop that process first, or start this one with another data directory.',
  )
}
