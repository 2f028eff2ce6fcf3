// The accounts below an account, level by level, with what stands of them on its page: their objects and those of
// their people, their consents, and what the caller is to each.
import type { ConsentStatement } from '../contract/consent.ts'
import type { Entity } from '../contract/identifier.ts'
import type { SnapshotObject, Subsidiary } from '../core/lens/snapshot.ts'
import type { ObjectState } from '../core/profile/objects.ts'
import type { Caller } from './api.ts'
import { type KeptOff, keptOff, type LookAtOthers } from './kept-off.ts'
import type { SnapshotObjectRow, SnapshotRows } from './ports/reading.ts'
import type { PlacedRecord, RecordIdentifierRow } from './ports/records.ts'
import { accountsUnder, type RelationsContext, relatedOf } from './relations.ts'
import { relationshipOf, seesEveryone } from './relationship.ts'

const LEVELS_MAX = 3
/** All levels together; a larger group is looked at account by account. */
const SUBSIDIARIES_MAX = 50
const MEMBERS_MAX = 200

interface Below {
  readonly account: string
  readonly records: readonly PlacedRecord[]
  readonly identifiers: readonly RecordIdentifierRow[]
}

export interface AccountsBelow {
  readonly subsidiaries: readonly Subsidiary[]
  /** their people of whom nothing may be on the page */
  readonly keptOff: KeptOff
}

export const NONE_BELOW: AccountsBelow = { subsidiaries: [], keptOff: new Map() }

interface BelowContext extends RelationsContext {
  readonly ask: Omit<LookAtOthers, 'relationship'>
  readonly objectsMax: number
}

/** `objectsMax` of all together: the open ones first, then the newest. */
export async function subsidiariesOf(
  rows: Pick<SnapshotRows, 'customer' | 'identifiers'>,
  caller: Caller,
  context: BelowContext,
): Promise<AccountsBelow> {
  const below = await accountsBelow(rows, context)
  if (below.length === 0) return NONE_BELOW
  const { store, compiled } = context
  const owners = await ownersOf(below, context)
  const objects = await store.objectsOfRecords(owners.records, context.objectsMax)
  const records = below.flatMap((one) => one.records)
  const consents = (await store.consentsOf(records)) as readonly ConsentStatement[]
  const names = await relatedOf(
    below.map(({ account }) => account),
    context,
  )
  const everyone = seesEveryone(caller, compiled)
  const subsidiaries = below.map(({ account, records, identifiers }): Subsidiary => {
    const own = new Set(records.map(({ id }) => id))
    return {
      account: names.find(({ id }) => id === account) ?? { id: account },
      records: records.map(({ id, joinedAt }) => ({ id, joinedAt })),
      consents: consents.filter(({ record }) => own.has(record)),
      relationship: everyone
        ? 'assigned'
        : relationshipOf(caller, { records, identifiers }, { compiled, accounts: new Set() }),
      objects: objects
        .filter(({ record }) => owners.accountOf.get(record) === account)
        .map((row) => toObject(row, owners.sourceOf.get(row.record) ?? '')),
    }
  })
  return { subsidiaries, keptOff: owners.keptOff }
}

async function accountsBelow(
  rows: Pick<SnapshotRows, 'customer' | 'identifiers'>,
  context: RelationsContext,
): Promise<readonly Below[]> {
  const { store } = context
  const found = new Map<string, Below>()
  let level: readonly Pick<RecordIdentifierRow, 'namespace' | 'value'>[] = rows.identifiers
  for (let depth = 0; depth < LEVELS_MAX && found.size < SUBSIDIARIES_MAX; depth++) {
    const under = await accountsUnder(level, { ...context, limit: SUBSIDIARIES_MAX })
    // A circle of accounts ends where it began.
    const fresh = [...under].filter(([id]) => id !== rows.customer && !found.has(id))
    if (fresh.length === 0) break
    const records = fresh.slice(0, SUBSIDIARIES_MAX - found.size).flatMap(([, own]) => own)
    const identifiers = await store.identifiersOfRecords(records)
    for (const [account, own] of Map.groupBy(records, ({ customer }) => customer)) {
      const ids = new Set(own.map(({ id }) => id))
      const known = identifiers.filter(({ record }) => ids.has(record))
      found.set(account, { account, records: own, identifiers: known })
    }
    level = identifiers
  }
  return [...found.values()]
}

interface Owners {
  readonly records: readonly PlacedRecord[]
  /** record -> the account below */
  readonly accountOf: ReadonlyMap<string, string>
  readonly sourceOf: ReadonlyMap<string, string>
  readonly keptOff: KeptOff
}

/** Records whose objects count: those of the accounts, and of their people. Whoever works for several counts once. */
async function ownersOf(below: readonly Below[], context: BelowContext): Promise<Owners> {
  const { store, ask } = context
  const own = below.flatMap(({ account, records }) => records.map((row) => ({ account, row })))
  const accountOfRecord = new Map(own.map(({ account, row }) => [row.id, account]))
  const people = await store.membersOfAccount([...accountOfRecord.keys()], MEMBERS_MAX)
  // Only what the people themselves said is asked here; what the reader is to their account, further on.
  const off = await keptOff(
    people.map(({ customer }) => customer),
    { ...ask, relationship: 'assigned' },
    context,
  )
  const shown = people.filter(({ customer }) => !off.has(customer))
  const all = [
    ...own,
    ...shown.map((row) => ({ account: accountOfRecord.get(row.accountRecord) ?? '', row })),
  ]
  const first = new Map<string, (typeof all)[number]>()
  for (const one of all) if (!first.has(one.row.id)) first.set(one.row.id, one)
  return {
    records: [...first.values()].map(({ row }) => row),
    accountOf: new Map([...first].map(([id, { account }]) => [id, account])),
    sourceOf: new Map([...first].map(([id, { row }]) => [id, row.source])),
    keptOff: off,
  }
}

function toObject(row: SnapshotObjectRow, source: string): SnapshotObject {
  const { type, id, status, changedAt, evidence } = row
  const entity: Entity = 'account'
  return {
    type,
    id,
    status,
    changedAt,
    evidence,
    entity,
    source,
    body: (row.state as ObjectState).b,
  }
}
