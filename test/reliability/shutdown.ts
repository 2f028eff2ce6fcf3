// SIGTERM under load: what was acknowledged is there, it ends in time and silently, nothing of it runs on, and it
// starts again.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clusterProcesses } from '../../src/store/embedded/process-table.ts'
import { type Campaign, type CampaignOptions, type Outcome, timingOf, tooLong } from './campaign.ts'
import { startClients } from './clients.ts'
import { faultsOf, inspectLedger } from './ledger.ts'
import { clusterTag } from './postgres.ts'
import { type ServerUnderTest, startServer } from './server.ts'

const STOP_MS_MAX = 25_000
const INGEST_MS = 700

export const shutdown: Campaign = {
  about: 'SIGTERM under load: nothing lost, nothing left running, no line of fault, starts again',
  unit: 'stops',
  runs: 5,
  runsInTests: 1,
  run,
}

async function run({ runs, seed, patience }: CampaignOptions): Promise<Outcome> {
  const server = await startServer()
  try {
    const clients = startClients(server, { clients: 8, batchMax: 500, seed })
    const faults: string[] = []
    const stopMs: number[] = []
    const readyMs: number[] = []
    for (let round = 0; round < runs; round++) {
      await sleep(INGEST_MS)
      stopMs.push(await stopOnce(server, faults))
      readyMs.push(await server.launch())
    }
    await clients.stop()
    const { book } = clients
    const ledger = await inspectLedger(server, book)
    const stopped = timingOf(stopMs)
    const { statuses, unknownCommits } = book
    const late = tooLong('stopping', stopped.maxMs, STOP_MS_MAX * patience)
    return {
      faults: [...faults, ...book.wrong, ...faultsOf(ledger), ...late],
      figures: {
        stops: runs,
        ...ledger,
        ...{ stopped, readyAgain: timingOf(readyMs), unknownCommits, statuses },
      },
    }
  } finally {
    await server.close()
  }
}

/** Ms until it had ended; what it left behind is added to the faults. */
async function stopOnce(server: ServerUnderTest, faults: string[]): Promise<number> {
  const tag = clusterTag(server.dataDir)
  const saidBefore = server.said().length
  const { code, tookMs } = await server.stop()
  const said = server.said().slice(saidBefore)
  const left = clusterProcesses(tag).length
  if (code !== 0) faults.push(`it ended with code ${code}: ${said}`)
  if (/FATAL|ERROR|PANIC|WARNING/.test(said)) faults.push(`it said while stopping: ${said}`)
  if (left > 0) faults.push(`${left} processes of its PostgreSQL run on`)
  for (const file of ['running.json', 'owner.json', join('pgdata', 'postmaster.pid')]) {
    if (existsSync(join(server.dataDir, file))) faults.push(`${file} was left behind`)
  }
  return tookMs
}
