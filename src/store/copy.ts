// Events go into the ledger by COPY: a third less work for PostgreSQL than any INSERT (measured). Nothing can
// collide, because the messages were claimed before in the same transaction.
import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { EventRow } from '../engine/ports/ledger.ts'

const COPY = `copy event (home, record, occurred_at, id, received_at, type, name, kind, channel, notable, properties, payload) from stdin`

/** Throws the database's error; the transaction is broken then. */
export async function copyEvents(
  client: pg.PoolClient | pg.Client,
  events: readonly EventRow[],
): Promise<void> {
  const stream = client.query(copyFrom(COPY))
  let text = ''
  for (const event of events) text += line(event)
  stream.end(text)
  await finished(stream)
}

const line = (e: EventRow): string =>
  `${e.home}\t${e.record}\t${new Date(e.occurredAt).toISOString()}\t${e.id}\t${new Date(e.receivedAt).toISOString()}\t${e.type}\t${field(e.name)}\t${field(e.kind)}\t${field(e.channel)}\t${e.notable ? 't' : 'f'}\t${field(e.properties)}\t${field(e.payload)}\n`

const SPECIAL = /[\\\t\n\r]/
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
}

/** COPY's text format gives the backslash, tabs and line ends a meaning. */
function field(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char] ?? char) : text
}
