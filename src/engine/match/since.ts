// What the matcher did since a decision that is now taken back, among the records that it concerned: it rested on
// customers that should not have been, so it is taken back too and decided again.
import type { Link } from '../../contract/link.ts'
import { type LinkDraft, retraction } from '../../core/identity/diff.ts'

export interface Stale {
  /** rows to append */
  readonly rows: readonly Link[]
  /** records to be decided about again */
  readonly records: ReadonlySet<string>
}

/** @param links all links of the records concerned, those that were taken back included */
export function matchesSince(
  takenBack: readonly Link[],
  links: readonly Link[],
  { now, hash }: { readonly now: number; readonly hash: (text: string) => string },
): Stale {
  const since = Math.min(...takenBack.map(({ at }) => at))
  const byId = new Map(links.map((link) => [link.id, link]))
  const gone = new Set(links.flatMap(({ retracts }) => retracts ?? []))
  const stale = links.filter(({ id, basis, at, retracts }) => {
    if (basis !== 'match' || at < since || gone.has(id)) return false
    // A link that came and went meanwhile is no longer in the way.
    const target = retracts === undefined ? undefined : byId.get(retracts)
    return target === undefined || target.at < since
  })
  const newId = (draft: LinkDraft) => hash(`lnk\0${JSON.stringify(draft)}`)
  const reason = 'what it rested on was taken back'
  return {
    rows: stale.map((link) =>
      retraction(link, { at: Math.max(now, link.at + 1), author: 'alidade', newId }, reason),
    ),
    records: new Set(stale.flatMap(({ recordA, recordB }) => [recordA, recordB])),
  }
}
