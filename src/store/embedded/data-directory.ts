// The data directory of the embedded PostgreSQL: made whole or not at all.
//
//   <dataDir>/lock, owner.json      one Alidade at a time
//   <dataDir>/making-*/             a cluster being made; left over only by a kill, then thrown away
//   <dataDir>/pgdata/               the cluster; comes to be by one rename of a finished, synced one
//   <dataDir>/pgdata/alidade.json   the passwords: they live and move with the data they open
//   <dataDir>/socket/               the unix socket
//   <dataDir>/programs/             a private copy of PostgreSQL, only where one is needed

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Account, canReach, giveTo, requireNamedAccount, spawnAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError, explainFailure, USE_DATABASE_URL } from './problem.ts'

export type Credentials = { readonly adminPassword: string; readonly password: string }

/** The superuser. Alidade itself never works as this role. */
export const ADMIN_ROLE = 'alidade_admin'

/** Makes the outer directory when it is new, and says where it really lies. */
export function prepareDataDirectory(path: string): string {
  const absolute = resolve(path)
  try {
    // Root lets the PostgreSQL user pass through; what is private inside has its own 0700.
    mkdirSync(absolute, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    return realpathSync(absolute)
  } catch (cause) {
    throw explainFailure('INIT_FAILED', `Cannot make the data directory ${absolute}`, `${cause}`)
  }
}

/** Makes the cluster if there is none, and returns its passwords. */
export async function ensureCluster(
  dataDir: string,
  binaries: Binaries,
  account: Account,
): Promise<Credentials> {
  await removeHalfMade(dataDir)
  const pgdata = join(dataDir, 'pgdata')
  if (!existsSync(pgdata) || readdirSync(pgdata).length === 0) {
    await makeCluster(dataDir, binaries, account)
  }
  await takeOver(pgdata, account)
  checkVersion(pgdata, binaries)
  return readCredentials(pgdata)
}

/**
 * How PostgreSQL is told where its data lies. Under a directory closed to its user (root's home)
 * no path leads there, but its working directory, which root entered for it, does.
 */
export function dataPathFor(account: Account, pgdata: string): string {
  const isClosed = account.isSwitched && !canReach(account, dirname(pgdata))
  return isClosed && existsSync('/proc/self/cwd') ? '/proc/self/cwd' : pgdata
}

/** A child of PostgreSQL gets nothing of our environment: PG* variables would change its ways. */
export function childEnvironment(home: string): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH, TMPDIR } = process.env
  return {
    HOME: home,
    LC_ALL: 'C',
    ...(PATH === undefined ? {} : { PATH }),
    ...(LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH }),
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
  }
}

async function removeHalfMade(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith('making-')) continue
    // A killed launcher's initdb may still write there; what it leaves goes at the next start.
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 2 }).catch(() => {})
  }
}

async function makeCluster(dataDir: string, binaries: Binaries, account: Account): Promise<void> {
  requireNamedAccount(account)
  const making = await mkdtemp(join(dataDir, 'making-'))
  const pgdata = join(making, 'pgdata')
  const credentials = { adminPassword: newPassword(), password: newPassword() }
  try {
    await mkdir(pgdata, { mode: 0o700 })
    await writeFile(join(making, 'password'), credentials.adminPassword, { mode: 0o600 })
    await giveTo(account, making)
    await runInitdb(pgdata, binaries, account)
    await appendFile(join(pgdata, 'postgresql.conf'), "\ninclude_if_exists = 'alidade.conf'\n")
    await writeSynced(join(pgdata, 'alidade.json'), `${JSON.stringify(credentials)}\n`)
    await giveTo(account, join(pgdata, 'alidade.json'))
    await sync(join(pgdata, 'postgresql.conf'), pgdata)
    await rename(pgdata, join(dataDir, 'pgdata'))
    await sync(dataDir)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

/** initdb syncs its files itself; a locale that this system lacks is tried again with plain C. */
async function runInitdb(pgdata: string, binaries: Binaries, account: Account): Promise<void> {
  const first = await initdb('C.UTF-8', pgdata, binaries, account)
  if (first.isDone) return
  const isLocaleMissing = /invalid locale/i.test(first.printed)
  const last = isLocaleMissing ? await initdb('C', pgdata, binaries, account) : first
  if (last.isDone) return
  throw explainFailure('INIT_FAILED', `initdb could not make ${dirname(pgdata)}`, last.printed)
}

/**
 * Text sorts by bytes, so that no index depends on a library's version. Which characters are
 * letters is asked of C.UTF-8: with plain C, trigrams would skip every letter beyond a-z.
 */
function initdbArguments(characters: string, pgdata: string, major: number): readonly string[] {
  const builtin = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  return [
    ...['-D', pgdata, '--encoding=UTF8', '--locale=C', `--lc-ctype=${characters}`],
    ...(major >= 17 ? builtin : []),
    ...['--data-checksums', '--auth=scram-sha-256', '--no-instructions'],
    ...[`--username=${ADMIN_ROLE}`, '--pwfile=../password'],
  ]
}

function initdb(
  characters: string,
  pgdata: string,
  { binDir, major }: Binaries,
  account: Account,
): Promise<{ readonly isDone: boolean; readonly printed: string }> {
  const args = initdbArguments(characters, dataPathFor(account, pgdata), major)
  return new Promise((done) => {
    const child = spawn(join(binDir, 'initdb'), args, {
      ...spawnAs(account),
      cwd: pgdata,
      env: childEnvironment(pgdata),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    child.stdout.on('data', (bytes: Buffer) => (printed += bytes))
    child.stderr.on('data', (bytes: Buffer) => (printed += bytes))
    child.on('error', (error) => done({ isDone: false, printed: String(error) }))
    child.on('close', (code) => done({ isDone: code === 0, printed }))
  })
}

/** Data restored by root belongs to root, and PostgreSQL would refuse it. */
async function takeOver(pgdata: string, account: Account): Promise<void> {
  if (account.isSwitched && lstatSync(pgdata).uid !== account.uid) await giveTo(account, pgdata)
}

function checkVersion(pgdata: string, { major }: Binaries): void {
  const found = readOrThrow(pgdata, 'PG_VERSION').trim()
  if (found === String(major)) return
  throw new EmbeddedPostgresError(
    'DATA_DIRECTORY_OTHER_VERSION',
    `The data in ${pgdata} was written by PostgreSQL ${found}, but this one is ${major}. ` +
      'Export it with the version of Alidade that wrote it and import it here. ' +
      USE_DATABASE_URL,
  )
}

function readCredentials(pgdata: string): Credentials {
  const text = readOrThrow(pgdata, 'alidade.json')
  return JSON.parse(text) as Credentials
}

/** A cluster is renamed into place whole, so a missing file was taken away afterwards. */
function readOrThrow(pgdata: string, name: string): string {
  try {
    return readFileSync(join(pgdata, name), 'utf8')
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'DATA_DIRECTORY_UNUSABLE',
      `${join(pgdata, name)} cannot be read, so ${pgdata} is no complete database of Alidade. ` +
        'Restore it from a backup, or move it away to begin with an empty one. ' +
        USE_DATABASE_URL,
      { cause },
    )
  }
}

/** Hex: needs no quoting in SQL, in a URL or in a shell. */
function newPassword(): string {
  return randomBytes(24).toString('hex')
}

async function writeSynced(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flush: true })
}

/** A file or a new name is durable only when it and its directory were synced. */
async function sync(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const handle = await open(path, 'r')
    await handle.sync().finally(() => handle.close())
  }
}
