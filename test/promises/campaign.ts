// Long campaigns of the promises: `npm run campaign:promises -- 1000 order` plays so many random histories of up to 60
// deeds each; `concurrency`: so many operations of 32 workers at once; `properties`: every property beside the code so
// many times as often as its test does. A failure prints its seed; ALIDADE_SEED=... plays a history of `order` again.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

interface Campaign {
  /** environment variable that takes the number */
  readonly size: string
  /** tests that are played */
  readonly tests: string
}

const histories = (promise: string): Campaign => ({
  size: 'ALIDADE_HISTORIES',
  tests: `test/promises/${promise}.test.ts`,
})
const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  order: histories('order'),
  merge: histories('merge'),
  matching: histories('matching'),
  concurrency: { size: 'ALIDADE_OPERATIONS', tests: 'test/promises/concurrency.test.ts' },
  properties: { size: 'ALIDADE_PROPERTY_TIMES', tests: 'src/' },
}

const [size = '1000', promise = 'order'] = process.argv.slice(2)
const campaign = Object.hasOwn(CAMPAIGNS, promise) ? CAMPAIGNS[promise] : undefined
if (!/^[1-9]\d{0,6}$/.test(size) || !campaign) {
  console.error(`Usage: campaign.ts NUMBER [${Object.keys(CAMPAIGNS).join('|')}]`)
  process.exit(2)
}
const root = join(import.meta.dirname, '..', '..')
const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'vitest'),
  ['run', campaign.tests],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ALIDADE_DEEDS: '60', ...process.env, [campaign.size]: size },
  },
)
process.exit(status ?? 1)
