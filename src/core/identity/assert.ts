// What a person's decision about identity means: the rows to append, checked beforehand, with a preview.
// Linking what somebody took apart takes those decisions back, so the state is as if nothing had happened.
import type { Link } from '../../contract/link.ts'
import { type CompiledIdentity, compareText } from './compile.ts'
import { decisionsInForce, inForce, stillHolding } from './decisions.ts'
import { type LinkDraft, retraction, type Writer } from './diff.ts'
import type { ClusterFacts, Resolution, ResolvedCustomer } from './resolution.ts'
import { resolve } from './resolve.ts'

export interface Decision extends Writer {
  readonly reason: string
}

export interface Plan {
  readonly kind: 'plan'
  /** empty when it is so already by a person's decision */
  readonly rows: readonly Link[]
  /** the customers that the records concerned make afterwards */
  readonly preview: readonly ResolvedCustomer[]
}

export interface Impossible {
  readonly kind: 'impossible'
  readonly why:
    | 'record_unknown'
    | 'same_record'
    | 'different_entity'
    | 'too_many_records'
    | 'not_one_customer'
    | 'nothing_left'
  /** a sentence that says what to do */
  readonly text: string
}

/**
 * Makes the customers of two records one: takes back what keeps them apart, and if that is not enough links
 * them. Where a limit would then tear off a part of either customer, that part is linked too.
 */
export function planLink(
  facts: ClusterFacts,
  rules: CompiledIdentity,
  { recordA, recordB, ...decision }: Decision & { recordA: string; recordB: string },
): Plan | Impossible {
  const { ofA, ofB, fault } = pairOf(facts, rules, { recordA, recordB })
  if (fault || !ofA || !ofB) return fault ?? impossible('record_unknown')
  const writer = afterAll(facts, decision)
  const rows = retractionsBetween(facts, { a: idsOf(ofA), b: idsOf(ofB), writer })
  const isEnough = rows.length > 0 && isTogether(withRows(facts, rows), rules, recordA, recordB)
  const concerned = new Set([...idsOf(ofA), ...idsOf(ofB)])
  if (!isEnough && !isDecided(facts, recordA, recordB)) {
    rows.push(verdictRow({ recordA, recordB, verdict: 'same' }, writer))
    rows.push(...joinings(withRows(facts, rows), rules, { to: recordB, concerned, writer }))
  }
  return planOf(facts, rules, rows, concerned)
}

interface Joining {
  readonly to: string
  readonly concerned: ReadonlySet<string>
  readonly writer: Decision
}

/** Links to `to` what is not with it, resolves again, and so on until all concerned are one customer. */
function joinings(facts: ClusterFacts, rules: CompiledIdentity, joining: Joining): readonly Link[] {
  const { to, concerned, writer } = joining
  const rows: Link[] = []
  // Every round links one more record for good, so that many are enough.
  for (let round = 0; round < concerned.size; round++) {
    const { customers } = resolve(withRows(facts, rows), rules)
    const lost = customers
      .filter(({ records }) => records.every(({ record }) => record !== to))
      .flatMap(({ records }) => records.filter(({ record }) => concerned.has(record)))
      .at(0)
    if (!lost) break
    rows.push(verdictRow({ recordA: lost.record, recordB: to, verdict: 'same' }, writer))
  }
  return rows
}

/**
 * Takes records out of their customer: as few 'different' as it needs until none of them is with any of the
 * others. The records taken out stay together as far as the rules join them.
 */
export function planUnlink(
  facts: ClusterFacts,
  rules: CompiledIdentity,
  { records, ...decision }: Decision & { records: readonly string[] },
): Plan | Impossible {
  const customer = customerWith(resolve(facts, rules), records[0] ?? '')
  if (!customer) return impossible('record_unknown')
  const all = idsOf(customer)
  const out = new Set(records)
  const rest = new Set([...all].filter((record) => !out.has(record)))
  if (records.some((record) => !all.has(record))) return impossible('not_one_customer')
  if (rest.size === 0) return impossible('nothing_left')
  const rows = partings(facts, rules, { out, rest, writer: afterAll(facts, decision) })
  return planOf(facts, rules, rows, all)
}

