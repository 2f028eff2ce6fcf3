// What the machine must give: a Node that is new enough, room on the disk, a directory to write to.
import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Finding, fail, ok, warn } from './check.ts'

const NODE_MIN = [22, 18] as const
const GIBIBYTE = 1024 ** 3
const ROOM_FAIL_BYTES = GIBIBYTE / 4
const ROOM_WARN_BYTES = 2 * GIBIBYTE

export async function checkMachine(dataDir: string): Promise<readonly Finding[]> {
  const existing = await nearestExisting(dataDir)
  return [
    checkNode(process.versions.node),
    await checkRoom(existing),
    await checkWritable(existing),
  ]
}

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isNew = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])
  return isNew
    ? ok('node', version)
    : fail('node', version, `Install Node ${NODE_MIN.join('.')} or newer`)
}

async function checkRoom(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(path)
  const bytes = bavail * bsize
  const found = `${(bytes / GIBIBYTE).toFixed(1)} GiB free at ${path}`
  if (bytes < ROOM_FAIL_BYTES) return fail('disk', found, 'Make room: writes stop when it is full')
  return bytes < ROOM_WARN_BYTES ? warn('disk', found, 'Make room soon') : ok('disk', found)
}

async function checkWritable(path: string): Promise<Finding> {
  try {
    await access(path, constants.W_OK)
    return ok('data directory', path)
  } catch {
    return fail('data directory', `${path} cannot be written`, 'Choose another with --data-dir')
  }
}

/** The directory itself, or where it would be made. */
async function nearestExisting(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  return isThere || dirname(path) === path ? path : nearestExisting(dirname(path))
}
