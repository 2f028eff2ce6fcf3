// People stand on pages that are not their own, an account's say, by their own word: nothing of who took back what a
// look needs is shown there.
import type { ConsentStatement, WithheldCode } from '../../contract/consent.ts'
import { consentState } from '../../core/consent/combine.ts'
import { admit, type GateAsk } from '../../core/consent/gates.ts'
import type { Compiled } from '../compiled.ts'
import type { RecordRow } from '../ports/records.ts'

/** Who looks, for what; what each of the others said of it is read from her records. */
export type LookAtOthers = Omit<GateAsk, 'consents'>

/** Customer -> why nothing of her may be on the page. */
export type KeptOff = ReadonlyMap<string, WithheldCode>

/** All that these people said, whoever else is in it. */
export interface WhatTheySaid {
  /** all records of each of them */
  readonly records: readonly Pick<RecordRow, 'id' | 'customer' | 'joinedAt'>[]
  readonly consents: readonly { readonly record: string }[]
}

/** @param customers canonical ids; the same may come often */
export function keptOff(
  customers: readonly string[],
  { records, consents }: WhatTheySaid,
  { ask, compiled }: { readonly ask: LookAtOthers; readonly compiled: Compiled },
): KeptOff {
  const asked = new Set(customers)
  const said = Map.groupBy(consents as readonly ConsentStatement[], ({ record }) => record)
  const found = new Map<string, WithheldCode>()
  for (const [customer, own] of Map.groupBy(records, (record) => record.customer)) {
    if (!asked.has(customer)) continue
    const statements = own.flatMap(({ id }) => said.get(id) ?? [])
    const joined = own.map(({ id, joinedAt }) => ({ record: id, joinedAt }))
    const state = consentState(statements, joined, ask.now)
    const admission = admit(compiled.gates, { ...ask, consents: state })
    const refusal = admission.permit ? admission.pass.blocked : admission
    if (refusal) found.set(customer, refusal.reason)
  }
  return found
}
