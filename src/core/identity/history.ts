// The link log read backwards in time: who was one customer at a past moment, and what happened to a record.
import type { Link } from '../../contract/link.ts'
import { compareText } from './compile.ts'
import { type Components, linkThatParts, rootOf, unite } from './components.ts'
import { applyDecisions, byMoment, decisionsInForce, inForce } from './decisions.ts'

/**
 * The sets of records that were one customer at a moment, by the links written until then.
 * Records without any link until then are not in the answer: each was a customer of her own.
 * Sets are sorted by their first record, records by id.
 */
export function componentsAsOf(links: readonly Link[], at: number): readonly (readonly string[])[] {
  const rows = links.filter((link) => link.at <= at)
  const records = [...new Set(rows.flatMap((row) => [row.recordA, row.recordB]))].sort(compareText)
  const numberOf = new Map(records.map((record, i) => [record, i]))
  const components = bare(records)
  applyDecisions(components, decisionsInForce(rows), { numberOf, limits: 0 })
  for (const row of inForce(
    rows.filter((link) => link.basis !== 'person' && link.verdict === 'same'),
  )) {
    applyRule(components, row, numberOf)
  }
  return setsOf(components, records)
}

/** Links name records of one entity only, so for the past all count as one. */
function bare(records: readonly string[]): Components {
  return {
    parent: records.map((_, i) => i),
    size: records.map(() => 1),
    entity: records.map(() => 'customer'),
    known: records.map(() => true),
    held: [],
    enemies: [],
    people: [],
  }
}

/** A person's word beats a rule also in the moment before the rule's link was taken back. */
function applyRule(
  components: Components,
  { recordA, recordB }: Link,
  numberOf: ReadonlyMap<string, number>,
): void {
  const a = rootOf(components, numberOf.get(recordA) ?? -1)
  const b = rootOf(components, numberOf.get(recordB) ?? -1)
  if (a === b || linkThatParts(components, a, b) !== undefined) return
  unite(components, { a, b, limits: 0 })
}

function setsOf(components: Components, records: readonly string[]): readonly string[][] {
  const sets = new Map<number, string[]>()
  for (const [i, record] of records.entries()) {
    const root = rootOf(components, i)
    const set = sets.get(root)
    if (set) set.push(record)
    else sets.set(root, [record])
  }
  return [...sets.values()]
}

export interface HistoryEntry {
  /** ms: when it was written */
  readonly at: number
  readonly link: string
  readonly what: 'linked' | 'link_taken_back' | 'kept_apart' | 'allowed_again'
  /** the other record */
  readonly with: string
  readonly basis: Link['basis']
  readonly rule: string
  readonly author: string
  readonly reason: string
  readonly evidence: readonly string[]
  /** the link that it takes back */
  readonly retracts: string | undefined
  /** a sentence */
  readonly text: string
}

/** What was ever written about a record: who, why, when; earliest first. */
export function historyOf(links: readonly Link[], record: string): readonly HistoryEntry[] {
  return links
    .filter((link) => link.recordA === record || link.recordB === record)
    .sort(byMoment)
    .map((link) => entryOf(link, record))
}

function entryOf(link: Link, record: string): HistoryEntry {
  const { at, id, basis, rule, author, reason, evidence, retracts } = link
  const other = link.recordA === record ? link.recordB : link.recordA
  const what = whatOf(link)
  return {
    at,
    link: id,
    what,
    with: other,
    basis,
    rule,
    author,
    reason,
    evidence,
    retracts,
    text: `${author} ${WORDS[what]} record ${other} (${rule})${reason === '' ? '' : `: ${reason}`}`,
  }
}

function whatOf({ verdict, retracts }: Link): HistoryEntry['what'] {
  if (verdict === 'same') return retracts === undefined ? 'linked' : 'link_taken_back'
  return retracts === undefined ? 'kept_apart' : 'allowed_again'
}

const WORDS: Record<HistoryEntry['what'], string> = {
  linked: 'linked it with',
  link_taken_back: 'took back the link with',
  kept_apart: 'said that it is not the same as',
  allowed_again: 'no longer keeps it apart from',
}
