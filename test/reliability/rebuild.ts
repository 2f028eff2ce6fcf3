// After a campaign the state must be what the ledger says: `alidade rebuild --verify`, as an operator runs it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ServerUnderTest } from './server.ts'

const PROGRAM = fileURLToPath(new URL('../../bin/alidade.js', import.meta.url))

/** In words what differs; a batch folded twice would show here even if the ledger has it once. */
export async function faultsOfRebuild(server: ServerUnderTest): Promise<readonly string[]> {
  const args = [PROGRAM, 'rebuild', '--verify', '--json', '--database-url', server.databaseUrl()]
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      said += bytes
    })
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return code === 0 ? [] : [`the state is not what the ledger says: ${said.slice(0, 2_000)}`]
}
