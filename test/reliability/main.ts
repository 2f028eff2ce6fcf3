// npm run campaign -- <name> [--runs N] [--seed N] [--json]: breaks the product many times and reports as one JSON object.
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { endNow } from '../../src/cli/end-now.ts'
import type { Campaign, CampaignOptions } from './campaign.ts'
import { CAMPAIGNS } from './campaigns.ts'
import { closeServers } from './server.ts'

const USAGE = `Usage: npm run campaign -- <name> [--runs N] [--seed N] [--json]\n${Object.entries(
  CAMPAIGNS,
)
  .map(([name, { about, runs, unit }]) => `  ${name.padEnd(18)}${about} (${runs} ${unit})`)
  .join('\n')}`

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const [name = ''] = positionals
  const campaign = CAMPAIGNS[name]
  if (!campaign)
    throw new WrongCall(name === '' ? USAGE : `There is no campaign "${name}".\n${USAGE}`)
  const report = await runCampaign(name, campaign, {
    runs: whole(values.runs, campaign.runs),
    seed: whole(values.seed, 1),
    patience: 1,
  })
  console.log(JSON.stringify(report, null, values.json ? undefined : 2))
  if (!report.passed) process.exitCode = 1
}

async function runCampaign(name: string, campaign: Campaign, options: CampaignOptions) {
  const began = performance.now()
  const { faults, figures, skipped } = await campaign.run(options)
  return {
    campaign: name,
    passed: faults.length === 0 && skipped === undefined,
    ...(skipped !== undefined && { skipped }),
    faults,
    ...options,
    unit: campaign.unit,
    ...figures,
    tookSeconds: Math.round((performance.now() - began) / 1000),
    cores: availableParallelism(),
    loadAverage: loadavg().map((load) => Number(load.toFixed(1))),
    node: process.version,
  }
}

function whole(text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new WrongCall(`${text} is not a whole number above 0.\n${USAGE}`)
}

/** Who called wrongly needs to know how to call, not where it was noticed. */
class WrongCall extends Error {}

function toldOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof WrongCall) return error.message
  const isOption = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  return isOption ? `${error.message}\n${USAGE}` : (error.stack ?? error.message)
}

// Without this Ctrl-C would end us and leave servers running.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closeServers().finally(() => endNow(130)))
}
try {
  await main()
} catch (error) {
  console.error(toldOf(error))
  process.exitCode = 1
} finally {
  await closeServers()
}
// Keep-alive connections to servers that are gone would hold the process.
endNow(Number(process.exitCode ?? 0))
