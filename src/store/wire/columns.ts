// Rows as one array parameter per column: any number of rows is one prepared statement, and the server takes the
// arrays as they are.
import { type BinaryWriter, createBinaryWriter } from './binary.ts'

/** One column of many rows. */
export interface Column<Row> {
  readonly type: Type
  readonly put: (into: BinaryWriter, row: Row) => void
}

/** Element types by SQL name, with their numbers in PostgreSQL's catalogue (pg_type.dat), which never change. */
const TYPES = { bigint: 20, uuid: 2950, timestamptz: 1184, text: 25, boolean: 16 } as const
type Type = keyof typeof TYPES

const column =
  <Value>(type: Type, write: (into: BinaryWriter, value: Value) => void) =>
  <Row>(pick: (row: Row) => Value | undefined): Column<Row> => ({
    type,
    put: (into, row) => {
      const value = pick(row)
      if (value === undefined) into.nothing()
      else write(into, value)
    },
  })

/** Each makes a column from a function that picks a row's value; undefined is stored as null. */
export const bigint = column<string>('bigint', (into, value) => into.bigint(value))
export const uuid = column<string>('uuid', (into, value) => into.uuid(value))
export const instant = column<number>('timestamptz', (into, value) => into.instant(value))
export const text = column<string>('text', (into, value) => into.text(value))
export const boolean = column<boolean>('boolean', (into, value) => into.boolean(value))

/** Columns of rows that a statement reads, by the name it uses. */
export type Columns<Row> = Readonly<Record<string, Column<Row>>>

/**
 * SQL of the rows as a table in a from clause.
 * @param options.first number of the first parameter
 * @param options.name of the table
 */
export function rowsOf<Row>(columns: Columns<Row>, { first = 1, name = 'x' } = {}): string {
  const arrays = Object.values(columns).map(({ type }, index) => `$${first + index}::${type}[]`)
  return `unnest(${arrays.join(', ')}) as ${name}(${Object.keys(columns).join(', ')})`
}

// Never used by two at a time: nothing is awaited between start and bytes.
const writer = createBinaryWriter()

/** The parameters of rowsOf(). Throws TypeError or RangeError for a value that its column cannot hold. */
export function valuesOf<Row>(columns: Columns<Row>, rows: readonly Row[]): Buffer[] {
  return Object.values(columns).map((each) => arrayOf(each, rows))
}

/** array_recv: dimensions, whether there are nulls (not read), the element type; of each dimension size and first index. */
function arrayOf<Row>({ type, put }: Column<Row>, rows: readonly Row[]): Buffer {
  writer.start()
  writer.int32(1)
  writer.int32(1)
  writer.int32(TYPES[type])
  writer.int32(rows.length)
  writer.int32(1)
  for (const row of rows) put(writer, row)
  return writer.bytes()
}
