// alidade demo: the server with a company to look at.
import type { Command } from '../command.ts'
import { banner, curlLines } from '../demo/banner.ts'
import { demoKeys } from '../demo/keys.ts'
import { loadDemo } from '../demo/load.ts'
import { runServer } from '../run-server.ts'
import { count } from '../table.ts'
import { addressesOf, LISTEN, serveSettings } from './start.ts'

export const demoCommand: Command = {
  words: ['demo'],
  summary: 'start with a demo company: 18 months of its customers, keys for each role',
  details: ['The first start loads the company; later ones start at once. The keys stay the same.'],
  options: {
    ...LISTEN,
    scale: {
      kind: 'text',
      value: 'N',
      help: 'size of the company: 1 = 3,000 customers (1); 0 = the hand-made people only',
    },
  },
  examples: ['alidade demo', 'alidade demo --data-dir ./demo --port 9000'],
  run: (call) => {
    const settings = serveSettings(call)
    const scale = call.whole('scale', { min: 0, max: 100 }) ?? 1
    return runServer(
      {
        ...settings,
        prepare: async (opened, stop) => {
          const loaded = await loadDemo(opened, { io: call.io, stop, scale })
          if (loaded) call.io.err(loadedLine(loaded))
        },
      },
      async (serving) => {
        const keys = await demoKeys(settings.place.dataDir, serving.opened)
        const value = {
          ready: true,
          ...addressesOf(serving),
          keys: Object.fromEntries(keys.map(({ name, key }) => [name, key])),
          curl: curlLines(serving.url, keys),
        }
        call.answer(value, banner(serving, keys))
      },
    )
  },
}

function loadedLine(loaded: {
  readonly items: number
  readonly notStored: number
  readonly tookMs: number
}) {
  const { items, notStored, tookMs } = loaded
  const rest = notStored > 0 ? `, ${count(notStored)} not stored` : ''
  return `Loaded ${count(items)} events, objects and consents in ${(tookMs / 1000).toFixed(1)} s${rest}.`
}
