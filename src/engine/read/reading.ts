// What reads beside the view share: purpose and role are checked before, the audit log is written after.

import type { Entity } from '../../contract/identifier.ts'
import { publicId } from '../../contract/identifier.ts'
import { type ProblemCode, ProblemError } from '../../contract/problem.ts'
import { consentState } from '../../core/consent/combine.ts'
import { admit, type Pass } from '../../core/consent/gates.ts'
import { unknownPurpose } from '../../core/consent/unknown-purpose.ts'
import type { Caller } from '../api.ts'
import type { Compiled } from '../compiled.ts'
import type { AccessRow } from '../ports/ledger.ts'
import type { SnapshotRows } from '../ports/reading.ts'
import { resolveReference } from '../reference.ts'
import type { Runtime } from '../runtime.ts'
import { accountNames } from './relations.ts'
import { relationshipOf, seesEveryone } from './relationship.ts'

export interface Look {
  readonly caller: Caller
  readonly purpose: string
  readonly channel: string
  /** what stands in the audit log in place of a lens: timeline, identity, search, consents ... */
  readonly through: string
}

/** Refuses unknown purposes and roles that may not use them; the refusal is in the audit log. */
export async function checkPurpose(look: Look, runtime: Runtime): Promise<void> {
  const { gates } = runtime.compiled()
  const purpose = gates.purposes.get(look.purpose)
  if (!purpose) {
    const detail = unknownPurpose(look.purpose, gates, look.caller.role)
    return refuse(look, 'PURPOSE_UNKNOWN', detail, runtime)
  }
  const isForKey = look.caller.purposes === undefined || look.caller.purposes.has(look.purpose)
  if (!isForKey || !purpose.roles.has(look.caller.role)) {
    return refuse(
      look,
      'PURPOSE_NOT_ALLOWED',
      `Role ${look.caller.role} may not look for this purpose`,
      runtime,
    )
  }
}

/** Finds somebody for a look and admits the caller, or refuses; both are written down. */
export async function admitTo(
  ref: string,
  look: Look,
  runtime: Runtime,
): Promise<{ readonly rows: SnapshotRows; readonly entity: Entity; readonly pass: Pass }> {
  await checkPurpose(look, runtime)
  const compiled = runtime.compiled()
  const context = { store: runtime.store, compiled, hash: runtime.hash, now: runtime.clock() }
  const rows = await rowsOf(ref, look, runtime)
  const entity = rows.records[0]?.entity ?? 'customer'
  const names = await accountNames(rows, context)
  const admission = admit(compiled.gates, {
    purpose: look.purpose,
    role: look.caller.role,
    channel: look.channel,
    audience: 'internal',
    relationship: relationshipOf(look.caller, rows, { compiled, accounts: names }),
    consents: consentState(
      rows.consents,
      rows.records.map(({ id, joinedAt }) => ({ record: id, joinedAt })),
      context.now,
    ),
    now: context.now,
  })
  if (admission.permit) return { rows, entity, pass: admission.pass }
  const code = admission.reason === 'NO_RELATIONSHIP' ? 'NO_RELATIONSHIP' : 'PURPOSE_NOT_ALLOWED'
  return refuse(look, code, `The look was refused: ${admission.reason}`, runtime)
}

/** Rows of the one customer or account that a reference names; anything else is a refusal. */
async function rowsOf(ref: string, look: Look, runtime: Runtime): Promise<SnapshotRows> {
  const context = { store: runtime.store, compiled: runtime.compiled(), hash: runtime.hash }
  const isAccount = ref.startsWith('acc_') || isAccountRef(ref, runtime)
  const named = await resolveReference(ref, isAccount ? 'account' : 'customer', context).catch(
    (error: unknown) => {
      if (!(error instanceof ProblemError)) throw error
      return refuse(look, error.code, error.message, runtime)
    },
  )
  const rows =
    named === undefined
      ? undefined
      : await runtime.store.snapshot(named, context.compiled.reads.few)
  if (!rows) return refuse(look, 'NOT_FOUND', `Nobody is known as ${ref}`, runtime)
  // The first of several would be a guess, and show one customer's data to who asked for another's.
  if (rows.candidates > 1) return refuse(look, 'REFERENCE_AMBIGUOUS', AMBIGUOUS, runtime)
  return rows
}

export const AMBIGUOUS =
  'Several customers show this identifier; name one by an identifier of her own or by cus_...'

function isAccountRef(ref: string, runtime: Runtime): boolean {
  const namespace = ref.slice(0, Math.max(0, ref.indexOf(':')))
  const { customerRules, accountRules } = runtime.compiled().collect
  return accountRules.byNamespace.has(namespace) && !customerRules.byNamespace.has(namespace)
}

/** Writes the refusal down as it is, and tells the caller as much of it as that one may know. */
export async function refuse(
  look: Look,
  code: RefusalCode,
  detail: string,
  runtime: Runtime,
): Promise<never> {
  await note(
    look,
    { outcome: 'refused', shown: 0, withheld: { [code]: 1 }, subject: undefined },
    runtime,
  )
  throw toldProblem(code, detail, { caller: look.caller, compiled: runtime.compiled() })
}

/** Of NO_RELATIONSHIP only the audit log knows. */
export type RefusalCode = ProblemCode | 'NO_RELATIONSHIP'

/** Each of them tells whether somebody is known. */
const TELLING: ReadonlySet<string> = new Set(['NOT_FOUND', 'REFERENCE_AMBIGUOUS'])

/**
 * The problem that a caller is told: who may see only some customers gets one and the same answer for nobody, for
 * somebody else, and for several, or asking would find out who is a customer.
 */
export function toldProblem(
  code: RefusalCode,
  detail: string,
  { caller, compiled }: { readonly caller: Caller; readonly compiled: Compiled },
): ProblemError {
  const isTold =
    code !== 'NO_RELATIONSHIP' && (!TELLING.has(code) || seesEveryone(caller, compiled))
  if (isTold) return new ProblemError(code, detail)
  return new ProblemError('NOT_FOUND', 'There is no such thing, or this key may not see it')
}

/** Appends the look to the audit log; answers its public id. */
export async function note(
  look: Look,
  said: Pick<AccessRow, 'outcome' | 'shown' | 'withheld' | 'subject'>,
  runtime: Runtime,
): Promise<string> {
  const id = runtime.newId()
  await runtime.access.record({
    at: runtime.clock(),
    id,
    actor: look.caller.actor,
    keyId: look.caller.keyId,
    role: look.caller.role,
    purpose: look.purpose.slice(0, 100),
    lens: look.through,
    channel: look.channel.slice(0, 100),
    fieldSet: undefined,
    requestId: look.caller.requestId,
    ...said,
  })
  return publicId('aud', id)
}
