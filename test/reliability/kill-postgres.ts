// kill -9 of the whole PostgreSQL tree in the middle of writes: Node stays up, clients see only 429 and 503, writes
// work again soon, nothing acknowledged is lost or doubled.
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../src/testing/random.ts'
import { type Campaign, type CampaignOptions, type Outcome, timingOf, tooLong } from './campaign.ts'
import { startClients } from './clients.ts'
import { faultsOf, inspectLedger } from './ledger.ts'
import { clusterTag, killTree, untilWritable } from './postgres.ts'
import { faultsOfRebuild } from './rebuild.ts'
import { startServer } from './server.ts'

const WRITES_AGAIN_MS_MAX = 5_000
/** Between kills it must be up for a while, or it is rightly given up as broken. */
const INGEST_MS_MIN = 5_200
const INGEST_MS_MAX = 5_900

export const killPostgres: Campaign = {
  about: 'kill -9 of the whole PostgreSQL tree while clients write; Node is not restarted',
  unit: 'kills',
  runs: 30,
  runsInTests: 1,
  run,
}

async function run({ runs, seed, patience }: CampaignOptions): Promise<Outcome> {
  const random = createRandom(seed)
  const server = await startServer()
  try {
    const pid = server.pid()
    const tag = clusterTag(server.dataDir)
    const clients = startClients(server, { clients: 8, batchMax: 500, seed })
    const writesMs: number[] = []
    let killed = 0
    for (let round = 0; round < runs; round++) {
      // The first death needs no history.
      await sleep(round === 0 ? 500 : random.int(INGEST_MS_MIN, INGEST_MS_MAX))
      killed += killTree(tag)
      writesMs.push(await untilWritable(server, `${round}`))
    }
    await clients.stop()
    const { book } = clients
    const ledger = await inspectLedger(server, book)
    const writesAgain = timingOf(writesMs)
    const { statuses, unknownCommits, unknownInside } = book
    return {
      faults: [
        ...book.wrong,
        ...faultsOf(ledger),
        ...(await faultsOfRebuild(server)),
        ...(server.pid() === pid && server.isRunning() ? [] : ['the server itself ended']),
        ...(statuses[0] === undefined ? [] : [`${statuses[0]} calls were cut off`]),
        ...tooLong('writing again', writesAgain.maxMs, WRITES_AGAIN_MS_MAX * patience),
      ],
      figures: {
        kills: runs,
        processesKilled: killed,
        ...ledger,
        writesAgain,
        ...{ unknownCommits, unknownInside, statuses },
      },
    }
  } finally {
    await server.close()
  }
}
