// Who stands around a customer or account: her organisations; its people, its parent and children.
import { formatIdentifier, publicId } from '../contract/identifier.ts'
import type { Related } from '../core/lens/snapshot.ts'
import { parentGroupId } from '../core/profile/accounts.ts'
import { surviving } from '../core/profile/survivorship.ts'
import type { TraitState } from '../core/profile/traits.ts'
import type { Compiled } from './compiled.ts'
import type { SnapshotRows } from './ports/reading.ts'
import type { RecordRow } from './ports/records.ts'
import type { Store } from './ports/store.ts'
import { identifierId } from './reference.ts'
import type { Relations } from './snapshot.ts'

const RELATED_MAX = 50

export interface RelationsContext {
  readonly store: Store
  readonly compiled: Compiled
  readonly hash: (text: string) => string
  readonly now: number
}

/** Names customers or accounts by their records: canonical id and the surviving name. */
export async function relatedOf(
  customers: readonly string[],
  context: RelationsContext,
): Promise<readonly Related[]> {
  const ids = [...new Set(customers)].slice(0, RELATED_MAX)
  if (ids.length === 0) return []
  const records = await context.store.recordsOf(ids)
  const states = await context.store.traitStatesOf(records)
  const stateOf = new Map(states.map((row) => [row.record, JSON.parse(row.state) as TraitState]))
  return ids.map((id) => {
    const name = nameOf(
      records.filter((record) => record.customer === id),
      stateOf,
      context,
    )
    return { id, ...(name === undefined ? {} : { name }) }
  })
}

function nameOf(
  records: readonly RecordRow[],
  states: ReadonlyMap<string, TraitState>,
  context: RelationsContext,
): string | undefined {
  return nameIn(
    records.map((r) => ({ source: r.source, state: states.get(r.id) ?? {} })),
    context,
  )
}

function nameIn(
  states: Parameters<typeof surviving>[0],
  { compiled, now }: Pick<RelationsContext, 'compiled' | 'now'>,
): string | undefined {
  const traits = surviving(states, compiled.survivorship, now)
  const text = (trait: string) => {
    const value = traits[trait]?.value
    return typeof value === 'string' ? value : undefined
  }
  const first = text('first_name') ?? text('firstName')
  const last = text('last_name') ?? text('lastName')
  return text('name') ?? text('company') ?? ([first, last].filter(Boolean).join(' ') || undefined)
}

/** Organisations a customer belongs to, named as their traits have it. */
export function accountsOf(
  rows: SnapshotRows,
  { compiled, now }: Pick<RelationsContext, 'compiled' | 'now'>,
): readonly Related[] {
  if (rows.accounts.length === 0) return []
  return [...Map.groupBy(rows.accounts, (row) => row.account)].map(([id, states]) => {
    const name = nameIn(
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

/** Members, parent and children of an account; `people`: their records. */
export async function placeOfAccount(
  rows: SnapshotRows,
  context: RelationsContext,
): Promise<Relations & { readonly people: readonly RecordRow[] }> {
  const memberRecords = await context.store.membersOfAccount(
    rows.records.map((record) => record.id),
    RELATED_MAX,
  )
  const members = await relatedOf(
    memberRecords.map((record) => record.customer),
    context,
  )
  const parent = (await relatedOf(await parentsOf(rows, context), context))[0]
  const below = await accountsUnder(rows.identifiers, { ...context, limit: RELATED_MAX })
  const childIds = [...below.keys()].filter((customer) => customer !== rows.customer)
  const children = await relatedOf(childIds, context)
  return { members, children, people: memberRecords, ...(parent ? { parent } : {}) }
}

async function parentsOf(
  rows: SnapshotRows,
  context: RelationsContext,
): Promise<readonly string[]> {
  const sourceOf = new Map(rows.records.map((record) => [record.id, record.source]))
  const traits = surviving(
    rows.traits.map((t) => ({
      source: sourceOf.get(t.record) ?? '',
      state: t.state as TraitState,
    })),
    context.compiled.survivorship,
    context.now,
  )
  const group = parentGroupId(traits)
  const id = group === undefined ? undefined : identifierId('group_id', group, 'account', context)
  return id === undefined ? [] : await otherHolders([id], rows, context)
}

/**
 * Accounts right below those of these identifiers, with their records. They name their parent's group id in a trait
 * that is kept as an identifier of its own namespace, which finds them; where they stand is what the trait says now,
 * for an account that moved is below its new one only.
 */
export async function accountsUnder(
  identifiers: readonly { readonly namespace: string; readonly value: string }[],
  { limit, ...context }: RelationsContext & { readonly limit: number },
): Promise<ReadonlyMap<string, readonly RecordRow[]>> {
  const { store } = context
  const asParent = (group: string) => identifierId('parent_group_id', group, 'account', context)
  const groups = identifiers.filter(({ namespace }) => namespace === 'group_id')
  const parents = new Set(groups.flatMap(({ value }) => asParent(value) ?? []))
  if (parents.size === 0) return new Map()
  const records = await store.recordsOf(await store.customersOfIdentifiers([...parents], limit))
  const states = await store.traitStatesOf(records)
  const stateOf = new Map(states.map((row) => [row.record, JSON.parse(row.state) as TraitState]))
  const found = [...Map.groupBy(records, ({ customer }) => customer)].filter(([, own]) => {
    const said = own.map(({ id, source }) => ({ source, state: stateOf.get(id) ?? {} }))
    const { compiled, now } = context
    const group = parentGroupId(surviving(said, compiled.survivorship, now))
    return group !== undefined && parents.has(asParent(group) ?? '')
  })
  return new Map(found)
}

async function otherHolders(
  identifiers: readonly string[],
  rows: SnapshotRows,
  { store }: RelationsContext,
): Promise<readonly string[]> {
  if (identifiers.length === 0) return []
  const holders = await store.customersOfIdentifiers(identifiers, RELATED_MAX)
  return holders.filter((customer) => customer !== rows.customer)
}
