// npm run bench -- <name>: measures one claim of the documentation and prints it as one JSON object.
import { onStop } from '../src/cli/on-stop.ts'
import { curve } from './curve.ts'
import { fatCustomer } from './fat-customer.ts'
import { identity } from './identity.ts'
import { identitySpeed } from './identity-speed.ts'
import { ingest } from './ingest.ts'
import { journey } from './journey.ts'
import { language } from './language.ts'
import { type BenchOptions, readOptions, USAGE } from './options.ts'
import { retrieval } from './retrieval.ts'
import { unmerge } from './unmerge.ts'
import { view } from './view.ts'
import { viewRetail } from './view-retail.ts'
import { type BenchWorld, openWorld } from './world.ts'

type Bench = (world: BenchWorld, options: BenchOptions) => Promise<object>

const BENCHES: ReadonlyMap<string, Bench> = new Map([
  ['ingest', ingest],
  ['view', view],
  ['curve', curve],
  ['fat-customer', fatCustomer],
  ['identity', identity],
])

/** Those that need no server, or bring what they need. */
const PURE: ReadonlyMap<string, (options: BenchOptions) => Promise<object>> = new Map<
  string,
  (options: BenchOptions) => Promise<object>
>([
  ['view-retail', viewRetail],
  ['language', language],
  ['journey', journey],
  ['identity-speed', identitySpeed],
  ['unmerge', unmerge],
  ['retrieval', retrieval],
])

async function main(argv: readonly string[]): Promise<void> {
  const { name, options } = readOptions(argv)
  const pure = PURE.get(name)
  if (pure) return print({ bench: name, ...(await pure(options)), node: process.version }, options)
  const bench = BENCHES.get(name)
  if (!bench) throw new Error(`There is no benchmark "${name}".\n${USAGE}`)
  const world = await openWorld(options)
  // The server is a process of its own, which asks the database until it ends.
  const forget = onStop(world.close)
  try {
    const measured = await bench(world, options)
    print({ bench: name, ...measured, ...(await world.conditions()) }, options)
  } finally {
    await world.close()
    forget()
  }
}

function print(result: object, { json }: BenchOptions): void {
  console.log(JSON.stringify(result, null, json ? undefined : 2))
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error)
  process.exitCode = 1
}
