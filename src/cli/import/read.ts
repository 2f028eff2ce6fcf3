// Records of a file, one after the other. CSV and JSON lines are streamed, so memory does not grow with the file; JSON
// is read whole, up to a limit. A record that cannot be read is told and passed over.
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'
import { guessDelimiter } from '../delimiter.ts'
import { CommandError } from '../exit.ts'
import { openText, type TextFile } from '../text-file.ts'
import { type Format, formatOf } from './file-names.ts'
import { columnNames } from './header.ts'
import type { InputSpec } from './mapping.ts'
import { isObject, readPath } from './template.ts'

export interface ReadRecord {
  /** 1 for the first */
  readonly row: number
  /** key in the map, else the place in the list from 0 */
  readonly key: string
  readonly value: unknown
  /** why it could not be read; then there is no value */
  readonly fault?: string
}

export interface RecordFile {
  readonly records: AsyncIterable<ReadRecord>
  /** share of the file that was read, 0 to 1 */
  readonly progress: () => number
}

const JSON_CHARACTERS_MAX = 200 * 1024 * 1024
const LINE_CHARACTERS_MAX = 4 * 1024 * 1024

/** @param onHeader what the columns of a CSV file are called there, before its first record */
export async function openRecords(
  path: string,
  spec: InputSpec,
  onHeader: OnHeader = () => {},
): Promise<RecordFile> {
  const format = spec.format ?? formatOf(path)
  if (format === undefined) {
    throw new CommandError(`${path}: say format: csv, json or jsonl in the mapping`)
  }
  if (spec.records !== undefined && format !== 'json') {
    throw new CommandError(`${path}: records: is for JSON files, and this one is ${format}`)
  }
  const text = await openText(path)
  return { records: READERS[format](text, { spec, path, onHeader }), progress: text.progress }
}

export type OnHeader = (names: readonly string[]) => void

interface Source {
  readonly spec: InputSpec
  readonly path: string
  readonly onHeader: OnHeader
}
type Reader = (text: TextFile, source: Source) => AsyncIterable<ReadRecord>

const READERS: Readonly<Record<Format, Reader>> = {
  csv: readCsv,
  jsonl: readLines,
  json: readJson,
}

async function* readCsv(
  text: TextFile,
  { spec: { csv }, onHeader }: Source,
): AsyncGenerator<ReadRecord> {
  const faults: CsvFault[] = []
  const columnsOf = (names: readonly string[]): string[] => {
    onHeader(names)
    return [...columnNames(names)]
  }
  const parser = parse({
    columns: csv.columns ?? columnsOf,
    delimiter: delimiterOf(csv.delimiter, text),
    quote: csv.quote,
    // 5" in the middle of a cell is a sign like any other
    relax_quotes: true,
    bom: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: LINE_CHARACTERS_MAX,
  })
  parser.on('skip', ({ message, records }: CsvError) => {
    faults.push({ message, after: Number(records) })
  })
  const chunks = Readable.from(text.chunks())
  chunks.on('error', (error) => parser.destroy(error))
  chunks.pipe(parser)
  let row = 0
  let good = 0
  for await (const cells of parser as AsyncIterable<Readonly<Record<string, string>>>) {
    while (faults[0] !== undefined && faults[0].after <= good) {
      yield unreadable(++row, faults.shift()?.message ?? '')
    }
    row++
    good++
    yield { row, key: String(row - 1), value: withoutEmpty(cells) }
  }
  for (const { message } of faults) yield unreadable(++row, message)
}

/** The parser reads ahead, so a fault comes before its turn: it stands behind so many good records. */
interface CsvFault {
  readonly message: string
  readonly after: number
}

/** Absent in the mapping: what the file looks like, since spreadsheets of many countries write semicolons. */
function delimiterOf(named: string | undefined, { sample }: TextFile): string {
  if (named === undefined) return guessDelimiter(sample)
  return named === '\\t' ? '\t' : named
}

/** An empty cell says nothing; as an empty text it would overwrite what is known. */
function withoutEmpty(cells: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell.trim() !== ''))
}

function unreadable(row: number, fault: string): ReadRecord {
  return { row, key: String(row - 1), value: undefined, fault }
}

async function* readLines(text: TextFile): AsyncGenerator<ReadRecord> {
  const input = Readable.from(text.chunks())
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  let row = 0
  for await (const line of lines) {
    if (line.trim() === '') continue
    row++
    yield readLine(line, row)
  }
}

function readLine(line: string, row: number): ReadRecord {
  if (line.length > LINE_CHARACTERS_MAX) return unreadable(row, 'the line is longer than 4 MB')
  try {
    const value: unknown = JSON.parse(line)
    return { row, key: String(row - 1), value }
  } catch (error) {
    return unreadable(row, `the line is not JSON: ${(error as Error).message}`)
  }
}

async function* readJson(text: TextFile, { spec, path }: Source): AsyncGenerator<ReadRecord> {
  const document = parseJson(await readWhole(text, path), path)
  let row = 0
  for (const [key, value] of recordsIn(document, spec.records, path)) {
    row++
    yield { row, key, value }
  }
}

async function readWhole(text: TextFile, path: string): Promise<string> {
  const parts: string[] = []
  let characters = 0
  for await (const part of text.chunks()) {
    characters += part.length
    if (characters > JSON_CHARACTERS_MAX) {
      throw new CommandError(
        `${path} is larger than 200 MB; write it as JSON lines (jq -c '.[]'), which is streamed`,
      )
    }
    parts.push(part)
  }
  return parts.join('')
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CommandError(`${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
}

/** Where the mapping says nothing, a list is a list of records and anything else is one record. */
function recordsIn(
  document: unknown,
  records: string | undefined,
  path: string,
): Iterable<readonly [string, unknown]> {
  const steps = (records ?? (Array.isArray(document) ? '$.*' : '$')).split('.').slice(1)
  const isEach = steps.at(-1) === '*'
  const place = readPath(document, isEach ? steps.slice(0, -1) : steps)
  if (!isEach && !Array.isArray(place)) return [['0', place]]
  if (Array.isArray(place)) return place.map((value, at) => [String(at), value] as const)
  if (isObject(place)) return Object.entries(place)
  throw new CommandError(`${path}: there is no list or map at ${records}`)
}
