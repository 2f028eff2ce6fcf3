// The link log read backwards in time: who was one customer at a past moment, and what happened to a record.
//
// The past is told as it is known today, like the events of a late delivery: what follows from what happened counts
// from when it happened, also where we were told later, as with a history that is imported. What somebody judged (a
// person, the matcher) counts from when it was judged, and what was taken back until then.
import type { Link } from '../../contract/link.ts'
import { compareText } from './compile.ts'
import { type Components, linkThatParts, rootOf, unite } from './components.ts'
import { applyDecisions, byMoment, decisionsInForce, inForce } from './decisions.ts'

/** Since when a record shows an identifier. */
export interface Shown {
  readonly record: string
  readonly identifier: string
  /** ms */
  readonly firstAt: number
}

/** ms: the moment from which the evidence of a rule's link was complete; undefined where that is not known. */
export type Since = (link: Link) => number | undefined

/** @param shown by all records of the links: both have to show the identifier that joins them */
export function evidenceSince(shown: readonly Shown[]): Since {
  const firstAt = new Map(shown.map((one) => [`${one.record} ${one.identifier}`, one.firstAt]))
  return ({ recordA, recordB, evidence: [identifier] }) => {
    const [a, b] = [recordA, recordB].map((record) => firstAt.get(`${record} ${identifier}`))
    return a === undefined || b === undefined ? undefined : Math.max(a, b)
  }
}

/** The rows that count at a moment, retractions among them. */
export function linksAsOf(links: readonly Link[], at: number, since: Since): readonly Link[] {
  const parted = Map.groupBy(
    links.filter((row) => row.basis === 'rule' && row.retracts !== undefined),
    pairOf,
  )
  return links.filter((link) => {
    if (link.at <= at) return true
    const complete = link.basis === 'rule' && !link.retracts ? since(link) : undefined
    if (complete === undefined || complete > at) return false
    // Evidence of before the same two were parted did not join them again; they were apart until the row was written.
    return !parted.get(pairOf(link))?.some((row) => row.at >= complete && row.at <= link.at)
  })
}

const pairOf = ({ recordA, recordB }: Link): string => `${recordA} ${recordB}`

/**
 * The sets of records that were one customer by the links of a moment (`linksAsOf`).
 * Records without any link are not in the answer: each was a customer of her own.
 * Sets are sorted by their first record, records by id.
 */
export function componentsAsOf(rows: readonly Link[]): readonly (readonly string[])[] {
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
