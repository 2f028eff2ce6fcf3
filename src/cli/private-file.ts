// Small JSON files that hold secrets: readable by their owner only, and never half written.
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

export async function writePrivate(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  // A name of its own, so that two processes do not write into each other's file.
  const making = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(making, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  await rename(making, path)
}

/** Undefined when it is absent or unreadable: such files can always be made again. */
export async function readPrivate(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch {
    return undefined
  }
}

export async function removePrivate(path: string): Promise<void> {
  await rm(path, { force: true })
}
