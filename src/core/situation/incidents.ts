// The incidents that touch a customer: open ones whose condition holds for her. "We know" is the first thing
// that somebody with a dead line wants to hear.
import type { Incident } from '../../contract/situation.ts'
import type { AbilityAsk } from './ability.ts'

/** Newest first; of one moment in order of id. */
export function incidentsFor({ state, compiled, customer, now }: AbilityAsk): readonly Incident[] {
  const touching = [...state.incidents.values()].filter(
    (one) =>
      one.status !== 'resolved' &&
      Date.parse(one.startedAt) <= now &&
      (compiled.conditionOf(one.touches)?.holds({ customer }) ?? true),
  )
  return touching.sort(
    (a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt) || (a.id < b.id ? -1 : 1),
  )
}
