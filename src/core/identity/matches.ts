// Joins records that the matcher found to be one customer. Its links are weaker than any rule: what people said
// and what limits forbid stands, and a refused match stays in the log, so that it holds again when they fall.
import type { Link } from '../../contract/link.ts'
import type { Work } from './cluster.ts'
import { type Refusal, refusal, rootOf, unite } from './components.ts'
import { strangersOf } from './contacts.ts'
import { inForce } from './decisions.ts'
import { peopleApart } from './people.ts'

/** A link as the matcher would write it, to see what would come of it; rows are told apart by their time. */
export function asIfMatched([a, b]: readonly [string, string], at: number): Link {
  const [recordA, recordB] = a < b ? [a, b] : [b, a]
  return {
    id: String(at),
    at,
    recordA,
    recordB,
    verdict: 'same',
    basis: 'match',
    rule: 'match',
    evidence: [],
    author: '',
    reason: '',
    retracts: undefined,
  }
}

/** Joins by the match links in force, earliest first; returns those that hold customers together. */
export function joinByMatches(work: Work, assertions: readonly Link[]): readonly Link[] {
  const matches = assertions.filter(({ basis }) => basis === 'match')
  if (matches.length === 0) return []
  const numberOf = new Map(work.records.map((record, i) => [record.id, i]))
  const strangers = strangersOf(work)
  const joined: Link[] = []
  for (const link of inForce(matches)) {
    const a = numberOf.get(link.recordA)
    const b = numberOf.get(link.recordB)
    if (a === undefined || b === undefined) continue
    if (joinMatch(work, link, { a, b, strangers })) joined.push(link)
  }
  return joined
}

interface Pair {
  readonly a: number
  readonly b: number
  /** pairs of records that are known to be two people's */
  readonly strangers: readonly (readonly [number, number])[]
}

/** True when the link joins two sets that were apart. */
function joinMatch(work: Work, link: Link, pair: Pair): boolean {
  const { components, rules } = work
  const a = rootOf(components, pair.a)
  const b = rootOf(components, pair.b)
  if (a === b) return false
  const refused =
    refusal(components, rules, { a, b, waivedLimit: -1 }) ?? strangersAmong(work, { ...pair, a, b })
  if (refused) {
    const { recordA, recordB, rule, id, at } = link
    work.rejected.push({ recordA, recordB, rule, ...refused, evidence: [id], at })
    return false
  }
  unite(components, { a, b, limits: rules.limits.length })
  work.edges.push({ a: pair.a, b: pair.b, at: link.at })
  return true
}

function strangersAmong({ components }: Work, { a, b, strangers }: Pair): Refusal | undefined {
  const areApart = strangers.some((pair) => {
    const [one, other] = pair.map((record) => rootOf(components, record))
    return (one === a && other === b) || (one === b && other === a)
  })
  return areApart ? peopleApart(components, a, b) : undefined
}
