// People stand on pages that are not their own, an account's say, by their own word: who took back what a look needs
// is not read for it.
import type { ConsentStatement, WithheldCode } from '../contract/consent.ts'
import { consentState } from '../core/consent/combine.ts'
import { admit, type GateAsk } from '../core/consent/gates.ts'
import type { Compiled } from './compiled.ts'
import type { Store } from './ports/store.ts'

/** Who looks, for what; what she said of it is read here. */
export type LookAtOthers = Omit<GateAsk, 'consents'>

/** Customer -> why nothing of her may be on the page. */
export type KeptOff = ReadonlyMap<string, WithheldCode>

const NOBODY: KeptOff = new Map()

/** @param customers canonical ids; the same may come often */
export async function keptOff(
  customers: readonly string[],
  ask: LookAtOthers,
  { store, compiled }: { readonly store: Store; readonly compiled: Compiled },
): Promise<KeptOff> {
  const ids = [...new Set(customers)]
  if (ids.length === 0) return NOBODY
  const records = await store.recordsOf(ids)
  const said = Map.groupBy(
    (await store.consentsOf(records)) as readonly ConsentStatement[],
    ({ record }) => record,
  )
  const found = new Map<string, WithheldCode>()
  for (const [customer, own] of Map.groupBy(records, (record) => record.customer)) {
    const statements = own.flatMap(({ id }) => said.get(id) ?? [])
    const joined = own.map(({ id, joinedAt }) => ({ record: id, joinedAt }))
    const consents = consentState(statements, joined, ask.now)
    const admission = admit(compiled.gates, { ...ask, consents })
    const refusal = admission.permit ? admission.pass.blocked : admission
    if (refusal) found.set(customer, refusal.reason)
  }
  return found
}
