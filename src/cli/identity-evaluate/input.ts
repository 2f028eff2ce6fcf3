// What is measured: rows of one or two files in shuffled order, and apart from them the answers.
//
//   files -> tables -> rows without the answer column -> shuffled -> numbered in the order of their arrival
import { basename } from 'node:path'
import { createRandom } from '../../testing/random.ts'
import { UsageError } from '../exit.ts'
import { readTable, type Table } from './read-table.ts'
import type { SourceRow } from './resolver.ts'

export interface InputSettings {
  /** one file, or two that count as two sources */
  readonly paths: readonly string[]
  /** name of the column with the answer; found in any case of letters */
  readonly truthColumn: string
  /** further columns that the resolver must not see, such as other answers */
  readonly ignoredColumns: readonly string[]
  readonly orderSeed: number
}

export interface EvaluationInput {
  /** in the order of their arrival */
  readonly rows: Iterable<SourceRow>
  readonly count: number
  /** record -> who it truly is; rows with an empty answer are missing */
  readonly truthOf: ReadonlyMap<string, string>
}

export async function readInput(settings: InputSettings): Promise<EvaluationInput> {
  const lots: Lot[] = []
  for (const [at, path] of settings.paths.entries()) {
    lots.push(lotOf(await readTable(path), { ...settings, path, at }))
  }
  allAreThere(settings.ignoredColumns, lots)
  const waiting = lots.flatMap((lot) => lot.table.rows.map((cells) => ({ lot, cells })))
  return arrange(waiting, settings.orderSeed, READING)
}

/** One file with what may be shown of it. */
interface Lot {
  readonly source: string
  readonly table: Table
  readonly shown: readonly Shown[]
  readonly truthAt: number
}

interface Shown {
  readonly name: string
  readonly at: number
}

interface LotSettings extends InputSettings {
  readonly path: string
  readonly at: number
}

function lotOf(table: Table, { truthColumn, ignoredColumns, path, at }: LotSettings): Lot {
  const { columns } = table
  const truthAt = columnAt(columns, truthColumn)
  if (truthAt < 0) throw noColumn(path, truthColumn, columns)
  const hidden = new Set([truthColumn, ...ignoredColumns].map(folded))
  const shown = columns.flatMap((name, column) =>
    hidden.has(folded(name)) ? [] : [{ name, at: column }],
  )
  return { source: sourceName(path, at), table, shown, truthAt }
}

/** The name as it stands wins over one that differs in letter case. */
function columnAt(columns: readonly string[], name: string): number {
  const exact = columns.indexOf(name)
  return exact >= 0 ? exact : columns.findIndex((column) => folded(column) === folded(name))
}

function folded(name: string): string {
  return name.trim().toLowerCase()
}

/** A name that is misspelt would show the resolver the very answer that was to be hidden. */
function allAreThere(ignored: readonly string[], lots: readonly Lot[]): void {
  const columns = lots.flatMap(({ table }) => table.columns)
  for (const name of ignored) {
    if (columnAt(columns, name) >= 0) continue
    throw new UsageError(`no column "${name}" to ignore; there are ${columns.join(', ')}`)
  }
}

function noColumn(path: string, name: string, columns: readonly string[]): UsageError {
  return new UsageError(`${path} has no column "${name}"; it has ${columns.join(', ')}`)
}

/** Two files of one name are two sources all the same. */
function sourceName(path: string, at: number): string {
  const name = basename(path)
    .replace(/\.gz$/i, '')
    .replace(/\.[a-z]+$/i, '')
  return at === 0 ? name : `${name}-${at + 1}`
}

/** How the rows of an origin are read: kept as they came, so that a million of them fit into memory. */
export interface Reading<Row> {
  readonly truthOf: (row: Row) => string
  readonly sourceOf: (row: Row) => string
  readonly traitsOf: (row: Row) => SourceRow['traits']
}

/** Shuffles rows of any origin and takes the answers apart from them. The same seed gives the same order. */
export function arrange<Row>(
  rows: readonly Row[],
  orderSeed: number,
  { truthOf, sourceOf, traitsOf }: Reading<Row>,
): EvaluationInput {
  const order = createRandom(orderSeed).shuffle(rows)
  const answers = new Map<string, string>()
  for (const [at, row] of order.entries()) {
    const truth = truthOf(row)
    if (truth !== '') answers.set(recordName(at), truth)
  }
  const arriving = function* (): Generator<SourceRow> {
    for (const [at, row] of order.entries()) {
      yield { record: recordName(at), source: sourceOf(row), traits: traitsOf(row) }
    }
  }
  return { rows: { [Symbol.iterator]: arriving }, count: order.length, truthOf: answers }
}

/** Numbered by arrival: the number in the file would tell which records stood side by side. */
function recordName(at: number): string {
  return String(at + 1)
}

interface Waiting {
  readonly lot: Lot
  readonly cells: readonly string[]
}

const READING: Reading<Waiting> = {
  truthOf: ({ lot, cells }) => cells[lot.truthAt] ?? '',
  sourceOf: ({ lot }) => lot.source,
  // By entries: a column may be called __proto__.
  traitsOf: ({ lot, cells }) =>
    Object.fromEntries(
      lot.shown.flatMap(({ name, at }) => {
        const cell = cells[at]
        return cell === undefined || cell === '' ? [] : [[name, cell]]
      }),
    ),
}
