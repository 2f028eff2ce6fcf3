// A full disk: writes are refused with 507 or 503, reads go on, and soon after there is room everything works again,
// without a restart and without loss.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { get, post } from './ask.ts'
import { type Campaign, type CampaignOptions, type Outcome, timingOf, tooLong } from './campaign.ts'
import { type Clients, startClients } from './clients.ts'
import { faultsOf, inspectLedger } from './ledger.ts'
import { untilWritable } from './postgres.ts'
import { faultsOfRebuild } from './rebuild.ts'
import { type ServerUnderTest, startServer } from './server.ts'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'

const DISK_MEGABYTES = 260
const WRITES_AGAIN_MS_MAX = 10_000
const INGEST_MS = 500
/** Left at the beginning, so that the database and not the ballast meets the end of the disk. */
const LEAVE_BYTES = 3 * 1024 * 1024
const REFUSAL_WAIT_MS_MAX = 60_000
const READS = 20
const FULL_MS = 2_000

export const diskFull: Campaign = {
  about: 'the disk of the data directory runs full under load, and has room again',
  unit: 'times',
  runs: 3,
  runsInTests: 1,
  run,
}

async function run({ runs, seed, patience }: CampaignOptions): Promise<Outcome> {
  const disk = mountSmallDisk(DISK_MEGABYTES)
  if ('reason' in disk) return { faults: [], skipped: disk.reason, figures: {} }
  try {
    const server = await startServer({ dataDir: join(disk.path, 'data') })
    try {
      return await play({ runs, seed, patience, server, disk })
    } finally {
      await server.close()
    }
  } finally {
    disk.remove()
  }
}

interface Stage extends CampaignOptions {
  readonly server: ServerUnderTest
  readonly disk: SmallDisk
}

async function play(stage: Stage): Promise<Outcome> {
  const { server, runs, seed, patience } = stage
  const pid = server.pid()
  const clients = startClients(server, { clients: 4, batchMax: 200, seed, pauseMs: 200 })
  const faults: string[] = []
  const writesMs: number[] = []
  for (let round = 0; round < runs; round++) {
    await sleep(INGEST_MS)
    writesMs.push(await playRound(stage, clients, { round, faults }))
  }
  await clients.stop()
  const { book } = clients
  const ledger = await inspectLedger(server, book)
  const writesAgain = timingOf(writesMs)
  const { statuses } = book
  return {
    faults: [
      ...faults,
      ...book.wrong,
      ...faultsOf(ledger),
      ...(await faultsOfRebuild(server)),
      ...(server.pid() === pid && server.isRunning() ? [] : ['the server itself ended']),
      ...tooLong('writing again', writesAgain.maxMs, WRITES_AGAIN_MS_MAX * patience),
    ],
    figures: { times: runs, ...ledger, writesAgain, statuses },
  }
}

/** Ms from the moment there was room until a new event was stored. */
async function playRound(
  { disk, server }: Stage,
  { book }: Clients,
  { round, faults }: { readonly round: number; readonly faults: string[] },
): Promise<number> {
  const refused = (): number => (book.statuses[507] ?? 0) + (book.statuses[503] ?? 0)
  const before = refused()
  const until = performance.now() + REFUSAL_WAIT_MS_MAX
  disk.fill(LEAVE_BYTES)
  while (refused() === before && performance.now() < until && server.isRunning()) {
    disk.fill(Math.min(disk.freeBytes(), LEAVE_BYTES))
    await sleep(50)
  }
  if (refused() === before) faults.push(`round ${round}: no write was ever refused`)
  disk.fill(0)
  const known = [...book.acknowledged].at(-1) ?? ''
  faults.push(...(await faultsOfReads(server, known)).map((fault) => `round ${round}: ${fault}`))
  await sleep(FULL_MS)
  disk.free()
  return untilWritable(server, `${round}`)
}

/** Receipts, views and health while the disk is full. */
async function faultsOfReads(server: ServerUnderTest, messageId: string): Promise<string[]> {
  const { port } = server
  const { admin, agent } = server.keys()
  const view = { customer: 'user_id:u1', purpose: 'service', channel: 'phone' }
  const seen = new Set<string>()
  for (let n = 0; n < READS; n++) {
    const answers = await Promise.all([
      get(port, `/v1/receipts/${encodeURIComponent(messageId)}`, admin),
      get(port, '/health', admin),
      post(port, '/v1/view', agent, view),
    ])
    const [receipt, health, shown] = answers
    if (receipt.status !== 200) seen.add(`a receipt was answered ${receipt.status}`)
    if (health.status !== 200) seen.add(`health was answered ${health.status}`)
    if (![200, 404].includes(shown.status)) seen.add(`a view was answered ${shown.status}`)
  }
  return [...seen]
}
