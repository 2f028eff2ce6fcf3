// kill -9 of the server while clients deliver: nothing acknowledged is lost, nothing doubled, and it is soon back.
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../src/testing/random.ts'
import { type Campaign, type CampaignOptions, type Outcome, timingOf, tooLong } from './campaign.ts'
import { startClients } from './clients.ts'
import { faultsOf, inspectLedger } from './ledger.ts'
import { faultsOfRebuild } from './rebuild.ts'
import { startServer } from './server.ts'

const READY_MS_MAX = 3_000
/** So long it takes events before it is killed, so that the kill falls anywhere in a batch. */
const INGEST_MS_MIN = 150
const INGEST_MS_MAX = 900

export const killServer: Campaign = {
  about: 'kill -9 of the server while 8 clients send batches of 1 to 500 and repeat them',
  unit: 'kills',
  runs: 40,
  runsInTests: 1,
  run,
}

async function run({ runs, seed, patience }: CampaignOptions): Promise<Outcome> {
  const random = createRandom(seed)
  const server = await startServer()
  try {
    const clients = startClients(server, { clients: 8, batchMax: 500, seed })
    const readyMs: number[] = []
    for (let round = 0; round < runs; round++) {
      await sleep(random.int(INGEST_MS_MIN, INGEST_MS_MAX))
      await server.kill()
      readyMs.push(await server.launch())
    }
    await clients.stop()
    const { book } = clients
    const ledger = await inspectLedger(server, book)
    const ready = timingOf(readyMs)
    const { statuses, unknownCommits } = book
    return {
      faults: [
        ...book.wrong,
        ...faultsOf(ledger),
        ...(await faultsOfRebuild(server)),
        ...tooLong('being ready again (p99)', ready.p99Ms, READY_MS_MAX * patience),
      ],
      figures: { kills: runs, ...ledger, ready, unknownCommits, statuses },
    }
  } finally {
    await server.close()
  }
}
