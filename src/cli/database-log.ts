// Which lines of the embedded PostgreSQL's own log the user sees: it tells of every start and stop, and the statements it
// quotes hold customer data.

const IMPORTANT = /\b(WARNING|ERROR|FATAL|PANIC): /
/** What it says of its own helpers when we stop it. */
const STOPPING = /FATAL: +terminating [^\n]+ due to administrator command/

export const isImportant = (line: string): boolean => IMPORTANT.test(line) && !STOPPING.test(line)
