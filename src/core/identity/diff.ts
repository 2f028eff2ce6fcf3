// Brings the link log up to a resolution: rows to append so that the rule links in force are the wanted ones.
import type { Link } from '../../contract/link.ts'
import type { RuleLink } from './resolution.ts'

/** A row before it has its id; `newId` may hash it, since `at` and `retracts` tell repeated rows apart. */
export type LinkDraft = Omit<Link, 'id'>

export interface Writer {
  /** ms: when the rows are written */
  readonly at: number
  readonly author: string
  /** 32 hex characters */
  readonly newId: (draft: LinkDraft) => string
}

/**
 * Rows to append: first retractions of links that no longer follow, then new links. Two links are the same when
 * they join the same records by the same rule and identifier; which event showed it first may change freely.
 * @param active rule links in force; person links among them are left alone
 */
export function linkChanges(
  active: readonly Link[],
  wanted: readonly RuleLink[],
  writer: Writer,
): readonly Link[] {
  if (active.length === 0 && wanted.length === 0) return []
  const missing = new Map(wanted.map((link) => [keyOf(link), link]))
  const rows: Link[] = []
  for (const link of active) {
    if (link.basis !== 'rule' || link.verdict !== 'same') continue
    // Deleting finds a second active link of the same key superfluous, so it is taken back too.
    if (!missing.delete(keyOf(link))) rows.push(retraction(link, writer, 'no longer follows'))
  }
  for (const link of missing.values()) rows.push(assertion(link, writer))
  return rows
}

function keyOf({ recordA, recordB, rule, evidence }: RuleLink | Link): string {
  return `${recordA} ${recordB} ${rule} ${evidence[0] ?? ''}`
}

/** The row that takes a link back. */
export function retraction(link: Link, { at, author, newId }: Writer, reason: string): Link {
  const { id: retracts, ...rest } = link
  const draft = { ...rest, at, author, reason, retracts }
  return { id: newId(draft), ...draft }
}

function assertion({ at: since, ...join }: RuleLink, { at, author, newId }: Writer): Link {
  const draft: LinkDraft = {
    recordA: join.recordA,
    recordB: join.recordB,
    verdict: 'same',
    basis: 'rule',
    rule: join.rule,
    evidence: join.evidence,
    at,
    author,
    reason: `evidence complete since ${new Date(since).toISOString()}`,
    retracts: undefined,
  }
  return { id: newId(draft), ...draft }
}
