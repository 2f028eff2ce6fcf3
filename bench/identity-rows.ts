// The rows that identity-speed streams, from a file that another process wrote: held in memory here they would count as
// the resolver's own.
import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import type { SourceRow } from '../src/cli/identity-evaluate/resolver.ts'
import { customersMulti, type IdentitySet, publicSets } from './identity-sets.ts'

export interface RowFile {
  readonly name: string
  readonly count: number
  /** in the order of their arrival, read as they are asked for */
  readonly rows: AsyncIterator<SourceRow>
  readonly remove: () => Promise<void>
}

const ORDER_SEED = 1

/** @param size records of customers-multi, where no public set is named */
export async function openRows(set: string | undefined, size: number): Promise<RowFile> {
  const folder = await mkdtemp(join(tmpdir(), 'alidade-rows-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    const path = join(folder, 'rows.jsonl')
    const args = [import.meta.filename, path, String(size), ...(set === undefined ? [] : [set])]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const told = JSON.parse(stdout) as Pick<RowFile, 'name' | 'count'>
    return { ...told, rows: rowsIn(path), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function* rowsIn(path: string): AsyncGenerator<SourceRow> {
  for await (const line of createInterface({ input: createReadStream(path) })) {
    yield JSON.parse(line) as SourceRow
  }
}

function setNamed(set: string | undefined, size: number): IdentitySet {
  return publicSets().find(({ name }) => name === set) ?? customersMulti(size)
}

async function writeRows(path: string, size: number, set: string | undefined): Promise<void> {
  const { name, read } = setNamed(set, size)
  const input = await read?.(ORDER_SEED)
  if (!input) throw new Error(`${name}: its files are not here`)
  const lines = function* (): Generator<string> {
    for (const row of input.rows) yield `${JSON.stringify(row)}\n`
  }
  await pipeline(Readable.from(lines()), createWriteStream(path))
  console.log(JSON.stringify({ name, count: input.count }))
}

const [, program, path, size, set] = process.argv
if (program === import.meta.filename && path !== undefined) await writeRows(path, Number(size), set)
