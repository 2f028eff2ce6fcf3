// The PostgreSQL processes behind a server, found the way an operator finds them: by the data directory.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clusterProcesses } from '../../src/store/embedded/process-table.ts'
import { post } from './ask.ts'
import type { ServerUnderTest } from './server.ts'

/** kill -9 of the postmaster and all its children at once. Returns how many there were. */
export function killTree(tag: string): number {
  const all = clusterProcesses(tag)
  for (const { pid } of all) signal(pid, 'SIGKILL')
  return all.length
}

/** The name in the titles of all processes of the cluster in this data directory, which must run. */
export function clusterTag(dataDir: string): string {
  const [pid = ''] = readFileSync(join(dataDir, 'pgdata', 'postmaster.pid'), 'utf8').split('\n')
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  const tag = words.find((word) => word.startsWith('cluster_name='))?.slice('cluster_name='.length)
  if (tag === undefined) throw new Error(`process ${pid} is no PostgreSQL of ours`)
  return tag
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended between the look and the signal.
  }
}

const WRITE_AGAIN_MS_MAX = 60_000
const POLL_MS = 20

/** Sends one new event again and again until it is stored. */
export async function untilWritable(server: ServerUnderTest, name: string): Promise<number> {
  const began = performance.now()
  const event = { messageId: `probe-${name}`, userId: 'probe', event: 'Probe Sent' }
  while (performance.now() - began < WRITE_AGAIN_MS_MAX) {
    const answer = await post(server.port, '/v1/track', server.keys().write, event).catch(() => {})
    if (answer?.status === 200) return performance.now() - began
    await sleep(POLL_MS)
  }
  throw new Error(`Nothing could be written within ${WRITE_AGAIN_MS_MAX} ms: ${server.said()}`)
}
