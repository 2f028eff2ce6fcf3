// The rows of one CSV file: names of its columns, cells as they stand. Any header goes: empty and repeated names are
// told apart by a number; rows that are too short or too long lose or gain cells, never their neighbours.
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { guessDelimiter } from '../delimiter.ts'
import { CommandError } from '../exit.ts'
import { openText } from '../text-file.ts'

export interface Table {
  readonly columns: readonly string[]
  /** trimmed; '' = says nothing */
  readonly rows: readonly (readonly string[])[]
}

/** All rows are held in memory, since they are shuffled; more would not fit there. */
const ROWS_MAX = 10_000_000
const COLUMNS_MAX = 2_000
const ROW_CHARACTERS_MAX = 4 * 1024 * 1024

/** Throws CommandError when the file cannot be read or holds no header and no row. */
export async function readTable(path: string): Promise<Table> {
  const { sample, chunks } = await openText(path)
  const cells = cellsOf(Readable.from(chunks()), guessDelimiter(sample))
  let columns: readonly string[] | undefined
  const rows: (readonly string[])[] = []
  try {
    for await (const row of cells) {
      const trimmed = row.map((cell) => cell.trim())
      if (columns === undefined) columns = columnNames(trimmed)
      else if (rows.push(trimmed) > ROWS_MAX) throw new CommandError(`more than ${ROWS_MAX} rows`)
    }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError(`${path}: ${message}`, { cause })
  }
  if (columns === undefined || rows.length === 0) {
    throw new CommandError(`${path} needs a line with the names of the columns, and rows below it`)
  }
  return { columns, rows }
}

function cellsOf(text: Readable, delimiter: string): AsyncIterable<readonly string[]> {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: ROW_CHARACTERS_MAX,
  })
  text.on('error', (error) => parser.destroy(error))
  return text.pipe(parser) as AsyncIterable<readonly string[]>
}

function columnNames(header: readonly string[]): readonly string[] {
  if (header.length > COLUMNS_MAX) throw new CommandError(`more than ${COLUMNS_MAX} columns`)
  const taken = new Set<string>()
  return header.map((cell, at) => {
    const name = cell === '' ? `column_${at + 1}` : cell
    let own = name
    for (let n = 2; taken.has(own); n++) own = `${name}_${n}`
    taken.add(own)
    return own
  })
}
