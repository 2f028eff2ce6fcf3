// Keys that records are found by: those they hold, and what changes of them when a record says something else.
import { householdKeysOf } from '../../core/identity/household.ts'
import type { KeysRow, MatchWrites, SaidRow, SourcedRow } from '../ports/match.ts'
import type { LiveModel, Models } from './matcher.ts'
import { keysIn, readingOf } from './reading.ts'
import type { Saying } from './sayings.ts'

/** A saying with the number that stands for its record among the keys. */
export interface News extends Saying {
  readonly number: number
}

/** Keys that records hold now and those they hold no longer, under every model that is in use or being built. */
export function keyChanges(
  news: readonly News[],
  before: ReadonlyMap<string, SaidRow>,
  { active, building }: Models,
): Pick<MatchWrites, 'keys' | 'goneKeys'> {
  const keys: KeysRow[] = []
  const goneKeys: KeysRow[] = []
  for (const live of [active, building]) {
    if (!live) continue
    for (const own of news) {
      const said = before.get(own.row.id)?.said
      const { id: record, source } = own.row
      const now = keysUnder(live, { record, source, said: own.said, number: own.number })
      const then = said ? keysUnder(live, { record, source, said, number: own.number }) : []
      keys.push(...without(now, then))
      goneKeys.push(...without(then, now))
    }
  }
  return { keys, goneKeys }
}

function without(rows: readonly KeysRow[], others: readonly KeysRow[]): readonly KeysRow[] {
  if (rows.length === 0 || others.length === 0) return rows
  return rows.flatMap((row) => {
    const known = new Set(others.find(({ model }) => model === row.model)?.keys)
    const keys = row.keys.filter((key) => !known.has(key))
    return keys.length === 0 ? [] : [{ ...row, keys }]
  })
}

/**
 * All keys of a record under a model: those by which it is compared, and under the model's negative version those by
 * which it is found to live with others.
 */
export function keysUnder(
  live: LiveModel,
  { record, source, said, number }: Pick<SourcedRow, 'record' | 'source' | 'said' | 'number'>,
): readonly KeysRow[] {
  const reading = readingOf({ id: record, source }, said, live)
  const rows: readonly KeysRow[] = [
    { model: live.version, number, keys: keysIn(reading, live) },
    { model: -live.version, number, keys: householdKeysOf(live.scorer(), reading.known) },
  ]
  return rows.filter(({ keys }) => keys.length > 0)
}
