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

/** 32 hex characters from a uuid as PostgreSQL prints it. */
export const hex = (uuid: string): string => uuid.replaceAll('-', '')
export const hexOrUndefined = (uuid: string | null): string | undefined =>
  uuid === null ? undefined : uuid.replaceAll('-', '')
export const orUndefined = <Value>(value: Value | null): Value | undefined =>
  value === null ? undefined : value

/**
 * SQL for ms since epoch of a timestamptz column. date_part because extract computes in numeric, far slower;
 * rounded because times are whole ms and a float is not.
 */
export const ms = (column: string): string => `round(date_part('epoch', ${column}) * 1000)`
