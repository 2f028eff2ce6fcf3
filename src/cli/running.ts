// Which server runs on a data directory: written when it is ready, taken away when it stops, so that other commands
// find it without being told. A file left by a killed server is recognised and ignored.
import { join } from 'node:path'
import * as z from 'zod'
import { readPrivate, removePrivate, writePrivate } from './private-file.ts'

const Running = z.object({
  pid: z.number().int().positive(),
  url: z.string(),
  /** a key of an administrator on this machine */
  key: z.string(),
  /** of the embedded database; a server's address and password are not written down */
  databaseUrl: z.string().optional(),
  version: z.string(),
})
export type Running = z.infer<typeof Running>

const fileOf = (dataDir: string): string => join(dataDir, 'running.json')
const ANSWER_MS_MAX = 2_000

export function announce(dataDir: string, running: Running): Promise<void> {
  return writePrivate(fileOf(dataDir), running)
}

export async function withdraw(dataDir: string): Promise<void> {
  await removePrivate(fileOf(dataDir))
}

/** The server of a data directory, when it is alive and answers. */
export async function findRunning(dataDir: string): Promise<Running | undefined> {
  const parsed = Running.safeParse(await readPrivate(fileOf(dataDir)))
  if (!parsed.success || !isAlive(parsed.data.pid)) return undefined
  return (await answers(parsed.data.url)) ? parsed.data : undefined
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/version`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) })
    const body = (await response.json()) as { readonly name?: unknown }
    return body.name === 'alidade'
  } catch {
    return false
  }
}
