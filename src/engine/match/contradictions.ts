// Questions about records whose own words contradict each other: joined by a rule all the same, or kept apart though they
// share a mailbox or a number. No model is needed to ask; where there is one, it says how likely they are one.
import type { Identified } from '../identity/identify.ts'
import type { RecordRow } from '../ports/records.ts'
import { type MatchContext, NO_MATCH_WRITES } from './context.ts'
import type { LiveModel } from './matcher.ts'
import { reviewRow } from './questions.ts'
import { readingOf } from './reading.ts'

/** Questions that one batch asks: a switchboard's number would ask hundreds. */
const QUESTIONS_MAX = 200

interface Question {
  readonly a: RecordRow
  readonly b: RecordRow
  readonly because: 'conflict' | 'apart'
}

export async function askAboutContradictions(
  identified: readonly Identified[],
  context: MatchContext,
): Promise<void> {
  const asked = questionsIn(identified)
  if (asked.length === 0) return
  const { tx, matcher, now, hash } = context
  const rows = new Map(asked.flatMap(({ a, b }) => [a, b]).map((row) => [row.id, row]))
  const { active } = await matcher.models('customer')
  const said = new Map((await tx.match.saidBy([...rows.values()])).map((own) => [own.record, own]))
  const bitsOf = (a: RecordRow, b: RecordRow): number => {
    const [ofA, ofB] = [said.get(a.id), said.get(b.id)]
    return active && ofA && ofB ? weigh(active, [a, ofA.said], [b, ofB.said]) : 0
  }
  const model = active?.version ?? 0
  const reviews = asked.map(({ a, b, because }) =>
    reviewRow(
      { recordA: a.id, recordB: b.id, bits: bitsOf(a, b), because },
      { a, b, model, now, hash },
    ),
  )
  await tx.match.write({ ...NO_MATCH_WRITES, reviews }, now)
}

type Told = readonly [row: RecordRow, said: Parameters<typeof readingOf>[1]]

function weigh(model: LiveModel, [a, saidA]: Told, [b, saidB]: Told): number {
  const known = [readingOf(a, saidA, model), readingOf(b, saidB, model)]
  const [one, other] = known.map((reading) => reading.known)
  return one && other ? model.scorer().pair(one, other) : 0
}

/**
 * Each pair of records that is one customer, and of two customers one pair: the first by id, so that it stays the same.
 * Where the matcher has moved records since, the same pair may come up again: what was found last counts.
 */
export function questionsIn(identified: readonly Identified[]): readonly Question[] {
  const asked = new Map<string, Question>()
  for (const { contradictions, rows } of identified) {
    const found = new Set<string>()
    for (const { recordA, recordB, because } of contradictions) {
      const [a, b] = [rows.get(recordA), rows.get(recordB)]
      if (!a || !b || (because === 'apart') === (a.customer === b.customer)) continue
      const two = because === 'apart' ? [a.customer, b.customer].sort() : [recordA, recordB]
      if (found.has(two.join(' '))) continue
      found.add(two.join(' '))
      asked.set(`${recordA} ${recordB}`, { a, b, because })
    }
  }
  return [...asked.values()].slice(0, QUESTIONS_MAX)
}
