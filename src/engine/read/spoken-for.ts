// For whom a caller may speak. Who may see only some customers may speak for only these, and learns of no others.
import type { SnapshotRows } from '../ports/reading.ts'
import { resolveReference } from '../reference.ts'
import type { Runtime } from '../runtime.ts'
import { AMBIGUOUS, type Look, type RefusalCode, refuse } from './reading.ts'
import { accountNames } from './relations.ts'
import { relationshipOf, seesEveryone } from './relationship.ts'

/** The one customer whom a reference names, where the caller may speak for her; else a refusal, which is logged. */
export async function spokenFor(ref: string, look: Look, runtime: Runtime): Promise<SnapshotRows> {
  const { caller } = look
  const compiled = runtime.compiled()
  const { store, hash } = runtime
  const no = (code: RefusalCode, text: string) => refuse(look, code, text, runtime)
  const named = await resolveReference(ref, 'customer', { store, compiled, hash })
  const rows = named === undefined ? undefined : await store.snapshot(named, compiled.reads.few)
  if (rows?.records[0]?.entity !== 'customer') return no('NOT_FOUND', `Nobody is known as ${ref}`)
  if (rows.candidates > 1) return no('REFERENCE_AMBIGUOUS', AMBIGUOUS)
  if (seesEveryone(caller, compiled)) return rows
  const accounts = await accountNames(rows, { store })
  if (relationshipOf(caller, rows, { compiled, accounts }) !== 'none') return rows
  return no('NO_RELATIONSHIP', 'This key may not speak for her')
}
