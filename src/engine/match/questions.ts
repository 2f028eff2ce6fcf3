// Questions to people that deciding leads to: pairs in the band, contradictions, what limits or the breaker held up.
import type { Link } from '../../contract/link.ts'
import { decisionsInForce } from '../../core/identity/decisions.ts'
import { conflictOf } from '../../core/identity/match/decide/constraints.ts'
import type { Effect } from '../../core/identity/match/decide/decide.ts'
import type { Identified } from '../identity/identify.ts'
import type { ReviewRow } from '../ports/match.ts'
import type { RecordRow } from '../ports/records.ts'
import type { MatchContext } from './context.ts'
import { closest, type LinkWork } from './links.ts'
import type { Subject } from './surroundings.ts'

/** Records of one customer that are looked at for a contradiction. */
const CONFLICTS_MAX = 5

/**
 * What one person alone may hold, such as a customer number, joins by rule whatever else is said. Where name and birth
 * date contradict, or one is Sr and the other Jr, the rule stands, and people are asked.
 */
export function conflictsOf({ row, known }: Subject, work: LinkWork): readonly ReviewRow[] {
  const { around, scorer } = work
  return around
    .joinedByRule(row.id)
    .slice(0, CONFLICTS_MAX)
    .flatMap((id) => {
      const other = around.near.record(id)
      if (!other || !conflictOf(scorer, known, other)) return []
      const [recordA, recordB] = row.id < id ? [row.id, id] : [id, row.id]
      return [
        review({ recordA, recordB, bits: scorer.pair(known, other), because: 'conflict' }, work),
      ]
    })
}

/** A pair is asked about once; the last weight counts. */
export const once = (reviews: readonly ReviewRow[]): readonly ReviewRow[] => [
  ...new Map(reviews.map((row) => [row.id, row])).values(),
]

/** A likely pair that a limit keeps apart is a question: somebody may know better. What a person parted is none. */
export async function refused(
  made: readonly Link[],
  moved: Identified,
  { work, context }: { readonly work: LinkWork; readonly context: MatchContext },
): Promise<readonly ReviewRow[]> {
  const apart = made.filter(
    ({ recordA, recordB }) =>
      moved.rows.get(recordA)?.customer !== moved.rows.get(recordB)?.customer,
  )
  if (apart.length === 0) return []
  const sides = (record: string): readonly string[] => {
    const customer = moved.rows.get(record)?.customer
    const ids = [...moved.rows.values()].filter((row) => row.customer === customer)
    return [record, ...ids.map(({ id }) => id)]
  }
  const pairs = apart.map((link) => ({ link, a: sides(link.recordA), b: sides(link.recordB) }))
  const all = new Set(pairs.flatMap(({ a, b }) => [...a, ...b]))
  const decided = decisionsInForce(await context.tx.links([...all]))
  return pairs.flatMap(({ link, a, b }) => {
    const isParted = decided.some(
      ({ verdict, recordA, recordB }) =>
        verdict === 'different' &&
        ((a.includes(recordA) && b.includes(recordB)) ||
          (a.includes(recordB) && b.includes(recordA))),
    )
    if (isParted) return []
    const { recordA, recordB, evidence } = link
    const bits = Number(evidence[0]?.slice('bits:'.length) ?? 0)
    const saysSo = moved.contradictions.some(
      (own) =>
        (a.includes(own.recordA) && b.includes(own.recordB)) ||
        (a.includes(own.recordB) && b.includes(own.recordA)),
    )
    return [review({ recordA, recordB, bits, because: saysSo ? 'apart' : 'limit' }, work)]
  })
}

export function bandOf(effect: Effect, work: LinkWork): ReviewRow | undefined {
  if (effect.kind !== 'review') return undefined
  return reviewOf(effect, 'band', work)
}

/** While the breaker is open: the question that stands in the place of a link. */
export function insteadOf(effect: Effect, work: LinkWork): ReviewRow | undefined {
  if (effect.kind === 'review') return reviewOf(effect, 'band', work)
  if (effect.kind === 'join') return reviewOf(effect, 'breaker', work)
  if (effect.kind !== 'merge') return undefined
  const [record, other] = closest(effect.from, effect.into, work) ?? []
  if (record === undefined || other === undefined) return undefined
  return reviewOf({ record, with: other, bits: effect.bits }, 'breaker', work)
}

function reviewOf(
  { record, with: other, bits }: { record: string; with: string; bits: number },
  because: 'band' | 'breaker',
  work: LinkWork,
): ReviewRow {
  const [recordA, recordB] = record < other ? [record, other] : [other, record]
  return review({ recordA, recordB, bits, because }, work)
}

function review(asked: Asked, { around, model, now, hash }: LinkWork): ReviewRow {
  const [a, b] = [around.rowOf(asked.recordA), around.rowOf(asked.recordB)]
  return reviewRow(asked, { a, b, model, now, hash })
}

type Asked = Pick<ReviewRow, 'recordA' | 'recordB' | 'bits' | 'because'>

/** The question about two records; one pair has one, whoever asks it. */
export function reviewRow(
  asked: Asked,
  {
    a,
    b,
    model,
    now,
    hash,
  }: Pick<LinkWork, 'model' | 'now' | 'hash'> & {
    readonly a: RecordRow | undefined
    readonly b: RecordRow | undefined
  },
): ReviewRow {
  return {
    ...asked,
    id: hash(`rev\0${asked.recordA}\0${asked.recordB}`),
    at: now,
    entity: a?.entity ?? 'customer',
    homeA: a?.home ?? '0',
    homeB: b?.home ?? '0',
    model,
    state: 'open',
  }
}
