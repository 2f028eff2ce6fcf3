// Restarts of a PostgreSQL server under load, fast and immediate in turn, and between them commits whose answer is
// lost: the server must find out what became of them without storing anything twice.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EmbeddedPostgres, startCluster } from '../../src/store/embedded/launcher.ts'
import { type Campaign, type CampaignOptions, type Outcome, timingOf, tooLong } from './campaign.ts'
import { startClients } from './clients.ts'
import { type CutProxy, openCutProxy } from './cut-proxy.ts'
import { faultsOf, inspectLedger } from './ledger.ts'
import { signal, untilWritable } from './postgres.ts'
import { faultsOfRebuild } from './rebuild.ts'
import { type ServerUnderTest, startServer } from './server.ts'

const WRITES_AGAIN_MS_MAX = 5_000
const INGEST_MS = 5_200
const LOST_PER_ROUND = 3
const LOST_WAIT_MS_MAX = 5_000

export const restartPostgres: Campaign = {
  about: 'fast and immediate restarts of PostgreSQL under load, and commits whose answer is lost',
  unit: 'restarts',
  runs: 4,
  runsInTests: 1,
  run,
}

async function run({ runs, seed, patience }: CampaignOptions): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'alidade-reliability-'))
  const cluster = await startCluster({ dataDir: join(folder, 'data') })
  const proxy = await openCutProxy(join(cluster.connection.host, '.s.PGSQL.5432'))
  const server = await startServer({ databaseUrl: throughProxy(cluster, proxy) })
  try {
    return await play({ runs, seed, patience, cluster, proxy, server })
  } finally {
    await server.close()
    await proxy.close()
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function throughProxy({ connection }: EmbeddedPostgres, { port }: CutProxy): string {
  const { user, password, database } = connection
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
}

interface Stage extends CampaignOptions {
  readonly cluster: EmbeddedPostgres
  readonly proxy: CutProxy
  readonly server: ServerUnderTest
}

async function play(stage: Stage): Promise<Outcome> {
  const { server, proxy, runs, seed, patience } = stage
  const clients = startClients(server, { clients: 8, batchMax: 500, seed })
  const writesMs: number[] = []
  for (let round = 0; round < runs; round++) writesMs.push(await playRound(stage, round))
  await clients.stop()
  const { book } = clients
  const ledger = await inspectLedger(server, book)
  const writesAgain = timingOf(writesMs)
  const { statuses, unknownCommits, unknownInside } = book
  const figures = { restarts: runs, ...ledger, writesAgain, commitAnswersLost: proxy.lost() }
  return {
    faults: [
      ...book.wrong,
      ...faultsOf(ledger),
      ...(await faultsOfRebuild(server)),
      ...(proxy.lost() === 0 ? ['no commit had an unknown outcome: the campaign proves less'] : []),
      ...(statuses[0] === undefined ? [] : [`${statuses[0]} calls were cut off`]),
      ...tooLong('writing again', writesAgain.maxMs, WRITES_AGAIN_MS_MAX * patience),
    ],
    figures: { ...figures, unknownCommits, unknownInside, statuses },
  }
}

/** Ms from the restart until a new event is stored. */
async function playRound({ cluster, proxy, server }: Stage, round: number): Promise<number> {
  for (let n = 0; n < LOST_PER_ROUND; n++) await loseOneCommit(proxy)
  await sleep(round === 0 ? 0 : INGEST_MS)
  signal(cluster.pid, round % 2 === 0 ? 'SIGINT' : 'SIGQUIT')
  return untilWritable(server, `${round}`)
}

async function loseOneCommit(proxy: CutProxy): Promise<void> {
  const before = proxy.lost()
  const until = performance.now() + LOST_WAIT_MS_MAX
  proxy.loseNextCommit()
  while (proxy.lost() === before && performance.now() < until) await sleep(10)
}
