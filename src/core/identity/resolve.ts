// Which source records are one customer. The answer depends on the set of facts alone: not on the order in
// which they came, not on earlier answers. So a retracted decision leaves no trace, and merging is exact.
//
//   decisions of people -> aliases -> identifiers of one person, strongest first -> those that several people may
//   hold -> matches -> devices -> customers
import type { Link } from '../../contract/link.ts'
import { layOut, type Work } from './cluster.ts'
import { type CompiledIdentity, compareText } from './compile.ts'
import { rootOf } from './components.ts'
import { joinByContacts } from './contacts.ts'
import { applyDecisions, type DecisionOutcome, decisionsInForce } from './decisions.ts'
import { type DeviceResult, joinDevices } from './device-joins.ts'
import { joinByAlias, joinByValues } from './joins.ts'
import { joinByMatches } from './matches.ts'
import type {
  ClusterFacts,
  DeviceOwnership,
  MemberRecord,
  RejectedJoin,
  Resolution,
  ResolvedCustomer,
} from './resolution.ts'

/**
 * Resolves a cluster. The facts must be closed: every record that shares a not generic value with a record of
 * the cluster, or stands in an assertion in force with one, is in it. Records have distinct ids.
 */
export function resolve(facts: ClusterFacts, rules: CompiledIdentity): Resolution {
  const work = layOut(facts, rules)
  const decided = joinByDecisions(work, facts.assertions)
  joinByAlias(work)
  const isKnown = (record: number): boolean => work.isDevice[record] === false
  joinByValues(work, 'join', isKnown)
  joinByContacts(work, isKnown)
  const matched = joinByMatches(work, facts.assertions)
  const devices = joinDevices(work)
  return {
    customers: customersOf(work),
    links: work.links,
    decided: [...decided, ...matched],
    rejected: work.rejected.sort(byPair),
    ignored: work.ignored,
    devices: devices.map((device) => ownershipOf(work, device)),
  }
}

function joinByDecisions(work: Work, assertions: readonly Link[]): readonly Link[] {
  if (assertions.length === 0) return []
  const outcomes = applyDecisions(work.components, decisionsInForce(assertions), {
    numberOf: new Map(work.records.map((record, i) => [record.id, i])),
    limits: work.rules.limits.length,
  })
  const joined = outcomes.filter(({ outcome }) => outcome === 'joined')
  for (const { a, b, decision } of joined) work.edges.push({ a, b, at: decision.at })
  for (const outcome of outcomes) rejectDecision(work, outcome)
  return joined.map(({ decision }) => decision)
}

function rejectDecision(work: Work, { outcome, decision, by }: DecisionOutcome): void {
  if (outcome !== 'overruled' && outcome !== 'different_entity') return
  const { recordA, recordB, rule, id, at } = decision
  const constraint = outcome === 'overruled' ? 'overruled_by_person' : outcome
  work.rejected.push({ recordA, recordB, rule, constraint, which: by, evidence: [id], at })
}

/** One order for the same rejections, however the identifiers of a record were listed. */
function byPair(a: RejectedJoin, b: RejectedJoin): number {
  return (
    compareText(a.recordA, b.recordA) ||
    compareText(a.recordB, b.recordB) ||
    compareText(a.rule, b.rule) ||
    compareText(a.constraint, b.constraint) ||
    a.at - b.at ||
    compareText(a.evidence.join(), b.evidence.join())
  )
}

function customersOf(work: Work): readonly ResolvedCustomer[] {
  const { records, components } = work
  const joinedAt = joiningTimes(work)
  const members = new Map<number, MemberRecord[]>()
  for (const [i, { id, firstAt }] of records.entries()) {
    const member = { record: id, joinedAt: joinedAt[i] ?? firstAt }
    const root = rootOf(components, i)
    const others = members.get(root)
    if (others) others.push(member)
    else members.set(root, [member])
  }
  const customers: ResolvedCustomer[] = []
  for (const [root, list] of members) customers.push({ id: records[root]?.id ?? '', records: list })
  return customers
}

/** For each record the latest moment on its path to the first record of its customer; unset if alone. */
function joiningTimes({ edges, components, records }: Work): readonly (number | undefined)[] {
  const times: (number | undefined)[] = new Array(records.length)
  if (edges.length === 0) return times
  const next = neighbours(edges, records.length)
  for (let root = 0; root < records.length; root++) {
    if (next[root] && rootOf(components, root) === root) spread(root, next, times)
  }
  return times
}

type Neighbours = readonly (readonly { readonly record: number; readonly at: number }[])[]

function neighbours(edges: Work['edges'], count: number): Neighbours {
  const next: { record: number; at: number }[][] = new Array(count)
  for (const { a, b, at } of edges) {
    const ofA = next[a] ?? []
    const ofB = next[b] ?? []
    ofA.push({ record: b, at })
    ofB.push({ record: a, at })
    next[a] = ofA
    next[b] = ofB
  }
  return next
}

function spread(root: number, next: Neighbours, times: (number | undefined)[]): void {
  times[root] = Number.NEGATIVE_INFINITY
  const reached = [root]
  let first = Number.POSITIVE_INFINITY
  for (let record = reached.pop(); record !== undefined; record = reached.pop()) {
    for (const { record: other, at } of next[record] ?? []) {
      if (record === root) first = Math.min(first, at)
      if (times[other] !== undefined) continue
      times[other] = Math.max(at, times[record] ?? at)
      reached.push(other)
    }
  }
  times[root] = first
}

function ownershipOf(work: Work, { record, owners, isShared }: DeviceResult): DeviceOwnership {
  const idOf = (number: number): string => work.records[number]?.id ?? ''
  const customers = owners.map((owner) => idOf(rootOf(work.components, owner)))
  return { record: idOf(record), owners: customers.sort(compareText), shared: isShared }
}
