// Every campaign at a small size. What counts here is that nothing is lost, doubled, wrong or left running; the
// promised times are measured by the full campaigns, on a machine that does nothing else.
import { afterEach, expect, test } from 'vitest'
import { CAMPAIGNS } from './campaigns.ts'
import { closeServers } from './server.ts'

/** The tests share two cores with each other. */
const PATIENCE = 6
const CAMPAIGN_MS_MAX = 120_000

afterEach(closeServers)

test.each(Object.entries(CAMPAIGNS))(
  '%s: the promises hold',
  { timeout: CAMPAIGN_MS_MAX },
  async (name, campaign) => {
    const options = { runs: campaign.runsInTests, seed: 1, patience: PATIENCE }
    const { faults, skipped } = await campaign.run(options)
    if (skipped !== undefined) process.stderr.write(`SKIPPED ${name}: ${skipped}\n`)
    expect(faults).toEqual([])
  },
)
