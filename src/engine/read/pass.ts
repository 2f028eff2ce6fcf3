// What a caller may see of somebody who is not the one asked for: purpose, role and her consents decide, as ever.
import type { Sensitivity } from '../../contract/consent.ts'
import type { ConsentVector } from '../../core/consent/combine.ts'
import { admit, gate, type Pass } from '../../core/consent/gates.ts'
import type { Compiled } from '../compiled.ts'
import type { Runtime } from '../runtime.ts'
import type { Look } from './reading.ts'

/** Undefined: nothing of her may be shown to this caller for this purpose. */
export function passOf(consents: ConsentVector, look: Look, runtime: Runtime): Pass | undefined {
  const isForKey = look.caller.purposes === undefined || look.caller.purposes.has(look.purpose)
  const admission = admit(runtime.compiled().gates, {
    purpose: look.purpose,
    role: look.caller.role,
    channel: look.channel,
    audience: 'internal',
    // Who may see only some customers decides nothing about them.
    relationship: 'none',
    consents,
    now: runtime.clock(),
  })
  return isForKey && admission.permit ? admission.pass : undefined
}

interface Rated {
  readonly category: string
  readonly sensitivity: Sensitivity
}
const UNRULED: Rated = { category: 'other', sensitivity: 'confidential' }

/** Whether a trait, or an identifier's namespace, passes. */
export function maySee(pass: Pass, { lenses }: Compiled, now: number): (name: string) => boolean {
  return (name) => {
    const { category, sensitivity }: Rated =
      lenses.namespaces.get(name) ?? lenses.traits.find(name)[0] ?? UNRULED
    return gate(pass, { category, sensitivity, provenance: 'given', at: now }).permit
  }
}
