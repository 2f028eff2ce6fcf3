// What a caller is to a customer or account: herself, assigned, or nothing. Roles that see everyone need none.
import { formatIdentifier, hexOfPublicId } from '../../contract/identifier.ts'
import type { Caller } from '../api.ts'
import type { Compiled } from '../compiled.ts'
import type { SnapshotRows } from '../ports/reading.ts'

export type Relationship = 'none' | 'assigned' | 'self'

/** `accounts`: ids and identifiers of the accounts the customer belongs to, for callers assigned to those. */
export function relationshipOf(
  caller: Caller,
  rows: Pick<SnapshotRows, 'records' | 'identifiers'>,
  { compiled, accounts }: { compiled: Compiled; accounts: ReadonlySet<string> },
): Relationship {
  const subjects = caller.subjects ?? []
  const isNamed = subjects.some((subject) => names(subject, rows) || accounts.has(subject))
  if (!isNamed) return 'none'
  return compiled.gates.roles.get(caller.role)?.relationship === 'self' ? 'self' : 'assigned'
}

function names(subject: string, rows: Pick<SnapshotRows, 'records' | 'identifiers'>): boolean {
  const hex = hexOfPublicId(subject)
  if (hex !== undefined) return rows.records.some((record) => record.id === hex)
  return rows.identifiers.some((identifier) => formatIdentifier(identifier) === subject)
}

/** True when the caller's role sees everyone, so that no relationship need be looked up. */
export function seesEveryone(caller: Caller, compiled: Compiled): boolean {
  return compiled.gates.roles.get(caller.role)?.relationship === 'any'
}
