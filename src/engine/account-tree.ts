// The accounts below an account, as they stand now. They name their parent's group id in a trait that is kept as an
// identifier too, which finds them; an account that moved is found below its old parent as well, and stands below its
// new one only.
import { parentGroupId } from '../core/profile/accounts.ts'
import { surviving } from '../core/profile/survivorship.ts'
import type { TraitState } from '../core/profile/traits.ts'
import type { AccountAround } from './ports/account-around.ts'
import { identifierId } from './reference.ts'
import type { RelationsContext } from './relations.ts'

export interface Standing {
  /** canonical id */
  readonly account: string
  /** 1 = right below */
  readonly level: number
}

interface Identifying {
  readonly namespace: string
  readonly value: string
}

/** @param identifiers of the account itself */
export function accountTree(
  identifiers: readonly Identifying[],
  around: Pick<AccountAround, 'below' | 'records' | 'traits' | 'identifiers'>,
  context: Omit<RelationsContext, 'store'>,
): readonly Standing[] {
  const asParent = (group: string) => identifierId('parent_group_id', group, 'account', context)
  const names = (own: readonly Identifying[]): readonly string[] =>
    own.flatMap(({ namespace, value }) => (namespace === 'group_id' ? (asParent(value) ?? []) : []))
  const parentOf = currentParents(around, context)
  const levelOf = new Map(names(identifiers).map((parent) => [parent, 0]))
  const found: Standing[] = []
  let open = around.below.map(({ account }) => account)
  // Each round places those whose parent was placed before; as many rounds as there are levels.
  for (let level = 1; open.length > 0; level++) {
    const here = open.filter((account) => {
      const parent = asParent(parentOf.get(account) ?? '')
      return parent !== undefined && levelOf.get(parent) === level - 1
    })
    if (here.length === 0) break
    for (const account of here) {
      found.push({ account, level })
      const records = new Set(recordsOf(account, around))
      const own = around.identifiers.filter(({ record }) => records.has(record))
      for (const parent of names(own)) if (!levelOf.has(parent)) levelOf.set(parent, level)
    }
    const placed = new Set(here)
    open = open.filter((account) => !placed.has(account))
  }
  return found
}

const recordsOf = (account: string, { records }: Pick<AccountAround, 'records'>) =>
  records.flatMap(({ id, customer }) => (customer === account ? [id] : []))

/** Account -> the group id that it names as its parent's now. */
function currentParents(
  { below, records, traits }: Pick<AccountAround, 'below' | 'records' | 'traits'>,
  { compiled, now }: Pick<RelationsContext, 'compiled' | 'now'>,
): ReadonlyMap<string, string> {
  const stateOf = new Map(traits.map(({ record, state }) => [record, state]))
  const found = new Map<string, string>()
  for (const { account } of below) {
    const states = records.flatMap(({ id, customer, source }) => {
      const state = customer === account ? stateOf.get(id) : undefined
      return state === undefined ? [] : [{ source, state: JSON.parse(state) as TraitState }]
    })
    const group = parentGroupId(surviving(states, compiled.survivorship, now))
    if (group !== undefined) found.set(account, group)
  }
  return found
}
