// What a model reads in what records say: values to compare, made once for each text, and candidate keys where they are
// asked for.
import type { MatchRecord } from '../../core/identity/match/compare/bench.ts'
import type { Known } from '../../core/identity/match/score/scorer.ts'
import type { Said } from '../../core/profile/said.ts'
import type { SaidText } from '../ports/match.ts'
import type { RecordRow } from '../ports/records.ts'
import type { LiveModel } from './matcher.ts'

/**
 * What a model read in a text, kept with the text. Beside it stands whose reading it is; a mark only, so that an old
 * model is not held by the texts it once read.
 */
export interface Reading {
  readonly by: object
  readonly known: Known
  /** undefined until somebody asks: most neighbours are compared and never looked for */
  keys: readonly number[] | undefined
}

/** What a model reads in what a record says, read once. */
export function readingOf(
  { id, source }: Pick<RecordRow, 'id' | 'source'>,
  said: SaidText,
  model: LiveModel,
): Reading {
  const values = (): Said => JSON.parse(said.text) as Said
  return isRead(said, model) ?? readNow({ id, source, values: values() }, said, model)
}

/** What this model has read in a text already. */
export function isRead({ reading }: SaidText, { mark }: LiveModel): Reading | undefined {
  return reading?.by === mark ? reading : undefined
}

/** The same where the values are at hand. */
export function readNow(
  { id, source, values }: MatchRecord,
  said: SaidText,
  { scorer, mark }: LiveModel,
): Reading {
  const reading: Reading = {
    by: mark,
    known: scorer().read({ id, source, values }),
    keys: undefined,
  }
  said.reading = reading
  return reading
}

/** Candidate keys of a record, without repeats. */
export function keysIn(reading: Reading, { scorer }: LiveModel): readonly number[] {
  const keys = reading.keys ?? withoutRepeats(scorer().keysOf(reading.known))
  reading.keys = keys
  return keys
}

/** A copy as long as it needs to be, since it is kept: a filtered list has room for more. */
function withoutRepeats(keys: readonly number[]): readonly number[] {
  return keys.filter((key, at) => keys.indexOf(key) === at).slice()
}
