// What the ledger says of records when the matcher decides about them: the links in force, by the records at their ends.
import type { Link } from '../../contract/link.ts'
import { inForce } from '../../core/identity/decisions.ts'

/** The links in force, by the records at their ends. */
export interface Standing {
  /** by a rule or a person */
  readonly same: ReadonlyMap<string, readonly string[]>
  readonly different: ReadonlyMap<string, readonly string[]>
  /** by a rule, and by nobody else */
  readonly ruled: ReadonlyMap<string, readonly string[]>
  /** made by the matcher */
  readonly matches: ReadonlyMap<string, readonly Link[]>
}

export function standingOf(links: readonly Link[]): Standing {
  const same = new Map<string, string[]>()
  const different = new Map<string, string[]>()
  const matches = new Map<string, Link[]>()
  const ruled = new Map<string, string[]>()
  const standing = inForce(links)
  const said = new Set(
    standing.flatMap(({ basis, recordA, recordB }) =>
      basis === 'person' ? [`${recordA} ${recordB}`] : [],
    ),
  )
  for (const link of standing) {
    const isRule = link.basis === 'rule' && !said.has(`${link.recordA} ${link.recordB}`)
    for (const [own, other] of ends(link)) {
      if (link.basis === 'match') push(matches, own, link)
      else push(link.verdict === 'same' ? same : different, own, other)
      if (isRule) push(ruled, own, other)
    }
  }
  return { same, different, ruled, matches }
}

const ends = ({ recordA, recordB }: Link) =>
  [
    [recordA, recordB],
    [recordB, recordA],
  ] as const

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
