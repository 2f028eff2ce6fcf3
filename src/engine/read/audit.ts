// Reading the audit log: who looked at whom, when, for what. It is a look itself, and stands in the log as one.
import { publicId } from '../../contract/identifier.ts'
import { ProblemError } from '../../contract/problem.ts'
import type { Caller } from '../api.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import type { AccessRow } from '../ports/ledger.ts'
import type { RecordRow } from '../ports/records.ts'
import { resolveReference } from '../reference.ts'
import type { Runtime } from '../runtime.ts'
import { checkPurpose, type Look, note, refuse } from './reading.ts'
import { seesEveryone } from './relationship.ts'

/** The audit log; callers who may see only themselves see only looks at themselves. */
export async function audit(
  query: { subject?: string; purpose: string; cursor?: string; limit: number },
  caller: Caller,
  runtime: Runtime,
) {
  const look = { caller, purpose: query.purpose, channel: 'api', through: 'audit' }
  await checkPurpose(look, runtime)
  const before = decodeCursor(query.cursor)
  const { records, customer } = await subjectsOf(query.subject, look, runtime)
  const rows = await runtime.store.accesses({
    subjects: records,
    before: before && { at: before.at, id: before.id },
    limit: query.limit + 1,
  })
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  await note(
    look,
    { outcome: 'shown', shown: shown.length, withheld: {}, subject: customer },
    runtime,
  )
  const isSelf = runtime.compiled().gates.roles.get(caller.role)?.relationship === 'self'
  return {
    items: shown.map((row) => auditRow(row, isSelf)),
    next: rows.length > query.limit && last ? encodeCursor(last.at, last.id) : null,
  }
}

interface Subjects {
  /** record ids under which looks at somebody may stand: ids change when customers merge; undefined = everybody's */
  readonly records: readonly string[] | undefined
  /** whose log it is, when it is one customer's */
  readonly customer: string | undefined
}

async function subjectsOf(
  subject: string | undefined,
  look: Look,
  runtime: Runtime,
): Promise<Subjects> {
  const { caller } = look
  const seesAll = seesEveryone(caller, runtime.compiled())
  if (subject === undefined && seesAll) return { records: undefined, customer: undefined }
  const found = await recordsNamed(
    subject === undefined ? (caller.subjects ?? []) : [subject],
    look,
    runtime,
  )
  if (!seesAll && subject !== undefined && !(await isOwn(subject, found, look, runtime))) {
    return refuse(look, 'NO_RELATIONSHIP', 'You may only see who looked at yourself', runtime)
  }
  const customers = new Set(found.map(({ customer }) => customer))
  return {
    records: found.map(({ id }) => id),
    customer: customers.size === 1 ? found[0]?.customer : undefined,
  }
}

async function recordsNamed(
  refs: readonly string[],
  look: Look,
  runtime: Runtime,
): Promise<readonly RecordRow[]> {
  const { store } = runtime
  const context = { store, compiled: runtime.compiled(), hash: runtime.hash }
  const found = new Map<string, RecordRow>()
  for (const ref of refs) {
    const named = await resolveReference(ref, 'customer', context).catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error
      return refuse(look, error.code, error.message, runtime)
    })
    if (named === undefined) continue
    const customers = await store.customersOfIdentifiers([named], CUSTOMERS_PER_REFERENCE_MAX)
    for (const record of await store.recordsOf(customers)) found.set(record.id, record)
  }
  return [...found.values()]
}

/** Somebody of several that show an identifier is meant; more than these are a placeholder. */
const CUSTOMERS_PER_REFERENCE_MAX = 10

async function isOwn(
  subject: string,
  found: readonly RecordRow[],
  look: Look,
  runtime: Runtime,
): Promise<boolean> {
  const own = look.caller.subjects ?? []
  if (own.includes(subject)) return true
  const ids = new Set((await recordsNamed(own, look, runtime)).map(({ id }) => id))
  return found.some(({ id }) => ids.has(id))
}

/** The customer herself sees when, for what and in which role somebody looked, not the employee's name. */
function auditRow(row: AccessRow, isSelf: boolean) {
  return {
    id: publicId('aud', row.id),
    at: new Date(row.at).toISOString(),
    actor: isSelf ? row.role : row.actor,
    role: row.role,
    purpose: row.purpose,
    lens: row.lens,
    channel: row.channel,
    subject: row.subject === undefined ? null : publicId('cus', row.subject),
    outcome: row.outcome,
    shown: row.shown,
    withheld: { ...row.withheld },
  }
}
