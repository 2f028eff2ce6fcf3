// Where the unix socket lies: inside the data directory, or in a short directory under /tmp when
// that path would be too long for a socket address or is closed to the PostgreSQL user.

import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { chmod, mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Account, canReach, giveTo } from './account.ts'

/** Only part of the socket's file name: nothing listens on TCP. */
export const SOCKET_PORT = 5432

/** 107 bytes on Linux, 103 on macOS; with the lock file's `.lock` counted in for good measure. */
const SOCKET_PATH_BYTES_MAX = 103

/** A private directory, owned by the account, whose socket path fits. */
export async function socketDirectory(account: Account, dataDir: string): Promise<string> {
  const near = join(dataDir, 'socket')
  if (fits(near) && canReach(account, dataDir)) return await makePrivate(account, near)
  const short = [tmpdir(), '/tmp'].find((dir) => fits(join(dir, 'alidade-0123456789'))) ?? '/tmp'
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 10)
  const named = join(short, `alidade-${hash}`)
  // Somebody else may have made that name in /tmp: then a random one of our own.
  return await makePrivate(account, named).catch(async () => {
    return await makePrivate(account, await mkdtemp(join(short, 'alidade-')))
  })
}

function fits(directory: string): boolean {
  return Buffer.byteLength(join(directory, `.s.PGSQL.${SOCKET_PORT}`)) <= SOCKET_PATH_BYTES_MAX
}

async function makePrivate(account: Account, directory: string): Promise<string> {
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const { uid } = lstatSync(directory)
  const isOurs = uid === account.uid || uid === process.getuid?.()
  if (!isOurs || !lstatSync(directory).isDirectory()) throw new Error(`${directory} is not ours`)
  await giveTo(account, directory)
  await chmod(directory, 0o700)
  return directory
}
