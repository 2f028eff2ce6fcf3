// Who stands around whoever a view is of, and what the caller is to her.
import type { Entity } from '../../contract/identifier.ts'
import type { Caller } from '../api.ts'
import type { SnapshotRows } from '../ports/reading.ts'
import { accountPage, type PageContext, type Surroundings } from './account-page.ts'
import { accountNames, accountsOf } from './relations.ts'
import { relationshipOf, seesEveryone } from './relationship.ts'

export async function surroundings(
  rows: SnapshotRows,
  entity: Entity,
  { caller, ...context }: PageContext & { readonly caller: Caller },
): Promise<Surroundings> {
  if (entity === 'account') return accountPage(rows, caller, context)
  const { compiled } = context
  const accounts = accountsOf(rows, context)
  return {
    relations: accounts.length === 0 ? {} : { accounts },
    relationship: seesEveryone(caller, compiled)
      ? 'assigned'
      : relationshipOf(caller, rows, { compiled, accounts: await accountNames(rows, context) }),
    rows,
  }
}
