// Which accounts stand below another one now. They are found by every parent that they ever named; where they stand is
// what their parent trait says today, so an account that moved, or stands alone now, is not on the page it left.
import { parentGroupId } from '../../core/profile/accounts.ts'
import { surviving } from '../../core/profile/survivorship.ts'
import type { TraitState } from '../../core/profile/traits.ts'
import type { AccountAround } from '../ports/account-around.ts'
import type { SnapshotRows } from '../ports/reading.ts'
import { identifierId } from '../reference.ts'
import type { RelationsContext } from './relations.ts'

type Context = Omit<RelationsContext, 'store'>

/** The same surroundings without accounts that were below once, and their people. */
export function standingBelow(
  around: AccountAround,
  { identifiers }: Pick<SnapshotRows, 'identifiers'>,
  context: Context,
): AccountAround {
  if (around.below.length === 0) return around
  const levels = levelsOf(around, identifiers, context)
  const kept = new Set(
    around.records.filter(({ customer }) => levels.has(customer)).map(({ id }) => id),
  )
  const below = around.below.flatMap(({ account }) => {
    const level = levels.get(account)
    return level === undefined ? [] : [{ account, level }]
  })
  return {
    ...around,
    below: below.sort((a, b) => a.level - b.level),
    peopleBelow: around.peopleBelow.filter(({ accountRecord }) => kept.has(accountRecord)),
  }
}

/** Account -> its level below, by the parents of today; level by level, so that a circle ends. */
function levelsOf(
  around: AccountAround,
  own: SnapshotRows['identifiers'],
  context: Context,
): ReadonlyMap<string, number> {
  const parentOf = new Map(
    around.below.map(({ account }) => [account, parentOfAccount(account, around, context)]),
  )
  const levels = new Map<string, number>()
  let above = asParents(own, context)
  for (let level = 1; above.size > 0; level++) {
    const reached = around.below.filter(
      ({ account }) => !levels.has(account) && above.has(parentOf.get(account) ?? ''),
    )
    for (const { account } of reached) levels.set(account, level)
    const accounts = new Set(reached.map(({ account }) => account))
    const records = around.records.filter(({ customer }) => accounts.has(customer))
    const ids = new Set(records.map(({ id }) => id))
    above = asParents(
      around.identifiers.filter(({ record }) => ids.has(record)),
      context,
    )
  }
  return levels
}

function parentOfAccount(
  account: string,
  { records, traits }: AccountAround,
  context: Context,
): string | undefined {
  const stateOf = new Map(traits.map((row) => [row.record, row.state]))
  const said = records
    .filter(({ customer }) => customer === account)
    .map(({ id, source }) => {
      return { source, state: JSON.parse(stateOf.get(id) ?? '{}') as TraitState }
    })
  const group = parentGroupId(surviving(said, context.compiled.survivorship, context.now))
  return group === undefined ? undefined : asParent(group, context)
}

const asParent = (group: string, context: Context): string | undefined =>
  identifierId('parent_group_id', group, 'account', context)

const asParents = (
  identifiers: readonly { readonly namespace: string; readonly value: string }[],
  context: Context,
): ReadonlySet<string> =>
  new Set(
    identifiers
      .filter(({ namespace }) => namespace === 'group_id')
      .flatMap(({ value }) => asParent(value, context) ?? []),
  )
