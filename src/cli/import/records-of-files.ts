// Walks through the files of an import: which input each belongs to, and the items of each record.

import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { CommandError, EXIT, UsageError } from '../exit.ts'
import type { CompiledInput, CompiledMapping } from './compile.ts'
import { headerDoubts } from './header.ts'
import type { Item, RowProblem } from './item.ts'
import { openRecords, type ReadRecord } from './read.ts'

export interface PlannedFile {
  readonly path: string
  readonly input: CompiledInput
}

/** Every file with its input, before anything is imported. Throws when a file is missing or fits no input. */
export async function planFiles(
  paths: readonly string[],
  mapping: CompiledMapping,
): Promise<readonly PlannedFile[]> {
  return Promise.all(paths.map((path) => planFile(path, mapping)))
}

async function planFile(path: string, mapping: CompiledMapping): Promise<PlannedFile> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile())
    throw new CommandError(`There is no file ${path}`, { exitCode: EXIT.notFound })
  const input = mapping.inputs.find(({ matches }) => matches(path))
  if (input) return { path, input }
  const patterns = mapping.inputs.flatMap(({ spec }) => spec.files)
  throw new UsageError(`${path} fits no input of the mapping (${patterns.join(', ')})`)
}

export interface MappedRecord {
  readonly row: number
  readonly items: readonly Item[]
  readonly problems: readonly RowProblem[]
  /** share of the file, 0 to 1 */
  readonly progress: number
}

/** The records of one file after the first `skip`, mapped; `tell` gets what is doubtful about its header. */
export async function* mappedRecords(
  { path, input }: PlannedFile,
  skip: number,
  tell: (line: string) => void,
): AsyncGenerator<MappedRecord> {
  const { records, progress } = await openRecords(path, input.spec, (header) => {
    for (const doubt of headerDoubts(header, input.spec)) tell(`${path}: ${doubt}`)
  })
  const file = basename(path)
  for await (const record of records) {
    if (record.row <= skip) continue
    const made = mapRecord(record, file, input)
    yield {
      row: record.row,
      items: made.filter((one): one is Item => one.kind !== 'problem'),
      problems: made.filter((one): one is RowProblem => one.kind === 'problem'),
      progress: progress(),
    }
  }
}

function mapRecord(
  { row, key, value, fault }: ReadRecord,
  file: string,
  input: CompiledInput,
): readonly (Item | RowProblem)[] {
  if (fault !== undefined) return [{ kind: 'problem', file, row, output: undefined, reason: fault }]
  try {
    return input.itemsOf({ record: value, key, row, file, elements: {} })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [{ kind: 'problem', file, row, output: undefined, reason }]
  }
}
