// A long campaign of the promises: `node test/promises/campaign.ts 1000 [order|merge|matching|concurrency]` plays so
// many random histories of up to 60 deeds each; `concurrency`: so many operations of 32 workers at once. A failure
// prints its seed; ALIDADE_SEED=... plays it again.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const PROMISES = ['order', 'merge', 'matching', 'concurrency']
const [histories = '1000', promise = 'order'] = process.argv.slice(2)
if (!/^[1-9]\d{0,6}$/.test(histories) || !PROMISES.includes(promise)) {
  console.error(`Usage: campaign.ts NUMBER [${PROMISES.join('|')}]`)
  process.exit(2)
}
const variable = promise === 'concurrency' ? 'ALIDADE_OPERATIONS' : 'ALIDADE_HISTORIES'
const root = join(import.meta.dirname, '..', '..')
const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'vitest'),
  ['run', `test/promises/${promise}.test.ts`],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ALIDADE_DEEDS: '60', ...process.env, [variable]: histories },
  },
)
process.exit(status ?? 1)