/** Takes rows of the log back; those that were taken back already stay as they are. */
export function planTakeBack(
  facts: ClusterFacts,
  rules: CompiledIdentity,
  { rows, ...writer }: Decision & { rows: readonly Link[] },
): Plan {
  const taken = stillHolding(rows, facts.assertions)
  const concerned = rows.flatMap(({ recordA, recordB }) => [recordA, recordB])
  return planOf(
    facts,
    rules,
    taken.map((row) => retraction(row, writer, writer.reason)),
    concerned,
  )
}

/**
 * Says that two records are not the same: where they are one customer the second one is taken out, else the word
 * stands for the day when something would join them.
 */
export function planDifferent(
  facts: ClusterFacts,
  rules: CompiledIdentity,
  { recordA, recordB, ...decision }: Decision & { recordA: string; recordB: string },
): Plan | Impossible {
  const { ofA, ofB, fault } = pairOf(facts, rules, { recordA, recordB })
  if ((fault && fault.why !== 'too_many_records') || !ofA || !ofB) {
    return fault ?? impossible('record_unknown')
  }
  if (ofA === ofB) return planUnlink(facts, rules, { records: [recordB], ...decision })
  const pair = inOrder(recordA, recordB)
  const isSaid = decisionsInForce(facts.assertions).some(
    (row) =>
      row.verdict === 'different' && row.recordA === pair.recordA && row.recordB === pair.recordB,
  )
  const writer = afterAll(facts, decision)
  const rows = isSaid ? [] : [verdictRow({ recordA, recordB, verdict: 'different' }, writer)]
  return planOf(facts, rules, rows, [...idsOf(ofA), ...idsOf(ofB)])
}

interface Parting {
  readonly out: ReadonlySet<string>
  readonly rest: ReadonlySet<string>
  readonly writer: Decision
}

/** Cuts the joins across, resolves again, and cuts what then joins them another way, until nothing does. */
function partings(facts: ClusterFacts, rules: CompiledIdentity, parting: Parting): readonly Link[] {
  const rows: Link[] = []
  const cut = new Set<string>()
  for (;;) {
    const resolution = resolve(withRows(facts, rows), rules)
    const joins = joinsAcross(resolution, parting).filter(({ recordA, recordB }) => {
      const pair = `${recordA} ${recordB}`
      return !cut.has(pair) && cut.add(pair)
    })
    // Every round cuts a pair that was not cut before, so it ends.
    if (joins.length === 0) return rows
    for (const { recordA, recordB } of joins) {
      rows.push(verdictRow({ recordA, recordB, verdict: 'different' }, parting.writer))
    }
  }
}

/** Pairs to part: links that cross; where they meet only through a third record, a record of each side. */
function joinsAcross(resolution: Resolution, { out, rest }: Parting): readonly Pair[] {
  const crosses = ({ recordA, recordB }: Pair): boolean =>
    (out.has(recordA) && rest.has(recordB)) || (out.has(recordB) && rest.has(recordA))
  const links = [...resolution.decided, ...resolution.links].filter(crosses)
  if (links.length > 0) return links
  for (const { records } of resolution.customers) {
    const mine = records.find(({ record }) => out.has(record))?.record
    const theirs = records.find(({ record }) => rest.has(record))?.record
    if (mine !== undefined && theirs !== undefined) return [inOrder(mine, theirs)]
  }
  return []
}

interface Pair {
  readonly recordA: string
  readonly recordB: string
}

function inOrder(a: string, b: string): Pair {
  return a < b ? { recordA: a, recordB: b } : { recordA: b, recordB: a }
}

interface PairOfCustomers {
  readonly ofA: ResolvedCustomer | undefined
  readonly ofB: ResolvedCustomer | undefined
}

/** Whose the two records are now, and what stands against making them one customer. */
function pairOf(
  facts: ClusterFacts,
  rules: CompiledIdentity,
  { recordA, recordB }: Pair,
): PairOfCustomers & { readonly fault: Impossible | undefined } {
  const resolution = resolve(facts, rules)
  const ofA = customerWith(resolution, recordA)
  const ofB = customerWith(resolution, recordB)
  return { ofA, ofB, fault: linkFault(facts, rules, { recordA, recordB, ofA, ofB }) }
}

