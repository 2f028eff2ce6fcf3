// Who would be one customer if certain records were found to be one: what rules and people joined stands, and what
// they or a limit forbid does not come about. For trying things, before anything is written.
import type { Link, RecordFacts } from '../../contract/link.ts'
import { layOut } from './cluster.ts'
import { type CompiledIdentity, compareText } from './compile.ts'
import { rootOf, unite } from './components.ts'
import { applyDecisions, decisionsInForce, inForce } from './decisions.ts'
import { asIfMatched, joinByMatches } from './matches.ts'

export interface Standing {
  readonly records: readonly RecordFacts[]
  /** rows of rules and people about them; rows of the matcher are what is tried anew */
  readonly links: readonly Link[]
}

/** Two record ids; of several proposals that cannot all hold, the earlier ones do. */
export type Proposal = readonly [string, string]

/** record -> the record that stands for its customer */
export function withProposals(
  { records, links }: Standing,
  proposals: readonly Proposal[],
  rules: CompiledIdentity,
): ReadonlyMap<string, string> {
  const work = layOut({ records, assertions: [] }, rules)
  const { components } = work
  const numberOf = new Map(work.records.map(({ id }, at) => [id, at]))
  const limits = rules.limits.length
  applyDecisions(components, decisionsInForce(links), { numberOf, limits })
  for (const { basis, recordA, recordB } of inForce(links)) {
    const [a, b] = [numberOf.get(recordA), numberOf.get(recordB)]
    if (basis !== 'rule' || a === undefined || b === undefined) continue
    const roots = [rootOf(components, a), rootOf(components, b)] as const
    if (roots[0] !== roots[1]) unite(components, { a: roots[0], b: roots[1], limits })
  }
  joinByMatches(work, proposals.map(asIfMatched))
  const idOf = (at: number): string => work.records[rootOf(components, at)]?.id ?? ''
  return new Map(work.records.map(({ id }, at) => [id, idOf(at)]))
}

/**
 * Pairs that together propose the customers that were tried, a record with its neighbour. Who is one today comes first,
 * so that a limit keeps two of today's customers apart instead of moving a record from one to the other.
 */
export function proposalsFor(
  rows: readonly { readonly id: string; readonly customer: string }[],
  tried: ReadonlyMap<string, string>,
): readonly Proposal[] {
  const sorted = [...rows].sort(
    (a, b) => compareText(a.customer, b.customer) || compareText(a.id, b.id),
  )
  const inside: Proposal[] = []
  const across: Proposal[] = []
  for (const own of Map.groupBy(sorted, ({ id }) => tried.get(id) ?? id).values()) {
    for (const [at, row] of own.slice(1).entries()) {
      const before = own[at]
      if (before) (before.customer === row.customer ? inside : across).push([before.id, row.id])
    }
  }
  return [...inside, ...across]
}
