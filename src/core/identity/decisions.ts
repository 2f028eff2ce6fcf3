// What people decided about records: which assertions are in force, and the sets they make.
// Between two decisions that cannot both hold, the later one holds.
import type { Link } from '../../contract/link.ts'
import { compareText } from './compile.ts'
import { type Components, linkThatParts, rootOf, unite } from './components.ts'

/** Earlier rows first; rows of one moment by id, so that every reader sees one order. */
export function byMoment(a: Link, b: Link): number {
  return a.at - b.at || compareText(a.id, b.id)
}

/** Rows that no row in force takes back, retractions themselves left out; earliest first. */
export function inForce(rows: readonly Link[]): readonly Link[] {
  const retractedBy = retractionsOf(rows)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const holds = retractedBy.size === 0 ? undefined : holding(byId, retractedBy)
  const left = [...byId.values()].filter((row) => !row.retracts && (!holds || holds.has(row.id)))
  return left.sort(byMoment)
}

/** Of `named` the rows that hold among `rows`; what was taken back already, a retraction too, is not among them. */
export function stillHolding(named: readonly Link[], rows: readonly Link[]): readonly Link[] {
  const retractedBy = retractionsOf(rows)
  const holds = holding(new Map(rows.map((row) => [row.id, row])), retractedBy)
  return named.filter(({ id }) => !retractedBy.has(id) || holds.has(id))
}

function retractionsOf(rows: readonly Link[]): ReadonlyMap<string, ReadonlySet<string>> {
  const retractedBy = new Map<string, Set<string>>()
  for (const { id, retracts } of rows) {
    if (retracts === undefined) continue
    const ids = retractedBy.get(retracts) ?? new Set()
    retractedBy.set(retracts, ids.add(id))
  }
  return retractedBy
}

/**
 * Ids of the rows that hold: a row falls when a row that holds retracts it, so a retraction can itself be
 * taken back. Decided from the rows nobody retracts inwards; rows that retract each other never hold.
 */
function holding(
  byId: ReadonlyMap<string, Link>,
  retractedBy: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const open = new Map([...retractedBy].map(([id, by]) => [id, by.size]))
  const holds = new Set<string>()
  const fallen = new Set<string>()
  const ready = [...byId.keys()].filter((id) => !retractedBy.has(id))
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    if (!fallen.has(id)) holds.add(id)
    const target = byId.get(id)?.retracts
    if (target === undefined) continue
    if (holds.has(id)) fallen.add(target)
    const left = (open.get(target) ?? 1) - 1
    open.set(target, left)
    if (left === 0 && byId.has(target)) ready.push(target)
  }
  return holds
}

/** The person rows that count: in force, and for each pair of records only the latest; latest first. */
export function decisionsInForce(assertions: readonly Link[]): readonly Link[] {
  const rows = inForce(assertions.filter((row) => row.basis === 'person'))
  const latest = new Map(rows.map((row) => [`${row.recordA} ${row.recordB}`, row]))
  return [...latest.values()].sort((a, b) => byMoment(b, a))
}

export interface DecisionOutcome {
  readonly decision: Link
  readonly a: number
  readonly b: number
  /** joined: it connects two sets. implied: they were one already. apart: they are kept apart */
  readonly outcome: 'joined' | 'implied' | 'apart' | 'different_entity' | 'overruled'
  /** overruled: the id of the later decision against it, '' when it is a path of several */
  readonly by: string
}

/** Applies decisions, latest first, to sets of records; decisions about other records are skipped. */
export function applyDecisions(
  components: Components,
  decisions: readonly Link[],
  place: { readonly numberOf: ReadonlyMap<string, number>; readonly limits: number },
): readonly DecisionOutcome[] {
  const outcomes: DecisionOutcome[] = []
  for (const decision of decisions) {
    const a = place.numberOf.get(decision.recordA)
    const b = place.numberOf.get(decision.recordB)
    if (a === undefined || b === undefined || a === b) continue
    const result = applyDecision(components, decision, { a, b, limits: place.limits })
    outcomes.push({ decision, a, b, ...result })
  }
  return outcomes
}

function applyDecision(
  components: Components,
  { id, verdict }: Link,
  pair: { readonly a: number; readonly b: number; readonly limits: number },
): Pick<DecisionOutcome, 'outcome' | 'by'> {
  const a = rootOf(components, pair.a)
  const b = rootOf(components, pair.b)
  if (a === b) return { outcome: verdict === 'same' ? 'implied' : 'overruled', by: '' }
  if (verdict === 'different') {
    makeEnemies(components, { ...pair, rootA: a, rootB: b, link: id })
    return { outcome: 'apart', by: '' }
  }
  if (components.entity[a] !== components.entity[b]) return { outcome: 'different_entity', by: '' }
  const later = linkThatParts(components, a, b)
  if (later !== undefined) return { outcome: 'overruled', by: later }
  unite(components, { a, b, limits: pair.limits })
  return { outcome: 'joined', by: '' }
}

function makeEnemies(
  { enemies }: Components,
  pair: {
    readonly a: number
    readonly b: number
    readonly rootA: number
    readonly rootB: number
    readonly link: string
  },
): void {
  const { a, b, rootA, rootB, link } = pair
  enemies[rootA] = [...(enemies[rootA] ?? []), { record: b, link }]
  enemies[rootB] = [...(enemies[rootB] ?? []), { record: a, link }]
}
