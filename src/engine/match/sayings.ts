// Records with what they say, and the same read for comparing them.
import type { SaidText } from '../ports/match.ts'
import type { RecordRow } from '../ports/records.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import type { LiveModel } from './matcher.ts'
import { keysIn, readingOf } from './reading.ts'
import type { Subject } from './surroundings.ts'

/** A record and what it says. */
export interface Saying {
  readonly row: RecordRow
  readonly said: SaidText
}

/** Stored records with what they say; those that say nothing are left out. */
export async function sayingsOf(
  rows: readonly RecordRow[],
  tx: WriteTransaction,
): Promise<readonly Saying[]> {
  const said = new Map((await tx.match.saidBy(rows)).map((row) => [row.record, row.said]))
  return rows.flatMap((row) => {
    const text = said.get(row.id)
    return text === undefined ? [] : [{ row, said: text }]
  })
}

export function subjectsOf(sayings: readonly Saying[], model: LiveModel): readonly Subject[] {
  return sayings.map(({ row, said }) => {
    const reading = readingOf(row, said, model)
    return { row, known: reading.known, keys: keysIn(reading, model), reading }
  })
}
