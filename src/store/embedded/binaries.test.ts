// The programs of the npm package: links made, copied when closed, refused where they cannot run.

import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Account } from './account.ts'
import { bundledBinaries, packageName } from './binaries.ts'

const isRoot = process.getuid?.() === 0
const nobody: Account = { uid: 65_534, gid: 65_534, isSwitched: true }

const directories: string[] = []
afterEach(() => {
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true })
})

function freshDirectory(mode: number): string {
  const path = mkdtempSync(join(tmpdir(), 'alidade-binaries-'))
  chmodSync(path, mode)
  directories.push(path)
  return path
}

/** The package as npm leaves it when install scripts are off: without its library links. */
function packageWithoutLinks(parent: string): string {
  const name = packageName(process.platform, process.arch, () => false)
  const packageDir = join(parent, 'package')
  cpSync(dirname(dirname(createRequire(import.meta.url).resolve(name))), packageDir, {
    recursive: true,
    verbatimSymlinks: true,
  })
  const links = JSON.parse(
    readFileSync(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8'),
  ) as { target: string }[]
  for (const { target } of links) rmSync(join(packageDir, target), { force: true })
  return packageDir
}

function versionRunAs(account: Account, binDir: string): string {
  const user = account.isSwitched ? { uid: account.uid, gid: account.gid } : {}
  return execFileSync(join(binDir, 'postgres'), ['--version'], { ...user, encoding: 'utf8' })
}

test('missing library links are made, and the programs run in place', async () => {
  const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, isSwitched: false }
  const packageDir = packageWithoutLinks(freshDirectory(0o755))
  const { binDir, major } = await bundledBinaries({
    account: self,
    dataDir: '/nowhere',
    packageDir,
  })
  expect(binDir).toBe(join(packageDir, 'native', 'bin'))
  expect(versionRunAs(self, binDir)).toContain(`PostgreSQL) ${major}.`)
})

describe.skipIf(!isRoot)('as root, with a package the PostgreSQL user cannot reach', () => {
  test('a copy is made beside the data, once, and runs as that user', async () => {
    const packageDir = packageWithoutLinks(freshDirectory(0o700))
    const dataDir = freshDirectory(0o711)
    const options = { account: nobody, dataDir, packageDir }
    const [first, second] = await Promise.all([bundledBinaries(options), bundledBinaries(options)])
    expect(first.binDir.startsWith(join(dataDir, 'programs'))).toBe(true)
    expect(second).toEqual(first)
    expect(versionRunAs(nobody, first.binDir)).toContain(`PostgreSQL) ${first.major}.`)
  })

  test('a shelf that others may write is not trusted', async () => {
    const packageDir = packageWithoutLinks(freshDirectory(0o700))
    const dataDir = freshDirectory(0o711)
    cpSync(packageDir, join(dataDir, 'programs'), { recursive: true })
    chmodSync(join(dataDir, 'programs'), 0o777)
    const { binDir } = await bundledBinaries({ account: nobody, dataDir, packageDir })
    expect(binDir.startsWith(dataDir)).toBe(false)
  })
})

test.each([
  ['win32', 'x64', false],
  ['freebsd', 'x64', false],
  ['linux', 'riscv64', false],
  ['linux', 'x64', true],
])('%s on %s (musl: %s) is refused and names DATABASE_URL', (platform, arch, isMusl) => {
  expect(() => packageName(platform, arch, () => isMusl)).toThrow(
    expect.objectContaining({
      code: 'PLATFORM_UNSUPPORTED',
      message: expect.stringContaining('DATABASE_URL'),
    }),
  )
})
