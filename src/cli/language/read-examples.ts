// Labelled messages from files: CSV, TSV, JSON or JSON lines, packed or not, read as `alidade import` reads them.

import type { Example } from '../../core/objective/language/train.ts'
import type { Where } from '../csv-options.ts'
import { CommandError, UsageError } from '../exit.ts'
import { formatOf } from '../import/file-names.ts'
import type { InputSpec } from '../import/mapping.ts'
import { openRecords } from '../import/read.ts'

export interface Columns {
  readonly text: string
  readonly label: string
  /** rows with this label are about nothing the labels cover */
  readonly unknown: string | undefined
}

export interface ReadExamples {
  readonly examples: readonly Example[]
  /** rows looked at that have no text or no label: a message without words, or without a label, teaches nothing */
  readonly skipped: number
}

/** Several labels of one message stand between bars. */
const LABEL_SEPARATOR = '|'
/** Columns named when the ones asked for are not there. */
const TITLES_MAX = 50

/** Throws a UsageError when a column is in no row, a CommandError when nothing is left. */
export async function readExamples(
  path: string,
  columns: Columns,
  where: Where | undefined,
): Promise<ReadExamples> {
  const examples: Example[] = []
  let skipped = 0
  const titles = new Set<string>()
  for await (const row of rowsOf(path)) {
    if (titles.size < TITLES_MAX) for (const title of Object.keys(row)) titles.add(title)
    if (where && row[where.column] !== where.value) continue
    const text = row[columns.text]
    const label = row[columns.label]
    // An empty cell is left out by the reader.
    if (text === undefined || label === undefined) {
      skipped++
      continue
    }
    examples.push({ text, labels: labelsOf(label, columns.unknown) })
  }
  if (examples.length > 0) return { examples, skipped }
  throw nothingIn(path, { columns, where, titles })
}

function nothingIn(
  path: string,
  {
    columns: { text, label },
    where,
    titles,
  }: {
    readonly columns: Columns
    readonly where: Where | undefined
    readonly titles: ReadonlySet<string>
  },
): UsageError | CommandError {
  const looked = where ? ` where ${where.column} is ${where.value}` : ''
  const found = titles.size > 0 ? `; its columns are ${[...titles].join(', ')}` : ''
  const message = `${path} has no row with ${text} and ${label}${looked}${found}`
  const isNamedWrong = titles.size > 0 && !(titles.has(text) && titles.has(label))
  return isNamedWrong ? new UsageError(message) : new CommandError(message)
}

function labelsOf(cell: string, unknown: string | undefined): readonly string[] {
  const labels = cell.split(LABEL_SEPARATOR).map((label) => label.trim())
  return [...new Set(labels)].filter((label) => label !== '' && label !== unknown)
}

async function* rowsOf(path: string): AsyncGenerator<Readonly<Record<string, string>>> {
  const { records } = await openRecords(path, specOf(path))
  for await (const { value } of records) {
    if (typeof value === 'object' && value !== null) yield value as Record<string, string>
  }
}

/** What parts the cells is seen from the file: spreadsheets of many countries write semicolons. */
function specOf(path: string): InputSpec {
  return { files: path, format: formatOf(path) ?? 'csv', csv: { quote: '"' }, outputs: [] }
}
