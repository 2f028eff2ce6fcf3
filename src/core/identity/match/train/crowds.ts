// Which addresses so many differently named people give that they are nobody's home.

import type { Bench, Features } from '../compare/bench.ts'
import { addressOf } from '../compare/crowded-address.ts'
import { NAME_ROLES } from '../roles/role.ts'

/** Names at one address of a sample from which on it is no home. */
const NAMES_MIN = 25
/** Where more of all records than this are at such addresses, these are the rule: a register of one house. */
const CROWDED_MAX = 0.5
/** A street alone has many homes. */
const NUMBERED = /\d/

/** Addresses as texts, those with most names first; none where no names are known. */
export function crowdedAddresses(bench: Bench, features: readonly Features[]): readonly string[] {
  const names = bench.schema.attributes.flatMap(({ role }, at) =>
    NAME_ROLES.has(role) ? [at] : [],
  )
  const namesAt = new Map<string, Set<string>>()
  const countAt = new Map<string, number>()
  let placed = 0
  for (const own of features) {
    const address = addressOf(bench, own)
    const name = names.map((at) => own.values[at]?.join(' ') ?? '').join('|')
    if (address === '') continue
    placed++
    if (!NUMBERED.test(address)) continue
    countAt.set(address, (countAt.get(address) ?? 0) + 1)
    namesAt.set(address, (namesAt.get(address) ?? new Set<string>()).add(name))
  }
  const crowded = [...namesAt]
    .filter(([, { size }]) => size >= NAMES_MIN)
    .sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1))
    .map(([address]) => address)
  const inCrowds = crowded.reduce((sum, address) => sum + (countAt.get(address) ?? 0), 0)
  return inCrowds <= CROWDED_MAX * placed ? crowded : []
}
