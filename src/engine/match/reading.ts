// What a model reads in what records say: values to compare and candidate keys, made once for each text.
import type { MatchRecord } from '../../core/identity/match/compare/bench.ts'
import type { Said } from '../../core/profile/said.ts'
import type { SaidText } from '../ports/match.ts'
import type { RecordRow } from '../ports/records.ts'
import type { LiveModel, Reading } from './matcher.ts'

/** What a model reads in what a record says, read once. */
export function readingOf(
  { id, source }: Pick<RecordRow, 'id' | 'source'>,
  said: SaidText,
  model: LiveModel,
): Reading {
  const values = (): Said => JSON.parse(said.text) as Said
  return model.readings.get(said) ?? readNow({ id, source, values: values() }, said, model)
}

/** The same where the values are at hand. */
export function readNow(
  { id, source, values }: MatchRecord,
  said: SaidText,
  { scorer, readings }: LiveModel,
): Reading {
  const known = scorer().read({ id, source, values })
  const reading = { known, keys: [...new Set(scorer().keysOf(known))] }
  readings.set(said, reading)
  return reading
}