function linkFault(
  { records }: ClusterFacts,
  rules: CompiledIdentity,
  pair: Pair & PairOfCustomers,
): Impossible | undefined {
  const a = records.find(({ id }) => id === pair.recordA)
  const b = records.find(({ id }) => id === pair.recordB)
  if (!a || !b || !pair.ofA || !pair.ofB) return impossible('record_unknown')
  if (a.id === b.id) return impossible('same_record')
  if (a.entity !== b.entity) return impossible('different_entity')
  const size = new Set([...idsOf(pair.ofA), ...idsOf(pair.ofB)]).size
  return size > rules.recordsPerCustomerMax ? impossible('too_many_records') : undefined
}

const TEXTS: Record<Impossible['why'], string> = {
  record_unknown: 'One of the records is not known; look the customer up again',
  same_record: 'A record is always the same as itself; name two different ones',
  different_entity: 'A customer and an account cannot be one; make the customer a member instead',
  too_many_records: 'The customer would have more records than recordsPerCustomerMax allows',
  not_one_customer: 'The records are not all of one customer; take them out one customer at a time',
  nothing_left: 'These are all records of the customer; leave at least one',
}

function impossible(why: Impossible['why']): Impossible {
  return { kind: 'impossible', why, text: TEXTS[why] }
}

/**
 * Later than every decision there is, else an older one with a clock ahead of ours would beat this one; and later
 * than every match, so that what the matcher did before it and after it can be told apart.
 */
function afterAll({ assertions }: ClusterFacts, decision: Decision): Decision {
  let at = decision.at
  for (const row of assertions) if (row.basis !== 'rule') at = Math.max(at, row.at + 1)
  return { ...decision, at }
}

function retractionsBetween(
  { assertions }: ClusterFacts,
  sides: { readonly a: ReadonlySet<string>; readonly b: ReadonlySet<string>; writer: Decision },
): Link[] {
  const { a, b, writer } = sides
  // Every row in force, not only the latest of a pair: else an older one would come to light again.
  return inForce(assertions)
    .filter(
      ({ basis, verdict, recordA, recordB }) =>
        basis === 'person' &&
        verdict === 'different' &&
        ((a.has(recordA) && b.has(recordB)) || (a.has(recordB) && b.has(recordA))),
    )
    .map((link) => retraction(link, writer, writer.reason))
}

function isDecided({ assertions }: ClusterFacts, a: string, b: string): boolean {
  const pair = inOrder(a, b)
  return decisionsInForce(assertions).some(
    ({ verdict, recordA, recordB }) =>
      verdict === 'same' && recordA === pair.recordA && recordB === pair.recordB,
  )
}

function verdictRow(
  { recordA, recordB, verdict }: Pair & Pick<Link, 'verdict'>,
  { at, author, reason, newId }: Decision,
): Link {
  const draft: LinkDraft = {
    ...inOrder(recordA, recordB),
    at,
    verdict,
    basis: 'person',
    rule: 'manual',
    evidence: [],
    author,
    reason,
    retracts: undefined,
  }
  return { id: newId(draft), ...draft }
}

function withRows(facts: ClusterFacts, rows: readonly Link[]): ClusterFacts {
  return rows.length === 0 ? facts : { ...facts, assertions: [...facts.assertions, ...rows] }
}

function isTogether(
  facts: ClusterFacts,
  rules: CompiledIdentity,
  recordA: string,
  recordB: string,
): boolean {
  const customer = customerWith(resolve(facts, rules), recordA)
  return customer !== undefined && idsOf(customer).has(recordB)
}

function customerWith({ customers }: Resolution, id: string): ResolvedCustomer | undefined {
  return customers.find(({ records }) => records.some(({ record }) => record === id))
}

function idsOf({ records }: ResolvedCustomer): ReadonlySet<string> {
  return new Set(records.map(({ record }) => record))
}

function planOf(
  facts: ClusterFacts,
  rules: CompiledIdentity,
  rows: readonly Link[],
  concerned: Iterable<string>,
): Plan {
  const ids = new Set(concerned)
  const after = resolve(withRows(facts, rows), rules)
  const preview = after.customers
    .filter(({ records }) => records.some(({ record }) => ids.has(record)))
    .sort((a, b) => compareText(a.id, b.id))
  return { kind: 'plan', rows, preview }
}
