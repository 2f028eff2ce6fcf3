// Finds the programs of a PostgreSQL server (15 or newer) on this machine for the tests, and as
// root on Debian installs them when there are none.

import { execFileSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Binaries } from '../../src/store/embedded/binaries.ts'

const MAJOR_MIN = 15

/** The newest suitable programs; installs them if it may, else says what to do. */
export function serverBinaries(): Binaries {
  const found = findBinaries()
  if (found !== undefined) return found
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version')
  if (isRootOnDebian) install()
  const installed = isRootOnDebian ? findBinaries() : undefined
  if (installed !== undefined) return installed
  throw new Error(
    `No PostgreSQL ${MAJOR_MIN} or newer was found. Install one (Debian: apt-get install ` +
      'postgresql), or set ALIDADE_TEST_SERVER_URL to a superuser of a server for tests.',
  )
}

function findBinaries(): Binaries | undefined {
  return candidates()
    .map((binDir) => ({ binDir, major: majorOf(binDir) }))
    .filter(({ major }) => major >= MAJOR_MIN)
    .sort((a, b) => b.major - a.major)[0]
}

function candidates(): readonly string[] {
  const path = (process.env['PATH'] ?? '').split(delimiter)
  const configured = run('pg_config', ['--bindir']).trim()
  return [...globSync('/usr/lib/postgresql/*/bin'), configured, ...path].filter(
    (dir) => dir !== '' && existsSync(join(dir, 'initdb')) && existsSync(join(dir, 'postgres')),
  )
}

/** `postgres (PostgreSQL) 15.20 (Debian ...)` -> 15; 0 when it does not say. */
function majorOf(binDir: string): number {
  const said = /\(PostgreSQL\) (\d+)/.exec(run(join(binDir, 'postgres'), ['--version']))
  return Number(said?.[1] ?? 0)
}

/** The packaged default cluster may start on TCP 5432; ours has only a socket and never meets it. */
function install(): void {
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: 'inherit',
  } as const
  console.log('installing PostgreSQL for the tests (apt-get install postgresql)')
  execFileSync('apt-get', ['update', '-qq'], options)
  execFileSync('apt-get', ['install', '-y', '-qq', 'postgresql'], options)
}

function run(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}
