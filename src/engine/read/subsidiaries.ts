// The accounts below an account, level by level, with what stands of them on its page: their objects and those of
// their people, their consents, and what the caller is to each.
import type { ConsentStatement } from '../../contract/consent.ts'
import type { Entity } from '../../contract/identifier.ts'
import type { SnapshotObject, Subsidiary } from '../../core/lens/snapshot.ts'
import type { ObjectState } from '../../core/profile/objects.ts'
import type { Caller } from '../api.ts'
import type { AccountAround } from '../ports/account-around.ts'
import type { SnapshotObjectRow } from '../ports/reading.ts'
import type { PlacedRecord, RecordIdentifierRow } from '../ports/records.ts'
import { type KeptOff, keptOff, type LookAtOthers } from './kept-off.ts'
import { namesIn, type RelationsContext } from './relations.ts'
import { relationshipOf, seesEveryone } from './relationship.ts'
import { withinLimit } from './within-limit.ts'

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

interface BelowContext extends RelationsContext {
  readonly ask: Omit<LookAtOthers, 'relationship'>
  readonly objectsMax: number
}

/** `objectsMax` of all together: the open ones first, then the newest. */
export async function subsidiariesOf(
  around: AccountAround,
  caller: Caller,
  context: BelowContext,
): Promise<AccountsBelow> {
  const below = accountsBelow(around)
  const { store, compiled, objectsMax } = context
  const owners = ownersOf(below, around, context)
  const objects = await withinLimit(around.objectsBelow, {
    owners: owners.records,
    isAll: false,
    max: objectsMax,
    more: () => store.objectsOfRecords(owners.records, objectsMax),
  })
  const consents = around.consents as readonly ConsentStatement[]
  const names = namesIn(
    below.map(({ account }) => account),
    around,
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

/** Nearest first; a circle of accounts ended where it began. */
function accountsBelow({ below, records, identifiers }: AccountAround): readonly Below[] {
  const recordsOf = Map.groupBy(records, ({ customer }) => customer)
  const identifiersOf = Map.groupBy(identifiers, ({ record }) => record)
  return below.map(({ account }) => {
    const own = recordsOf.get(account) ?? []
    const known = own.flatMap(({ id }) => identifiersOf.get(id) ?? [])
    return { account, records: own, identifiers: known }
  })
}

interface Owners {
  readonly records: readonly PlacedRecord[]
  /** record -> the account below */
  readonly accountOf: ReadonlyMap<string, string>
  readonly sourceOf: ReadonlyMap<string, string>
  readonly keptOff: KeptOff
}

/** Records whose objects count: those of the accounts, and of their people. Whoever works for several counts once. */
function ownersOf(
  below: readonly Below[],
  around: AccountAround,
  { ask, compiled }: BelowContext,
): Owners {
  const own = below.flatMap(({ account, records }) => records.map((row) => ({ account, row })))
  const accountOfRecord = new Map(own.map(({ account, row }) => [row.id, account]))
  // Only what the people themselves said is asked here; what the reader is to their account, further on.
  const off = keptOff(
    around.peopleBelow.map(({ customer }) => customer),
    around,
    { ask: { ...ask, relationship: 'assigned' }, compiled },
  )
  const shown = around.peopleBelow.filter(({ customer }) => !off.has(customer))
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
