// What those around a customer or account are called: her organisations; its people, its parent and children.
import { type Entity, formatIdentifier, publicId } from '../../contract/identifier.ts'
import type { Related } from '../../core/lens/snapshot.ts'
import { parentGroupId } from '../../core/profile/accounts.ts'
import { nameFrom, nameText } from '../../core/profile/names.ts'
import { surviving } from '../../core/profile/survivorship.ts'
import type { TraitState } from '../../core/profile/traits.ts'
import type { Compiled } from '../compiled.ts'
import type { AccountAround } from '../ports/account-around.ts'
import type { SnapshotRows } from '../ports/reading.ts'
import type { Store } from '../ports/store.ts'
import { identifierId } from '../reference.ts'

export interface RelationsContext {
  readonly store: Store
  readonly compiled: Compiled
  readonly hash: (text: string) => string
  readonly now: number
}

/** Names customers or accounts by what was read of them: canonical id and the surviving name. */
export function namesIn(
  customers: readonly string[],
  { records, traits }: Pick<AccountAround, 'records' | 'traits'>,
  context: Pick<RelationsContext, 'compiled' | 'now'>,
): readonly Related[] {
  const stateOf = new Map(traits.map((row) => [row.record, JSON.parse(row.state) as TraitState]))
  return [...new Set(customers)].map((id) => {
    const own = records.filter(({ customer }) => customer === id)
    const states = own.map((one) => ({ source: one.source, state: stateOf.get(one.id) ?? {} }))
    const name = nameIn(own[0]?.entity ?? 'customer', states, context)
    return { id, ...(name === undefined ? {} : { name }) }
  })
}

function nameIn(
  entity: Entity,
  states: Parameters<typeof surviving>[0],
  { compiled, now }: Pick<RelationsContext, 'compiled' | 'now'>,
): string | undefined {
  const traits = surviving(states, compiled.survivorship, now)
  return nameFrom(entity, Object.keys(traits), (trait) => nameText(traits[trait]?.value))
}

/** Organisations a customer belongs to, named as their traits have it. */
export function accountsOf(
  rows: SnapshotRows,
  { compiled, now }: Pick<RelationsContext, 'compiled' | 'now'>,
): readonly Related[] {
  if (rows.accounts.length === 0) return []
  return [...Map.groupBy(rows.accounts, (row) => row.account)].map(([id, states]) => {
    const name = nameIn(
      'account',
      states.map(({ source, state }) => ({ source, state: state as TraitState })),
      { compiled, now },
    )
    return { id, ...(name === undefined ? {} : { name }) }
  })
}

/** Every way to name the organisations a customer belongs to: for callers who are assigned to those. */
export async function accountNames(
  rows: SnapshotRows,
  { store }: Pick<RelationsContext, 'store'>,
): Promise<ReadonlySet<string>> {
  if (rows.memberships.length === 0) return new Set()
  const keys = rows.memberships.map((m) => ({ home: m.accountHome, id: m.accountRecord }))
  const names = new Set((await store.identifiersOfRecords(keys)).map(formatIdentifier))
  for (const { account } of rows.accounts) names.add(publicId('acc', account))
  return names
}

/** Identifiers by which the parent that an account names may be known. */
export function parentIdentifiers(
  { records, traits }: SnapshotRows,
  context: Omit<RelationsContext, 'store'>,
): readonly string[] {
  const sourceOf = new Map(records.map((record) => [record.id, record.source]))
  const states = traits.map((t) => ({
    source: sourceOf.get(t.record) ?? '',
    state: t.state as TraitState,
  }))
  const group = parentGroupId(surviving(states, context.compiled.survivorship, context.now))
  const id = group === undefined ? undefined : identifierId('group_id', group, 'account', context)
  return id === undefined ? [] : [id]
}
