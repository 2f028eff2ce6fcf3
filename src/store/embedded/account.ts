// Under which user PostgreSQL runs, and what that user can reach.
// PostgreSQL refuses to run as root. So as root its processes run as the owner of the existing
// data, else as `nobody`; anyone else runs it as themselves.

import { accessSync, constants, lstatSync, statSync } from 'node:fs'
import { lchown, readdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { EmbeddedPostgresError, USE_DATABASE_URL } from './problem.ts'

export type Account = {
  readonly uid: number
  readonly gid: number
  /** True when our own process may give files and children to that user, that is: as root. */
  readonly isSwitched: boolean
}

/** `nobody` is 65534 nearly everywhere, and initdb wants a user id that has a name. */
const NOBODY = 65_534

/** The user for the PostgreSQL processes of the cluster whose files lie in `pgdata`. */
export function chooseAccount(
  pgdata: string,
  runAs?: { readonly uid: number; readonly gid: number },
): Account {
  const self = process.getuid?.() ?? 0
  const owner = lstatSync(pgdata, { throwIfNoEntry: false })
  if (self === 0) return accountForRoot(owner, runAs)
  if (owner === undefined || owner.uid === self) {
    return { uid: self, gid: process.getgid?.() ?? self, isSwitched: false }
  }
  throw new EmbeddedPostgresError(
    'DATA_DIRECTORY_NOT_OURS',
    `The data in ${pgdata} belongs to user ${owner.uid}, but this process runs as user ${self}. ` +
      `Run it as that user, or: chown -R ${self} ${dirname(pgdata)}. ${USE_DATABASE_URL}`,
  )
}

function accountForRoot(
  owner: { readonly uid: number; readonly gid: number } | undefined,
  runAs: { readonly uid: number; readonly gid: number } | undefined,
): Account {
  if (runAs !== undefined) return { ...runAs, isSwitched: true }
  if (owner !== undefined && owner.uid !== 0) {
    return { uid: owner.uid, gid: owner.gid, isSwitched: true }
  }
  return { uid: NOBODY, gid: NOBODY, isSwitched: true }
}

/** What spawn() needs to start a child under this account. */
export function spawnAs(account: Account): { uid?: number; gid?: number } {
  return account.isSwitched ? { uid: account.uid, gid: account.gid } : {}
}

/** initdb, and only initdb, asks for the name of its user and stops without one. */
export function requireNamedAccount(account: Account): void {
  if (account.isSwitched) return
  try {
    userInfo()
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'ACCOUNT_UNUSABLE',
      `A new database cannot be made as user id ${account.uid}, because that id has no entry in ` +
        '/etc/passwd (an existing data directory would start). Run the container as root or as a ' +
        `named user, or mount an /etc/passwd that names it. ${USE_DATABASE_URL}`,
      { cause },
    )
  }
}

/** May this account enter the directory, or run the program, through all of its parents? */
export function canReach(account: Account, path: string): boolean {
  try {
    if (account.isSwitched) return isOpenTo(account, path)
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // it is not there
  }
}

/** Judged by the mode bits alone: what only an ACL opens counts as closed, which is safe. */
function isOpenTo(account: Account, path: string): boolean {
  const { uid, gid, mode } = statSync(path)
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0
  const parent = dirname(path)
  return ((mode >> shift) & 1) === 1 && (parent === path || isOpenTo(account, parent))
}

/** Gives a file, or a directory with all it holds, to the account; does nothing unless root. */
export async function giveTo(account: Account, path: string): Promise<void> {
  if (!account.isSwitched) return
  if (lstatSync(path).isDirectory()) {
    for (const name of await readdir(path)) await giveTo(account, join(path, name))
  }
  await lchown(path, account.uid, account.gid)
}
