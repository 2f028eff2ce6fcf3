#!/usr/bin/env -S node --max-semi-space-size=16 --heap-growing-percent=50
// The flags above: young objects of a batch die before they are moved, and the heap is collected when it has grown by half
// (src/cli/heap-growth.ts: later, where there is room).
// The program `alidade`. It first checks the version of Node, in words that any Node understands, and only then loads
// the rest: from src in a checkout, from dist where the package is installed.
import { existsSync } from 'node:fs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `alidade: Node ${process.versions.node} is too old; install Node 22.18 or newer. In a checkout, npm run start and npx use the right one.\n`,
  )
  process.exit(2)
}

// The lock of the data directory uses a part of Node that is still called experimental; nobody who runs this can act on
// that, so only this kind of warning is left out.
const others = process.listeners('warning')
process.removeAllListeners('warning')
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') for (const listener of others) listener(warning)
})

const source = new URL('../src/cli/main.ts', import.meta.url)
const { main } = await import(
  existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href
)
await main()
