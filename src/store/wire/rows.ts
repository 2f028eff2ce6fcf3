// Rows as JSON text for json_to_recordset: one parameter and one prepared statement for any number of rows.
// Texts that are JSON already are put in as they are; escaping them again would cost more than the insert.

/** `[{"a":1},...]` from rows and a function that writes one row. */
export function recordset<Row>(rows: readonly Row[], write: (row: Row) => string): string {
  let text = '['
  for (let i = 0; i < rows.length; i++) {
    text += i === 0 ? write(rows[i] as Row) : `,${write(rows[i] as Row)}`
  }
  return `${text}]`
}

/** A JSON string literal. */
export const quote = (text: string): string => JSON.stringify(text)

/** A JSON string literal or null. */
export const quoteOrNull = (text: string | undefined): string =>
  text === undefined ? 'null' : JSON.stringify(text)

/** ms since epoch -> ISO text as a JSON literal. */
export const instant = (ms: number): string => `"${new Date(ms).toISOString()}"`

/** Where a uuid as PostgreSQL prints it has its 32 digits. */
const DIGITS_OF_UUID = [...'00000000-0000-0000-0000-000000000000'].flatMap((char, at) =>
  char === '-' ? [] : [at],
)
const UUID_LENGTH = 36
const codes: number[] = DIGITS_OF_UUID.map(() => 0)

/**
 * 32 hex characters from a uuid as PostgreSQL prints it. Made of codes, not by taking the dashes out: V8 would keep
 * the five pieces with all that links them, four times the memory of the text, for as long as the id is remembered.
 */
export function hex(uuid: string): string {
  if (uuid.length !== UUID_LENGTH) return uuid.replaceAll('-', '')
  for (let i = 0; i < codes.length; i++) codes[i] = uuid.charCodeAt(DIGITS_OF_UUID[i] ?? 0)
  return String.fromCharCode(...codes)
}
export const hexOrUndefined = (uuid: string | null): string | undefined =>
  uuid === null ? undefined : hex(uuid)
export const orUndefined = <Value>(value: Value | null): Value | undefined =>
  value === null ? undefined : value

/**
 * SQL for ms since epoch of a timestamptz column. date_part because extract computes in numeric, far slower;
 * rounded because times are whole ms and a float is not.
 */
export const ms = (column: string): string => `round(date_part('epoch', ${column}) * 1000)`
